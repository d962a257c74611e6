// Ground that no grid has though grids lie round it: a report from there finds no grid. For checks
// of a county's files; not for the hot path.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "governance/area.hpp"

namespace gongzhi {

struct AreaGap {
  double area_m2 = 0;
  Location centre{};
  std::vector<std::size_t> grids;  // indexes of grids that border on it, at most bordering_max
};

inline constexpr std::size_t bordering_max = 4;

/// Gaps are the holes of all grids put together, and strips between grids that are open to the
/// outside but nowhere wider than 20 m: what is wider is taken for the shape of the county. Only
/// those of more than `tolerance_m2`, the largest first, at most AreaIndex::errors_max. `grids` are
/// such as AreaIndex::build takes. About a millisecond a grid.
std::vector<AreaGap> find_gaps(std::span<const GridArea> grids, double tolerance_m2 = 1000);

}  // namespace gongzhi
