#include "governance/build_world.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <utility>

namespace gongzhi {
namespace {

using Setter = std::function<bool(Policy&, const std::string&)>;

Setter number(int Policy::*member, int most) {
  return [member, most](Policy& policy, const std::string& text) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value < 0 || value > most)
      return false;
    policy.*member = value;
    return true;
  };
}

const std::map<std::string, Setter>& policy_setters() {
  static const std::map<std::string, Setter> setters{
      {"open_claims_max", number(&Policy::open_claims_max, 100)},
      {"lapses_max", number(&Policy::lapses_max, 100)},
      {"returns_max", number(&Policy::returns_max, 10)},
      {"extensions_max", number(&Policy::extensions_max, 10)},
      {"reinspection_per_mille", number(&Policy::reinspection_per_mille, 1000)},
      {"checked_per_mille", number(&Policy::checked_per_mille, 1000)},
      {"candidates_max", number(&Policy::candidates_max, 100)},
      {"draw_seed", [](Policy& policy, const std::string& text) {
         policy.draw_seed = text;
         return !text.empty() && text.size() <= 200;
       }}};
  return setters;
}

Result<Policy> build_policy(const std::map<std::string, std::string>& rows) {
  Policy policy;
  std::vector<FieldError> problems;
  for (const auto& [key, value] : rows) {
    const auto setter = policy_setters().find(key);
    if (setter == policy_setters().end())
      problems.push_back({"/policy/" + key, "unknown", "no such policy: " + key});
    else if (!setter->second(policy, value))
      problems.push_back({"/policy/" + key, "wrong_value",
                          std::string("not a value of ").append(key).append(": ").append(value)});
  }
  if (problems.empty()) return policy;
  return Error{Errc::invalid, "the policy has errors", {}, std::move(problems)};
}

/// Longitude and latitude with five decimals: a metre.
std::string degrees(Location place) {
  char text[48];
  std::snprintf(text, sizeof text, "%.5f,%.5f", place.lon, place.lat);
  return text;
}

}  // namespace

std::vector<FieldError> check_overlaps(const std::vector<GridInfo>& grids,
                                       const std::vector<GridArea>& areas) {
  std::vector<FieldError> errors;
  if (grids.size() != areas.size()) return errors;
  const auto index = AreaIndex::build(areas);
  if (!index) return errors;
  for (const AreaOverlap& overlap : (*index)->overlaps(grid_overlap_max_m2)) {
    const GridInfo& first = grids[overlap.first];
    const GridInfo& second = grids[overlap.second];
    errors.push_back({"/grids/" + std::to_string(overlap.second), "overlap",
                      "grid " + second.code + " (" + second.name + ") overlaps grid " + first.code +
                          " (" + first.name + ") by " +
                          std::to_string(std::llround(overlap.area_m2)) + " m2 around " +
                          degrees(overlap.centre) + "; one of the two polygons is wrong"});
  }
  return errors;
}

Result<WorldPtr> build_world(WorldTables tables, std::int64_t version) {
  auto directory = Directory::build(std::move(tables.directory));
  if (!directory) return directory.error();
  auto catalogue = Catalogue::build(std::move(tables.categories), std::move(tables.standards));
  if (!catalogue) return catalogue.error();
  auto routing = RoutingTable::build(std::move(tables.rules));
  if (!routing) return routing.error();
  auto calendar = WorkCalendar::build(std::move(tables.calendar));
  if (!calendar) return calendar.error();
  auto policy = build_policy(tables.policy);
  if (!policy) return policy.error();
  auto permissions = tables.permissions.empty() ? Result<PermissionTable>(PermissionTable())
                                                : PermissionTable::build(tables.permissions);
  if (!permissions) return permissions.error();
  auto problems = routing->check(*directory, *catalogue);
  if (!problems.empty())
    return Error{
        Errc::invalid, "the routing rules name what does not exist", {}, std::move(problems)};
  auto world = std::make_shared<World>();
  world->version = version;
  world->directory = std::move(*directory);
  world->catalogue = std::move(*catalogue);
  world->kinds = KindSet(std::move(tables.kinds));
  world->routing = std::move(*routing);
  world->calendar = std::move(*calendar);
  world->policy = std::move(*policy);
  world->permissions = *std::move(permissions);
  auto arrangements = Arrangements::build(std::move(tables.arrangements),
                                          {world->directory, world->catalogue, world->kinds});
  if (!arrangements) return arrangements.error();
  world->arrangements = std::move(*arrangements);
  return WorldPtr(std::move(world));
}

}  // namespace gongzhi
