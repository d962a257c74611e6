// R21: Redis has appended the report, and its answer never arrives.
#include <gtest/gtest.h>

#include "tests/process/parts.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

// Answers are thrown away for a moment, then the connections break.
int lose_replies(Parts& parts, int times) {
  int lost = 0;
  for (int i = 0; i < times; ++i) {
    let_pass(100ms);
    const std::uint64_t before = parts.gate().dropped();
    parts.gate().drop_replies();
    if (wait_until([&] { return parts.gate().dropped() > before; }, 500ms)) ++lost;
    let_pass(20ms);
    parts.gate().pass();
  }
  return lost;
}

TEST(R21, AReplyThatIsLostLeadsToOneEffectPerKey) {
  Parts parts({.way = PartsPlan::Way::gated});
  Load load(parts.load_plan(), parts.history());

  const int lost = lose_replies(parts, 25 * test_scale());
  const Verdict verdict = parts.settle(load);

  tell("R21", {{"lost_replies", lost}, {"refused", load.figures().refused}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_GT(lost, 15 * test_scale());
  EXPECT_GT(verdict.attempts, verdict.operations) << "nothing was ever tried again";
  EXPECT_EQ(load.figures().refused_without_retry_after, 0);
}

TEST(R21, ControlNewMessageIdPerTryIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Parts parts({.way = PartsPlan::Way::gated, .gateway_faults = "random_message_id"});
  LoadPlan plan = parts.load_plan();
  plan.action_percent = 0;  // whose outcome would be waited for under another id
  Load load(plan, parts.history());

  const int lost = lose_replies(parts, 10);
  const Verdict verdict = parts.settle(load);

  tell("R21 control", {{"lost_replies", lost}}, verdict);
  EXPECT_GT(verdict.duplicates, 0) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
