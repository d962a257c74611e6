// Effects on what a case is and where it belongs: clean text, grid and community, category, route.
#include <algorithm>
#include <array>
#include <utility>

#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/members.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

constexpr std::int64_t places_max = 50;
constexpr std::size_t title_points_max = 30;

/// Blanks at both ends go, runs of blanks and line ends inside become one space.
std::string tidied(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string first_points(std::string_view utf8, std::size_t points) {
  std::size_t i = 0;
  for (std::size_t seen = 0; i < utf8.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(utf8[i]) & 0xC0) != 0x80;
    if (starts && ++seen > points) break;
  }
  return std::string(utf8.substr(0, i));
}

void add_flag(Case& item, std::string_view flag) {
  if (!item.flag.empty()) item.flag += ",";
  item.flag += flag;
}

void normalise(Turn& turn, Arguments) {
  Case& item = turn.item;
  item.title = tidied(item.title);
  item.address = tidied(item.address);
  if (item.title.empty()) item.title = first_points(tidied(item.description), title_points_max);
  if (!item.title.empty()) return;
  const Category* category = turn.world.catalogue.find_category(item.category);
  item.title = category ? category->name : "未填写标题";
}

void clear_area(Case& item) {
  item.grid.clear();
  item.community.clear();
  item.township.clear();
}

void set_community(const World& world, Case& item, std::string_view org) {
  const Org* community = world.directory.community_of(org);
  const Org* township = world.directory.township_of(community ? community->id : org);
  item.community = community ? community->id : "";
  item.township = township ? township->id : "";
}

bool set_grid(const World& world, Case& item, const GridInfo* grid) {
  if (!grid) return false;
  item.grid = grid->code;
  set_community(world, item, grid->community);
  return true;
}

/// domain.md 6.2: polygon, else the grid named (a building's code, a hand pick), else the
/// reporter's registered grid or community, else nothing: the county's triage.
void find_area(const World& world, Case& item) {
  const Directory& directory = world.directory;
  clear_area(item);
  if (item.location && set_grid(world, item, directory.grid_at(*item.location))) return;
  if (set_grid(world, item, directory.find_grid(text_of(item.fields, "grid")))) return;
  const User* user = directory.find_user(item.reporter.user);
  if (item.location || !user) return;  // a place outside every grid is not moved to the reporter's
  if (!user->grids.empty() && set_grid(world, item, directory.find_grid(user->grids.front())))
    return;
  set_community(world, item, user->community.empty() ? user->org : user->community);
}

void locate(Turn& turn, Arguments) {
  find_area(turn.world, turn.item);
  if (turn.item.community.empty()) add_flag(turn.item, "no_area");
  turn.noted["grid"] = turn.item.grid;
  turn.noted["community"] = turn.item.community;
}

void take_category(const World& world, Case& item) {
  const Category* category = world.catalogue.find_category(item.category);
  item.safety = category && category->safety;
  item.is_private = item.is_private || (category && category->is_private);
}

void classify(Turn& turn, Arguments) {
  Case& item = turn.item;
  take_category(turn.world, item);
  item.suggested.clear();
  if (!item.category.empty()) return;
  const Catalogue::Suggestion suggestion =
      turn.world.catalogue.suggest(item.title, item.description);
  if (!suggestion.category) return;
  item.suggested = suggestion.category->code;
  turn.noted["suggested"] = item.suggested;
}

std::int64_t places_wanted(const Values& values) {
  const auto* places = find_value<std::int64_t>(values, "places");
  return places ? std::clamp<std::int64_t>(*places, 1, places_max) : 1;
}

/// Owner and rule are known from the start; who leads is settled at filing.
void propose_route(Turn& turn, Arguments) {
  const Routing routing = route_of(turn.world, turn.item, turn.now);
  turn.item.owner = routing.owner;
  turn.item.route = {routing.rule, routing.why};
  turn.item.route_certain = routing.certain;
  turn.noted["owner"] = routing.owner;
  turn.noted["rule"] = routing.rule;
}

void route(Turn& turn, Arguments) {
  take_route(turn);
}

// Sealed text may bring along the key that opens it, where the case had none.
void take_address(Case& item, const std::string& text) {
  const auto key = is_sealed(text) ? text.find(';') : std::string::npos;
  item.address = tidied(text.substr(0, key));
  if (key != std::string::npos) item.personal.key = text.substr(key + 1);
}

void relocate(Turn& turn, Arguments) {
  Case& item = turn.item;
  turn.noted["community_before"] = item.community;
  turn.noted["grid_before"] = item.grid;
  const auto lon = number_of(*turn.input, "lon");
  const auto lat = number_of(*turn.input, "lat");
  if (lon && lat) item.location = Location{*lon, *lat};
  if (is_given(*turn.input, "address")) take_address(item, text_of(*turn.input, "address"));
  const GridInfo* grid = turn.world.directory.find_grid(text_of(*turn.input, "grid"));
  // The case keeps its area where the new place tells none: it never falls back to nobody.
  const bool is_placed =
      lon && lat && set_grid(turn.world, item, turn.world.directory.grid_at(*item.location));
  if (!is_placed) set_grid(turn.world, item, grid);
  turn.noted["grid"] = item.grid;
  turn.noted["community"] = item.community;
}

