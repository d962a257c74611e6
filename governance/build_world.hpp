// From the rows of a configuration to one World: everything is checked against everything else, or
// nothing is built.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "governance/world.hpp"

namespace gongzhi {

/// The rows as the record store or the files of an import hold them.
struct WorldTables {
  Directory::Tables directory;
  std::vector<Category> categories;
  std::vector<Standard> standards;
  std::vector<RoutingRule> rules;
  std::vector<CalendarRow> calendar;
  std::vector<KindSpec> kinds;
  std::map<std::string, std::string> policy;    // name -> value of Policy's members
  std::vector<PermissionRow> permissions = {};  // empty = the shipped table
  ArrangementTables arrangements = {};
};

/// What neighbouring grids may share without being in each other's way: borders drawn twice by hand
/// never meet exactly. A thousand metres of border, a tenth of a metre off: 1000 m x 0.1 m.
inline constexpr double grid_overlap_max_m2 = 100;

/// The pairs of grids that claim the same ground by more than `grid_overlap_max_m2`, as FieldErrors
/// with pointer `/grids/ROW` (the later of the two) and a detail that names both, how much and
/// where; at most AreaIndex::errors_max. Empty also when the polygons are not sound:
/// Directory::build says so. For an import, which must not bring such grids in; a stored
/// configuration is not refused for them, where several grids have a place the smallest code wins
/// (domain.md 6.2).
std::vector<FieldError> check_overlaps(const std::vector<GridInfo>& grids,
                                       const std::vector<GridArea>& areas);

/// Errc::invalid with the FieldErrors of the first table that does not build; pointers begin with
/// the table's name
/// (`/orgs/3/parent`, `/rules/12/lead`, `/policy/open_claims_max`).
Result<WorldPtr> build_world(WorldTables tables, std::int64_t version);

}  // namespace gongzhi
