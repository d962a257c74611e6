// Effects on the clocks of a case. An operation that the calendar cannot answer (beyond its bound)
// leaves the clock as it is and flags the case.
#include <array>
#include <string>

#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

void keep(Turn& turn, const Result<HandlingClock>& clock) {
  Case& item = turn.item;
  if (!clock) {
    if (item.flag.find("clock") == std::string::npos)
      item.flag += item.flag.empty() ? "clock" : ",clock";
    return;
  }
  if (clock->run != item.handling.run) item.rungs_fired = 0;
  item.handling = *clock;
}

bool counts(const HandlingClock& clock) {
  return clock.is_started() && !clock.stopped && !clock.paused_since;
}

void note_due(Turn& turn) {
  if (turn.item.handling.is_started()) turn.noted["due"] = format_rfc3339(turn.item.handling.due);
}

/// Filing starts the clock; filing again (row 28 and back) only when the limit is another one.
void start_handling(Turn& turn, Arguments) {
  HandlingClock& clock = turn.item.handling;
  const Limit limit = limit_of(turn.world, turn.item);
  if (!clock.is_started())
    keep(turn, start_clock(limit, turn.now, turn.world.calendar));
  else if (clock.stopped || !(clock.limit == limit))
    keep(turn, restart(clock, limit, turn.now, turn.world.calendar));
  turn.noted["limit"] = format_limit(limit);
  note_due(turn);
}

/// Another standard while the clock runs: a new run with its limit.
void fit_limit(Turn& turn, Arguments arguments) {
  if (counts(turn.item.handling)) start_handling(turn, arguments);
}

void pause_clock(Turn& turn, Arguments) {
  if (counts(turn.item.handling)) keep(turn, pause(turn.item.handling, turn.now));
}

void resume_clock(Turn& turn, Arguments) {
  if (!turn.item.handling.paused_since) return;
  keep(turn, resume(turn.item.handling, turn.now, turn.world.calendar));
  note_due(turn);
}

void stop_clock(Turn& turn, Arguments) {
  const HandlingClock& clock = turn.item.handling;
  if (clock.is_started() && !clock.stopped) keep(turn, stop(clock, turn.now, turn.world.calendar));
}

void rework_clock(Turn& turn, Arguments) {
  ++turn.item.rework;
  turn.item.handled_at.reset();
  turn.item.closing_ticked = false;
  if (turn.item.handling.is_started())
    keep(turn, rework(turn.item.handling, turn.now, turn.world.calendar));
  turn.noted["rework"] = std::int64_t{turn.item.rework};
  note_due(turn);
}

void extend_clock(Turn& turn, Arguments) {
  keep(turn,
       extend(turn.item.handling, turn.world.policy.extensions_max, turn.now, turn.world.calendar));
  turn.noted["extensions"] = std::int64_t{turn.item.handling.extensions};
  note_due(turn);
}

/// First contact is promised when the case goes to somebody (响应率), once.
void start_contact(Turn& turn, Arguments) {
  Case& item = turn.item;
  if (item.contact_due || item.self_handled) return;
  const Urgency urgency = item.safety ? Urgency::urgent : Urgency::ordinary;
  const auto due =
      turn.world.calendar.due(turn.now, turn.world.stages.of(Stage::first_contact, urgency));
  if (due) item.contact_due = *due;
}

void contacted(Turn& turn, Arguments) {
  if (!turn.item.contacted_at) turn.item.contacted_at = turn.now;
}

/// A promise inside a state that has no clock of its own (an appeal about a closed case).
void promise(Turn& turn, Arguments arguments) {
  Case& item = turn.item;
  const auto stage = parse_stage(arguments[0]);
  if (!stage) return;
  const auto due =
      turn.world.calendar.due(turn.now, turn.world.stages.of(*stage, urgency_of(item)));
  if (!due) return;
  item.stage_due = *due;
  ++item.stage_run;
  item.stage_overdue = false;
}

void ask_for(Turn& turn, Arguments arguments) {
  PendingRequest request;
  request.what = arguments[0];
  request.reason = text_of(*turn.input, "reason");
  request.until = moment_of(*turn.input, "until");
  request.by = turn.actor->user;
  if (request.until) turn.noted["until"] = format_rfc3339(*request.until);
  turn.item.pending = std::move(request);
}

void endorse(Turn& turn, Arguments) {
  turn.item.pending.org_approved = true;
  turn.item.pending.endorsed_by = turn.actor->user;
}

void clear_request(Turn& turn, Arguments) {
  turn.item.pending = {};
}

/// The public until-date becomes the due of the state (clock `until`), so the wish is cleared by
/// the way out.
void suspend(Turn& turn, Arguments arguments) {
  turn.item.suspended_once = true;
  pause_clock(turn, arguments);
  if (turn.item.pending.until) turn.noted["until"] = format_rfc3339(*turn.item.pending.until);
}

void exempt(Turn& turn, Arguments) {
  turn.item.exempt = true;
  turn.item.pending = {};
}

void overdue_appealed(Turn& turn, Arguments) {
  turn.item.overdue_appealed = true;
}

constexpr std::array table{
    EffectWord{"start_handling", 0, start_handling},
    EffectWord{"fit_limit", 0, fit_limit},
    EffectWord{"pause_clock", 0, pause_clock},
    EffectWord{"resume_clock", 0, resume_clock},
    EffectWord{"stop_clock", 0, stop_clock},
    EffectWord{"rework_clock", 0, rework_clock},
    EffectWord{"extend_clock", 0, extend_clock},
    EffectWord{"start_contact", 0, start_contact},
    EffectWord{"contacted", 0, contacted},
    EffectWord{"promise", 1, promise},
    EffectWord{"ask_for", 1, ask_for, "reason"},
    EffectWord{"endorse", 0, endorse},
    EffectWord{"clear_request", 0, clear_request},
    EffectWord{"suspend", 0, suspend},
    EffectWord{"exempt", 0, exempt},
    EffectWord{"overdue_appealed", 0, overdue_appealed},
};

}  // namespace

std::span<const EffectWord> clock_effects() {
  return table;
}

}  // namespace gongzhi
