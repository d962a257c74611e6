// The configuration row by row through the running platform: lists, changes and their checks, what
// other rules would have done, and who may do that.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string admin = "county-admin";
const std::string night_rule =
    R"({"order":5,"id":"R-test","effective_from":"","effective_to":"","area_prefix":"140802001",)"
    R"("category":"E0110","urgency":"any","time_of_day":"any","source":"any",)"
    R"("lead":"dept:enforcement","assists":[],"pool":false,"check":"always",)"
    R"("certainty":"certain","note":"试验"})";

std::string version_of(Api& api) {
  return api.get("/config/calendar?limit=1").http.field("etag");
}

Answered change(Api& api, const std::string& table, const std::string& body) {
  return api.post("/config/" + table, body, {{"If-Match", version_of(api)}});
}

/// The rule as long as it lives.
class RuleInForce {
 public:
  RuleInForce() : put_(change(api_, "routing", R"({"put":)" + night_rule + "}")) {}
  ~RuleInForce() {
    const Answered gone = change(api_, "routing", R"({"remove":"R-test"})");
    EXPECT_EQ(gone.status(), 200) << gone;
  }
  RuleInForce(const RuleInForce&) = delete;
  RuleInForce& operator=(const RuleInForce&) = delete;
  const Answered& put() const { return put_; }

 private:
  Api api_{demo(), admin};
  Answered put_;
};

TEST(Config, ListsATableInPagesWithItsVersion) {
  Api api(demo(), admin);

  const Answered first = api.get("/config/orgs?limit=2");

  ASSERT_EQ(first.status(), 200) << first;
  EXPECT_EQ(first.body.size("/items"), 2u);
  EXPECT_EQ(first.at("/items/0/id"), "140802");
  EXPECT_EQ(first.http.field("etag"), quoted(first.at("/version")));
  const Answered second = api.get("/config/orgs?limit=2&cursor=" + first.at("/next_cursor"));
  EXPECT_EQ(second.at("/items/0/id"), "d-sanitation") << second;
  EXPECT_EQ(api.get("/config/orgs", {{"If-None-Match", first.http.field("etag")}}).status(), 304);
  const Answered grid = api.get("/config/grids?limit=1");
  EXPECT_EQ(grid.at("/items/0/polygon/type"), "Polygon") << grid;
  EXPECT_EQ(api.get("/config/users").status(), 404);
}

TEST(Config, RoutesByARuleFromTheMomentItIsPutIn) {
  Api worker(demo(), grid_worker);
  const std::string before = worker.report(report_body("incident", "E0110"));
  EXPECT_EQ(worker.wait_for_state(before, "sign").at("/lead"), "d-sanitation");

  const RuleInForce rule;

  ASSERT_EQ(rule.put().status(), 200) << rule.put();
  EXPECT_EQ(rule.put().http.field("etag"), quoted(rule.put().at("/version")));
  const std::string after = worker.report(report_body("incident", "E0110"));
  EXPECT_EQ(worker.wait_for_state(after, "sign").at("/lead"), "d-enforcement");
}

TEST(Config, RefusesAStaleVersionAndWantsOne) {
  Api api(demo(), admin);
  const std::string body = R"({"put":{"date":"2030-01-01","kind":"holiday"}})";

  EXPECT_EQ(api.post("/config/calendar", body).status(), 428);
  EXPECT_EQ(api.post("/config/calendar", body, {{"If-Match", "\"0\""}}).status(), 412);
}

TEST(Config, AnswersARepeatAsTheFirstTime) {
  Api api(demo(), admin);
  const HttpFields fields{{"If-Match", version_of(api)}, {"Idempotency-Key", fresh_key()}};
  const std::string body = R"({"put":{"date":"2030-05-01","kind":"holiday"}})";

  const Answered first = api.post("/config/calendar", body, fields);
  const Answered again = api.post("/config/calendar", body, fields);

  ASSERT_EQ(first.status(), 200) << first;
  EXPECT_EQ(again.http.body, first.http.body);
}

