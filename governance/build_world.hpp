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
  std::map<std::string, std::string> policy;  // name -> value of Policy's members
};

/// Errc::invalid with the FieldErrors of the first table that does not build; pointers begin with
/// the table's name
/// (`/orgs/3/parent`, `/rules/12/lead`, `/policy/open_claims_max`).
Result<WorldPtr> build_world(WorldTables tables, std::int64_t version);

}  // namespace gongzhi
