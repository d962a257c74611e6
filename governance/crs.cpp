// The published approximation of the GCJ-02 offset (Krasovsky 1940 ellipsoid) and of Baidu's, as
// used by gcoord, coordtransform and every map library in the country; constants and terms are
// theirs.
#include "governance/crs.hpp"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace gongzhi {
namespace {

using std::numbers::pi;

constexpr double semi_major_axis_m = 6378245.0;
constexpr double eccentricity_squared = 0.00669342162296594323;
constexpr double baidu_factor = pi * 3000.0 / 180.0;
constexpr int rounds_max = 30;
constexpr double precision_deg = 1e-10;

bool has_offset(Location place) {
  return place.lon >= 72.004 && place.lon <= 137.8347 && place.lat >= 0.8293 &&
         place.lat <= 55.8271;
}

double lat_offset_m(double x, double y) {
  double m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x));
  m += (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
  m += (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0;
  m += (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
  return m;
}

double lon_offset_m(double x, double y) {
  double m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x));
  m += (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
  m += (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0;
  m += (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
  return m;
}

Location gcj02_from_wgs84(Location place) {
  if (!has_offset(place)) return place;
  const double x = place.lon - 105.0;
  const double y = place.lat - 35.0;
  const double radians = place.lat / 180.0 * pi;
  const double sine = std::sin(radians);
  const double magic = 1 - eccentricity_squared * sine * sine;
  const double root = std::sqrt(magic);
  const double meridian_m = semi_major_axis_m * (1 - eccentricity_squared) / (magic * root);
  const double parallel_m = semi_major_axis_m / root * std::cos(radians);
  return {place.lon + lon_offset_m(x, y) * 180.0 / (parallel_m * pi),
          place.lat + lat_offset_m(x, y) * 180.0 / (meridian_m * pi)};
}

Location bd09_from_gcj02(Location place) {
  const double z = std::hypot(place.lon, place.lat) + 0.00002 * std::sin(place.lat * baidu_factor);
  const double theta =
      std::atan2(place.lat, place.lon) + 0.000003 * std::cos(place.lon * baidu_factor);
  return {z * std::cos(theta) + 0.0065, z * std::sin(theta) + 0.006};
}

/// The point that `forward` maps to `target`. Both offsets are nearly constant over their own
/// length, so each round leaves a small fraction of the error.
Location inverse(Location (*forward)(Location), Location target) {
  Location guess = target;
  for (int round = 0; round < rounds_max; ++round) {
    const Location seen = forward(guess);
    const double lon_error = seen.lon - target.lon;
    const double lat_error = seen.lat - target.lat;
    if (std::abs(lon_error) < precision_deg && std::abs(lat_error) < precision_deg) break;
    guess = {guess.lon - lon_error, guess.lat - lat_error};
  }
  return guess;
}

Location wgs84_from_gcj02(Location place) {
  return has_offset(place) ? inverse(gcj02_from_wgs84, place) : place;
}

std::string folded(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != '-' && c != '_' && c != ' ')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::string_view name(Crs crs) {
  switch (crs) {
    case Crs::wgs84: return "wgs84";
    case Crs::gcj02: return "gcj02";
    case Crs::bd09: return "bd09";
    case Crs::cgcs2000: return "cgcs2000";
  }
  return "wgs84";
}

Result<Crs> parse_crs(std::string_view text) {
  const std::string word = folded(text.substr(0, 32));
  if (word == "wgs84" || word == "epsg:4326") return Crs::wgs84;
  if (word == "gcj02") return Crs::gcj02;
  if (word == "bd09" || word == "bd09ll") return Crs::bd09;
  if (word == "cgcs2000" || word == "epsg:4490") return Crs::cgcs2000;
  return fail(Errc::invalid, "unknown crs; expected wgs84, gcj02, bd09 or cgcs2000",
              std::string(text.substr(0, 64)));
}

Result<Location> to_wgs84(double lon, double lat, Crs crs) {
  const Location place{lon, lat};
  if (!is_on_earth(place))
    return fail(Errc::invalid, "expected lon within -180 to 180 and lat within -90 to 90 degrees");
  switch (crs) {
    case Crs::wgs84:
    case Crs::cgcs2000: return place;
    case Crs::gcj02: return wgs84_from_gcj02(place);
    case Crs::bd09:
      return has_offset(place) ? wgs84_from_gcj02(inverse(bd09_from_gcj02, place)) : place;
  }
  return place;
}

Location from_wgs84(Location place, Crs crs) {
  if (crs == Crs::gcj02) return gcj02_from_wgs84(place);
  if (crs == Crs::bd09 && has_offset(place)) return bd09_from_gcj02(gcj02_from_wgs84(place));
  return place;
}

}  // namespace gongzhi
