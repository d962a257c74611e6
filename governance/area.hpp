// Grids as polygons and the question in which grid a place lies (domain.md sections 1 and 6.2).
// Planar on WGS-84 degrees, which is exact for neighbours that share vertices. Immutable once
// built, safe for concurrent reads.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "governance/location.hpp"

namespace gongzhi {

/// 单元网格 code of GB/T 30428.1: 6 digits county, 3 street, 3 community, 4 sequence.
class UnitGridCode {
 public:
  UnitGridCode() = default;

  /// Errc::invalid unless 16 ASCII digits whose first two are a province (11 to 82) and whose
  /// sequence is not 0000.
  static Result<UnitGridCode> parse(std::string_view text);

  std::string text() const;  // all 16 digits
  std::string county() const { return text().substr(0, 6); }
  std::string township() const { return text().substr(0, 9); }
  std::string community() const { return text().substr(0, 12); }
  int sequence() const { return static_cast<int>(value_ % 10000); }

  auto operator<=>(const UnitGridCode&) const = default;

 private:
  std::uint64_t value_ = 0;
};

/// A closed line: the last place equals the first, either direction of turning.
using Ring = std::vector<Location>;

struct AreaPolygon {
  Ring outer;
  std::vector<Ring> holes = {};
};

/// One grid with the community it belongs to; usually one part, more where it is not connected.
struct GridArea {
  UnitGridCode code;
  std::string community;
  std::vector<AreaPolygon> parts;
};

/// Two grids that claim the same ground.
struct AreaOverlap {
  std::size_t first = 0;  // indexes of the grids, first < second
  std::size_t second = 0;
  double area_m2 = 0;
  Location centre{};  // of what both claim
};

class AreaIndex {
 public:
  static constexpr std::size_t grids_max = 100000;
  static constexpr std::size_t ring_places_max = 20000;
  static constexpr std::size_t errors_max = 100;

  /// Errc::invalid with one FieldError for every grid that is wrong (at most `errors_max`; pointer
  /// =
  /// `/index/parts/n`, detail names the code): a code twice, no parts, a ring not closed, with
  /// fewer than four or too many places, places not on the earth, lines that cross themselves,
  /// holes outside, no area. Nothing is half built.
  static Result<std::shared_ptr<const AreaIndex>> build(std::span<const GridArea> grids);

  ~AreaIndex();
  AreaIndex(const AreaIndex&) = delete;
  AreaIndex& operator=(const AreaIndex&) = delete;

  /// Index (in the order given to `build`) of the grid in which `place` lies, borders included.
  /// Where several grids have it, on a shared edge or in an overlap, the smallest code wins
  /// (domain.md 6.2).
  std::optional<std::size_t> find(Location place) const;

  std::size_t size() const;

  /// Pairs of grids that overlap by more than `tolerance_m2`, for `check`. Costs about as much as
  /// building; not for the hot path. The first `errors_max` pairs, by index; two parts of one grid
  /// count separately.
  std::vector<AreaOverlap> overlaps(double tolerance_m2 = 1) const;

 private:
  struct Geometry;
  explicit AreaIndex(std::unique_ptr<const Geometry> geometry);

  std::unique_ptr<const Geometry> geometry_;
};

}  // namespace gongzhi
