// Token buckets and seats, with time as an argument.
#include "gateway/rate_limits.hpp"

#include <gtest/gtest.h>

#include "gateway/headroom.hpp"
#include "gateway/source_counts.hpp"

namespace gongzhi::gateway {
namespace {

using namespace std::chrono_literals;

const RateLimits::Time start{1h};

TEST(S38, AMinutesWorthIsAllowedAndNotOneMore) {
  RateLimits limits;

  for (int i = 0; i < 20; ++i) {
    const RateState state = limits.take({"a", 20}, start);
    EXPECT_TRUE(state.is_allowed) << i;
    EXPECT_EQ(state.limit, 20);
    EXPECT_EQ(state.remaining, 19 - i);
  }
  const RateState refused = limits.take({"a", 20}, start);

  EXPECT_FALSE(refused.is_allowed);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.retry_after, 3s);
  EXPECT_EQ(refused.reset, 60s);
}

TEST(S38, ARefusalCostsNothingAndTheBucketFillsEvenly) {
  RateLimits limits;
  for (int i = 0; i < 100; ++i) limits.take({"a", 20}, start);

  EXPECT_FALSE(limits.take({"a", 20}, start + 2999ms).is_allowed);
  EXPECT_TRUE(limits.take({"a", 20}, start + 3s).is_allowed);
  EXPECT_FALSE(limits.take({"a", 20}, start + 3s).is_allowed);
  EXPECT_EQ(limits.take({"a", 20}, start + 10min).remaining, 19);
}

TEST(S38, HundredReportsInAMinuteAreMostlyRefused) {
  RateLimits limits;
  int allowed = 0;

  for (int i = 0; i < 100; ++i)
    allowed += limits.take({"a", 20}, start + i * 600ms).is_allowed ? 1 : 0;

  EXPECT_GE(allowed, 38);
  EXPECT_LE(allowed, 40);
}

TEST(S38, KeysDoNotShare) {
  RateLimits limits;

  EXPECT_TRUE(limits.take({"a", 1}, start).is_allowed);
  EXPECT_FALSE(limits.take({"a", 1}, start).is_allowed);
  EXPECT_TRUE(limits.take({"b", 1}, start).is_allowed);
}

TEST(S38, ManyAtOnceAreTakenWholeOrNotAtAll) {
  RateLimits limits;

  EXPECT_TRUE(limits.take({"a", 10, 6}, start).is_allowed);
  EXPECT_FALSE(limits.take({"a", 10, 5}, start).is_allowed);
  EXPECT_TRUE(limits.take({"a", 10, 4}, start).is_allowed);
  EXPECT_TRUE(limits.take({"b", 10, 1'000}, start).is_allowed) << "a whole minute's worth";
  EXPECT_FALSE(limits.take({"b", 10, 1}, start).is_allowed);
}

TEST(S38, AMachineMayAskTenTimesAMillisecond) {
  RateLimits limits;

  for (int i = 0; i < 100'000; ++i)
    ASSERT_TRUE(limits.take({"m", 6'000'000}, start + i * 10us).is_allowed);
}

TEST(S38, TheTableIsBoundedAndForgetsTheLongestUnused) {
  RateLimits limits(3);
  limits.take({"a", 1}, start);
  for (const char* key : {"b", "c"}) limits.take({key, 1}, start);
  EXPECT_FALSE(limits.take({"a", 1}, start).is_allowed);

  limits.take({"d", 1}, start);

  EXPECT_EQ(limits.size(), 3U);
  EXPECT_FALSE(limits.take({"a", 1}, start).is_allowed) << "was used last";
  EXPECT_TRUE(limits.take({"b", 1}, start).is_allowed) << "was forgotten";
  EXPECT_EQ(limits.size(), 3U);
}

TEST(SourceSeats, AreLimitedAndGivenBack) {
  SourceCounts counts;
  {
    const auto one = counts.enter("a", 2);
    const auto two = counts.enter("a", 2);
    EXPECT_TRUE(two.is_taken());
    EXPECT_FALSE(counts.enter("a", 2).is_taken());
    EXPECT_TRUE(counts.enter("b", 2).is_taken());
  }
  EXPECT_TRUE(counts.enter("a", 1).is_taken());
  EXPECT_FALSE(counts.enter("a", 0).is_taken());
}

TEST(Headroom, IsShortAtTheLimitAndAgainWideATenthBelow) {
  runtime::Settings::Limits limits;
  limits.backlog_max = 100;
  limits.disk_free_mb_min = 100;
  Headroom room;
  const auto after = [&](Fullness seen) {
    room.take(seen, limits);
    return room.short_of();
  };

  EXPECT_EQ(after({-1, -1}), Headroom::Short::no);
  EXPECT_EQ(after({99, 100}), Headroom::Short::no);
  EXPECT_EQ(after({100, 100}), Headroom::Short::backlog);
  EXPECT_EQ(after({91, 100}), Headroom::Short::backlog);
  EXPECT_EQ(after({-1, -1}), Headroom::Short::backlog);
  EXPECT_EQ(after({89, 100}), Headroom::Short::no);
  EXPECT_EQ(after({0, 99}), Headroom::Short::disk);
  EXPECT_EQ(after({0, 109}), Headroom::Short::disk);
  EXPECT_EQ(after({0, 110}), Headroom::Short::no);
}

}  // namespace
}  // namespace gongzhi::gateway
