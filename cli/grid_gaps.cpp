#include "cli/grid_gaps.hpp"

#include <cmath>
#include <cstdio>

#include "governance/area_gaps.hpp"

namespace gongzhi::cli {
namespace {

constexpr std::size_t gaps_told_max = 10;

std::string place_of(Location place) {
  char text[64];
  std::snprintf(text, sizeof text, "%.5f E, %.5f N", place.lon, place.lat);
  return text;
}

std::string words_of(const AreaGap& gap, const workers::BundleRead& read) {
  const auto& grids = *read.change.grids;
  std::string text =
      "no grid has " + std::to_string(std::llround(gap.area_m2)) + " m2 at " + place_of(gap.centre);
  for (std::size_t i = 0; i < gap.grids.size(); ++i)
    text += (i == 0 ? ", between " : ", ") + grids.areas[gap.grids[i]].code.text();
  if (gap.grids.empty()) return text;
  const std::string& community = grids.areas[gap.grids.front()].community;
  const Org* org = read.world->directory.find_org(community);
  return text + " (" + (org ? org->name : community) + ")";
}

}  // namespace

std::vector<std::string> gap_warnings(const workers::BundleRead& read) {
  if (!read.change.grids) return {};
  std::vector<std::string> warnings;
  const std::vector<AreaGap> gaps = find_gaps(read.change.grids->areas);
  for (const AreaGap& gap : gaps) {
    if (warnings.size() == gaps_told_max) {
      warnings.push_back(std::to_string(gaps.size() - gaps_told_max) + " more gaps between grids");
      break;
    }
    warnings.push_back(words_of(gap, read) + "; reports from there wait in triage");
  }
  return warnings;
}

}  // namespace gongzhi::cli
