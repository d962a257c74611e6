// The rows of the record as the tables of a World, and the tables that changed as what is written
// back.
#pragma once

#include <set>
#include <string>

#include "governance/build_world.hpp"
#include "records/configuration.hpp"

namespace gongzhi::records {

/// All but the kinds, which are text to this room.
WorldTables world_tables(ConfigurationRows rows);

/// Those of `tables` that have one of these names (config_tables.hpp).
ConfigurationChange change_of(const WorldTables& tables,
                              const std::set<std::string, std::less<>>& names);

}  // namespace gongzhi::records
