// Effects beyond the case itself: merging, links, whistles, and who is told.
#include <array>

#include "governance/answerable.hpp"
#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

constexpr std::size_t links_max = 100;

/// The parent gains this case's weight, reporter and followers by a message of its own (the target
/// may lie in another partition).
void merge_into_parent(Turn& turn, Arguments) {
  Case& item = turn.item;
  const auto parent = parse_case_number(text_of(*turn.input, "parent"));
  if (!parent) return;
  item.parent = *parent;
  item.result = "duplicate";
  item.closed_at = turn.now;
  std::vector<std::string> users;
  std::vector<std::string> devices;
  add_once(users, item.reporter.user);
  add_once(devices, item.reporter.device);
  for (const Follower& follower : item.followers) {
    add_once(users, follower.user);
    add_once(devices, follower.device);
  }
  Followup adopt{*parent, item.number, "adopt", {}};
  adopt.input["weight"] = std::int64_t{item.weight};
  adopt.input["users"] = std::move(users);
  adopt.input["devices"] = std::move(devices);
  turn.decision.followups.push_back(std::move(adopt));
  turn.noted["parent"] = parent->text();
}

void link(Turn& turn, Arguments) {
  const auto other = parse_case_number(text_of(*turn.input, "number"));
  if (!other || turn.item.links.size() >= links_max) return;
  add_once(turn.item.links, other->text());
  turn.decision.followups.push_back({*other, turn.item.number, "link", {}});
}

/// 吹哨: departments must come (报到) by the clock of the level.
void whistle(Turn& turn, Arguments) {
  Case& item = turn.item;
  item.whistle = true;
  item.whistle_orgs = list_of(*turn.input, "orgs");
  item.whistle_reported.clear();
  for (const std::string& org : item.whistle_orgs)
    if (org != item.lead) add_once(item.assists, org);
  const std::string& level = text_of(*turn.input, "level");
  const Stage stage = level == "1"   ? Stage::whistle_1
                      : level == "2" ? Stage::whistle_2
                                     : Stage::whistle_3;
  const auto due = turn.world.calendar.due(turn.now, turn.world.stages.of(stage, urgency_of(item)));
  if (due) item.whistle_due = *due;
  if (due) turn.noted["whistle_due"] = format_rfc3339(*due);
}

void report_in(Turn& turn, Arguments) {
  const User* user = turn.world.directory.find_user(turn.actor->user);
  if (!user) return;
  for (const std::string& org : turn.item.whistle_orgs)
    if (works_in(turn.world, *user, org)) {
      add_once(turn.item.whistle_reported, org);
      turn.noted["org"] = org;
    }
  turn.noted["in_time"] = !turn.item.whistle_overdue;
}

void clear_flag(Turn& turn, Arguments) {
  if (!turn.item.flag.empty()) turn.noted["flag"] = turn.item.flag;
  turn.item.flag.clear();
}

void notify(Turn& turn, Arguments arguments) {
  auto notices = notices_to(turn.world, turn.item, arguments[0], arguments[1]);
  for (Notice& notice : to_those_present(turn.world, turn.item, std::move(notices), turn.now))
    turn.decision.notices.push_back(std::move(notice));
}

constexpr std::array table{
    EffectWord{"merge_into_parent", 0, merge_into_parent, "parent"},
    EffectWord{"link", 0, link, "number"},
    EffectWord{"whistle", 0, whistle, "orgs"},
    EffectWord{"report_in", 0, report_in},
    EffectWord{"clear_flag", 0, clear_flag},
    EffectWord{"notify", 2, notify},
};

}  // namespace

std::span<const EffectWord> matter_effects() {
  return table;
}

}  // namespace gongzhi
