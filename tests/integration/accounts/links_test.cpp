// Invitations, resets (security.md S16), the password rules at the door (S10), and accounts that
// are made by hand.
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// What stands behind the # of a link.
std::string token_of(const std::string& text) {
  const auto at = text.find('#');
  return at == text.npos ? std::string() : text.substr(at + 1, 64);
}

Answered use(Visitor& visitor, const std::string& token, const std::string& password) {
  return visitor.post("/api/v1/invitations/use",
                      json_of({{"token", token}, {"password", password}}));
}

TEST(S16, ALinkIsForOneUseAndForTheConfiguredOrigin) {
  Api admin(demo(), "security-admin");
  const Answered link =
      admin.post("/users/grid-012/actions/reset", "{}", {{"X-Forwarded-Host", "evil.com"}});
  ASSERT_EQ(link.status(), 200) << link;
  EXPECT_THAT(link.at("/url"), HasSubstr("/invitation#"));
  EXPECT_THAT(link.at("/url"), Not(HasSubstr("evil")));
  EXPECT_THAT(link.at("/url"), Not(HasSubstr("?")));
  const std::string token = token_of(link.at("/url"));
  Visitor visitor("127.0.7.1");

  EXPECT_EQ(use(visitor, token, "short").status(), 400);
  EXPECT_EQ(use(visitor, token, "the linden trees of may").status(), 200);

  EXPECT_EQ(use(visitor, token, "the linden trees of june").status(), 400);
  EXPECT_EQ(visitor.sign_in("grid-012", "the linden trees of may").status(), 200);
  EXPECT_THAT(demo().log_end(), Not(HasSubstr(token)));
}

TEST(S16, ANewLinkVoidsTheOneBefore) {
  Api admin(demo(), "security-admin");
  const std::string first = token_of(admin.post("/users/grid-013/actions/reset", "{}").at("/url"));
  const std::string second = token_of(admin.post("/users/grid-013/actions/reset", "{}").at("/url"));
  Visitor visitor("127.0.7.2");

  EXPECT_EQ(use(visitor, first, "the linden trees of may").status(), 400);
  EXPECT_EQ(use(visitor, second, "the linden trees of may").status(), 200);
}

TEST(S16, ARepeatedRequestGivesTheSameLink) {
  Api admin(demo(), "security-admin");
  const HttpFields key{{"Idempotency-Key", fresh_key()}};

  const Answered first = admin.post("/users/grid-014/actions/invite", "{}", key);
  const Answered again = admin.post("/users/grid-014/actions/invite", "{}", key);

  EXPECT_EQ(first.at("/url"), again.at("/url"));
}

TEST(S16, OnlyAdministratorsSendLinks) {
  EXPECT_EQ(Api(demo(), "grid-001").post("/users/grid-015/actions/reset", "{}").status(), 403);
  EXPECT_EQ(Api(demo(), "grid-001").post("/users/nobody/actions/reset", "{}").status(), 403);
  Visitor nobody("127.0.7.3");
  EXPECT_EQ(nobody.post("/api/v1/users/grid-015/actions/reset", "{}").status(), 401);
}

TEST(S10, TheDoorRefusesPasswordsThatAreEasilyGuessed) {
  Api admin(demo(), "security-admin");
  const std::string token = token_of(admin.post("/users/grid-016/actions/invite", "{}").at("/url"));
  Visitor visitor("127.0.7.4");
  for (const char* bad : {"sevench", "password1", "qwertyuiop", "12345678", "woaini1314",
                          "gongzhi2026!", "xgrid-016x", "19900000109aa"})
    EXPECT_EQ(use(visitor, token, bad).at("/errors/0/pointer"), "/password") << bad;

  EXPECT_EQ(use(visitor, token, "槐花开满了七条街 ").status(), 200);

  EXPECT_EQ(visitor.sign_in("grid-016", "槐花开满了七条街").status(), 401);
  EXPECT_EQ(visitor.sign_in("grid-016", "槐花开满了七条街 ").status(), 200);
}

TEST(S16, TheFirstAdministratorIsMadeByACommandAndMakesTheRest) {
  const std::string said =
      demo().command("users create first-admin --name 甲 --admin --phone 13900001111");
  ASSERT_THAT(said, HasSubstr("/invitation#")) << said;
  Visitor visitor("127.0.7.5");
  ASSERT_EQ(use(visitor, token_of(said), "a river runs through it").status(), 200);

  const Answered by_phone = visitor.sign_in("139-0000-1111", "a river runs through it");
  ASSERT_EQ(by_phone.status(), 200) << by_phone;
  EXPECT_EQ(by_phone.at("/user/id"), "first-admin");
  EXPECT_EQ(by_phone.at("/stage"), "enrol");
  const std::string secret = visitor.post("/api/v1/second-factor/begin", "{}").at("/secret");
  ASSERT_EQ(
      visitor.post("/api/v1/second-factor/confirm", json_of({{"code", code_of(secret)}})).status(),
      200);

  const std::string person =
      json_of({{"id", "grid-901"}, {"name", "乙"}, {"role", "triager"}, {"org", "140802001001"}});
  const Answered made = visitor.post("/api/v1/users", person);
  EXPECT_EQ(made.status(), 201) << made;
  EXPECT_EQ(visitor.post("/api/v1/users", person).status(), 409);
  EXPECT_EQ(visitor
                .post("/api/v1/users",
                      json_of({{"id", "x"}, {"name", "x"}, {"role", "triager"}, {"org", "?"}}))
                .status(),
            422);
  EXPECT_THAT(demo().command("users list"), HasSubstr("grid-901"));
  EXPECT_EQ(Api(demo(), "county-admin")
                .post("/users", json_of({{"id", "root-2"},
                                         {"name", "x"},
                                         {"role", "security_admin"},
                                         {"org", "140802"}}))
                .status(),
            403);
}

}  // namespace
}  // namespace gongzhi::test
