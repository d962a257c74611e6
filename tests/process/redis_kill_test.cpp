// R03: Redis is killed again and again under load, also while it rewrites its append-only file.
#include <gtest/gtest.h>

#include "tests/process/queue_view.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/private_redis.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

struct Outages {
  int kills = 0;
  int rewriting = 0;
  Milli slowest_recovery{0};
};

Outages kill_redis(Scene& scene, Load& load, int times) {
  Outages seen;
  for (int i = 0; i < times; ++i) {
    let_pass(500ms);
    if (i % 3 == 2) {
      // Where it is only just starting again the kill comes all the same.
      if (QueueView(scene.evidence().redis_socket).rewrite_log()) ++seen.rewriting;
      let_pass(5ms);
    }
    if (scene.platform().kill(Platform::Part::redis)) ++seen.kills;
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(load.wait_for_more(20, 20s)) << "nothing was accepted after kill " << seen.kills;
    seen.slowest_recovery = std::max(seen.slowest_recovery, since(began));
  }
  return seen;
}

TEST(R03, KilledRedisLosesNothingThatWasAcknowledged) {
  Scene scene;
  Load load(scene.load_plan(), scene.history());

  const Outages seen = kill_redis(scene, load, 9 * test_scale());
  const Verdict verdict = scene.settle(load);

  const LoadFigures& figures = load.figures();
  tell("R03",
       {{"kills", seen.kills},
        {"rewriting", seen.rewriting},
        {"recovered_ms", seen.slowest_recovery.count()},
        {"refused", figures.refused},
        {"slowest_ms", figures.slowest_us / 1'000}},
       verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_EQ(seen.kills, 9 * test_scale());
  EXPECT_GT(seen.rewriting, 0);
  EXPECT_GT(figures.refused, 0) << "nobody was ever refused: nothing was tested";
  EXPECT_EQ(figures.refused_without_retry_after, 0);
  EXPECT_EQ(figures.silent, 0) << "the gateway lives; it has to answer";
  EXPECT_LT(figures.slowest_us, 2'000'000);
}

TEST(R03, ControlGatewayThatAcknowledgesBeforeTheQueueIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "ack_before_queue"});
  Load load(scene.load_plan(), scene.history());

  for (int i = 0; i < 4; ++i) {
    let_pass(600ms);
    scene.platform().kill(Platform::Part::redis);
  }
  const Verdict verdict = scene.settle(load);

  tell("R03 control", {}, verdict);
  EXPECT_GT(verdict.lost, 0) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
