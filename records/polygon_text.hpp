// Polygons as well-known text, the form in which analysts' tools read them:
// `MULTIPOLYGON (((lon lat, …), (hole)), …)`. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/area.hpp"

namespace gongzhi::records {

/// Every number reads back as the same double.
std::string format_polygons(const std::vector<AreaPolygon>& parts);

/// Errc::corrupt unless it is what format_polygons writes.
Result<std::vector<AreaPolygon>> parse_polygons(std::string_view text);

}  // namespace gongzhi::records
