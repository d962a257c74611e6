// Bearer tokens of machines: scopes, an end, revocation.
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string trimmed(std::string line) {
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

HttpFields bearing(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

bool is_valid_soon(const std::string& token, int status) {
  return wait_until(
      [&] {
        HttpClient client(demo().port());
        return client.get("/api/v1/me", bearing(token)).status == status;
      },
      5s, 50ms);
}

TEST(Tokens, DoOnlyWhatTheirScopesSay) {
  const std::string token =
      trimmed(demo().command("token grid-020 --scope read --scope report --days 1"));
  ASSERT_THAT(token, testing::StartsWith("gz2."));
  ASSERT_TRUE(is_valid_soon(token, 200));
  Api nobody(demo());

  EXPECT_EQ(nobody.get("/tasks", bearing(token)).status(), 200);
  HttpFields with = bearing(token);
  const Answered made = nobody.post("/cases", report_body("incident", "E0110"), with);
  EXPECT_EQ(made.status(), 201) << made;
  const Answered act = nobody.post("/cases/" + made.at("/number") + "/actions/sign", "{}", with);
  EXPECT_EQ(act.status(), 403);
  EXPECT_EQ(act.at("/reason"), "scope");
  EXPECT_EQ(nobody.post("/tokens", "{}", with).at("/reason"), "scope");
}

TEST(Tokens, AreMadeListedAndRevokedOverTheApi) {
  Api owner(demo(), "grid-021");
  const Answered made = owner.post("/tokens", R"({"scopes":["read"],"label":"屏","days":7})");
  ASSERT_EQ(made.status(), 201) << made;
  const std::string token = made.at("/token");
  ASSERT_TRUE(is_valid_soon(token, 200));
  const Answered list = owner.get("/tokens");
  EXPECT_EQ(list.at("/items/0/id"), made.at("/id"));
  EXPECT_EQ(list.at("/items/0/token"), "(none)");
  EXPECT_EQ(list.at("/items/0/last_four"), token.substr(token.size() - 4));

  EXPECT_EQ(Api(demo(), "grid-022").post("/tokens/" + made.at("/id") + "/revoke", "{}").status(),
            403);
  EXPECT_EQ(Api(demo(), "grid-022").post("/tokens", R"({"user":"grid-021"})").status(), 403);
  EXPECT_EQ(owner.post("/tokens/" + made.at("/id") + "/revoke", "{}").status(), 200);

  EXPECT_TRUE(
      wait_until([&] { return Api(demo()).get("/me", bearing(token)).status() == 401; }, 5s, 50ms));
  EXPECT_EQ(owner.post("/tokens/" + made.at("/id") + "/revoke", "{}").status(), 404);
}

TEST(Tokens, ThePlainOneOfAUserIsRevokedToo) {
  Api machine(demo(), "grid-023");
  ASSERT_EQ(machine.get("/me").status(), 200);

  EXPECT_THAT(demo().command("tokens revoke plain.grid-023"), HasSubstr("revoked"));

  EXPECT_TRUE(wait_until([&] { return machine.get("/me").status() == 401; }, 5s, 50ms));
}

TEST(Tokens, ThatWereChangedAreNone) {
  const std::string token = trimmed(demo().command("token grid-024 --days 1"));
  ASSERT_TRUE(is_valid_soon(token, 200));
  Api nobody(demo());

  std::string other = token;
  other.back() = other.back() == '0' ? '1' : '0';
  EXPECT_EQ(nobody.get("/me", bearing(other)).status(), 401);
  EXPECT_EQ(nobody.get("/me", bearing("gz2.")).status(), 401);
  EXPECT_EQ(nobody.get("/me", bearing("gz1.grid-024.AAAA")).status(), 401);
}

}  // namespace
}  // namespace gongzhi::test
