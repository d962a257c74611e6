// Signing in by telephone: the number of users.csv, sealed in the record, found by its keyed hash.
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

std::string new_user(const std::string& id, const std::string& phone) {
  return json_of({{"id", id},
                  {"name", "丙"},
                  {"role", "grid_worker"},
                  {"org", "140802001001-zb"},
                  {"community", "140802001001"},
                  {"phone", phone}});
}

std::string token_behind(const std::string& url) {
  return url.substr(url.find('#') + 1);
}

TEST(PhoneLogin, AUserOfTheDemoSignsInWithTheNumberOfUsersCsv) {
  for (const char* typed :
       {"19900000094", "199 0000 0094", "+86 199-0000-0094", "１９９００００００９４"}) {
    Visitor visitor("127.0.9.1");
    const Answered answer = visitor.sign_in(typed);
    EXPECT_EQ(answer.status(), 200) << typed << answer;
    EXPECT_EQ(answer.at("/user/id"), "grid-001") << typed;
  }
  EXPECT_EQ(Visitor("127.0.9.2").sign_in("19900000094", "not the password").status(), 401);
  EXPECT_EQ(Visitor("127.0.9.2").sign_in("19911111111").status(), 401);
}

TEST(PhoneLogin, WorksForSomebodyMadeOverTheApiWhoseNumberIsNowhereInPlain) {
  Api county(demo(), "county-admin");
  const Answered made = county.post("/users", new_user("grid-960", "137-5555-0960"));
  ASSERT_EQ(made.status(), 201) << made;
  const std::string url =
      Api(demo(), "security-admin").post("/users/grid-960/actions/invite", "{}").at("/url");
  // The gateway reads the configuration a moment later.
  ASSERT_TRUE(wait_until([] { return Api(demo(), "grid-960").get("/me").status() == 200; }));
  Visitor visitor("127.0.9.3");
  ASSERT_EQ(visitor
                .post("/api/v1/invitations/use",
                      json_of({{"token", token_behind(url)}, {"password", "a river runs by"}}))
                .status(),
            200);

  EXPECT_EQ(visitor.sign_in("13755550960", "a river runs by").at("/user/id"), "grid-960");

  for (const auto& entry : std::filesystem::recursive_directory_iterator(demo().data()))
    if (entry.is_regular_file())
      for (const char* plain : {"13755550960", "137-5555-0960"})
        EXPECT_EQ(read_file(entry.path()).find(plain), std::string::npos) << entry.path();
}

TEST(PhoneLogin, ANumberThatIsNoneIsNamed) {
  const Answered refused =
      Api(demo(), "county-admin").post("/users", new_user("grid-961", "137****0961"));

  EXPECT_EQ(refused.status(), 400) << refused;
  EXPECT_EQ(refused.at("/errors/0/pointer"), "/phone");
}

TEST(PhoneLogin, FollowsAnImportThatChangesTheNumber) {
  static DemoPlatform platform;
  const std::filesystem::path file = platform.data().parent_path() / "users.csv";
  std::string rows = read_file(std::string(GONGZHI_SOURCE_DIR) + "/config/demo/yanhu/users.csv");
  const auto at = rows.find("19900000094");
  rows.replace(at, 11, "13666660094");
  std::ofstream(file) << rows;
  HttpClient client(platform.port());
  const auto status = [&](const std::string& login) {
    return client
        .post("/api/v1/session",
              json_of({{"login", login}, {"password", platform.demo_password()}}))
        .status;
  };
  ASSERT_EQ(status("19900000094"), 200);

  EXPECT_THAT(platform.command("import '" + file.string() + "'"), HasSubstr("version"));

  EXPECT_EQ(status("13666660094"), 200);
  EXPECT_EQ(status("19900000094"), 401);
}

}  // namespace
}  // namespace gongzhi::test
