// The picture of docs/architecture.md against the rooms of CMakeLists.txt.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

using Names = std::set<std::string, std::less<>>;

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// Boxes by the group they stand in (a box alone is a group of one), and the arrows between groups.
struct Picture {
  std::map<std::string, Names, std::less<>> groups;
  std::map<std::string, Names, std::less<>> arrows;

  bool shows(std::string_view room) const {
    return std::ranges::any_of(groups, [&](const auto& g) { return g.second.contains(room); });
  }
  std::string group_of(std::string_view room) const {
    for (const auto& [group, rooms] : groups)
      if (rooms.contains(room)) return group;
    return {};
  }
  // Whether arrows lead from one group to another, over as many as it takes.
  bool leads(const std::string& from, const std::string& to, int steps_max) const {
    const auto at = arrows.find(from);
    if (at == arrows.end() || steps_max == 0) return false;
    return at->second.contains(to) || std::ranges::any_of(at->second, [&](const auto& next) {
             return leads(next, to, steps_max - 1);
           });
  }
};

Picture read_picture(const SourceFile& file) {
  Picture picture;
  bool inside = false;
  std::string group;
  for (const auto& line : file.lines) {
    const auto text = trimmed(line);
    if (text.starts_with("```")) inside = text == "```mermaid";
    if (!inside) continue;
    const auto arrow = text.find(" --> ");
    const auto bracket = text.find('[');
    if (arrow != std::string_view::npos) {
      picture.arrows[std::string(text.substr(0, arrow))].emplace(text.substr(arrow + 5));
    } else if (text.starts_with("subgraph ")) {
      group = std::string(text.substr(9, bracket - 9));
    } else if (text == "end") {
      group.clear();
    } else if (bracket != std::string_view::npos) {
      const std::string box(text.substr(0, bracket));
      picture.groups[group.empty() ? box : group].insert(box);
    }
  }
  return picture;
}

}  // namespace

Findings check_picture(const SourceFile& architecture, const SourceFile& cmake_lists) {
  const Picture picture = read_picture(architecture);
  const auto rooms = read_cmake_rooms(cmake_lists);
  constexpr int steps_max = 8;
  Findings found;
  const auto say = [&](std::string what) {
    found.push_back({architecture.path, 1, std::move(what)});
  };
  for (const auto& room : rooms) {
    if (!picture.shows(room.name)) {
      say("the picture does not show " + std::string(room.name));
      continue;
    }
    for (const auto target : room.rooms)
      if (!picture.leads(picture.group_of(room.name), picture.group_of(target), steps_max))
        say("no arrow from " + std::string(room.name) + " to " + std::string(target));
  }
  for (const auto& [group, boxes] : picture.groups)
    for (const auto& box : boxes)
      if (std::ranges::find(rooms, std::string_view(box), &Room::name) == rooms.end())
        say("the picture shows " + box + ", which is no room");
  return found;
}

}  // namespace gongzhi::tidy
