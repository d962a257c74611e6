// GET /cases/nearby: what may be the same thing, shown before sending (domain.md 6.3).
#include <cmath>
#include <numbers>

#include "gateway/actor.hpp"
#include "gateway/case_lookup.hpp"
#include "gateway/case_view.hpp"
#include "gateway/known_words.hpp"
#include "gateway/parameters.hpp"
#include "gateway/routes.hpp"
#include "governance/crs.hpp"
#include "governance/duplicates.hpp"
#include "governance/lifecycle.hpp"
#include "governance/permission.hpp"

namespace gongzhi::gateway {
namespace {

/// Open cases older than this are no duplicates of something seen today.
constexpr std::chrono::days recent{90};
constexpr double metres_per_degree = 111'320;
/// Residents are told distances in steps of this, never where exactly.
constexpr double coarse_step_m = 50;

struct Probe {
  const Category* category = nullptr;
  Location place;
  std::string title;
};

Result<Probe> read_probe(const Request& request, const World& world) {
  const auto parameters = Parameters::parse(request, {"lon", "lat", "crs", "category", "title"});
  if (!parameters) return parameters.error();
  const auto lon = parameters->number("lon");
  if (!lon) return lon.error();
  const auto lat = parameters->number("lat");
  if (!lat) return lat.error();
  if (std::abs(*lon) > 180)
    return wrong_field("?lon", "range", {"应在 -180 至 180 之间", "degrees from -180 to 180"},
                       request.language);
  if (std::abs(*lat) > 90)
    return wrong_field("?lat", "range", {"应在 -90 至 90 之间", "degrees from -90 to 90"},
                       request.language);
  const auto crs = parse_crs(parameters->has("crs") ? parameters->text("crs") : "wgs84");
  if (!crs)
    return wrong_field(
        "?crs", "enum",
        {"坐标系应为 wgs84、gcj02、bd09 或 cgcs2000", "must be wgs84, gcj02, bd09 or cgcs2000"},
        request.language);
  const auto place = to_wgs84(*lon, *lat, *crs);
  if (!place)
    return wrong_field("?lon", "location", {"位置无法换算", "the place cannot be converted"},
                       request.language);
  const Category* category = world.catalogue.find_category(parameters->text("category"));
  if (!category && parameters->text("category").empty())
    return wrong_field("?category", "required", {"请给出类别", "the category is required"},
                       request.language);
  if (!category) return not_known(*parameters, known_categories(world));
  return Probe{category, *place, parameters->text("title")};
}

records::NearbyQuery box_round(const Probe& probe, double radius_m, Instant now) {
  const double lat = radius_m / metres_per_degree;
  const double shrink = std::max(0.1, std::cos(probe.place.lat * std::numbers::pi / 180));
  const double lon = lat / shrink;
  records::NearbyQuery query;
  query.category = probe.category->code;
  query.south_west = {probe.place.lon - lon, probe.place.lat - lat};
  query.north_east = {probe.place.lon + lon, probe.place.lat + lat};
  query.since = now - recent;
  return query;
}

std::vector<DuplicateCandidate> candidates_of(const std::vector<Case>& items) {
  std::vector<DuplicateCandidate> candidates;
  for (const Case& item : items)
    candidates.push_back({item.number.text(), item.category, item.location.value_or(Location{}),
                          item.accepted_at, item.closed_at, item.title + " " + item.description});
  return candidates;
}

wire::NearbyItem shown_item(const Sight& sight, const Case& item, const RankedDuplicate& ranked) {
  const World& world = sight.world;
  wire::NearbyItem shown;
  const bool visible = may_see(world, sight.actor, item);
  if (visible) {
    shown.number = item.number;
    shown.title = title_for(sight, item);
  }
  shown.category = item.category;
  if (const Category* category = world.catalogue.find_category(item.category))
    shown.category_name = category->name;
  shown.state = item.state;
  const KindSpec* kind = kind_of(world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  if (state) shown.state_label = state->label;
  shown.age_hours = std::chrono::floor<std::chrono::hours>(sight.now - item.accepted_at).count();
  const bool exactly = visible && !sees_as_follower_only(world, sight.actor, item);
  shown.distance_m = exactly ? std::round(ranked.distance_m)
                             : std::ceil(ranked.distance_m / coarse_step_m) * coarse_step_m;
  // A community's entry in the directory is its Party committee; its grid is named after the place.
  if (const GridInfo* grid = world.directory.find_grid(item.grid))
    shown.place = grid->name;
  else if (const Org* community = world.directory.find_org(item.community))
    shown.place = community->name;
  shown.followers = static_cast<int>(item.followers.size());
  return shown;
}

}  // namespace

asio::awaitable<Answer> find_nearby(Lane& lane, RequestPtr request) {
  const Present present = lane.present;
  if (!present.is_complete()) co_return not_ready(request->language);
  const World& world = *present.world;
  const auto asker = identify(*request, world.directory, lane.shared.keyring);
  if (!asker) co_return problem_of(asker.error());
  const auto probe = read_probe(*request, world);
  if (!probe) co_return problem_of(probe.error());
  const auto viewer =
      sees_internal(world, asker->actor) ? DuplicateViewer::internal : DuplicateViewer::resident;
  DuplicateRule rule;
  rule.radius_m = duplicate_radius_m(probe->category->duplicate_radius_m, viewer);
  std::vector<wire::NearbyItem> shown;
  if (rule.radius_m > 0 && !probe->category->is_private) {
    const auto items =
        co_await lane.shared.readers.ask([query = box_round(*probe, rule.radius_m, request->now)](
                                             records::Reader& reader) -> Result<std::vector<Case>> {
          auto stored = reader.nearby(query);
          if (!stored) return stored.error();
          return whole_cases(*std::move(stored));
        });
    if (!items) co_return problem_of(items.error());
    const auto ranked =
        rank_duplicates({probe->category->code, probe->place, request->now, probe->title},
                        candidates_of(*items), rule);
    const Sight sight{world, asker->actor, request->now};
    for (const RankedDuplicate& one : ranked) {
      const Case& item = (*items)[one.index];
      if (!item.is_private) shown.push_back(shown_item(sight, item, one));
    }
  }
  Reply reply;
  reply.body = wire::render_nearby(shown);
  co_return reply;
}

}  // namespace gongzhi::gateway
