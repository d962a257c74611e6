// What a stream keeps: a share of memory, a time, and everything that is not applied.
#include "workers/trimming.hpp"

#include <gtest/gtest.h>

namespace gongzhi::workers {
namespace {

constexpr std::uint64_t plenty = 1'000'000'000;

TEST(Trimming, KeepsEverythingWhileItFitsAndIsFresh) {
  EXPECT_EQ(first_to_keep({.first = 5, .length = 100, .bytes = 100'000, .applied = 104}, plenty),
            5u);
}

TEST(Trimming, KeepsTheShareOfMemory) {
  EXPECT_EQ(first_to_keep({.first = 1, .length = 100, .bytes = 100'000, .applied = 100}, 40'000),
            61u);
}

TEST(Trimming, GuessesTheSizeWhereRedisDoesNotSay) {
  EXPECT_EQ(first_to_keep({.first = 1, .length = 100, .applied = 100}, 40 * 2'048), 61u);
}

TEST(Trimming, DropsWhatIsTooOld) {
  EXPECT_EQ(first_to_keep(
                {.first = 1, .length = 100, .bytes = 100'000, .fresh = 31, .applied = 100}, plenty),
            31u);
}

TEST(Trimming, NeverDropsWhatIsNotApplied) {
  const Retained behind{.first = 1, .length = 100, .bytes = 100'000, .fresh = 90, .applied = 20};

  EXPECT_EQ(first_to_keep(behind, 0), 21u);
  EXPECT_EQ(first_to_keep({.first = 1, .length = 100, .applied = 0}, 0), 1u);
}

TEST(R45, TrimmingWaitsForTheBackupButNotBeyondItsShare) {
  Retained late{.first = 1, .length = 100, .bytes = 100'000, .fresh = 90, .applied = 100};
  late.backed_up = 40;
  late.backup_bytes_max = 80'000;

  EXPECT_EQ(first_to_keep(late, 50'000), 41u) << "an hour before the backup is not needed";
  late.backed_up = 5;
  EXPECT_EQ(first_to_keep(late, 50'000), 21u) << "half of the memory is full";
  late.backed_up = 95;
  EXPECT_EQ(first_to_keep(late, 50'000), 90u);
  late.applied = 3;
  EXPECT_EQ(first_to_keep(late, 0), 4u);
}

TEST(Trimming, LeavesAnEmptyStreamAlone) {
  EXPECT_EQ(first_to_keep({.first = 7, .applied = 9}, 0), 7u);
}

}  // namespace
}  // namespace gongzhi::workers
