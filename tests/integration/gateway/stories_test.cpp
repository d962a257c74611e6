// The main job over HTTP, from the report to the reporter's word that it is solved (domain.md
// section 3).
#include <barrier>
#include <thread>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

void must(const Answered& answer) {
  ASSERT_EQ(answer.status(), 200) << answer;
}

std::string handling() {
  return R"({"result":"resolved","text":"已清运完毕并冲洗地面","no_evidence_reason":"手机没电"})";
}

TEST(MainJob, AReportIsRoutedSignedHandledCheckedByAnotherAndConfirmedByItsReporter) {
  Api reporter(demo(), grid_worker);
  Api department(demo(), sanitation);
  Api desk(demo(), dispatcher);

  const std::string number = reporter.report(report_body("incident", "E0110"));
  const Answered routed = reporter.wait_for_state(number, "sign");
  EXPECT_EQ(routed.at("/owner"), community);
  EXPECT_EQ(routed.at("/lead"), "d-sanitation");
  EXPECT_EQ(routed.at("/route/rule"), "R-E0110");
  EXPECT_NE(routed.at("/route/why"), "null");
  EXPECT_NE(routed.at("/due"), "null");
  EXPECT_EQ(routed.at("/community"), community);

  must(department.act(number, "sign"));
  must(department.act(number, "handle", handling()));
  reporter.wait_for_state(number, "handled");
  must(desk.act(number, "request_check"));
  const std::string verifier = desk.wait_for_state(number, "checking").at("/verifier");
  ASSERT_TRUE(verifier.starts_with("verifier-")) << verifier;
  EXPECT_EQ(department.act(number, "pass_check").status(), 403);
  Api checker(demo(), verifier);
  EXPECT_TRUE(checker.get("/tasks").body.lists_with("/to_check", "number", number));
  must(checker.act(number, "pass_check", R"({"text":"现场干净"})"));
  reporter.wait_for_state(number, "confirm");
  must(reporter.act(number, "confirm", R"({"solved":true,"satisfaction":"satisfied"})"));

  const Answered closed = reporter.wait_for_state(number, "closed");
  EXPECT_EQ(closed.at("/result"), "resolved");
  EXPECT_EQ(closed.at("/satisfaction"), "satisfied");
  EXPECT_EQ(closed.at("/unconfirmed"), "false");
  EXPECT_NE(closed.at("/closed_at"), "null");
  const Answered timeline = reporter.get("/cases/" + number + "/timeline?limit=100");
  for (const char* action : {"create", "sign", "handle", "request_check", "pass_check", "confirm"})
    EXPECT_TRUE(timeline.body.lists_with("/items", "action", action)) << action << timeline;
}

TEST(MainJob, WhatNobodyCanClassifyWaitsInTriageUntilAPersonFilesIt) {
  Api reporter(demo(), resident);
  Api triage(demo(), triager);
  const std::string number = reporter.report(report_body("incident", ""));

  const Answered waiting = triage.wait_for_state(number, "triage");
  EXPECT_EQ(waiting.at("/owner"), community);
  EXPECT_TRUE(waiting.body.lists("/allowed_actions", "file"));
  EXPECT_FALSE(reporter.get("/cases/" + number).body.lists("/allowed_actions", "file"));
  must(triage.act(number, "file", R"({"category":"C0101","standard":"C0101-1"})"));
  const Answered filed = triage.wait_for_state(number, "sign");
  EXPECT_EQ(filed.at("/lead"), "d-water");
  EXPECT_NE(filed.at("/due"), "null");
  Api department(demo(), "dept-water");
  must(department.act(number, "sign"));

  EXPECT_EQ(reporter.wait_for_state(number, "doing").at("/category"), "C0101");
}

TEST(MainJob, TheTriagerIsToldWhatTheWordsSuggestAndNobodyElse) {
  Api reporter(demo(), resident);
  Api triage(demo(), triager);
  const std::string unsure = reporter.report(
      R"({"kind":"incident","category":"","title":"路灯和井盖","description":"路灯不亮，井盖也破了",)"
      R"("location":{"lon":111.0,"lat":35.02,"crs":"wgs84"}})");
  const std::string wordless = reporter.report(
      R"({"kind":"incident","category":"","title":"请帮忙","description":"请来看看",)"
      R"("location":{"lon":111.0,"lat":35.02,"crs":"wgs84"}})");

  const Answered waiting = triage.wait_for_state(unsure, "triage");
  ASSERT_GE(waiting.body.size("/suggestion"), 1U) << waiting;
  EXPECT_LE(waiting.body.size("/suggestion"), 3U);
  EXPECT_NE(waiting.at("/suggestion/0/name"), "(none)");
  EXPECT_GE(waiting.body.size("/suggestion/0/matched"), 1U);
  EXPECT_EQ(reporter.get("/cases/" + unsure).at("/suggestion"), "null");
  EXPECT_EQ(triage.wait_for_state(wordless, "triage").at("/suggestion"), "null");

  const std::string category = waiting.at("/suggestion/0/category");
  must(triage.act(unsure, "recategorise", R"({"category":")" + category + R"("})"));
  EXPECT_EQ(triage.get("/cases/" + unsure).at("/suggestion"), "null");
}

