// Grids as GeoJSON (RFC 7946): a FeatureCollection of polygons, one feature a grid.
#pragma once

#include <string>
#include <vector>

#include "governance/area.hpp"
#include "governance/directory.hpp"
#include "wire/table_reader.hpp"

namespace gongzhi::wire {

/// Same order in both, as Directory::Tables wants it.
struct GridTable {
  std::vector<GridInfo> grids;
  std::vector<GridArea> areas;
};

/// Reads `properties` code (16 digits), name, community, worker, deputy (the last two may be absent
/// or null) and a `geometry` that is a Polygon or MultiPolygon in WGS-84. Errc::invalid with one
/// FieldError per wrong feature, at most table_errors_max; pointer =
/// `file:line:column /features/12/properties/code`. Whether rings are closed and sound is checked
/// by AreaIndex::build.
Result<GridTable> parse_grids(const TableFile& file);

/// `file:line:column /features/12/properties/worker` for the pointers `/grids/12/worker`,
/// `/areas/12/parts/0` and `/12/…` of Directory::build and AreaIndex::build; `file pointer` when
/// they name no feature. `file` is one that parse_grids accepted.
std::string grid_place(const TableFile& file, std::string_view pointer);

}  // namespace gongzhi::wire
