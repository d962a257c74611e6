// What an answer says of a resident's report, member by member, against what each role is to know
// (security.md S06): no more than is listed here.
#include <gmock/gmock.h>

#include <set>

#include "tests/integration/permission/cast.hpp"

namespace gongzhi::test {
namespace {

using Names = std::set<std::string>;

// How it stands and whose turn it is: for everybody who may see the case, followers too.
const Names how_it_stands{"candidate_count",
                          "accepted_at",
                          "allowed_actions",
                          "assists",
                          "category",
                          "claims",
                          "closed_at",
                          "community",
                          "contact_due",
                          "contacted_at",
                          "delayed",
                          "due",
                          "due_original",
                          "exempt",
                          "extensions",
                          "fields",
                          "first_handled_at",
                          "followers",
                          "grid",
                          "handled_at",
                          "hops",
                          "kind",
                          "kind_version",
                          "lead",
                          "limit",
                          "names",
                          "number",
                          "owner",
                          "paused",
                          "places",
                          "pool_until",
                          "private",
                          "reopened",
                          "result",
                          "returns",
                          "rework",
                          "route",
                          "ruled",
                          "safety",
                          "self_handled",
                          "source",
                          "stage_due",
                          "standard",
                          "state",
                          "state_label",
                          "step",
                          "title",
                          "township",
                          "unconfirmed",
                          "urgent",
                          "version",
                          "weight",
                          "whistle"};
// What was reported, and where exactly.
const Names what_was_said{"address", "description", "location", "observed_at"};
const Names who_reported{"on_behalf_of", "reporter"};
const Names who_works_on_it{"candidates", "holder", "verifier"};
const Names words_of_staff{"duplicates", "flag", "pending", "reinspect", "suggestion"};

Names all_of(std::initializer_list<Names> several) {
  Names all;
  for (const Names& some : several) all.insert(some.begin(), some.end());
  return all;
}

/// The members that say something: neither null nor empty.
Names told(const Answered& answer) {
  Names names;
  for (const auto& member : answer.body.json().GetObject()) {
    const bool is_empty = member.value.IsNull() ||
                          (member.value.IsArray() && member.value.Empty()) ||
                          (member.value.IsObject() && member.value.ObjectEmpty());
    if (!is_empty) names.insert(member.name.GetString());
  }
  return names;
}

const std::string& resident_report() {
  static const std::string number = [] {
    Api resident(county(), "resident-001");
    const std::string made = resident.report(report_body(
        "incident", "E0110", R"(,"address":"槐安路3号楼2单元","on_behalf_of":"楼上老人")"));
    resident.wait_for_state(made, "sign");
    EXPECT_EQ(Api(county(), "resident-002").act(made, "follow").status(), 200);
    return made;
  }();
  return number;
}

void expect_no_more(const std::string& user, const Names& allowed) {
  const Answered answer = Api(county(), user).get("/cases/" + resident_report());
  ASSERT_EQ(answer.status(), 200) << user;
  for (const std::string& name : told(answer))
    EXPECT_TRUE(allowed.contains(name))
        << user << " is told " << name << ": " << answer.at("/" + name);
}

TEST(S06, AFollowerLearnsHowItStandsAndNothingElse) {
  expect_no_more("resident-002", how_it_stands);
  const Answered answer = Api(county(), "resident-002").get("/cases/" + resident_report());
  for (const char* secret : {"南门", "两天没人", "槐安路", "楼上老人", "resident-001", "111.0"})
    EXPECT_EQ(answer.http.body.find(secret), std::string::npos) << secret;
}

TEST(S06, TheBodyComplainedAboutAndTheOnlookersDoNotLearnWhoReported) {
  const Names allowed = all_of({how_it_stands, what_was_said, who_works_on_it, words_of_staff});
  for (const char* user :
       {"dept-sanitation", "property-001", "grid-001", "observer-001", "inspector-001",
        "county-admin", "auditor", "committee-001", "branch-001", "verifier-001"}) {
    expect_no_more(user, allowed);
    Api api(county(), user);
    const std::string timeline =
        api.get("/cases/" + resident_report() + "/timeline?limit=100").http.body;
    EXPECT_EQ(timeline.find("resident-001"), std::string::npos) << user;
    EXPECT_EQ(api.get("/cases?limit=100").http.body.find("resident-001"), std::string::npos)
        << user;
  }
}

TEST(S06, WhoeverAnswersToTheResidentKnowsThem) {
  for (const char* user : {"triager-001", "dispatcher-001", "secretary-001", "supervisor-001"}) {
    const Answered answer = Api(county(), user).get("/cases/" + resident_report());
    EXPECT_EQ(answer.at("/reporter"), "resident-001") << user;
  }
}

TEST(S06, AReporterIsNotToldTheWordsOfStaff) {
  expect_no_more("resident-001", all_of({how_it_stands, what_was_said, who_reported, {"pending"}}));
}

TEST(S06, ALineOfAListHoldsNeitherWordsNorPlaceNorReporter) {
  const Names allowed{"accepted_at", "claimed", "owner",   "allowed_actions", "category",
                      "community",   "due",     "grid",    "holder",          "kind",
                      "lead",        "number",  "overdue", "private",         "safety",
                      "stage_due",   "state",   "title",   "urgent",          "version",
                      "flag",        "places"};
  for (const char* user : {"triager-001", "dept-sanitation", "resident-001", "auditor"}) {
    const Answered page = Api(county(), user).get("/cases?limit=100");
    ASSERT_GT(page.body.size("/items"), 0U) << user;
    for (const auto& item : page.body.find("/items")->GetArray())
      for (const auto& member : item.GetObject())
        EXPECT_TRUE(allowed.contains(member.name.GetString()))
            << user << ": " << member.name.GetString();
  }
}

TEST(S06, WhatIsNearbyIsToldCoarselyToAVisitor) {
  resident_report();
  const Answered answer = Api(county()).get("/cases/nearby?lon=111.0&lat=35.02&category=E0110");
  ASSERT_GT(answer.body.size("/items"), 0U);
  const Names allowed{"category",  "category_name", "state", "state_label",
                      "age_hours", "distance_m",    "place", "followers"};
  for (const auto& item : answer.body.find("/items")->GetArray())
    for (const auto& member : item.GetObject())
      EXPECT_TRUE(member.value.IsNull() || allowed.contains(member.name.GetString()))
          << member.name.GetString();
}

}  // namespace
}  // namespace gongzhi::test
