// The people of a county over HTTP: listed for who manages them, changed by them, and never moved
// beyond one's own part of the county.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;

const std::string admin = "county-admin";
const std::string phone = "13787654321";

/// A new grid worker of the first community.
std::string made(const std::string& more = {}) {
  static int count = 0;
  const std::string id = "grid-9" + std::to_string(10 + ++count);
  const Answered answer =
      Api(demo(), admin)
          .post("/users", R"({"id":")" + id + R"(","name":"新来的","role":"grid_worker","org":")" +
                              community + R"(","community":")" + community + "\"" + more + "}");
  EXPECT_EQ(answer.status(), 201) << answer;
  // The gateway that answers next may not have read the configuration again yet.
  EXPECT_TRUE(wait_until([&] { return Api(demo(), admin).get("/users/" + id).status() == 200; }));
  return id;
}

Answered changed(const std::string& by, const std::string& id, const std::string& body) {
  return Api(demo(), by).post("/users/" + id + "/actions/change", body);
}

Answered roles(const std::string& by, const std::string& id, const std::string& body) {
  return Api(demo(), by).post("/users/" + id + "/actions/roles", body);
}

TEST(People, AreListedForWhoeverManagesThem) {
  const Answered of_secretary = Api(demo(), secretary).get("/users?limit=200");
  const Answered of_worker = Api(demo(), grid_worker).get("/users");

  ASSERT_EQ(of_secretary.status(), 200) << of_secretary;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < of_secretary.body.size("/items"); ++i) {
    const std::string at = "/items/" + std::to_string(i);
    ids.push_back(of_secretary.at(at + "/id"));
    EXPECT_EQ(of_secretary.at(at + "/phone"), "(none)");
  }
  EXPECT_THAT(ids, testing::IsSupersetOf({grid_worker, resident, std::string("member-001")}));
  for (const std::string& id : {elsewhere, sanitation, admin})
    EXPECT_THAT(ids, testing::Not(testing::Contains(id)));
  EXPECT_EQ(of_worker.status(), 403);
  EXPECT_EQ(Api(demo(), secretary).get("/users/secretary-002").status(), 404);
  EXPECT_EQ(Api(demo(), grid_worker).get("/users/" + grid_worker).at("/id"), grid_worker);
}

TEST(People, ArePagedAndLookedForByRoleAndWords) {
  Api api(demo(), admin);
  const Answered first = api.get("/users?role=dept_handler&limit=1");
  const Answered second =
      api.get("/users?role=dept_handler&limit=1&cursor=" + first.at("/next_cursor"));

  EXPECT_EQ(first.at("/items/0/role"), "dept_handler");
  EXPECT_EQ(second.at("/items/0/role"), "dept_handler");
  EXPECT_LT(first.at("/items/0/id"), second.at("/items/0/id"));
  EXPECT_EQ(api.get("/users?q=dept-sanitation").at("/items/0/id"), "dept-sanitation");
  EXPECT_EQ(api.get("/users?role=king").status(), 400);
  EXPECT_EQ(api.get("/users?org=nowhere").status(), 400);
}

TEST(P04, TheTelephoneOfANewUserIsSealedBeforeItIsQueuedAndShownMasked) {
  const std::string id = made(R"(,"phone":"137-8765-4321")");

  EXPECT_EQ(Api(demo(), admin).get("/users/" + id).at("/phone"), "137****4321");
  EXPECT_EQ(Api(demo(), id).get("/users/" + id).at("/phone"), "137****4321");
  for (const auto& entry : fs::recursive_directory_iterator(demo().data()))
    if (entry.is_regular_file())
      EXPECT_EQ(read_file(entry.path()).find(phone), std::string::npos) << entry.path();
  EXPECT_EQ(changed(admin, id, R"({"phone":""})").status(), 200);
  EXPECT_TRUE(
      wait_until([&] { return Api(demo(), admin).get("/users/" + id).at("/phone") == "null"; }));
  EXPECT_EQ(changed(admin, id, R"({"phone":"nonsense"})").status(), 400);
}

TEST(People, AreChangedByTheirSecretary) {
  const std::string id = made();

  const Answered done = changed(secretary, id, R"({"name":"改过名","skills":["patrol"]})");

  EXPECT_EQ(done.status(), 200) << done;
  EXPECT_TRUE(wait_until(
      [&] { return Api(demo(), secretary).get("/users/" + id).at("/name") == "改过名"; }));
  EXPECT_EQ(changed(elsewhere, id, R"({"name":"x"})").status(), 403);
  EXPECT_EQ(changed(id, id, R"({"name":"x"})").status(), 403) << "others do that";
  EXPECT_EQ(changed(secretary, id, R"({"role":"supervisor"})").status(), 400);
}

TEST(People, AreNotMovedOutOfOnesPartOfTheCounty) {
  const std::string id = made();
  const std::string other = "140802001002";

  EXPECT_EQ(roles(secretary, id, R"({"org":"140802"})").status(), 403);
  EXPECT_EQ(roles(secretary, id, R"({"org":"140802","role":"community_secretary"})").status(), 403);
  EXPECT_EQ(roles(secretary, id, R"({"org":")" + other + "\"}").status(), 403);
  EXPECT_EQ(changed(secretary, id, R"({"community":")" + other + "\"}").status(), 403);
  EXPECT_EQ(roles(secretary, id, R"({"role":"supervisor"})").status(), 403);
  EXPECT_EQ(roles(secretary, id, R"({"role":"committee_member"})").status(), 200);
  EXPECT_EQ(roles(admin, id, R"({"role":"auditor"})").status(), 403) << "kept apart";
}

TEST(S30, WhoeverManagesNothingIsRefusedAndThatIsInTheAuditTrail) {
  const std::string other = "grid-004";
  Api api(demo(), other);

  EXPECT_EQ(api.get("/users").status(), 403);
  EXPECT_EQ(api.get("/config/routing").status(), 403);
  EXPECT_EQ(api.get("/users/grid-001/work").status(), 404);
  EXPECT_EQ(roles(other, "grid-001", R"({"role":"member"})").status(), 403);

  Api auditor(demo(), "auditor");
  for (const char* act : {"user.read", "config.routing", "handover.person", "user.roles"})
    EXPECT_TRUE(wait_until([&] {
      return auditor.get("/audit?actor=" + other + "&act=" + act).body.size("/items") == 1;
    })) << act;
}

TEST(People, WhatDoesNotFitTheCountyIsSaid) {
  const std::string id = made();

  const Answered answer = roles(admin, id, R"({"org":"nowhere"})");

  EXPECT_EQ(answer.status(), 422) << answer;
  EXPECT_THAT(answer.at("/detail"), testing::HasSubstr("："));
}

}  // namespace
}  // namespace gongzhi::test
