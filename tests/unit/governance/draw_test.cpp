// Draws, against values reckoned by an independent program that follows the header's description.
#include "governance/draw.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace gongzhi {
namespace {

const std::vector<std::string> verifiers{"v-zhang", "v-li", "v-wang", "v-zhao", "v-陈"};

std::string number_of(int partition, int seq) {
  char text[32];
  std::snprintf(text, sizeof text, "261123%02d-%05d", partition, seq);
  return text;
}

TEST(Draw, GivesWhatThePublishedAlgorithmGives) {
  const auto drawn = [](std::string_view number, int round) {
    return draw_one(draw_seed("gongzhi", number, round), verifiers).value();
  };

  EXPECT_EQ(draw_seed("gongzhi", "26112307-01234", 1), "gongzhi/26112307-01234/1");
  EXPECT_EQ(drawn("26112307-01234", 1), "v-zhao");
  EXPECT_EQ(drawn("26112307-01234", 2), "v-zhang");
  EXPECT_EQ(drawn("26112307-01235", 1), "v-陈");
  EXPECT_EQ(drawn("26112307-01235", 2), "v-li");
  EXPECT_EQ(drawn("26112300-00001", 1), "v-li");
  EXPECT_EQ(drawn("26112300-00001", 2), "v-wang");
}

TEST(Draw, DoesNotDependOnOrderOrDoubles) {
  std::vector<std::string> ids = verifiers;
  const auto first = draw_one("seed", ids).value();
  std::ranges::sort(ids);
  do {
    ASSERT_EQ(draw_one("seed", ids).value(), first);
  } while (std::ranges::next_permutation(ids).found);
  ids.insert(ids.end(), verifiers.begin(), verifiers.end());
  EXPECT_EQ(draw_one("seed", ids).value(), first);
}

TEST(Draw, TellsListsApartThatReadTheSameInARow) {
  int different = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string seed = "s" + std::to_string(i);
    different +=
        draw_one(seed, {"a", "bc"}).value().size() != draw_one(seed, {"ab", "c"}).value().size();
  }

  EXPECT_GT(different, 20);
  EXPECT_LT(different, 80);
}

TEST(Draw, IsNearlyEvenOverManyCases) {
  std::map<std::string, int> count;
  for (int seq = 0; seq < 10000; ++seq)
    ++count[draw_one(draw_seed("2026-Q4", number_of(0, seq), 1), verifiers).value()];

  ASSERT_EQ(count.size(), verifiers.size());
  for (const auto& [id, n] : count) EXPECT_NEAR(n, 2000, 200) << id;  // five standard deviations
}

TEST(Draw, NeedsSomebody) {
  EXPECT_EQ(draw_one("seed", {}).error().code, Errc::not_found);
  EXPECT_EQ(draw_one("seed", {"only"}).value(), "only");
}

TEST(Draw, ReinspectsThePublishedFivePercent) {
  std::vector<int> drawn;
  for (int seq = 1; seq <= 100; ++seq)
    if (drawn_for_reinspection("2026-Q4", number_of(seq % 16, seq), reinspection_per_mille_default))
      drawn.push_back(seq);
  int of_many = 0;
  for (int seq = 0; seq < 100000; ++seq)
    of_many += drawn_for_reinspection("2026-Q4", number_of(0, seq), 50) ? 1 : 0;

  EXPECT_EQ(drawn, (std::vector{9, 11, 13, 19, 49, 69, 83}));
  EXPECT_EQ(of_many, 4934);
}

TEST(Draw, ReinspectsAllOrNoneAtTheEnds) {
  for (int seq = 0; seq < 2000; ++seq) {
    EXPECT_FALSE(drawn_for_reinspection("s", number_of(0, seq), 0));
    EXPECT_FALSE(drawn_for_reinspection("s", number_of(0, seq), -5));
    EXPECT_TRUE(drawn_for_reinspection("s", number_of(0, seq), 1000));
    EXPECT_TRUE(drawn_for_reinspection("s", number_of(0, seq), 5000));
  }
}

}  // namespace
}  // namespace gongzhi
