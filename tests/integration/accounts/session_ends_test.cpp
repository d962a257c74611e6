// When sessions end by themselves, on a Redis of the test's own: the time is an argument
// (security.md S14).
#include <gtest/gtest.h>

#include "gateway/sittings.hpp"
#include "tests/support/private_redis.hpp"
#include "tests/support/run.hpp"

namespace gongzhi::gateway {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = Instant{} + 24h * 20'000 + 4h;

/// One gateway; what it believes for two seconds it has read itself.
class GatewayOf {
 public:
  GatewayOf(const std::string& socket, const vault::Keyring& keyring)
      : sittings_(io_.get_executor(), settings_for(socket), keyring, limits_) {
    loop_ = test::spawn(io_, sittings_.store().run());
  }
  ~GatewayOf() {
    sittings_.store().stop();
    EXPECT_TRUE(test::drain(io_));
  }

  std::string begin() {
    Sitting draft;
    draft.user = "grid-001";
    draft.created = noon;
    std::string cookie;
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (cookie.empty() && std::chrono::steady_clock::now() < end)
      if (auto begun = test::run(io_, sittings_.begin(draft))) cookie = *begun;
    return cookie;
  }
  bool knows(const std::string& cookie, Instant now) {
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (std::chrono::steady_clock::now() < end)
      if (auto found = test::run(io_, sittings_.find(cookie, now))) return found->has_value();
    ADD_FAILURE() << "Redis does not answer";
    return false;
  }

 private:
  static queue::Settings settings_for(const std::string& socket) {
    queue::Settings settings;
    settings.unix_path = socket;
    return settings;
  }

  runtime::Settings::Accounts limits_;
  boost::asio::io_context io_{1};
  Sittings sittings_;
  std::shared_ptr<const bool> loop_;
};

struct Rig {
  bool is_known_elsewhere(const std::string& cookie, Instant now) const {
    return GatewayOf(redis.socket(), keyring).knows(cookie, now);
  }
  test::PrivateRedis redis;
  vault::Keyring keyring = vault::Keyring::load_or_create(redis.directory() / "keys").value();
  GatewayOf gateway{redis.socket(), keyring};
};

TEST(S14, AUsedSessionEndsAfterTwelveHoursAllTheSame) {
  Rig rig;
  const std::string cookie = rig.gateway.begin();
  for (auto later = 20min; later < 12h; later += 20min)
    ASSERT_TRUE(rig.is_known_elsewhere(cookie, noon + later)) << later.count() << " min";
  EXPECT_TRUE(rig.is_known_elsewhere(cookie, noon + 12h - 1s));

  EXPECT_FALSE(rig.is_known_elsewhere(cookie, noon + 12h));
}

TEST(S14, ASessionThatNobodyUsesEndsAfterThirtyMinutes) {
  Rig rig;
  const std::string cookie = rig.gateway.begin();
  EXPECT_TRUE(rig.is_known_elsewhere(cookie, noon + 29min));

  EXPECT_TRUE(rig.is_known_elsewhere(cookie, noon + 58min)) << "the look before was a use";
  EXPECT_FALSE(rig.is_known_elsewhere(cookie, noon + 58min + 30min));
}

TEST(S14, AGatewayThatBelievesItEndsItToo) {
  Rig rig;
  const std::string cookie = rig.gateway.begin();
  EXPECT_TRUE(rig.gateway.knows(cookie, noon + 1min));

  EXPECT_FALSE(rig.gateway.knows(cookie, noon + 31min));
  EXPECT_FALSE(rig.gateway.knows(cookie, noon + 12h));
}

}  // namespace
}  // namespace gongzhi::gateway
