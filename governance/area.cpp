// Boost.Geometry behind the area index; only area_gaps.cpp includes it besides.
#include "governance/area.hpp"

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <iterator>
#include <numbers>
#include <unordered_set>
#include <utility>

namespace gongzhi {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using Point = bg::model::d2::point_xy<double>;
using Polygon = bg::model::polygon<Point>;
using MultiPolygon = bg::model::multi_polygon<Polygon>;
using Box = bg::model::box<Point>;
using Entry = std::pair<Box, std::uint32_t>;  // a part's box and its index among the parts
using Tree = bgi::rtree<Entry, bgi::rstar<16>>;

struct Part {
  Polygon polygon;
  UnitGridCode code;
  std::uint32_t grid = 0;
};

/// What is wrong with a ring as a list of places; nullptr when nothing.
const char* ring_fault(const Ring& ring) {
  if (ring.size() < 4) return "a ring has at least four places, the last equal to the first";
  if (ring.size() > AreaIndex::ring_places_max) return "a ring has at most 20000 places";
  if (!std::ranges::all_of(ring, is_on_earth)) return "a place is not on the earth";
  if (ring.front() != ring.back()) return "the ring is not closed: its last place is not its first";
  return nullptr;
}

const char* shape_fault(const Polygon& polygon) {
  bg::validity_failure_type failure{};
  if (!bg::is_valid(polygon, failure)) {
    switch (failure) {
      case bg::failure_self_intersections: return "its lines cross or touch themselves";
      case bg::failure_spikes: return "it has a spike: a line that goes out and comes back";
      case bg::failure_interior_rings_outside: return "a hole lies outside";
      case bg::failure_nested_interior_rings: return "a hole lies in another hole";
      case bg::failure_intersecting_interiors: return "its holes overlap";
      case bg::failure_disconnected_interior: return "a hole cuts it in two";
      case bg::failure_few_points:
      case bg::failure_wrong_topological_dimension: return "it has no area";
      default: return "it is not a valid polygon";
    }
  }
  return bg::area(polygon) > 0 ? nullptr : "it has no area";
}

void append(Polygon::ring_type& to, const Ring& ring) {
  to.reserve(ring.size());
  for (const Location& place : ring) to.emplace_back(place.lon, place.lat);
}

/// The polygon with its rings turned the way Boost wants them, or what is wrong with it.
Result<Polygon> polygon_of(const AreaPolygon& area) {
  if (const char* fault = ring_fault(area.outer)) return fail(Errc::invalid, fault);
  Polygon polygon;
  append(polygon.outer(), area.outer);
  for (const Ring& hole : area.holes) {
    if (const char* fault = ring_fault(hole)) return fail(Errc::invalid, fault);
    append(polygon.inners().emplace_back(), hole);
  }
  bg::correct(polygon);
  if (const char* fault = shape_fault(polygon)) return fail(Errc::invalid, fault);
  return polygon;
}

/// Output iterator of a tree query: keeps the covering part with the smallest code, allocates
/// nothing.
class SmallestCode {
 public:
  using iterator_category = std::output_iterator_tag;
  using value_type = void;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = void;

  SmallestCode(const std::vector<Part>& parts, const Point& place, const Part*& best)
      : parts_(&parts), place_(&place), best_(&best) {}

  SmallestCode& operator=(const Entry& entry) {
    const Part& part = (*parts_)[entry.second];
    const bool is_better = *best_ == nullptr || part.code < (*best_)->code;
    if (is_better && bg::covered_by(*place_, part.polygon)) *best_ = &part;
    return *this;
  }
  SmallestCode& operator*() { return *this; }
  SmallestCode& operator++() { return *this; }
  SmallestCode& operator++(int) { return *this; }

 private:
  const std::vector<Part>* parts_;
  const Point* place_;
  const Part** best_;
};

/// Area and centre of what two polygons have in common; the area is 0 where they only touch.
AreaOverlap common_ground(const Polygon& a, const Polygon& b) {
  MultiPolygon common;
  bg::intersection(a, b, common);
  if (common.empty()) return {};
  Point centre;
  bg::centroid(common, centre);
  constexpr double metres_per_degree = 6371008.8 * std::numbers::pi / 180;
  const double shrink = std::cos(centre.y() * std::numbers::pi / 180);
  const double area_m2 = bg::area(common) * metres_per_degree * metres_per_degree * shrink;
  return {0, 0, area_m2, {centre.x(), centre.y()}};
}

}  // namespace

