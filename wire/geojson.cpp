// Walks a GeoJSON document feature by feature and notes what is wrong (geojson.hpp).
#include "wire/geojson.hpp"

#include <charconv>

#include "wire/json.hpp"
#include "wire/json_position.hpp"
#include "wire/text_encoding.hpp"

namespace gongzhi::wire {
namespace {

std::string placed(const std::string& file, TextPlace place) {
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string placed(const std::string& file, std::string_view text, std::string_view pointer) {
  return placed(file, place_of_pointer(text, pointer)) + " " + std::string(pointer);
}

/// The byte that a sentence of parse_json() names; none when it names none.
std::optional<std::size_t> offset_named_in(std::string_view sentence) {
  constexpr std::string_view mark = "(at byte ";
  const auto at = sentence.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = sentence.substr(at + mark.size());
  std::size_t offset = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  if (error != std::errc{}) return std::nullopt;
  return offset;
}

/// What parse_json() said, with the place in the file.
Error in_file(Error error, const std::string& file, std::string_view text) {
  for (FieldError& field : error.fields) {
    if (const auto offset = offset_named_in(field.detail))
      field.pointer = placed(file, place_of_offset(text, *offset));
    else
      field.pointer = field.pointer.empty() ? file : placed(file, text, field.pointer);
  }
  error.message = file + ": " + error.message;
  return error;
}

class GridReader {
 public:
  GridReader(const std::string& file, std::string_view text) : file_(file), text_(text) {}

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
      problems_.push_back({placed(file_, text_, pointer), std::move(code), std::move(detail)});
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
  std::string_view text_;
  GridTable table_;
  std::vector<FieldError> problems_;
};

}  // namespace

Result<GridTable> parse_grids(const TableFile& file) {
  const auto text = to_utf8(file.bytes, file.name);
  if (text.has_error()) return text.error();
  const auto document = parse_json(*text, file_limits);
  if (document.has_error()) return in_file(document.error(), file.name, *text);
  GridReader reader(file.name, *text);
  reader.read_collection(*document);
  return reader.finish();
}

std::string grid_place(const TableFile& file, std::string_view pointer) {
  const std::string unknown = file.name + " " + std::string(pointer);
  const auto text = to_utf8(file.bytes, file.name);
  if (text.has_error()) return unknown;
  for (std::string_view rest = pointer; !rest.empty();) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), index);
    const bool is_whole = error == std::errc{} && (end == rest.data() + rest.size() || *end == '/');
    if (!is_whole) continue;
    const auto column = rest.find('/');
    const std::string_view name =
        column == std::string_view::npos ? std::string_view() : rest.substr(column + 1);
    std::string feature = "/features/" + std::to_string(index);
    // A member of the polygons stands in the geometry, all others are properties.
    if (name.starts_with("parts")) return placed(file.name, *text, feature + "/geometry");
    if (name.empty()) return placed(file.name, *text, feature);
    return placed(file.name, *text, feature + "/properties/" + std::string(name));
  }
  return unknown;
}

}  // namespace gongzhi::wire
