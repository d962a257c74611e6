// Who may include whom: the one-way arrows between rooms, and the doors third-party libraries come
// in by.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

struct Door {
  std::string_view prefix;
  std::string_view library;
};

// What an #include of a guarded library begins with, and the CMake target that brings it.
constexpr std::array doors = {
    Door{"rapidjson/", "rapidjson"},
    Door{"unicode/", "ICU::uc"},
    Door{"hiredis", "hiredis_codec"},
    Door{"soci", "soci"},
    Door{"sqlite3", "soci"},
    Door{"libpq", "soci"},
    Door{"sodium", "sodium"},
    Door{"jpeglib", "jpeg"},
    Door{"jerror", "jpeg"},
    Door{"png.h", "png"},
    Door{"webp/", "webp"},
    Door{"seccomp", "seccomp"},
    Door{"spdlog/", "spdlog::spdlog"},
    Door{"toml", "toml"},
    Door{"prometheus/", "prometheus"},
    Door{"boost/beast", "beast"},
    Door{"boost/url", "beast"},
    Door{"boost/asio/ssl", "asio_tls"},
    Door{"boost/asio", "asio"},
    Door{"openssl/", "openssl"},
    Door{"CLI/", "cli11"},
    Door{"boost/system/result.hpp", "Boost::headers"},
    Door{"boost/geometry", "Boost::headers"},
};

struct Include {
  std::string_view path;
  bool quoted = false;
};

std::optional<Include> parse_include(std::string_view line) {
  const auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!line.starts_with('#')) return std::nullopt;
  line.remove_prefix(1);
  skip_blanks();
  if (!line.starts_with("include")) return std::nullopt;
  line.remove_prefix(7);
  skip_blanks();
  if (line.empty() || (line[0] != '<' && line[0] != '"')) return std::nullopt;
  const bool quoted = line[0] == '"';
  const auto end = line.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{.path = line.substr(1, end - 1), .quoted = quoted};
}

const Room* find_room(std::string_view name) {
  const auto& rooms = rooms_of_the_house();
  const auto at = std::ranges::find(rooms, name, &Room::name);
  return at == rooms.end() ? nullptr : &*at;
}

bool contains(const std::vector<std::string_view>& list, std::string_view what) {
  return std::ranges::find(list, what) != list.end();
}

// Empty when the room may include this.
std::string objection(const Room& room, const Include& include) {
  const std::string name(room.name);
  const std::string path(include.path);
  if (include.quoted) {
    const auto target = include.path.substr(0, include.path.find('/'));
    if (find_room(target) == nullptr) return "include \"" + path + "\" from the repository root";
    if (target == room.name || contains(room.rooms, target)) return {};
    return name + " must not include " + std::string(target) + " (" + path + ")";
  }
  for (const auto& door : doors) {
    if (!include.path.starts_with(door.prefix)) continue;
    if (contains(room.libraries, door.library)) return {};
    auto what = name;
    what.append(" must not include <")
        .append(path)
        .append(">: not a room of ")
        .append(door.library);
    return what;
  }
  // governance/ is pure: the standard library, and nothing with a folder in its name.
  const bool standard = include.path.find_first_of("/.") == std::string_view::npos;
  if (room.name == "governance" && !standard) return "governance must not include <" + path + ">";
  return {};
}

// "gongzhi_room(queue ROOMS governance LIBRARIES asio)" as its words.
std::vector<std::string_view> words_of(std::string_view call) {
  std::vector<std::string_view> words;
  constexpr std::string_view blanks = " \t\n";
  for (auto at = call.find_first_not_of(blanks); at != std::string_view::npos;) {
    const auto end = call.find_first_of(blanks, at);
    words.push_back(call.substr(at, end - at));
    at = call.find_first_not_of(blanks, std::min(end, call.size()));
  }
  return words;
}

}  // namespace

const std::vector<Room>& rooms_of_the_house() {
  static const std::vector<Room> rooms = [] {
    const std::vector<std::string_view> below = {"wire",   "queue",    "records", "vault",
                                                 "images", "outbound", "runtime", "governance"};
    auto all = below;
    all.insert(all.end(), {"gateway", "workers"});
    return std::vector<Room>{
        {"governance", {}, {"Boost::headers"}},
        {"wire", {"governance"}, {"rapidjson", "ICU::uc", "ICU::i18n"}},
        {"queue", {"governance"}, {"asio", "asio_tls", "openssl", "hiredis_codec"}},
        {"records", {"governance"}, {"asio", "soci", "sodium"}},
        {"vault", {"governance"}, {"sodium", "openssl"}},
        {"images", {"governance"}, {"jpeg", "png", "webp", "seccomp"}},
        {"outbound", {"governance"}, {"asio", "beast"}},
        {"runtime", {"governance"}, {"asio", "spdlog::spdlog", "toml", "prometheus"}},
        {"workers", below, {"asio", "prometheus"}},
        {"gateway", below, {"asio", "asio_tls", "openssl", "beast", "prometheus"}},
        {"cli", all, {"asio", "cli11"}},
    };
  }();
  return rooms;
}

Findings check_includes(const SourceFile& file) {
  const Room* room = find_room(file.room());
  if (room == nullptr || !file.is_cpp()) return {};
  Findings found;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const auto include = parse_include(file.lines[at]);
    if (!include) continue;
    if (auto what = objection(*room, *include); !what.empty()) {
      found.push_back({file.path, at + 1, std::move(what)});
    }
  }
  return found;
}

std::vector<Room> read_cmake_rooms(const SourceFile& cmake_lists) {
  std::vector<Room> rooms;
  constexpr std::string_view call = "\ngongzhi_room(";
  const std::string_view text = cmake_lists.text;
  for (auto at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1)) {
    const auto begin = at + call.size();
    const auto words = words_of(text.substr(begin, text.find(')', begin) - begin));
    if (words.empty()) continue;
    Room room{words[0], {}, {}};
    std::vector<std::string_view>* list = nullptr;
    for (const auto word : std::span(words).subspan(1)) {
      if (word == "ROOMS") {
        list = &room.rooms;
      } else if (word == "LIBRARIES") {
        list = &room.libraries;
      } else if (list != nullptr) {
        list->push_back(word);
      }
    }
    rooms.push_back(std::move(room));
  }
  return rooms;
}

Findings check_cmake_rooms(const SourceFile& cmake_lists) {
  Findings found;
  for (const auto& linked : read_cmake_rooms(cmake_lists)) {
    const auto offset = cmake_lists.text.find("\ngongzhi_room(" + std::string(linked.name));
    const auto say = [&](std::string what) {
      found.push_back({cmake_lists.path, cmake_lists.line_at(offset + 1), std::move(what)});
    };
    const Room* room = find_room(linked.name);
    if (room == nullptr) {
      say("a room that the table of arrows does not know");
      continue;
    }
    const auto hold = [&](const auto& words, const auto& allowed) {
      for (const auto word : words)
        if (!contains(allowed, word))
          say(std::string(room->name) + " must not link " + std::string(word));
    };
    hold(linked.rooms, room->rooms);
    hold(linked.libraries, room->libraries);
  }
  return found;
}

}  // namespace gongzhi::tidy
