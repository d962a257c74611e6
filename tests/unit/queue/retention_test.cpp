// How long an id is remembered, by how full Redis is.
#include "queue/retention.hpp"

#include <gtest/gtest.h>

namespace gongzhi::queue {
namespace {

std::uint64_t ttl_at(std::uint64_t percent) {
  return ids_ttl(Settings{}, Pressure{.used_memory = percent, .maxmemory = 100});
}

TEST(IdsTtl, IsADayWhileThereIsRoomAndWhenNothingIsKnown) {
  EXPECT_EQ(ids_ttl(Settings{}, std::nullopt), 86'400u);
  EXPECT_EQ(ids_ttl(Settings{}, Pressure{.used_memory = 1'000, .maxmemory = 0}), 86'400u);
  EXPECT_EQ(ttl_at(0), 86'400u);
  EXPECT_EQ(ttl_at(35), 86'400u);
}

TEST(IdsTtl, FallsSteadilyToFifteenSeconds) {
  for (std::uint64_t percent = 36; percent <= 70; ++percent)
    EXPECT_LT(ttl_at(percent), ttl_at(percent - 1)) << percent;
  EXPECT_EQ(ttl_at(70), 15u);
  EXPECT_EQ(ttl_at(100), 15u);
  EXPECT_EQ(ttl_at(1'000), 15u);
}

TEST(IdsTtl, NeverExceedsWhatIsSet) {
  Settings settings;
  settings.ids_ttl_s = 10;
  EXPECT_EQ(ids_ttl(settings, Pressure{.used_memory = 99, .maxmemory = 100}), 10u);
}

}  // namespace
}  // namespace gongzhi::queue
