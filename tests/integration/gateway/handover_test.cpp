// Absence, duty and the handover of open work, through the running platform; and the preview of an
// action that sends a case elsewhere.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

const std::string admin = "county-admin";

Answered change(Api& api, const std::string& table, const std::string& body) {
  const std::string tag = api.get("/config/calendar?limit=1").http.field("etag");
  return api.post("/config/" + table, body, {{"If-Match", tag}});
}

/// In hand of the sanitation department.
std::string in_hand() {
  const std::string number = signed_for_later();
  Api department(demo(), sanitation);
  EXPECT_EQ(department.act(number, "sign").status(), 200);
  return number;
}

TEST(Preview, ShowsWhereARecategorisedCaseWouldGoAndChangesNothing) {
  const std::string number = signed_for_later();
  Api api(demo(), dispatcher);
  const std::string version = api.get("/cases/" + number).at("/version");

  const Answered seen =
      api.post("/cases/" + number + "/actions/recategorise/preview", R"({"category":"E0502"})");

  ASSERT_EQ(seen.status(), 200) << seen;
  EXPECT_EQ(seen.at("/now/lead/id"), "d-sanitation");
  EXPECT_NE(seen.at("/then/lead/id"), "d-sanitation") << seen;
  EXPECT_EQ(seen.at("/goes_elsewhere"), "true");
  EXPECT_NE(seen.at("/then/limit"), seen.at("/now/limit")) << seen;
  EXPECT_EQ(api.get("/cases/" + number).at("/version"), version);
}

TEST(Preview, IsForWhoMayDoIt) {
  const std::string number = signed_for_later();
  Api stranger(demo(), elsewhere);
  Api nobody(demo());
  const std::string path = "/cases/" + number + "/actions/recategorise/preview";

  EXPECT_EQ(stranger.post(path, R"({"category":"E0502"})").status(), 404);
  EXPECT_EQ(nobody.post(path, R"({"category":"E0502"})").status(), 401);
}

TEST(Handover, MovesOpenWorkToAnotherAndSaysWhich) {
  const std::string number = in_hand();
  Api api(demo(), admin);
  const Answered before = api.get("/users/" + sanitation + "/work");
  ASSERT_EQ(before.status(), 200) << before;
  EXPECT_TRUE(before.body.lists_with("/items", "number", number)) << before;

  const Answered done =
      api.post("/users/" + sanitation + "/handover", R"({"to":"dept-enforcement"})");

  ASSERT_EQ(done.status(), 200) << done;
  EXPECT_THAT(done.at("/message"), HasSubstr("移交"));
  Api department(demo(), sanitation);
  EXPECT_TRUE(wait_until([&] {
    return api.get("/users/" + sanitation + "/work").at("/counts/held") == "0";
  })) << api.get("/users/" + sanitation + "/work");
  EXPECT_TRUE(api.get("/users/dept-enforcement/work").body.lists_with("/items", "number", number));
  Api owner(demo(), secretary);
  EXPECT_TRUE(
      owner.get("/cases/" + number + "/timeline").body.lists_with("/items", "action", "hand_over"))
      << owner.get("/cases/" + number + "/timeline");
}

TEST(Handover, IsForWhoAdministersPeople) {
  Api other(demo(), elsewhere);
  Api self(demo(), sanitation);

  EXPECT_EQ(other.get("/users/" + sanitation + "/work").status(), 404);
  EXPECT_EQ(other.get("/users/nobody-at-all/work").status(), 404);
  EXPECT_EQ(self.get("/users/" + sanitation + "/work").status(), 200);
  EXPECT_EQ(self.post("/users/" + sanitation + "/handover", "{}").status(), 403);
  Api api(demo(), admin);
  EXPECT_EQ(api.post("/users/" + sanitation + "/handover", R"({"to":"nobody-at-all"})").status(),
            422);
}

TEST(Absence, IsSetByOneselfAndGivesNewWorkToTheDeputy) {
  Api self(demo(), sanitation);
  const std::string row = R"({"put":{"id":"away-1","person":"dept-sanitation",)"
                          R"("from":"2026-01-01","until":"2031-01-01",)"
                          R"("deputy":"dept-enforcement","reason":"培训"}})";
  const Answered version = self.get("/config/absences");
  ASSERT_EQ(version.status(), 200) << version;
  const Answered set =
      self.post("/config/absences", row, {{"If-Match", version.http.field("etag")}});
  ASSERT_EQ(set.status(), 200) << set;

  Api other(demo(), elsewhere);
  EXPECT_EQ(other.get("/config/absences").body.size("/items"), 0u);
  const Answered forged =
      other.post("/config/absences", R"({"remove":"away-1"})",
                 {{"If-Match", other.get("/config/absences").http.field("etag")}});
  EXPECT_EQ(forged.status(), 403) << forged;

  const std::string number = signed_for_later();
  Api owner(demo(), dispatcher);
  Api department(demo(), sanitation);
  ASSERT_EQ(department.act(number, "sign", R"({"person":"dept-sanitation"})").status(), 200);
  Api api(demo(), admin);
  EXPECT_TRUE(api.get("/users/dept-enforcement/work").body.lists_with("/items", "number", number))
      << api.get("/users/dept-enforcement/work");
  EXPECT_EQ(change(api, "absences", R"({"remove":"away-1"})").status(), 200);
}

TEST(Duty, SaysWhoIsThereNow) {
  Api api(demo(), secretary);

  const Answered duty = api.get("/duty?org=" + community);

  ASSERT_EQ(duty.status(), 200) << duty;
  EXPECT_EQ(duty.at("/items/0/person"), secretary);
  EXPECT_EQ(duty.at("/items/0/phone"), "0359-0000101");
  EXPECT_EQ(Api(demo()).get("/duty").status(), 401);
}

}  // namespace
}  // namespace gongzhi::test
