// Walks a GeoJSON document feature by feature and notes what is wrong (geojson.hpp).
#include "wire/geojson.hpp"

#include <charconv>

#include "wire/json.hpp"
#include "wire/text_encoding.hpp"

namespace gongzhi::wire {
namespace {

class GridReader {
 public:
  explicit GridReader(const std::string& file) : file_(file) {}

  void read_collection(const Json& root) {
    if (text_member(root, "type") != "FeatureCollection")
      return complain("/type", "type", "a FeatureCollection is expected");
    // RFC 7946 knows only WGS-84; files of older tools may say otherwise.
    if (const Json* crs = find_member(root, "crs"); crs != nullptr && !is_wgs84(*crs))
      return complain("/crs", "crs", "coordinates must be WGS-84 (CRS84); convert the file first");
    const Json* features = find_array(root, "features");
    if (features == nullptr)
      return complain("/features", "required", "a list of features is expected");
    if (features->Size() > AreaIndex::grids_max)
      return complain("/features", "too_large", "too many grids");
    for (rapidjson::SizeType i = 0; i < features->Size(); ++i)
      read_feature((*features)[i], "/features/" + std::to_string(i));
  }

  Result<GridTable> finish() {
    if (problems_.empty()) return std::move(table_);
    Error error = fail(Errc::invalid, problems_.front().pointer + ": " + problems_.front().detail);
    if (problems_.size() > 1)
      error.message += " (and " + std::to_string(problems_.size() - 1) + " more)";
    error.fields = std::move(problems_);
    return error;
  }

 private:
  static bool is_wgs84(const Json& crs) {
    const Json* properties = find_object(crs, "properties");
    if (properties == nullptr) return false;
    const std::string name = text_member(*properties, "name");
    return name.find("CRS84") != std::string::npos || name.find("4326") != std::string::npos;
  }

  void complain(const std::string& pointer, std::string code, std::string detail) {
    if (problems_.size() < table_errors_max)
      problems_.push_back({file_ + "#" + pointer, std::move(code), std::move(detail)});
  }

  void read_feature(const Json& feature, const std::string& pointer) {
    const Json* properties = find_object(feature, "properties");
    if (properties == nullptr)
      return complain(pointer + "/properties", "required",
                      "properties with code, name and community are expected");
    GridInfo grid;
    GridArea area;
    grid.code = property(*properties, pointer, "code");
    grid.name = property(*properties, pointer, "name");
    grid.community = property(*properties, pointer, "community");
    grid.worker = text_member(*properties, "worker");
    grid.deputy = text_member(*properties, "deputy");
    if (!grid.code.empty()) {
      const auto code = UnitGridCode::parse(grid.code);
      if (code.has_value()) {
        area.code = *code;
      } else {
        complain(pointer + "/properties/code", "code", code.error().message);
      }
    }
    area.community = grid.community;
    read_geometry(feature, pointer + "/geometry", area);
    table_.grids.push_back(std::move(grid));
    table_.areas.push_back(std::move(area));
  }

  std::string property(const Json& properties, const std::string& feature, std::string_view name) {
    std::string value = text_member(properties, name);
    if (value.empty())
      complain(feature + "/properties/" + std::string(name), "required",
               "the property `" + std::string(name) + "` must be a text that is not empty");
    return value;
  }

  void read_geometry(const Json& feature, const std::string& pointer, GridArea& area) {
    const Json* geometry = find_object(feature, "geometry");
    const Json* coordinates = geometry == nullptr ? nullptr : find_array(*geometry, "coordinates");
    const std::string type = geometry == nullptr ? "" : text_member(*geometry, "type");
    if (coordinates == nullptr || (type != "Polygon" && type != "MultiPolygon"))
      return complain(pointer, "geometry",
                      "a Polygon or MultiPolygon with coordinates is expected");
    const std::string at = pointer + "/coordinates";
    if (type == "Polygon") return read_polygon(*coordinates, at, area);
    for (rapidjson::SizeType i = 0; i < coordinates->Size(); ++i)
      read_polygon((*coordinates)[i], at + "/" + std::to_string(i), area);
  }

  void read_polygon(const Json& rings, const std::string& pointer, GridArea& area) {
    if (!rings.IsArray() || rings.Empty())
      return complain(pointer, "polygon", "a list of rings is expected");
    AreaPolygon polygon;
    for (rapidjson::SizeType i = 0; i < rings.Size(); ++i) {
      Ring& ring = i == 0 ? polygon.outer : polygon.holes.emplace_back();
      if (!read_ring(rings[i], pointer + "/" + std::to_string(i), ring)) return;
    }
    area.parts.push_back(std::move(polygon));
  }

  bool read_ring(const Json& places, const std::string& pointer, Ring& ring) {
    if (!places.IsArray() || places.Size() > AreaIndex::ring_places_max) {
      complain(pointer, "ring",
               "a list of at most " + std::to_string(AreaIndex::ring_places_max) +
                   " places is expected");
      return false;
    }
    ring.reserve(places.Size());
    for (rapidjson::SizeType i = 0; i < places.Size(); ++i) {
      const Json& place = places[i];
      const bool has_numbers =
          place.IsArray() && place.Size() >= 2 && place[0].IsNumber() && place[1].IsNumber();
      const Location location =
          has_numbers ? Location{place[0].GetDouble(), place[1].GetDouble()} : Location{};
      if (!has_numbers || !is_on_earth(location)) {
        complain(pointer + "/" + std::to_string(i), "place",
                 "[longitude, latitude] in degrees is expected, longitude first");
        return false;
      }
      ring.push_back(location);
    }
    return true;
  }

  const std::string& file_;
  GridTable table_;
  std::vector<FieldError> problems_;
};

}  // namespace

Result<GridTable> parse_grids(const TableFile& file) {
  const auto text = to_utf8(file.bytes, file.name);
  if (text.has_error()) return text.error();
  const auto document = parse_json(*text, file_limits);
  if (document.has_error()) {
    Error error = document.error();
    for (FieldError& field : error.fields) field.pointer = file.name + "#" + field.pointer;
    error.message = file.name + ": " + error.message;
    return error;
  }
  GridReader reader(file.name);
  reader.read_collection(*document);
  return reader.finish();
}

std::string grid_place(const std::string& file, std::string_view pointer) {
  for (std::string_view rest = pointer; !rest.empty();) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
    const bool is_whole = error == std::errc{} && (end == rest.data() + rest.size() || *end == '/');
    if (is_whole) return file + "#/features/" + std::to_string(index);
  }
  return file + "#" + std::string(pointer);
}

}  // namespace gongzhi::wire
