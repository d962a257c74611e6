// R04: everything dies in one instant, as when somebody pulls the plug on the machine's processes.
#include <gtest/gtest.h>

#include <random>

#include "tests/process/scene.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

Milli kill_and_start(Scene& scene, Load& load, const std::string& faults) {
  scene.platform().kill_everything();
  const auto began = std::chrono::steady_clock::now();
  scene.platform().start(faults);
  EXPECT_TRUE(load.wait_for_more(20, 20s)) << "nothing is accepted any more";
  return since(began);
}

TEST(R04, EverythingKilledAtOnceLosesNothingThatWasAcknowledged) {
  Scene scene;
  Load load(scene.load_plan(), scene.history());
  std::mt19937 dice(20'260'104);
  Milli slowest{0};

  for (int i = 0; i < 4 * test_scale(); ++i) {
    let_pass(Milli(300 + dice() % 700));
    slowest = std::max(slowest, kill_and_start(scene, load, ""));
  }
  const Verdict verdict = scene.settle(load);

  tell("R04", {{"kills", 4 * test_scale()}, {"service_ms", slowest.count()}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_EQ(verdict.dead_letters, 0);
  EXPECT_GT(verdict.acknowledged, 100);
  EXPECT_LT(slowest, 5s);
}

TEST(R04, ControlGatewayThatAcknowledgesBeforeTheQueueIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "ack_before_queue"});
  Load load(scene.load_plan(), scene.history());

  for (int i = 0; i < 2; ++i) {
    let_pass(500ms);
    kill_and_start(scene, load, "ack_before_queue");
  }
  const Verdict verdict = scene.settle(load);

  tell("R04 control", {}, verdict);
  EXPECT_GT(verdict.lost, 0) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
