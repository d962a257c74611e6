// A session ends on every gateway, whichever of them was told (security.md S14).
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

/// One browser that asks two gateways of one platform in turn.
class Both {
 public:
  Both(DemoPlatform& platform, std::uint16_t other) : here_(platform.port()), there_(other) {}

  int sign_in(const std::string& login, const std::string& password) {
    const HttpAnswer answer =
        here_.post("/api/v1/session", json_of({{"login", login}, {"password", password}}), page());
    const std::string& set = answer.field("set-cookie");
    cookie_ = set.substr(0, set.find(';'));
    return answer.status;
  }
  int ask_here() { return here_.get("/api/v1/sessions", page()).status; }
  int ask_there() { return there_.get("/api/v1/sessions", page()).status; }
  int end_here() { return here_.post("/api/v1/session/end", "{}", page()).status; }
  /// Both have just read that it is good: what they believe is as fresh as can be.
  bool is_in() { return ask_here() == 200 && ask_there() == 200; }
  bool is_out_everywhere_soon() {
    return wait_until([&] { return ask_here() == 401 && ask_there() == 401; }, 5s, 50ms);
  }

 private:
  HttpFields page() const {
    HttpFields fields = said_by_our_page();
    if (!cookie_.empty()) fields.emplace_back("Cookie", cookie_);
    return fields;
  }

  HttpClient here_, there_;
  std::string cookie_;
};

TEST(S14, WhatEndsASessionEndsItOnEveryGatewayWithinFiveSeconds) {
  DemoPlatform platform("[accounts]\nhash_memory_kib = 19_456\nhash_passes = 2\n");
  const std::uint16_t other = platform.start_another_gateway();
  const std::string password = platform.demo_password();
  Api admin(platform, "security-admin");
  const auto act = [&](const char* user, const char* action) {
    return admin.post("/users/" + std::string(user) + "/actions/" + action, "{}").status();
  };

  Both logout(platform, other);
  ASSERT_EQ(logout.sign_in("grid-001", password), 200);
  ASSERT_TRUE(logout.is_in());
  EXPECT_EQ(logout.end_here(), 200);
  EXPECT_TRUE(logout.is_out_everywhere_soon()) << "signed out";

  Both revoked(platform, other);
  ASSERT_EQ(revoked.sign_in("grid-002", password), 200);
  ASSERT_TRUE(revoked.is_in());
  EXPECT_EQ(act("grid-002", "revoke-sessions"), 200);
  EXPECT_TRUE(revoked.is_out_everywhere_soon()) << "revoked by an administrator";

  Both disabled(platform, other);
  ASSERT_EQ(disabled.sign_in("grid-003", password), 200);
  ASSERT_TRUE(disabled.is_in());
  EXPECT_EQ(act("grid-003", "disable"), 200);
  EXPECT_TRUE(disabled.is_out_everywhere_soon()) << "disabled";
}

TEST(S11, GuessingIsCountedOnAllGatewaysTogether) {
  DemoPlatform platform("[accounts]\nhash_memory_kib = 19_456\nhash_passes = 2\n");
  HttpClient here(platform.port()), there(platform.start_another_gateway());
  const std::string wrong = json_of({{"login", "grid-001"}, {"password", "not the password"}});

  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(here.post("/api/v1/session", wrong).status, 401);
    EXPECT_EQ(there.post("/api/v1/session", wrong).status, 401);
  }

  EXPECT_EQ(here.post("/api/v1/session", wrong).status, 429);
  EXPECT_EQ(there.post("/api/v1/session", wrong).status, 429);
}

}  // namespace
}  // namespace gongzhi::test
