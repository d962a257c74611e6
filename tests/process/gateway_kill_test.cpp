// R01: the gateway is killed again and again under load. What it acknowledged is there, once.
#include <gtest/gtest.h>

#include <random>

#include "tests/process/scene.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

struct Kills {
  int done = 0;
  Milli slowest_ready{0};
};

Kills kill_gateway(Platform& platform, int times) {
  std::mt19937 dice(20'260'101);
  Kills kills;
  for (int i = 0; i < times; ++i) {
    let_pass(Milli(200 + dice() % 400));
    const pid_t before = platform.pid_of(Platform::Part::gateway);
    const auto began = std::chrono::steady_clock::now();
    if (platform.kill(Platform::Part::gateway)) ++kills.done;
    EXPECT_TRUE(platform.wait_ready_again(Platform::Part::gateway, before, 10s));
    kills.slowest_ready = std::max(kills.slowest_ready, since(began));
  }
  return kills;
}

TEST(R01, KilledGatewayLosesNothingThatItAcknowledged) {
  Scene scene;
  Load load(scene.load_plan(), scene.history());

  const Kills kills = kill_gateway(scene.platform(), 8 * test_scale());
  const Verdict verdict = scene.settle(load);

  tell("R01", {{"kills", kills.done}, {"ready_ms", kills.slowest_ready.count()}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_EQ(kills.done, 8 * test_scale());
  EXPECT_GT(verdict.acknowledged, 100);
  EXPECT_GT(load.figures().silent, 0) << "no request was ever cut off: nothing was tested";
  EXPECT_LT(kills.slowest_ready, 1s);
}

TEST(R01, ControlGatewayThatAcknowledgesBeforeTheQueueIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "ack_before_queue"});
  Load load(scene.load_plan(), scene.history());

  const Kills kills = kill_gateway(scene.platform(), 4);
  const Verdict verdict = scene.settle(load);

  tell("R01 control", {{"kills", kills.done}}, verdict);
  EXPECT_GT(verdict.lost, 0) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
