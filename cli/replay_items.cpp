#include "cli/replay_items.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>

#include "vault/bytes.hpp"
#include "vault/keyring.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

constexpr int tries_max = 64;

// Not uniform_real_distribution: its numbers differ between libraries.
double between(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11U) * 0x1.0p-53;
}

// A place in the grid; one of its corners when it is so thin that no draw hits it.
Location place_in(const GridArea& area, const Directory& directory, std::mt19937_64& random) {
  const Ring& outer = area.parts.front().outer;
  const auto [west, east] = std::ranges::minmax(outer, {}, &Location::lon);
  const auto [south, north] = std::ranges::minmax(outer, {}, &Location::lat);
  const std::string code = area.code.text();
  for (int i = 0; i < tries_max; ++i) {
    // Six digits are 11 cm; the text of the number is the same everywhere.
    const double lon = std::round(between(random, west.lon, east.lon) * 1e6) / 1e6;
    const double lat = std::round(between(random, south.lat, north.lat) * 1e6) / 1e6;
    const GridInfo* grid = directory.grid_at({lon, lat});
    if (grid != nullptr && grid->code == code) return {lon, lat};
  }
  return outer.front();
}

std::string digest(const std::string& text) {
  return vault::to_hex(vault::content_hash(text)).substr(0, 40);
}

std::uint64_t number_of(const std::string& hash) {
  return std::stoull(hash.substr(0, 16), nullptr, 16);
}

std::string body_of(const ReplayItem& item, const ReplayMessage& message,
                    const std::string& category, std::optional<Location> place) {
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("kind", "request");
    json.text("category", category);
    json.text("title", item.title);
    json.text("description", item.text);
    if (message.at) json.time("observed_at", message.at);
    if (place) {
      const auto location = json.object("location");
      json.number("lon", place->lon);
      json.number("lat", place->lat);
      json.text("crs", "wgs84");
    }
  }
  return json.take();
}

}  // namespace

std::vector<ReplayItem> make_items(std::vector<ReplayMessage> messages, const ReplayCounty& county,
                                   std::uint64_t seed) {
  std::vector<ReplayItem> items;
  items.reserve(messages.size());
  for (ReplayMessage& message : messages) {
    ReplayItem item;
    item.place = message.place();
    item.title = std::move(message.title);
    item.text = std::move(message.text);
    // The folder may differ from run to run; the line's own text tells two files of one name apart.
    const std::string name = std::filesystem::path(message.file).filename().string();
    item.key = digest("gongzhi replay\n" + std::to_string(seed) + "\n" + name + "\n" +
                      std::to_string(message.line) + "\n" + message.raw);
    std::mt19937_64 random(number_of(item.key));
    std::optional<Location> place;
    if (!county.areas.empty()) {
      const GridArea& area = county.areas[random() % county.areas.size()];
      place = place_in(area, county.world->directory, random);
    }
    const auto suggestion = county.world->catalogue.suggest(item.title, item.text);
    item.unsure = suggestion.category == nullptr;
    item.body =
        body_of(item, message, item.unsure ? std::string() : suggestion.category->code, place);
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace gongzhi::cli
