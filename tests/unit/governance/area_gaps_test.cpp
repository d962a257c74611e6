// Gaps between grids: ground from which a report would find no grid.
#include "governance/area_gaps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace gongzhi {
namespace {

constexpr double metres_per_degree = 6371008.8 * std::numbers::pi / 180;

// A place so many metres east and north of 111 E, 35 N.
Location at(double east_m, double north_m) {
  const double lat = 35.0;
  return {111.0 + east_m / (metres_per_degree * std::cos(lat * std::numbers::pi / 180)),
          lat + north_m / metres_per_degree};
}

struct Edges {
  double west, south, east, north;
};

Ring box(Edges e) {
  return {at(e.west, e.south), at(e.east, e.south), at(e.east, e.north), at(e.west, e.north),
          at(e.west, e.south)};
}

GridArea grid(int sequence, Edges edges) {
  const std::string digits = std::to_string(10000 + sequence).substr(1);
  return {UnitGridCode::parse("140802001001" + digits).value(), "c1", {{box(edges), {}}}};
}

// Eight grids of 100 m round a ninth that is missing.
std::vector<GridArea> ring_of_grids() {
  std::vector<GridArea> grids;
  int sequence = 0;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      if (row != 1 || column != 1)
        grids.push_back(grid(
            ++sequence, {column * 100.0, row * 100.0, column * 100.0 + 100, row * 100.0 + 100}));
  return grids;
}

TEST(AreaGaps, AreNoneWhereGridsTileTheGround) {
  std::vector<GridArea> grids = ring_of_grids();
  grids.push_back(grid(9, {100, 100, 200, 200}));

  EXPECT_TRUE(find_gaps(grids).empty());
  EXPECT_TRUE(find_gaps({}).empty());
}

TEST(AreaGaps, AreHolesBetweenGridsWithTheirPlaceAndNeighbours) {
  const auto gaps = find_gaps(ring_of_grids());

  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_NEAR(gaps[0].area_m2, 10'000, 10);
  EXPECT_NEAR(gaps[0].centre.lon, at(150, 150).lon, 1e-6);
  EXPECT_NEAR(gaps[0].centre.lat, at(150, 150).lat, 1e-6);
  EXPECT_EQ(gaps[0].grids.size(), bordering_max);
}

TEST(AreaGaps, AreAlsoStripsThatAreOpenToTheOutside) {
  const std::vector<GridArea> grids{grid(1, {0, 0, 500, 500}), grid(2, {512, 0, 1000, 500})};

  const auto gaps = find_gaps(grids);

  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_NEAR(gaps[0].area_m2, 12 * 500, 30);
  EXPECT_EQ(gaps[0].grids, (std::vector<std::size_t>{0, 1}));
}

TEST(AreaGaps, AreNotTheShapeOfTheCounty) {
  // An L, and a neighbour 40 m away over a wide road that belongs to nobody.
  const std::vector<GridArea> grids{grid(1, {0, 0, 500, 100}), grid(2, {0, 100, 100, 500}),
                                    grid(3, {540, 0, 900, 100})};

  EXPECT_TRUE(find_gaps(grids).empty());
}

TEST(AreaGaps, BelowTheToleranceAreLeftOut) {
  std::vector<GridArea> grids{grid(1, {0, 0, 500, 500}), grid(2, {501, 0, 1000, 500})};

  EXPECT_TRUE(find_gaps(grids).empty());
  EXPECT_EQ(find_gaps(grids, 100).size(), 1U);
}

TEST(AreaGaps, WhereManyAreTheLargestComesFirst) {
  std::vector<GridArea> grids = ring_of_grids();
  grids.push_back(grid(9, {300.0 + 15, 0, 600, 300}));  // 15 m beside, 300 m long

  const auto gaps = find_gaps(grids);

  ASSERT_EQ(gaps.size(), 2U);
  EXPECT_NEAR(gaps[0].area_m2, 10'000, 10);
  EXPECT_NEAR(gaps[1].area_m2, 4'500, 30);
}

}  // namespace
}  // namespace gongzhi
