// Boost.Geometry in metres round the county's middle: union, holes, and a morphological closing for
// the strips.
#include "governance/area_gaps.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <cmath>
#include <functional>
#include <iterator>
#include <numbers>
#include <utility>

namespace gongzhi {
namespace {

namespace bg = boost::geometry;
namespace strategy = bg::strategy::buffer;

using Point = bg::model::d2::point_xy<double>;
using Polygon = bg::model::polygon<Point>;
using MultiPolygon = bg::model::multi_polygon<Polygon>;
using Box = bg::model::box<Point>;

constexpr double strip_half_width_m = 10;
constexpr double bordering_m = 1;
constexpr double metres_per_degree = 6371008.8 * std::numbers::pi / 180;

/// Metres east and north of `origin`; good enough over a county.
struct Projection {
  Location origin{};

  double metres_per_lon() const {
    return metres_per_degree * std::cos(origin.lat * std::numbers::pi / 180);
  }
  Point metres(Location place) const {
    return {(place.lon - origin.lon) * metres_per_lon(),
            (place.lat - origin.lat) * metres_per_degree};
  }
  Location degrees(const Point& point) const {
    return {origin.lon + point.x() / metres_per_lon(), origin.lat + point.y() / metres_per_degree};
  }
};

struct Part {
  Polygon polygon;
  Box box;
  std::size_t grid = 0;
};

Polygon in_metres(const AreaPolygon& area, const Projection& projection) {
  Polygon polygon;
  for (const Location& place : area.outer) polygon.outer().push_back(projection.metres(place));
  for (const Ring& hole : area.holes) {
    auto& ring = polygon.inners().emplace_back();
    for (const Location& place : hole) ring.push_back(projection.metres(place));
  }
  bg::correct(polygon);
  return polygon;
}

/// Neighbours in the order of their codes are joined first, so that the halves stay small.
MultiPolygon joined(const std::vector<Part>& parts) {
  std::vector<MultiPolygon> level;
  for (const Part& part : parts) level.push_back({part.polygon});
  while (level.size() > 1) {
    std::vector<MultiPolygon> next;
    for (std::size_t i = 0; i + 1 < level.size(); i += 2)
      bg::union_(level[i], level[i + 1], next.emplace_back());
    if (level.size() % 2 == 1) next.push_back(std::move(level.back()));
    level = std::move(next);
  }
  return level.empty() ? MultiPolygon{} : std::move(level.front());
}

MultiPolygon widened(const MultiPolygon& shape, double by_m) {
  MultiPolygon result;
  bg::buffer(shape, result, strategy::distance_symmetric<double>(by_m), strategy::side_straight(),
             strategy::join_miter(5), strategy::end_flat(), strategy::point_square());
  return result;
}

/// The strips: what is added when the shape is widened and made narrow again.
MultiPolygon strips_of(const MultiPolygon& shape) {
  MultiPolygon whole = shape;
  for (Polygon& polygon : whole) polygon.inners().clear();
  MultiPolygon added;
  bg::difference(widened(widened(whole, strip_half_width_m), -strip_half_width_m), whole, added);
  return added;
}

/// Reads gaps off the joined shape.
class GapFinder {
 public:
  GapFinder(const std::vector<Part>& parts, const Projection& projection, double tolerance_m2)
      : parts_(parts), projection_(projection), tolerance_m2_(tolerance_m2) {}

  void add(Polygon polygon) {
    bg::correct(polygon);
    const double area_m2 = bg::area(polygon);
    if (area_m2 <= tolerance_m2_) return;
    Point centre;
    bg::centroid(polygon, centre);
    gaps_.push_back({area_m2, projection_.degrees(centre), bordering(polygon)});
  }

  std::vector<AreaGap> take() {
    std::ranges::stable_sort(gaps_, std::greater{}, &AreaGap::area_m2);
    if (gaps_.size() > AreaIndex::errors_max) gaps_.resize(AreaIndex::errors_max);
    return std::move(gaps_);
  }

 private:
  std::vector<std::size_t> bordering(const Polygon& gap) const {
    Box near = bg::return_envelope<Box>(gap);
    near.min_corner() = {near.min_corner().x() - bordering_m, near.min_corner().y() - bordering_m};
    near.max_corner() = {near.max_corner().x() + bordering_m, near.max_corner().y() + bordering_m};
    std::vector<std::size_t> grids;
    for (const Part& part : parts_) {
      if (grids.size() == bordering_max) break;
      const bool is_named = !grids.empty() && grids.back() == part.grid;
      if (!is_named && bg::intersects(part.box, near) &&
          bg::distance(part.polygon, gap) <= bordering_m)
        grids.push_back(part.grid);
    }
    return grids;
  }

  const std::vector<Part>& parts_;
  const Projection& projection_;
  double tolerance_m2_;
  std::vector<AreaGap> gaps_;
};

}  // namespace

std::vector<AreaGap> find_gaps(std::span<const GridArea> grids, double tolerance_m2) {
  if (grids.empty() || grids.front().parts.empty()) return {};
  const Projection projection{grids.front().parts.front().outer.front()};
  std::vector<Part> parts;
  for (std::size_t i = 0; i < grids.size(); ++i)
    for (const AreaPolygon& area : grids[i].parts) {
      Polygon polygon = in_metres(area, projection);
      const Box box = bg::return_envelope<Box>(polygon);
      parts.push_back({std::move(polygon), box, i});
    }
  const MultiPolygon shape = joined(parts);
  GapFinder finder(parts, projection, tolerance_m2);
  for (const Polygon& polygon : shape)
    for (const auto& hole : polygon.inners()) {
      Polygon gap;
      gap.outer().assign(hole.rbegin(), hole.rend());
      finder.add(std::move(gap));
    }
  for (const Polygon& strip : strips_of(shape)) finder.add(strip);
  return finder.take();
}

}  // namespace gongzhi