void recategorise(Turn& turn, Arguments) {
  Case& item = turn.item;
  turn.noted["category_before"] = item.category;
  turn.noted["standard_before"] = item.standard;
  if (const std::string& category = text_of(*turn.input, "category");
      !category.empty() && category != item.category) {
    item.category = category;
    item.standard.clear();
  }
  if (const std::string& standard = text_of(*turn.input, "standard"); !standard.empty())
    item.standard = standard;
  take_category(turn.world, item);
  if (!item.category.empty()) item.suggested.clear();
}

void choose_standard(Turn& turn, Arguments) {
  Case& item = turn.item;
  if (const bool* urgent = find_value<bool>(*turn.input, "urgent")) item.urgent = *urgent;
  recategorise(turn, {});
  turn.noted.erase("category_before");
  turn.noted.erase("standard_before");
  if (item.standard.empty()) {
    const Standard* strictest = turn.world.catalogue.strictest(item.category);
    if (strictest) item.standard = strictest->id;
    turn.noted["standard_by"] = std::string("strictest");
  }
  turn.noted["category"] = item.category;
  turn.noted["standard"] = item.standard;
}

/// Filed already and not signed: where it goes is asked again, and the difference is noted. What is
/// offered to members stays offered, to those of the new place.
void reroute(Turn& turn, Arguments) {
  Case& item = turn.item;
  if (item.lead.empty()) return propose_route(turn, {});
  const std::string lead_before = item.lead;
  const std::string owner_before = item.owner;
  const int places_before = item.places;
  take_route(turn);
  turn.noted["lead_before"] = lead_before;
  turn.noted["owner_before"] = owner_before;
  if (item.state == "pool") {
    item.places = std::max(places_before, 1);
    offer_to_members(turn);
  }
  if (item.state != "sign" || item.lead == lead_before) return;
  ++item.hops;
  turn.restart_stage = true;
}

/// After signing the work stays with the body that has it; only the Party committee of record
/// follows the place.
void reown(Turn& turn, Arguments) {
  const std::string owner_before = turn.item.owner;
  turn.item.owner = route_of(turn.world, turn.item, turn.now).owner;
  turn.noted["owner_before"] = owner_before;
  turn.noted["owner"] = turn.item.owner;
}

void open_places(Turn& turn, Arguments) {
  turn.item.places = static_cast<int>(places_wanted(*turn.input));
}

void offer(Turn& turn, Arguments) {
  offer_to_members(turn);
}

void end_offer(Turn& turn, Arguments) {
  turn.item.candidates.clear();
  turn.item.claim_requests.clear();
  turn.item.pool_until.reset();
}

constexpr std::array table{
    EffectWord{"normalise", 0, normalise},
    EffectWord{"locate", 0, locate},
    EffectWord{"classify", 0, classify},
    EffectWord{"propose_route", 0, propose_route},
    EffectWord{"route", 0, route},
    EffectWord{"relocate", 0, relocate},
    EffectWord{"recategorise", 0, recategorise},
    EffectWord{"choose_standard", 0, choose_standard},
    EffectWord{"reroute", 0, reroute},
    EffectWord{"reown", 0, reown},
    EffectWord{"open_places", 0, open_places},
    EffectWord{"offer", 0, offer},
    EffectWord{"end_offer", 0, end_offer},
};

}  // namespace

Routing route_of(const World& world, const Case& item, Instant now) {
  RouteInputs inputs;
  inputs.area_code = item.grid;
  inputs.category = item.category;
  inputs.urgent = item.urgent;
  inputs.at = now;
  inputs.source = item.source;
  inputs.community = item.community;
  inputs.township = item.township;
  return world.routing.route(inputs, world.directory, world.calendar);
}

void take_route(Turn& turn) {
  Case& item = turn.item;
  Routing routing = route_of(turn.world, item, turn.now);
  const Category* category = turn.world.catalogue.find_category(item.category);
  const bool wants_pool = routing.pool || (category && category->claimable);
  item.owner = routing.owner;
  item.route = {routing.rule, std::move(routing.why)};
  item.route_certain = routing.certain;
  item.lead = routing.lead;
  item.assists = std::move(routing.assists);
  item.check_policy = name(routing.check);
  item.places =
      wants_pool && !item.community.empty() ? static_cast<int>(places_wanted(item.fields)) : 0;
  turn.noted["rule"] = item.route.rule;
  turn.noted["lead"] = item.lead;
  turn.noted["owner"] = item.owner;
  if (!item.assists.empty()) turn.noted["assists"] = item.assists;
}

void offer_to_members(Turn& turn) {
  Case& item = turn.item;
  item.candidates.clear();
  if (item.places < 1) return;
  for (Candidate& candidate : rank_candidates(turn.world, item, turn.facts, turn.now))
    item.candidates.push_back(std::move(candidate.user));
  turn.noted["offered"] = static_cast<std::int64_t>(item.candidates.size());
}

std::span<const EffectWord> place_effects() {
  return table;
}

}  // namespace gongzhi