TEST(Config, NamesWhatIsWrongFieldByField) {
  Api api(demo(), admin);

  const Answered day = change(api, "calendar", R"({"put":{"date":"soon","kind":"holiday"}})");
  EXPECT_EQ(day.status(), 422) << day;
  EXPECT_EQ(day.at("/errors/0/pointer"), "/put/date") << day;

  const Answered org = change(api, "orgs", R"({"remove":"d-sanitation"})");
  EXPECT_EQ(org.status(), 422) << org;
  EXPECT_THAT(org.at("/errors/0/pointer"), StartsWith("/users/")) << org;

  const Answered gone = change(api, "routing", R"({"remove":"R-nonsense"})");
  EXPECT_EQ(gone.status(), 404) << gone;
}

TEST(Config, KeepsACategoryThatOpenCasesHave) {
  Api worker(demo(), grid_worker);
  Api api(demo(), admin);
  const std::string row =
      R"({"code":"E9901","type":"event","class":"试验","subclass":"试验事项","name_en":"Trial",)"
      R"("kind":"incident","claimable":"no","private":"no","safety":"no","duplicate_radius_m":50,)"
      R"("claim_skills":[],"keywords":[]})";
  ASSERT_EQ(change(api, "categories", R"({"put":)" + row + "}").status(), 200);
  const std::string number = worker.report(report_body("incident", "E9901"));
  ASSERT_TRUE(
      wait_until([&] { return worker.get("/cases/" + number).at("/state") != "received"; }));

  const Answered kept = change(api, "categories", R"({"remove":"E9901"})");

  EXPECT_EQ(kept.status(), 409) << kept;
  EXPECT_EQ(kept.at("/reason"), "in_use") << kept;
  EXPECT_THAT(kept.at("/detail"), HasSubstr(number)) << kept;
}

TEST(Config, TriesChangesOutWithoutKeepingThem) {
  Api api(demo(), admin);
  const std::string version = version_of(api);

  const Answered fine =
      api.post("/config:check", R"({"changes":[{"table":"routing","put":)" + night_rule + "}]}");
  EXPECT_EQ(fine.at("/ok"), "true") << fine;
  const Answered wrong =
      api.post("/config:check", R"({"changes":[{"table":"orgs","remove":"d-sanitation"},)"
                                R"({"table":"routing","remove":"R-nonsense"}]})");
  EXPECT_EQ(wrong.at("/ok"), "false") << wrong;
  EXPECT_EQ(wrong.at("/errors/0/pointer"), "/changes/1/remove") << wrong;
  EXPECT_EQ(version_of(api), version);
}

TEST(WhatIf, ListsTheCasesThatWouldHaveGoneElsewhere) {
  const std::string number = signed_for_later();
  Api api(demo(), admin);

  const Answered answer = api.post("/config/routing:what-if",
                                   R"({"changes":[{"table":"routing","put":)" + night_rule + "}]}");

  ASSERT_EQ(answer.status(), 200) << answer;
  ASSERT_TRUE(answer.body.lists_with("/items", "number", number)) << answer;
  EXPECT_EQ(answer.at("/items/0/now/lead"), "d-sanitation");
  EXPECT_EQ(answer.at("/items/0/then/lead"), "d-enforcement");
  EXPECT_EQ(answer.at("/items/0/then/rule"), "R-test");
  EXPECT_EQ(answer.at("/whole"), "true");
  EXPECT_TRUE(answer.body.lists_with("/totals", "lead", "d-enforcement"));
}

TEST(Config, IsForWhoAdministersIt) {
  Api nobody(demo());
  Api inspector(demo(), sanitation);
  Api auditor(demo(), "auditor");

  EXPECT_EQ(nobody.get("/config/orgs").status(), 401);
  EXPECT_EQ(inspector.get("/config/orgs").status(), 403);
  EXPECT_EQ(change(auditor, "calendar", R"({"remove":"2030-05-01"})").status(), 403);
  EXPECT_EQ(
      inspector.post("/config:check", R"({"changes":[{"table":"orgs","remove":"x"}]})").status(),
      403);
  EXPECT_EQ(inspector
                .post("/config/routing:what-if",
                      R"({"changes":[{"table":"routing","remove":"R-E0110"}]})")
                .status(),
            403);
}

}  // namespace
}  // namespace gongzhi::test
