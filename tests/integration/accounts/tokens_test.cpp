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

/// The body that asks for a token of a week; `more` begins with a comma.
std::string wish(const std::string& more = {}, int days = 7) {
  return R"({"days":)" + std::to_string(days) + R"(,"password":")" + demo().demo_password() + "\"" +
         more + "}";
}

int status_of(const std::string& token) {
  return HttpClient(demo().port()).get("/api/v1/me", bearing(token)).status;
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
  EXPECT_EQ(nobody.post("/tokens", wish(), with).at("/reason"), "scope");
}

TEST(Tokens, AreMadeListedAndRevokedOverTheApi) {
  Api owner(demo(), "grid-021");
  const Answered made = owner.post("/tokens", wish(R"(,"scopes":["read"],"label":"屏")"));
  ASSERT_EQ(made.status(), 201) << made;
  const std::string token = made.at("/token");
  ASSERT_TRUE(is_valid_soon(token, 200));
  const Answered list = owner.get("/tokens");
  EXPECT_EQ(list.at("/items/0/id"), made.at("/id"));
  EXPECT_EQ(list.at("/items/0/token"), "(none)");
  EXPECT_EQ(list.at("/items/0/last_four"), token.substr(token.size() - 4));

  EXPECT_EQ(Api(demo(), "grid-022").post("/tokens/" + made.at("/id") + "/revoke", "{}").status(),
            403);
  EXPECT_EQ(Api(demo(), "grid-022").post("/tokens", wish(R"(,"user":"grid-021")")).status(), 403);
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

TEST(S14, ATokenOfOnesOwnAsksForThePasswordAndHasAnEnd) {
  Api owner(demo(), "member-170");

  EXPECT_EQ(owner.post("/tokens", "{}").status(), 400);
  EXPECT_EQ(owner.post("/tokens", R"({"days":7})").at("/errors/0/pointer"), "/password");
  const std::string endless = R"({"password":")" + demo().demo_password() + "\"}";
  EXPECT_EQ(owner.post("/tokens", endless).at("/errors/0/pointer"), "/days");
  EXPECT_EQ(owner.post("/tokens", wish({}, 367)).status(), 400);
  const Answered guessed = owner.post("/tokens", R"({"days":7,"password":"stolen session"})");
  EXPECT_EQ(guessed.status(), 403);
  EXPECT_EQ(guessed.at("/reason"), "wrong_password");
  const Answered king = owner.post("/tokens", wish(R"(,"scopes":["read","admin"])"));
  EXPECT_EQ(king.status(), 403);
  EXPECT_EQ(king.at("/reason"), "own_admin");
  const Answered made = owner.post("/tokens", wish());
  ASSERT_EQ(made.status(), 201) << made;
  EXPECT_EQ(made.body.size("/scopes"), 3U) << "all but admin";
}

TEST(S15, ATokenOfOnesOwnAsksForTheCodeToo) {
  Visitor visitor("127.0.9.1");
  ASSERT_EQ(visitor.sign_in("secretary-011").at("/stage"), "enrol");
  const std::string secret = visitor.post("/api/v1/second-factor/begin", "{}").at("/secret");
  const Answered confirmed =
      visitor.post("/api/v1/second-factor/confirm", json_of({{"code", code_of(secret, -1)}}));
  ASSERT_EQ(confirmed.status(), 200) << confirmed;

  const Answered without = visitor.post("/api/v1/tokens", wish());
  const Answered wrong = visitor.post("/api/v1/tokens", wish(R"(,"code":"000000")"));
  const Answered right =
      visitor.post("/api/v1/tokens", wish(R"(,"code":")" + code_of(secret) + "\""));

  EXPECT_EQ(without.status(), 403);
  EXPECT_EQ(without.at("/reason"), "code_needed");
  EXPECT_EQ(wrong.status(), 401);
  EXPECT_EQ(wrong.at("/reason"), "wrong_code");
  EXPECT_EQ(right.status(), 201) << right;
}

TEST(S14, WhatSomebodyIssuedToThemselvesEndsWithTheirSessions) {
  const std::string machine = trimmed(demo().command("token member-171 --days 1"));
  const std::string own = Api(demo(), "member-171").post("/tokens", wish()).at("/token");
  ASSERT_TRUE(is_valid_soon(own, 200));
  Visitor visitor("127.0.9.2");
  ASSERT_EQ(visitor.sign_in("member-171").status(), 200);

  const Answered changed = visitor.post(
      "/api/v1/password",
      json_of({{"old_password", demo().demo_password()}, {"password", "seven roads of acacia"}}));

  ASSERT_EQ(changed.status(), 200) << changed;
  EXPECT_TRUE(is_valid_soon(own, 401));
  EXPECT_EQ(status_of(machine), 200) << "a command issued it, a command takes it back";

  const std::string another = Api(demo(), "member-172").post("/tokens", wish()).at("/token");
  ASSERT_TRUE(is_valid_soon(another, 200));
  EXPECT_EQ(Api(demo(), "security-admin")
                .post("/users/member-172/actions/revoke-sessions", "{}")
                .status(),
            200);
  EXPECT_TRUE(is_valid_soon(another, 401));
}

TEST(S14, RevokingSomebodysTokensRevokesAllOfThem) {
  const std::string issued = trimmed(demo().command("token member-173 --days 1"));
  const std::string own = Api(demo(), "member-173").post("/tokens", wish()).at("/token");
  const std::string plain = demo().token("member-173");
  for (const std::string& token : {issued, own, plain}) ASSERT_TRUE(is_valid_soon(token, 200));
  Api security(demo(), "security-admin");
  const std::string path = "/users/member-173/actions/revoke-tokens";

  EXPECT_EQ(Api(demo(), "member-174").post(path, "{}").status(), 403);
  const Answered done = security.post(path, "{}");

  EXPECT_EQ(done.status(), 200) << done;
  for (const std::string& token : {issued, own, plain}) EXPECT_TRUE(is_valid_soon(token, 401));
  EXPECT_EQ(security.post(path, "{}").status(), 200) << "nothing is left to revoke";
}

TEST(S38, ATokenOfOnesOwnLiftsNoLimit) {
  const std::string own = Api(demo(), "member-175").post("/tokens", wish()).at("/token");
  ASSERT_TRUE(is_valid_soon(own, 200));
  const std::string issued = trimmed(demo().command("token member-175 --days 1"));
  ASSERT_TRUE(is_valid_soon(issued, 200));
  const auto limit_of = [](const std::string& token) {
    HttpClient client(demo().port());
    client.get("/api/v1/me", bearing(token));
    return std::stoll(client.get("/api/v1/me", bearing(token)).field("ratelimit-limit"));
  };
  Visitor visitor("127.0.9.3");
  ASSERT_EQ(visitor.sign_in("member-175").status(), 200);
  const auto by_session = std::stoll(visitor.get("/api/v1/me").http.field("ratelimit-limit"));

  EXPECT_EQ(limit_of(own), by_session);
  EXPECT_GT(limit_of(issued), 100 * by_session);
}

}  // namespace
}  // namespace gongzhi::test
