// Datums of coordinates (domain.md 6.1): every intake says its `crs` and is converted to WGS-84
// once at the door. GCJ-02 is the offset datum of Chinese map services, BD-09 Baidu's offset on top
// of it, CGCS2000 the national datum, which differs from WGS-84 by centimetres and is treated as
// equal.
#pragma once

#include <string_view>

#include "governance/error.hpp"
#include "governance/location.hpp"

namespace gongzhi {

enum class Crs { wgs84, gcj02, bd09, cgcs2000 };

/// `wgs84`, `gcj02`, `bd09`, `cgcs2000`.
std::string_view name(Crs crs);

/// Reads those names without regard to case, `-` or `_` (`GCJ-02`), also `bd09ll`, `epsg:4326` and
/// `epsg:4490`. Errc::invalid with the list of names otherwise.
Result<Crs> parse_crs(std::string_view text);

/// Degrees in `crs` as a WGS-84 location. The GCJ-02 offset is inverted by iteration to less than
/// 1e-9 degrees (0.1 mm). Points outside the box in which the offsets apply (72.004–137.8347 E,
/// 0.8293–55.8271 N) come back unchanged. Errc::invalid for what is not finite or not on the earth.
Result<Location> to_wgs84(double lon, double lat, Crs crs);

/// The other direction, for tests and for maps that draw in another datum.
Location from_wgs84(Location place, Crs crs);

}  // namespace gongzhi
