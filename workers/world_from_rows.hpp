// The configured World from the rows of the record: kinds are read from their JSON, everything is
// checked together.
#pragma once

#include "governance/build_world.hpp"
#include "records/configuration.hpp"

namespace gongzhi::workers {

/// nullptr when nothing was ever imported. Errors of wire::parse_kind and build_world.
Result<WorldPtr> world_from_rows(records::ConfigurationRows rows);

/// The same as tables, for changes. Errors of a stored kind that cannot be read.
Result<WorldTables> tables_from_rows(records::ConfigurationRows rows);

}  // namespace gongzhi::workers