TEST(MainJob, AThirdReturnIsImpossibleAndBecomesTheSecretarysRuling) {
  const std::string number = signed_for_later();
  Api department(demo(), sanitation);
  Api desk(demo(), dispatcher);
  // Bodies that agree on where it belongs, twice; the third time nobody asks them any more.
  const std::string give_back =
      R"({"reason_code":"not_our_duty","proposed_org":"140802001-zf","evidence":"不在清扫范围"})";
  for (int i = 0; i < 2; ++i) {
    must(department.act(number, "return", give_back));
    desk.wait_for_state(number, "dispatch");
    must(desk.act(number, "dispatch", R"({"lead":"d-sanitation"})"));
    department.wait_for_state(number, "sign");
  }

  must(department.act(number, "return", give_back));
  Api ruler(demo(), secretary);
  const Answered ruling = ruler.wait_for_state(number, "ruling");
  EXPECT_EQ(ruling.at("/returns"), "2");
  must(ruler.act(number, "rule", R"({"org":"d-sanitation","reason":"在清扫范围图内"})"));

  const Answered ruled = department.wait_for_state(number, "sign");
  EXPECT_EQ(ruled.at("/ruled"), "true");
  EXPECT_FALSE(ruled.body.lists("/allowed_actions", "return"));
  const Answered refused = department.act(number, "return", give_back);
  EXPECT_EQ(refused.status(), 409) << refused;
  const Answered english =
      department.act(number, "return", give_back,
                     {{"If-Match", ruled.http.field("etag")}, {"Accept-Language", "en"}});
  EXPECT_EQ(english.at("/detail"), "it was ruled that your body handles it; it cannot be returned");
  must(department.act(number, "sign"));
}

// A wish with one place, offered to the members of the community.
std::string offered_wish() {
  Api committee(demo(), "committee-001");
  const std::string number = committee.report(
      report_body("wish", "W0102", R"(,"fields":{"places":1,"skills":["culture"]})"));
  committee.wait_for_state(number, "pool");
  return number;
}

TEST(Claims, OfTwoMembersWhoClaimAtOnceOneGetsItAndTheOtherKindWords) {
  const std::string number = offered_wish();
  Api first(demo(), "member-001");
  Api second(demo(), "member-002");
  EXPECT_TRUE(first.get("/tasks").body.lists_with("/offered", "number", number));
  EXPECT_TRUE(second.get("/tasks").body.lists_with("/offered", "number", number));
  std::barrier both(2);
  Answered one{{}, Body("")};
  Answered two{{}, Body("")};
  const auto claim = [&](Api& api, Answered& into) {
    both.arrive_and_wait();
    into = api.post("/cases/" + number + "/actions/claim", "{}");
  };

  std::thread other([&] { claim(second, two); });
  claim(first, one);
  other.join();

  const Answered& winner = one.status() == 200 ? one : two;
  const Answered& loser = one.status() == 200 ? two : one;
  EXPECT_EQ(winner.status(), 200) << winner;
  EXPECT_EQ(loser.status(), 409) << loser;
  EXPECT_EQ(loser.at("/code"), "conflict");
  EXPECT_NE(loser.at("/reason"), "(none)");
  EXPECT_GT(loser.at("/detail").size(), 10U);
  Api& holder = one.status() == 200 ? first : second;
  Api& late = one.status() == 200 ? second : first;
  EXPECT_TRUE(holder.get("/tasks").body.lists_with("/held", "number", number));
  EXPECT_FALSE(late.get("/tasks").body.lists_with("/offered", "number", number));

  // Given up within a day it is free of reasons, and the other one gets it after all.
  must(holder.act(number, "give_up"));
  late.wait_for_state(number, "pool");
  must(late.post("/cases/" + number + "/actions/claim", "{}"));
  EXPECT_EQ(late.get("/cases/" + number).at("/state"), "doing");
}

TEST(Claims, TheLoserOfAPrivateTaskGetsKindWordsAndSeesNothing) {
  Api committee(demo(), "committee-001");
  const std::string number =
      committee.report(report_body("wish", "W0101", R"(,"fields":{"places":1})"));
  committee.wait_for_state(number, "pool");
  Api winner(demo(), "member-001");
  Api loser(demo(), "member-002");
  must(winner.post("/cases/" + number + "/actions/claim", "{}"));

  const Answered late = loser.post("/cases/" + number + "/actions/claim", "{}");

  EXPECT_EQ(late.status(), 409) << late;
  EXPECT_EQ(late.at("/reason"), "already_claimed");
  EXPECT_EQ(loser.get("/cases/" + number).status(), 404);
  EXPECT_EQ(loser.post("/cases/" + number + "/actions/urge", "{}").status(), 404);
  must(winner.act(number, "give_up"));
}

TEST(Claims, NobodyHoldsMoreThanThree) {
  Api member(demo(), "member-001");
  std::vector<std::string> held;
  while (member.get("/tasks").at("/open_claims") != "3" && held.size() < 4) {
    held.push_back(offered_wish());
    must(member.post("/cases/" + held.back() + "/actions/claim", "{}"));
  }
  const std::string one_more = offered_wish();

  const Answered refused = member.post("/cases/" + one_more + "/actions/claim", "{}");

  EXPECT_EQ(refused.status(), 409) << refused;
  EXPECT_EQ(member.get("/me").at("/open_claims"), "3");
  for (const std::string& number : held) must(member.act(number, "give_up"));
}

TEST(Claims, MembersAreNotRankedBeforeOneAnother) {
  const std::string number = offered_wish();
  Api member(demo(), "member-002");
  Api staff(demo(), secretary);

  const Answered to_member = member.get("/cases/" + number);
  const Answered to_staff = staff.get("/cases/" + number);

  EXPECT_EQ(to_member.at("/candidates"), "null");
  EXPECT_NE(to_member.at("/candidate_count"), "null");
  EXPECT_TRUE(to_staff.body.lists("/candidates", "member-002")) << to_staff;
}

}  // namespace
}  // namespace gongzhi::test
