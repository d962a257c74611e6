// Time as a participant: which clock of a case comes next, and what happens when one is due.
#include <algorithm>
#include <array>
#include <utility>

#include "governance/answerable.hpp"
#include "governance/messages.hpp"

namespace gongzhi {
namespace {

void add_timer(std::optional<TimerFired>& earliest, TimerFired timer) {
  if (!earliest || timer.due < earliest->due) earliest = std::move(timer);
}

std::size_t place_of(Rung rung) {
  const auto it = std::ranges::find(ladder, rung, &RungRule::rung);
  return static_cast<std::size_t>(it - ladder.begin());
}

bool waits_for_stage(const KindSpec& kind, const Case& item) {
  const StateSpec* state = kind.find_state(item.state);
  // The due of handling belongs to the ladder.
  return item.stage_due && !item.stage_overdue && state && state->clock != "handling";
}

void tell(Turn& turn, std::string_view target, std::string_view template_id) {
  auto notices = notices_to(turn.world, turn.item, target, template_id);
  for (Notice& notice : to_those_present(turn.world, turn.item, std::move(notices), turn.now))
    turn.decision.notices.push_back(std::move(notice));
}

/// domain.md section 4: 0.75 holder; 1.0 and secretary (普通督办); 1.5 黄牌 → L2; 3.0 红牌 → L1.
void tell_rung(Turn& turn, Rung rung) {
  switch (rung) {
    case Rung::remind: tell(turn, "holder", "rung_remind"); return;
    case Rung::overdue:
      tell(turn, "holder", "rung_overdue");
      tell(turn, "secretary", "rung_overdue");
      return;
    case Rung::yellow:
      tell(turn, "lead", "rung_yellow");
      tell(turn, "township", "rung_yellow");
      return;
    case Rung::red:
      tell(turn, "lead", "rung_red");
      tell(turn, "county", "rung_red");
      return;
  }
}

Decision fire_rung(Turn turn, const KindSpec& kind, const TimerFired& timer) {
  Case& item = turn.item;
  const bool is_known = timer.rung >= 0 && timer.rung < std::ssize(ladder);
  if (!is_known || timer.run != item.handling.run) return unchanged(turn.item);
  const Rung rung = ladder[static_cast<std::size_t>(timer.rung)].rung;
  const auto due = rung_due(item.handling, rung, turn.world.calendar);
  if (!due || !*due || (*due)->at > turn.now) return unchanged(turn.item);
  const auto fired = with_fired(item.rungs_fired, rung);
  if (!fired) return unchanged(turn.item);
  item.rungs_fired = *fired;
  turn.noted["rung"] = std::string(name(rung));
  turn.noted["run"] = std::int64_t{item.handling.run};
  turn.noted["due"] = format_rfc3339(item.handling.due);
  tell_rung(turn, rung);
  write_entry(turn, "rung", item.state, item.state);
  return conclude(std::move(turn), kind);
}

/// The state's own way out in time, else a note that its promise was broken, told to the owner.
Decision fire_stage(Turn turn, const KindSpec& kind, const TimerFired& timer) {
  Case& item = turn.item;
  if (timer.run != item.stage_run || !waits_for_stage(kind, item) || *item.stage_due > turn.now)
    return unchanged(item);
  for (const ActionSpec* action : kind.alternatives({}, item.state, Trigger::clock)) {
    const Look look = turn.look();
    if (first_broken(look, action->when) || first_broken(look, action->guards)) continue;
    perform(turn, kind, *action);
    return conclude(std::move(turn), kind);
  }
  item.stage_overdue = true;
  turn.noted["due"] = format_rfc3339(*item.stage_due);
  tell(turn, "owner", "stage_overdue");
  if (item.state == "sign") tell(turn, "lead", "stage_overdue");
  write_entry(turn, "stage_overdue", item.state, item.state);
  return conclude(std::move(turn), kind);
}

Decision fire_contact(Turn turn, const KindSpec& kind) {
  Case& item = turn.item;
  if (!item.contact_due || item.contacted_at || item.contact_overdue ||
      *item.contact_due > turn.now || kind.is_final(item.state))
    return unchanged(item);
  item.contact_overdue = true;
  turn.noted["due"] = format_rfc3339(*item.contact_due);
  tell(turn, "holder", "contact_overdue");
  tell(turn, "secretary", "contact_overdue");
  write_entry(turn, "contact_overdue", item.state, item.state);
  turn.decision.timeline.back().visibility = Visibility::staff;
  return conclude(std::move(turn), kind);
}

Decision fire_whistle(Turn turn, const KindSpec& kind) {
  Case& item = turn.item;
  if (!item.whistle_due || item.whistle_overdue || *item.whistle_due > turn.now ||
      kind.is_final(item.state))
    return unchanged(item);
  item.whistle_overdue = true;
  std::vector<std::string> missing;
  for (const std::string& org : item.whistle_orgs)
    if (std::ranges::find(item.whistle_reported, org) == item.whistle_reported.end())
      missing.push_back(org);
  turn.noted["missing"] = missing;
  tell(turn, "secretary", "whistle_overdue");
  write_entry(turn, "whistle_overdue", item.state, item.state);
  turn.decision.timeline.back().visibility = Visibility::staff;
  return conclude(std::move(turn), kind);
}

}  // namespace

std::optional<TimerFired> next_timer(const World& world, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  if (!kind) return std::nullopt;
  std::optional<TimerFired> earliest;
  if (waits_for_stage(*kind, item))
    add_timer(earliest, {item.number, "stage", 0, item.stage_run, *item.stage_due});
  if (kind->is_final(item.state)) return earliest;
  if (const auto rung = next_rung(item.handling, item.rungs_fired, world.calendar))
    add_timer(earliest, {item.number, "handling", static_cast<int>(place_of(rung->rung)), rung->run,
                         rung->at});
  if (item.contact_due && !item.contacted_at && !item.contact_overdue)
    add_timer(earliest, {item.number, "contact", 0, 1, *item.contact_due});
  if (item.whistle_due && !item.whistle_overdue)
    add_timer(earliest, {item.number, "whistle", 0, 1, *item.whistle_due});
  return earliest;
}

Decision fire_timer(const Hearing& hearing, const Case& before, const TimerFired& timer) {
  const KindSpec* kind = kind_of(hearing.world, before);
  if (!kind) return unchanged(before);
  Turn turn = begin_turn(hearing, before);
  if (timer.clock == "stage") return fire_stage(std::move(turn), *kind, timer);
  if (timer.clock == "handling") return fire_rung(std::move(turn), *kind, timer);
  if (timer.clock == "contact") return fire_contact(std::move(turn), *kind);
  if (timer.clock == "whistle") return fire_whistle(std::move(turn), *kind);
  return unchanged(before);
}

}  // namespace gongzhi