Result<UnitGridCode> UnitGridCode::parse(std::string_view text) {
  UnitGridCode code;
  bool is_number = text.size() == 16;
  for (const char c : text.substr(0, 16)) {
    is_number = is_number && c >= '0' && c <= '9';
    code.value_ = code.value_ * 10 + static_cast<std::uint64_t>(c - '0');
  }
  const std::uint64_t province = code.value_ / 100'000'000'000'000;
  if (!is_number || province < 11 || province > 82 || code.sequence() == 0)
    return fail(Errc::invalid,
                "a unit-grid code has 16 digits: 6 county, 3 street, 3 community, 4 sequence from "
                "0001, e.g. 1408020010010001",
                std::string(text.substr(0, 64)));
  return code;
}

std::string UnitGridCode::text() const {
  std::string digits = std::to_string(value_);
  return std::string(16 - digits.size(), '0') + digits;
}

struct AreaIndex::Geometry {
  std::vector<Part> parts;
  Tree tree;
  std::size_t grids = 0;
};

AreaIndex::AreaIndex(std::unique_ptr<const Geometry> geometry) : geometry_(std::move(geometry)) {}
AreaIndex::~AreaIndex() = default;

Result<std::shared_ptr<const AreaIndex>> AreaIndex::build(std::span<const GridArea> grids) {
  Error error = fail(Errc::invalid, "the grids are not usable");
  const auto refuse = [&](std::string pointer, std::string code, std::string detail) {
    if (error.fields.size() < errors_max)
      error.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
  };
  if (grids.size() > grids_max) return fail(Errc::too_large, "at most 100000 grids");

  auto geometry = std::make_unique<Geometry>();
  geometry->grids = grids.size();
  std::vector<Entry> entries;
  std::unordered_set<std::string> codes;
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const std::string code = grids[i].code.text();
    const std::string pointer = "/" + std::to_string(i);
    if (!codes.insert(code).second)
      refuse(pointer + "/code", "duplicate", "grid " + code + " is given twice");
    if (grids[i].parts.empty())
      refuse(pointer + "/parts", "required", "grid " + code + " has no polygon");
    for (std::size_t n = 0; n < grids[i].parts.size(); ++n) {
      auto polygon = polygon_of(grids[i].parts[n]);
      if (!polygon) {
        refuse(pointer + "/parts/" + std::to_string(n), "polygon",
               "grid " + code + ": " + polygon.error().message);
        continue;
      }
      entries.emplace_back(bg::return_envelope<Box>(*polygon),
                           static_cast<std::uint32_t>(geometry->parts.size()));
      geometry->parts.push_back(
          {std::move(*polygon), grids[i].code, static_cast<std::uint32_t>(i)});
    }
  }
  if (!error.fields.empty()) {
    error.message += ": " + error.fields.front().detail;
    return error;
  }
  geometry->tree = Tree(entries.begin(), entries.end());
  return std::shared_ptr<const AreaIndex>(new AreaIndex(std::move(geometry)));
}

std::optional<std::size_t> AreaIndex::find(Location place) const {
  if (!is_on_earth(place)) return std::nullopt;
  const Point point(place.lon, place.lat);
  const Part* best = nullptr;
  geometry_->tree.query(bgi::intersects(point), SmallestCode(geometry_->parts, point, best));
  if (best == nullptr) return std::nullopt;
  return best->grid;
}

std::size_t AreaIndex::size() const {
  return geometry_->grids;
}

std::vector<AreaOverlap> AreaIndex::overlaps(double tolerance_m2) const {
  std::vector<AreaOverlap> found;
  std::vector<Entry> near;
  for (std::size_t i = 0; i < geometry_->parts.size(); ++i) {
    const Part& part = geometry_->parts[i];
    near.clear();
    geometry_->tree.query(bgi::intersects(bg::return_envelope<Box>(part.polygon)),
                          std::back_inserter(near));
    for (const auto& [box, other_index] : near) {
      const Part& other = geometry_->parts[other_index];
      if (other_index <= i || other.grid == part.grid) continue;
      AreaOverlap overlap = common_ground(part.polygon, other.polygon);
      overlap.first = part.grid;
      overlap.second = other.grid;
      if (overlap.area_m2 > tolerance_m2) found.push_back(overlap);
    }
    // Parts stand in the order of their grids, so what comes later belongs behind.
    if (found.size() >= errors_max) break;
  }
  std::ranges::sort(found, {}, [](const AreaOverlap& o) { return std::pair(o.first, o.second); });
  if (found.size() > errors_max) found.resize(errors_max);
  return found;
}

}  // namespace gongzhi
