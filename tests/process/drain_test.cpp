// R49: SIGTERM under load. Whatever the system has taken is answered, and the process ends by
// itself.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/process/parts.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

struct Stopped {
  std::optional<int> status;
  Milli took{0};
  std::int64_t asked_us = 0;  // when it was told to stop
};

Stopped terminate(Child& child) {
  Stopped stopped;
  stopped.asked_us = now_us();
  const auto began = std::chrono::steady_clock::now();
  child.signal(SIGTERM);
  stopped.status = child.wait(12s);
  stopped.took = since(began);
  return stopped;
}

// Requests that the system had taken before it was told to stop, and that got no answer.
int cut_off(const History& history, const std::vector<Stopped>& stops) {
  int count = 0;
  for (const auto& [op, operation] : history.load())
    for (const Attempt& attempt : operation.attempts)
      for (const Stopped& stop : stops)
        if (attempt.status == 0 && attempt.t_sent_us != 0 && attempt.t_sent_us < stop.asked_us &&
            attempt.t_reply_us > stop.asked_us)
          ++count;
  return count;
}

LoadPlan crowd(const Parts& parts) {
  LoadPlan plan = parts.load_plan();
  plan.clients = 16;
  return plan;
}

std::vector<Stopped> stop_gateway(Parts& parts, Load& load, int times) {
  std::vector<Stopped> stops;
  for (int i = 0; i < times; ++i) {
    EXPECT_TRUE(load.wait_for_more(200, 20s));
    stops.push_back(terminate(parts.gateway(0)));
    parts.start_gateway(0);
  }
  return stops;
}

TEST(R49, AGatewayThatIsToldToStopAnswersWhatItHasTaken) {
  Parts parts({});
  Load load(crowd(parts), parts.history());

  const auto stops = stop_gateway(parts, load, 4 * test_scale());
  const Verdict verdict = parts.settle(load);
  const int cut = cut_off(parts.history(), stops);

  Milli slowest{0};
  for (const Stopped& stop : stops) {
    EXPECT_EQ(stop.status, 0);
    slowest = std::max(slowest, stop.took);
  }
  tell("R49 gateway", {{"stops", stops.size()}, {"cut_off", cut}, {"exit_ms", slowest.count()}},
       verdict);
  EXPECT_EQ(cut, 0);
  EXPECT_LT(slowest, 10s);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
}

TEST(R49, AGatewayWithoutVisitorsEndsAtOnce) {
  Parts parts({});

  const Stopped stop = terminate(parts.gateway(0));

  EXPECT_EQ(stop.status, 0);
  EXPECT_LT(stop.took, 3s);
}

TEST(R49, ControlGatewayThatDoesNotDrainIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Parts parts({.gateway_faults = "no_drain"});
  Load load(crowd(parts), parts.history());

  const auto stops = stop_gateway(parts, load, 4);
  const Verdict verdict = parts.settle(load);
  const int cut = cut_off(parts.history(), stops);

  tell("R49 control", {{"cut_off", cut}}, verdict);
  EXPECT_GT(cut, 0);
}

TEST(R49, AWorkerThatIsToldToStopLosesNothing) {
  Parts parts({});
  Load load(crowd(parts), parts.history());

  std::vector<Stopped> stops;
  for (int i = 0; i < 3 * test_scale(); ++i) {
    EXPECT_TRUE(load.wait_for_more(100, 20s));
    stops.push_back(terminate(parts.worker()));
    parts.start_worker();
  }
  const Verdict verdict = parts.settle(load);

  Milli slowest{0};
  for (const Stopped& stop : stops) {
    EXPECT_EQ(stop.status, 0);
    slowest = std::max(slowest, stop.took);
  }
  tell("R49 worker", {{"stops", stops.size()}, {"exit_ms", slowest.count()}}, verdict);
  EXPECT_LT(slowest, 10s);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_EQ(verdict.dead_letters, 0);
}

TEST(R49, ThePlatformThatIsToldToStopLosesNothing) {
  Scene scene;
  Load load(scene.load_plan(), scene.history());
  EXPECT_TRUE(load.wait_for_more(200, 20s));

  const Stopped serve = terminate(scene.platform().serve());
  scene.platform().start("");
  const pid_t redis = scene.platform().pid_of(Platform::Part::redis);
  EXPECT_TRUE(load.wait_for_more(100, 20s));
  ::kill(redis, SIGTERM);
  // Redis hears a signal up to 100 ms later: what is taken before that proves nothing.
  EXPECT_TRUE(wait_until([&] { return ::kill(redis, 0) != 0; }, 20s));
  EXPECT_TRUE(load.wait_for_more(100, 20s)) << "the supervisor has not started Redis again";
  const Verdict verdict = scene.settle(load);

  tell("R49 serve", {{"exit_ms", serve.took.count()}, {"status", serve.status.value_or(-1)}},
       verdict);
  EXPECT_EQ(serve.status, 0);
  EXPECT_LT(serve.took, 10s);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
