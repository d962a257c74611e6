// A place on the earth as the platform stores it: WGS-84 degrees (domain.md 6.1). Other datums are
// converted once at the door, see crs.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gongzhi {

/// WGS-84 longitude and latitude in degrees, east and north positive.
struct Location {
  double lon = 0;
  double lat = 0;

  bool operator==(const Location&) const = default;
};

/// True for finite degrees within ±180 and ±90.
inline bool is_on_earth(Location place) {
  return std::isfinite(place.lon) && std::isfinite(place.lat) && std::abs(place.lon) <= 180 &&
         std::abs(place.lat) <= 90;
}

/// Great-circle distance in metres (haversine on the mean radius 6,371,008.8 m; within 0.6 % of the
/// ellipsoid).
inline double distance_m(Location a, Location b) {
  constexpr double earth_radius_m = 6371008.8;
  constexpr double radians = std::numbers::pi / 180;
  const double half_lat = std::sin((b.lat - a.lat) * radians / 2);
  const double half_lon = std::sin((b.lon - a.lon) * radians / 2);
  const double h = half_lat * half_lat +
                   std::cos(a.lat * radians) * std::cos(b.lat * radians) * half_lon * half_lon;
  return 2 * earth_radius_m * std::asin(std::sqrt(std::min(1.0, h)));
}

}  // namespace gongzhi
