// Grids: where a place lies, who wins on an edge, and which polygons are refused.
#include "governance/area.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

namespace gongzhi {
namespace {

UnitGridCode code(int sequence) {
  const std::string digits = std::to_string(10000 + sequence).substr(1);
  return UnitGridCode::parse("140802001001" + digits).value();
}

Ring box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

GridArea grid(int sequence, Ring outer, std::vector<Ring> holes = {}) {
  return {code(sequence), "c1", {{std::move(outer), std::move(holes)}}};
}

std::shared_ptr<const AreaIndex> built(const std::vector<GridArea>& grids) {
  auto index = AreaIndex::build(grids);
  EXPECT_TRUE(index) << (index ? "" : index.error().message);
  return index ? *index : nullptr;
}

TEST(UnitGridCode, IsSixteenDigitsInFourParts) {
  const auto parsed = UnitGridCode::parse("1408020010020037");

  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->text(), "1408020010020037");
  EXPECT_EQ(parsed->county(), "140802");
  EXPECT_EQ(parsed->township(), "140802001");
  EXPECT_EQ(parsed->community(), "140802001002");
  EXPECT_EQ(parsed->sequence(), 37);
  EXPECT_LT(*parsed, UnitGridCode::parse("1408020010020038").value());
}

TEST(UnitGridCode, RefusesEverythingElse) {
  for (const std::string_view text :
       {"", "140802001002003", "14080200100200371", "140802001002003x", "1408020010020000",
        "0008020010020037", "9908020010020037", "-408020010020037", "１４0802001002"})
    EXPECT_EQ(UnitGridCode::parse(text).error().code, Errc::invalid) << text;
}

TEST(Area, FindsTheGridOfAPlace) {
  const auto index =
      built({grid(1, box(111.00, 35.00, 111.01, 35.01)), grid(2, box(111.01, 35.00, 111.02, 35.01)),
             grid(3, box(111.00, 35.01, 111.02, 35.02))});

  EXPECT_EQ(index->size(), 3U);
  EXPECT_EQ(index->find({111.005, 35.005}), 0U);
  EXPECT_EQ(index->find({111.015, 35.005}), 1U);
  EXPECT_EQ(index->find({111.015, 35.015}), 2U);
  EXPECT_EQ(index->find({111.03, 35.005}), std::nullopt);
  EXPECT_EQ(index->find({35.005, 111.005}), std::nullopt);
}

TEST(Area, GivesASharedEdgeToTheSmallestCodeWhateverTheOrder) {
  const auto west = grid(7, box(111.00, 35.00, 111.01, 35.01));
  const auto east = grid(2, box(111.01, 35.00, 111.02, 35.01));
  const auto north = grid(5, box(111.00, 35.01, 111.02, 35.02));

  EXPECT_EQ(built({west, east, north})->find({111.01, 35.005}), 1U);
  EXPECT_EQ(built({east, north, west})->find({111.01, 35.005}), 0U);
  EXPECT_EQ(built({west, east, north})->find({111.005, 35.01}), 2U);
  EXPECT_EQ(built({west, east, north})->find({111.01, 35.01}), 1U);  // where three meet
  EXPECT_EQ(built({west, east, north})->find({111.00, 35.00}), 0U);  // an outer corner
}

TEST(Area, LosesNoPlaceOnASlantedSharedEdge) {
  const Location a{111.0013, 35.0007}, b{111.0171, 35.0119};
  const auto index =
      built({grid(1, {a, b, {111.0, 35.02}, a}), grid(2, {a, {111.02, 35.0}, b, a})});
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> share(0, 1);
  for (int i = 0; i < 20000; ++i) {
    const double t = share(random);

    ASSERT_TRUE(index->find({a.lon + t * (b.lon - a.lon), a.lat + t * (b.lat - a.lat)})) << t;
  }
}

TEST(Area, KnowsHolesAndSeveralParts) {
  const auto hole = box(111.004, 35.004, 111.006, 35.006);
  GridArea scattered = grid(2, hole);
  scattered.parts.push_back({box(111.02, 35.00, 111.03, 35.01)});

  const auto with_filling = built({grid(1, box(111.00, 35.00, 111.01, 35.01), {hole}), scattered});
  const auto empty_hole = built({grid(1, box(111.00, 35.00, 111.01, 35.01), {hole})});

  EXPECT_EQ(with_filling->find({111.005, 35.005}), 1U);
  EXPECT_EQ(with_filling->find({111.025, 35.005}), 1U);
  EXPECT_EQ(with_filling->find({111.002, 35.005}), 0U);
  EXPECT_EQ(with_filling->find({111.004, 35.005}), 0U);  // the edge of the hole: smallest code
  EXPECT_EQ(empty_hole->find({111.005, 35.005}), std::nullopt);
  EXPECT_TRUE(with_filling->overlaps().empty());
}

TEST(Area, TakesRingsOfEitherDirection) {
  Ring clockwise = box(111.00, 35.00, 111.01, 35.01);
  std::ranges::reverse(clockwise);

  EXPECT_EQ(built({grid(1, clockwise)})->find({111.005, 35.005}), 0U);
}

struct BadShape {
  std::string_view what;
  Ring outer;
  std::vector<Ring> holes;
  std::string_view says;
};

TEST(Area, RefusesBrokenPolygonsAndSaysWhich) {
  const Ring good = box(111.00, 35.00, 111.01, 35.01);
  Ring open = good;
  open.pop_back();
  const std::vector<BadShape> shapes{
      {"open", open, {}, "not closed"},
      {"two places", {{111, 35}, {111.1, 35}, {111, 35}}, {}, "at least four"},
      {"empty", {}, {}, "at least four"},
      {"bow tie", {{111, 35}, {111.01, 35.01}, {111.01, 35}, {111, 35.01}, {111, 35}}, {}, "cross"},
      {"line", {{111, 35}, {111.01, 35}, {111.02, 35}, {111, 35}}, {}, ""},
      {"point", {{111, 35}, {111, 35}, {111, 35}, {111, 35}}, {}, "no area"},
      {"spike",
       {{111, 35},
        {111.01, 35},
        {111.01, 35.01},
        {111.01, 35.02},
        {111.01, 35.01},
        {111, 35.01},
        {111, 35}},
       {},
       "spike"},
      {"off the earth", {{111, 135}, {112, 135}, {112, 136}, {111, 135}}, {}, "not on the earth"},
      {"hole outside", good, {box(111.02, 35.00, 111.03, 35.01)}, "outside"},
      {"open hole",
       good,
       {{{111.002, 35.002}, {111.003, 35.002}, {111.003, 35.003}, {111.002, 35.003}}},
       "not closed"}};
  for (const auto& shape : shapes) {
    const auto index = AreaIndex::build(
        std::vector{grid(1, box(111.1, 35.0, 111.2, 35.1)), grid(2, shape.outer, shape.holes)});

    ASSERT_FALSE(index) << shape.what;
    EXPECT_EQ(index.error().code, Errc::invalid);
    ASSERT_EQ(index.error().fields.size(), 1U) << shape.what;
    EXPECT_EQ(index.error().fields[0].pointer, "/1/parts/0");
    EXPECT_NE(index.error().fields[0].detail.find(code(2).text()), std::string::npos);
    EXPECT_NE(index.error().fields[0].detail.find(shape.says), std::string::npos)
        << shape.what << ": " << index.error().fields[0].detail;
  }
}

TEST(Area, NamesEveryWrongGridWithinABound) {
  std::vector<GridArea> grids(250, grid(1, {}));
  for (std::size_t i = 0; i < grids.size(); ++i) grids[i].code = code(static_cast<int>(i) + 1);

  EXPECT_EQ(AreaIndex::build(grids).error().fields.size(), AreaIndex::errors_max);

  const std::vector<GridArea> twice{
      grid(1, box(111, 35, 112, 36)), grid(1, box(113, 35, 114, 36)), {code(2), "c1", {}}};
  const auto error = AreaIndex::build(twice).error();
  ASSERT_EQ(error.fields.size(), 2U);
  EXPECT_EQ(error.fields[0].pointer, "/1/code");
  EXPECT_EQ(error.fields[1].pointer, "/2/parts");
}

TEST(Area, ReportsOverlaps) {
  // 0.001 by 0.01 degrees at 35° N: 91.1 m by 1,112 m.
  const auto index = built({grid(1, box(111.000, 35.00, 111.011, 35.01)),
                            grid(2, box(111.010, 35.00, 111.020, 35.01)),
                            grid(3, box(111.020, 35.00, 111.030, 35.01))});

  const auto overlaps = index->overlaps();

  ASSERT_EQ(overlaps.size(), 1U);
  EXPECT_EQ(overlaps[0].first, 0U);
  EXPECT_EQ(overlaps[0].second, 1U);
  EXPECT_NEAR(overlaps[0].area_m2, 91.08 * 1111.95, 200);
  EXPECT_TRUE(index->overlaps(1e6).empty());
  EXPECT_EQ(index->find({111.0105, 35.005}), 0U);  // in an overlap the smallest code wins, too
}

/// 300 grids in 20 columns and 15 rows whose inner corners are moved at random: they tile without
/// gap.
std::vector<GridArea> tiles() {
  std::mt19937_64 random(300);
  std::uniform_real_distribution<double> shift(-0.002, 0.002);
  std::vector<std::vector<Location>> corners(21, std::vector<Location>(16));
  for (std::size_t x = 0; x <= 20; ++x)
    for (std::size_t y = 0; y <= 15; ++y) {
      const bool is_inner = x > 0 && x < 20 && y > 0 && y < 15;
      corners[x][y] = {110.9 + 0.01 * static_cast<double>(x) + (is_inner ? shift(random) : 0),
                       34.9 + 0.01 * static_cast<double>(y) + (is_inner ? shift(random) : 0)};
    }
  std::vector<GridArea> grids;
  for (std::size_t x = 0; x < 20; ++x)
    for (std::size_t y = 0; y < 15; ++y)
      grids.push_back(grid(static_cast<int>(grids.size()) + 1,
                           {corners[x][y], corners[x + 1][y], corners[x + 1][y + 1],
                            corners[x][y + 1], corners[x][y]}));
  return grids;
}

TEST(Area, ATiledCountyHasNoGapForReadersOfAllThreads) {
  const auto index = built(tiles());
  std::vector<int> missing(4, 0);
  {
    std::vector<std::jthread> readers;
    for (std::size_t reader = 0; reader < missing.size(); ++reader)
      readers.emplace_back([&index, &missing, reader] {
        std::mt19937_64 random(reader);
        std::uniform_real_distribution<double> lon(110.9, 111.1), lat(34.9, 35.05);
        for (int i = 0; i < 20000; ++i)
          missing[reader] += index->find({lon(random), lat(random)}) ? 0 : 1;
      });
  }

  EXPECT_EQ(missing, std::vector<int>(4, 0));
  EXPECT_TRUE(index->overlaps().empty());
}

}  // namespace
}  // namespace gongzhi
