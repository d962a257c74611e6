// The second factor (security.md S15).
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

std::string code_body(const std::string& code) {
  return json_of({{"code", code}});
}

/// Signs in, sets up a second factor, and answers its secret; `codes` gets the recovery codes.
std::string enrolled(Visitor& visitor, const std::string& user, std::vector<std::string>& codes) {
  EXPECT_EQ(visitor.sign_in(user).at("/stage"), "enrol");
  const Answered begun = visitor.post("/api/v1/second-factor/begin", "{}");
  EXPECT_EQ(begun.status(), 200) << begun;
  const std::string secret = begun.at("/secret");
  EXPECT_THAT(begun.at("/uri"), testing::StartsWith("otpauth://totp/"));
  const Answered confirmed =
      visitor.post("/api/v1/second-factor/confirm", code_body(code_of(secret, -1)));
  EXPECT_EQ(confirmed.status(), 200) << confirmed;
  for (int i = 0; i < 10; ++i)
    codes.push_back(confirmed.at("/recovery_codes/" + std::to_string(i)));
  return secret;
}

TEST(S15, ASecretaryWithoutOneMayOnlySetItUp) {
  Visitor visitor("127.0.6.1");
  const Answered answer = visitor.sign_in("secretary-003");
  ASSERT_EQ(answer.status(), 200) << answer;
  EXPECT_EQ(answer.at("/stage"), "enrol");

  for (const char* path : {"/api/v1/board", "/api/v1/cases", "/api/v1/tasks", "/api/v1/live"}) {
    const Answered refused = visitor.get(path);
    EXPECT_EQ(refused.status(), 403) << path;
    EXPECT_EQ(refused.at("/reason"), "second_factor_needed") << path;
  }
  EXPECT_EQ(visitor.post("/api/v1/cases", report_body("incident", "E0110")).status(), 403);
  EXPECT_EQ(visitor.get("/api/v1/session").at("/stage"), "enrol");
}

TEST(S15, WithOneTheSecretaryWorksAndEveryLoginAsksForACode) {
  Visitor visitor("127.0.6.2");
  std::vector<std::string> recovery;
  const std::string secret = enrolled(visitor, "secretary-004", recovery);
  EXPECT_EQ(visitor.get("/api/v1/board").status(), 200);

  Visitor later("127.0.6.3");
  EXPECT_EQ(later.sign_in("secretary-004").at("/stage"), "code");
  EXPECT_EQ(later.get("/api/v1/board").at("/reason"), "code_needed");
  EXPECT_EQ(later.post("/api/v1/second-factor/begin", "{}").status(), 409);

  // Two steps away, and the one that was used for setting up.
  for (const std::int64_t steps : {-2, 2})
    EXPECT_EQ(later.post("/api/v1/session/code", code_body(code_of(secret, steps))).status(), 401);
  const std::string code = code_of(secret);
  EXPECT_EQ(later.post("/api/v1/session/code", code_body(code)).status(), 200);
  EXPECT_EQ(later.get("/api/v1/board").status(), 200);

  Visitor thief("127.0.6.4");
  EXPECT_EQ(thief.sign_in("secretary-004").at("/stage"), "code");
  const Answered again = thief.post("/api/v1/session/code", code_body(code));
  EXPECT_EQ(again.status(), 401);
  EXPECT_EQ(again.at("/reason"), "wrong_code");
}

TEST(S15, ARecoveryCodeCountsOnce) {
  Visitor visitor("127.0.6.5");
  std::vector<std::string> recovery;
  enrolled(visitor, "secretary-005", recovery);
  Visitor lost("127.0.6.6"), again("127.0.6.6");
  ASSERT_EQ(lost.sign_in("secretary-005").at("/stage"), "code");

  EXPECT_EQ(lost.post("/api/v1/session/code", code_body(recovery[3])).status(), 200);

  ASSERT_EQ(again.sign_in("secretary-005").at("/stage"), "code");
  EXPECT_EQ(again.post("/api/v1/session/code", code_body(recovery[3])).status(), 401);
  EXPECT_EQ(again.post("/api/v1/session/code", code_body(recovery[4])).status(), 200);
}

TEST(S15, TenGuessesAreTooMany) {
  Visitor visitor("127.0.6.7");
  std::vector<std::string> recovery;
  enrolled(visitor, "secretary-006", recovery);
  Visitor guesser("127.0.6.8");
  ASSERT_EQ(guesser.sign_in("secretary-006").at("/stage"), "code");

  int stopped = 0;
  for (int i = 0; i < 10; ++i)
    stopped +=
        guesser.post("/api/v1/session/code", code_body("00000" + std::to_string(i))).status() ==
        429;

  EXPECT_GE(stopped, 5);
}

TEST(S15, TakingItAwayNeedsPasswordAndCodeAndAnAdministratorMayToo) {
  Visitor visitor("127.0.6.9");
  std::vector<std::string> recovery;
  enrolled(visitor, "secretary-007", recovery);
  const auto remove = [&](const std::string& password, const std::string& code) {
    return visitor.post("/api/v1/second-factor/remove",
                        json_of({{"password", password}, {"code", code}}));
  };

  EXPECT_EQ(remove("not the password", recovery[0]).status(), 403);
  EXPECT_EQ(remove(demo().demo_password(), "000000").status(), 401);
  const Answered removed = remove(demo().demo_password(), recovery[0]);
  EXPECT_EQ(removed.status(), 200) << removed;
  EXPECT_EQ(removed.at("/stage"), "enrol");

  Visitor other("127.0.6.10");
  enrolled(other, "secretary-008", recovery);
  EXPECT_THAT(demo().command("users reset-second-factor secretary-008"),
              testing::HasSubstr("secretary-008"));
  EXPECT_TRUE(wait_until([&] { return other.get("/api/v1/board").status() == 401; }, 5s, 50ms));
}

}  // namespace
}  // namespace gongzhi::test
