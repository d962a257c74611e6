// Duplicate candidates: who passes, in what order, and why.
#include "governance/duplicates.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/governance/known_calendar.hpp"

namespace gongzhi {
namespace {

using std::chrono::hours;
using test::local;

constexpr Location place{111.0, 35.02};
constexpr double metre_north_deg = 1 / 111195.08;

Location north(double metres) {
  return {place.lon, place.lat + metres * metre_north_deg};
}

DuplicateProbe probe() {
  return {"E0110", place, local("2026-11-23 10:00"), "小区北门垃圾堆放，好几天没人清理"};
}

DuplicateCandidate candidate(std::string number, double metres) {
  return {std::move(number),         "E0110",      north(metres),
          local("2026-11-23 09:00"), std::nullopt, "垃圾无人清运"};
}

std::vector<std::string> numbers(const std::vector<RankedDuplicate>& ranked) {
  std::vector<std::string> out;
  for (const auto& hit : ranked) out.push_back(hit.number);
  return out;
}

std::vector<std::string> ranked(std::vector<DuplicateCandidate> candidates,
                                DuplicateRule rule = {}) {
  return numbers(rank_duplicates(probe(), candidates, rule));
}

using Numbers = std::vector<std::string>;

TEST(Duplicates, AreOfTheSameSubclassAndWithinTheRadius) {
  auto other = candidate("other", 1);
  other.category = "E0111";

  EXPECT_EQ(ranked({other, candidate("near", 49), candidate("far", 51)}), Numbers{"near"});
  EXPECT_EQ(ranked({candidate("near", 49), candidate("far", 249)}, {.radius_m = 250}),
            (Numbers{"near", "far"}));
  EXPECT_TRUE(ranked({candidate("here", 0)}, {.radius_m = 0}).empty());
  EXPECT_TRUE(ranked({}).empty());
}

TEST(Duplicates, AreOpenOrClosedWithinADay) {
  auto fresh = candidate("fresh", 1), stale = candidate("stale", 1);
  fresh.closed_at = local("2026-11-22 10:00");
  stale.closed_at = local("2026-11-22 09:59");

  EXPECT_EQ(ranked({fresh, stale}), Numbers{"fresh"});
}

TEST(Duplicates, RankByDistanceTimeAndText) {
  auto near = candidate("near", 5), far = candidate("far", 40);
  EXPECT_EQ(ranked({far, near}), (Numbers{"near", "far"}));

  auto recent = candidate("recent", 20), old = candidate("old", 20);
  old.accepted_at -= hours{24 * 20};
  EXPECT_EQ(ranked({old, recent}), (Numbers{"recent", "old"}));

  auto alike = candidate("alike", 20), unlike = candidate("unlike", 20);
  alike.text = "北门垃圾堆放没人清理";
  unlike.text = "道路不平";
  EXPECT_EQ(ranked({unlike, alike}), (Numbers{"alike", "unlike"}));

  EXPECT_EQ(ranked({candidate("b", 20), candidate("a", 20)}), (Numbers{"a", "b"}));
}

TEST(Duplicates, ExplainTheirScore) {
  auto item = candidate("26112307-01234", 25);
  item.accepted_at = probe().at - hours{72};
  item.text = probe().text;

  const auto hits = rank_duplicates(probe(), std::vector{candidate("far", 500), item}, {});

  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].index, 1U);
  EXPECT_EQ(hits[0].number, "26112307-01234");
  EXPECT_NEAR(hits[0].distance_m, 25, 0.01);
  EXPECT_EQ(hits[0].age, hours{72});
  EXPECT_NEAR(hits[0].near, 0.5, 0.001);
  EXPECT_DOUBLE_EQ(hits[0].recent, 0.5);
  EXPECT_DOUBLE_EQ(hits[0].alike, 1);
  EXPECT_NEAR(hits[0].score, 0.5 * 0.5 + 0.2 * 0.5 + 0.3, 0.001);
}

TEST(Duplicates, LookAtFiftyCandidatesAtMost) {
  std::vector<DuplicateCandidate> many;
  for (int i = 0; i < 60; ++i) many.push_back(candidate(std::to_string(100 + i), 1));

  const auto found = ranked(many);

  EXPECT_EQ(found.size(), duplicate_candidates_max);
  EXPECT_EQ(found.back(), "149");
}

TEST(Duplicates, NeverPassWithoutAPlace) {
  auto nowhere = candidate("nowhere", 0);
  nowhere.location.lat = std::numeric_limits<double>::quiet_NaN();

  EXPECT_TRUE(ranked({nowhere}).empty());
}

TEST(Duplicates, RadiusIsTheCategorysForStaffAndFiveTimesThatForResidents) {
  EXPECT_EQ(duplicate_radius_m(50, DuplicateViewer::internal), 50);
  EXPECT_EQ(duplicate_radius_m(50, DuplicateViewer::resident), 250);
  EXPECT_EQ(duplicate_radius_m(200, DuplicateViewer::internal), 200);
  EXPECT_EQ(duplicate_radius_m(0, DuplicateViewer::resident), 0);
  EXPECT_EQ(duplicate_radius_m(-1, DuplicateViewer::internal), 0);
}

TEST(TextLikeness, IsTheJaccardIndexOfCharacterPairs) {
  EXPECT_DOUBLE_EQ(text_likeness("垃圾满溢", "垃圾满溢"), 1);
  // 垃圾 圾满 满溢 and 垃圾 圾桶 桶满 满溢: two of five.
  EXPECT_DOUBLE_EQ(text_likeness("垃圾满溢", "垃圾桶满溢"), 2.0 / 5);
  EXPECT_DOUBLE_EQ(text_likeness("路灯不亮", "井盖缺失"), 0);
  EXPECT_DOUBLE_EQ(text_likeness("啊啊啊啊", "啊啊"), 1);  // a set, not a bag
}

TEST(TextLikeness, IgnoresPunctuationBlanksAndCase) {
  EXPECT_DOUBLE_EQ(text_likeness("垃圾，满 溢！\n", "垃圾满溢"), 1);
  EXPECT_DOUBLE_EQ(text_likeness("A市A3区《路灯》", "a市a3区路灯"), 1);
}

TEST(TextLikeness, StandsShortEmptyAndBrokenText) {
  EXPECT_EQ(text_likeness("", ""), 0);
  EXPECT_EQ(text_likeness("灯", "灯"), 0);
  EXPECT_EQ(text_likeness("", "路灯不亮"), 0);
  EXPECT_EQ(text_likeness("\xE5\x9E", "\xFF\xFE\x80"), 1);  // both read as replacement characters
  EXPECT_DOUBLE_EQ(text_likeness("路灯\xE4", "路灯\xF0\x9F"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(text_likeness("😀😀灯", "😀😀灯"), 1);
}

TEST(TextLikeness, ReadsABoundedPartOfLongText) {
  std::string same, longer;
  for (std::size_t i = 0; i < duplicate_text_max / 2; ++i) same += "路灯";
  longer = same + "井盖缺失井盖破损";

  EXPECT_DOUBLE_EQ(text_likeness(same, longer), 1);
}

}  // namespace
}  // namespace gongzhi
