// R33: people with slow connections, or with bad intentions, hold the door only for as long as the
// limits say, and nobody else notices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "tests/process/scene.hpp"
#include "tests/process/slow_crowd.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

// GONGZHI_SLOW_CLIENTS=5000 is the size of the promise; --long takes it, too.
int slow_clients() {
  const char* const asked = std::getenv("GONGZHI_SLOW_CLIENTS");
  if (asked != nullptr) return std::atoi(asked);
  return std::min(5'000, 400 * test_scale());
}

std::int64_t resident_kb(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::atoll(line.c_str() + 6);
  return 0;
}

TEST(R33, SlowClientsAreClosedInTimeAndGoodOnesAllSucceed) {
  constexpr auto body_limit = 10'000ms;
  Scene scene({.settings = "[gateway]\nheader_timeout_ms = 8000\nbody_timeout_ms = 10000\n"});
  const pid_t gateway = scene.platform().pid_of(Platform::Part::gateway);
  const std::int64_t memory_before = resident_kb(gateway);
  SlowCrowd crowd(scene.platform().port(), slow_clients());
  Load good(scene.load_plan(), scene.history());

  // Those that are closed come again, so that not all are ever there; readers stay the longest.
  EXPECT_TRUE(wait_until([&] { return crowd.closed_by_server() >= 2 * slow_clients(); }, 90s));
  EXPECT_GE(crowd.most_open(), slow_clients() * 3 / 4);
  const std::int64_t memory = resident_kb(gateway);
  const Verdict verdict = scene.settle(good);
  crowd.stop();

  const LoadFigures& figures = good.figures();
  tell("R33",
       {{"slow", crowd.most_open()},
        {"closed", crowd.closed_by_server()},
        {"longest_ms", crowd.longest().count()},
        {"good", figures.acknowledged},
        {"good_slowest_ms", figures.slowest_us / 1'000},
        {"gateway_mb_before", memory_before / 1'024},
        {"gateway_mb", memory / 1'024}},
       verdict);
  EXPECT_GT(figures.acknowledged, 100);
  EXPECT_EQ(figures.silent, 0);
  EXPECT_EQ(figures.refused, 0);
  // The longest are readers, who look only after twelve seconds; a busy machine is late.
  EXPECT_LT(crowd.longest(), 12s + body_limit);
  // A third of them hold an answer of 130 KB, all of them a session.
  EXPECT_LT(memory - memory_before, 64 * 1'024 + 64 * slow_clients());
  EXPECT_TRUE(verdict.is_clean()) << verdict;
}

TEST(R33, OneSourceHoldsSoManyConnectionsAndNotOneMore) {
  Scene scene({.settings = "[gateway]\nconnections_per_loopback_max = 20\n"});
  std::vector<std::unique_ptr<HttpClient>> clients;
  const auto ask = [&] { return clients.back()->get("/api/v1/kinds").status; };

  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<HttpClient>(scene.platform().port()));
    ASSERT_EQ(ask(), 200) << i;
  }
  clients.push_back(std::make_unique<HttpClient>(scene.platform().port()));
  EXPECT_EQ(ask(), 0);
  clients.erase(clients.begin());
  EXPECT_TRUE(wait_until([&] { return ask() == 200; })) << "a seat was given back";
}

}  // namespace
}  // namespace gongzhi::test
