// Clock arithmetic. The counted time of a run is a sum over its stretches between pauses.
#include "governance/clocks.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gongzhi {
namespace {

constexpr std::array<std::string_view, stage_count> stage_names{
    "triage",    "dispatch",     "field_check",   "checking",        "sign",     "first_contact",
    "need_info", "confirm",      "reopen_window", "reopen_decision", "ruling",   "give_up",
    "hung",      "party_answer", "whistle_1",     "whistle_2",       "whistle_3"};

constexpr std::array<std::string_view, 4> rung_names{"remind", "overdue", "yellow", "red"};

std::size_t index_of(Stage stage) {
  return static_cast<std::size_t>(stage);
}

Limit work_hours(double n) {
  return {LimitKind::work_hours, n};
}
Limit work_days(double n) {
  return {LimitKind::work_days, n};
}
Limit wall_hours(double n) {
  return {LimitKind::urgent_work_hours, n};
}
Limit natural_days(double n) {
  return {LimitKind::urgent_work_days, n};
}

Error not_running() {
  return fail(Errc::conflict, "处置时限未在计时");
}

/// The instant up to which the clock has counted when it is `now`.
Instant counted_until(const HandlingClock& clock, Instant now) {
  if (clock.stopped) return *clock.stopped;
  if (clock.paused_since) return *clock.paused_since;
  return now;
}

/// The instant at which this run has counted `target`; none when it stands still before that.
Result<std::optional<Instant>> reached_at(const HandlingClock& clock, Milliseconds target,
                                          const WorkCalendar& calendar) {
  const Continuity kind = continuity(clock.limit.kind);
  Instant stretch_start = clock.started;
  Milliseconds before{0};
  const auto candidate = [&]() -> Result<Instant> {
    if (target == before) return stretch_start;
    return calendar.add_counted(stretch_start, target - before, kind);
  };
  for (const PauseInterval& gap : clock.pauses) {
    if (gap.run != clock.run) continue;
    const auto at = candidate();
    if (!at) return at.error();
    if (*at < gap.from) return std::optional{*at};
    before += calendar.counted_between(stretch_start, gap.from, kind);
    stretch_start = gap.to;
  }
  const auto at = candidate();
  if (!at) return at.error();
  // A message of the very instant goes before the timer of that instant, so the end itself is not
  // reached.
  const std::optional<Instant> end = clock.stopped ? clock.stopped : clock.paused_since;
  if (end && *at >= *end) return std::optional<Instant>{};
  return std::optional{*at};
}

Result<HandlingClock> begin_run(HandlingClock clock, const Limit& limit, Instant now,
                                const WorkCalendar& calendar) {
  const auto due = calendar.due(now, limit);
  if (!due) return due.error();
  if (clock.paused_since) clock.pauses.push_back({*clock.paused_since, now, clock.run});
  clock.paused_since.reset();
  clock.stopped.reset();
  ++clock.run;
  clock.limit = limit;
  clock.granted = counted(limit);
  clock.started = now;
  clock.due = *due;
  return clock;
}

}  // namespace

std::string_view name(Stage stage) {
  return stage_names[index_of(stage)];
}

std::optional<Stage> parse_stage(std::string_view text) {
  const auto it = std::ranges::find(stage_names, text);
  if (it == stage_names.end()) return std::nullopt;
  return static_cast<Stage>(it - stage_names.begin());
}

StageLimits::StageLimits() {
  const auto set = [this](Stage stage, Limit ordinary, Limit urgent) {
    by_stage[index_of(stage)] = {std::move(ordinary), std::move(urgent)};
  };
  const auto same = [&set](Stage stage, const Limit& limit) { set(stage, limit, limit); };
  set(Stage::triage, work_hours(0.25), wall_hours(0.25));
  set(Stage::dispatch, work_hours(0.25), wall_hours(0.25));
  set(Stage::field_check, work_days(1), wall_hours(0.5));
  set(Stage::checking, work_days(1), wall_hours(0.5));
  set(Stage::sign, work_hours(4), wall_hours(0.5));
  set(Stage::first_contact, wall_hours(24), wall_hours(2));
  same(Stage::need_info, work_days(3));
  same(Stage::confirm, natural_days(7));
  same(Stage::reopen_window, natural_days(14));
  same(Stage::reopen_decision, work_days(1));
  same(Stage::ruling, work_days(1));
  same(Stage::give_up, wall_hours(24));
  same(Stage::hung, natural_days(365));
  same(Stage::party_answer, work_days(1));
  same(Stage::whistle_1, wall_hours(0.5));
  same(Stage::whistle_2, work_hours(4));
  same(Stage::whistle_3, work_days(2));
}

const Limit& StageLimits::of(Stage stage, Urgency urgency) const {
  const StageLimit& row = by_stage[index_of(stage)];
  return urgency == Urgency::urgent ? row.urgent : row.ordinary;
}

Limit& StageLimits::of(Stage stage, Urgency urgency) {
  StageLimit& row = by_stage[index_of(stage)];
  return urgency == Urgency::urgent ? row.urgent : row.ordinary;
}

Result<Instant> pool_until(const StageLimits& stages, const Limit& handling, Instant start,
                           const WorkCalendar& calendar) {
  const Milliseconds share = counted(handling) * stages.pool_share_per_mille / 1000;
  const auto by_share = calendar.add_counted(start, share, continuity(handling.kind));
  if (!by_share) return by_share.error();
  const auto by_max = calendar.due(start, stages.pool_max);
  if (!by_max) return by_max.error();
  return std::min(*by_share, *by_max);
}

Result<HandlingClock> start_clock(const Limit& limit, Instant now, const WorkCalendar& calendar) {
  auto clock = begin_run({}, limit, now, calendar);
  if (!clock) return clock;
  clock->limit_original = limit;
  clock->due_original = clock->due;
  return clock;
}

Result<HandlingClock> pause(HandlingClock clock, Instant now) {
  if (!clock.is_started() || clock.stopped) return not_running();
  if (clock.paused_since) return fail(Errc::conflict, "处置时限已经暂停");
  if (clock.pauses.size() >= HandlingClock::pauses_max)
    return fail(Errc::conflict, "暂停次数过多，不能再次暂停");
  clock.paused_since = std::max(now, clock.started);
  return clock;
}

Result<HandlingClock> resume(HandlingClock clock, Instant now, const WorkCalendar& calendar) {
  if (!clock.paused_since) return fail(Errc::conflict, "处置时限未暂停");
  const Instant from = *clock.paused_since;
  const Instant to = std::max(now, from);
  const Continuity kind = continuity(clock.limit.kind);
  const Milliseconds pushed = calendar.counted_between(from, to, kind);
  // A pause of no counted time (over a weekend) leaves due where it was, even at the very end of a
  // workday.
  if (pushed > Milliseconds{0}) {
    const auto due = calendar.add_counted(clock.due, pushed, kind);
    if (!due) return due.error();
    clock.due = *due;
  }
  clock.pauses.push_back({from, to, clock.run});
  clock.paused_since.reset();
  return clock;
}

Result<HandlingClock> extend(HandlingClock clock, int extensions_max, Instant now,
                             const WorkCalendar& calendar) {
  if (!clock.is_started() || clock.stopped || clock.paused_since) return not_running();
  if (clock.extensions >= extensions_max)
    return fail(Errc::conflict, "延期最多" + std::to_string(extensions_max) + "次，已用完");
  if (is_overdue(clock, now)) return fail(Errc::conflict, "已超期，不能延期");
  const Milliseconds more = counted(clock.limit_original);
  const auto due = calendar.add_counted(clock.due, more, continuity(clock.limit.kind));
  if (!due) return due.error();
  clock.due = *due;
  clock.granted += more;
  ++clock.extensions;
  return clock;
}

Result<HandlingClock> restart(HandlingClock clock, const Limit& limit, Instant now,
                              const WorkCalendar& calendar) {
  if (!clock.is_started()) return start_clock(limit, now, calendar);
  auto after = begin_run(std::move(clock), limit, now, calendar);
  if (after) after->limit_original = limit;
  return after;
}

Result<HandlingClock> rework(HandlingClock clock, Instant now, const WorkCalendar& calendar) {
  if (!clock.is_started()) return not_running();
  const Limit limit = half(clock.limit_original);
  return begin_run(std::move(clock), limit, now, calendar);
}

Result<HandlingClock> stop(HandlingClock clock, Instant now, const WorkCalendar& calendar) {
  if (!clock.is_started() || clock.stopped) return not_running();
  if (clock.paused_since) {
    auto resumed = resume(std::move(clock), now, calendar);
    if (!resumed) return resumed;
    clock = std::move(*resumed);
  }
  clock.stopped = std::max(now, clock.started);
  return clock;
}

Milliseconds remaining(const HandlingClock& clock, Instant now, const WorkCalendar& calendar) {
  return calendar.counted_between(counted_until(clock, now), clock.due,
                                  continuity(clock.limit.kind));
}

bool is_overdue(const HandlingClock& clock, Instant now) {
  return clock.is_started() && counted_until(clock, now) > clock.due;
}

Timeliness timeliness(const HandlingClock& clock, Exemption exemption, Instant now,
                      const WorkCalendar& calendar) {
  Timeliness result;
  result.exempt = exemption == Exemption::granted;
  if (!is_overdue(clock, now)) return result;
  // Handled at 20:00 when due was 18:00: late, though no counted time has passed.
  result.late = std::max(Milliseconds{1}, -remaining(clock, now, calendar));
  return result;
}

std::string_view name(Rung rung) {
  return rung_names[static_cast<std::size_t>(rung)];
}

std::optional<Rung> parse_rung(std::string_view text) {
  const auto it = std::ranges::find(rung_names, text);
  if (it == rung_names.end()) return std::nullopt;
  return static_cast<Rung>(it - rung_names.begin());
}

bool has_fired(int rungs_fired, Rung rung) {
  return ((rungs_fired >> static_cast<int>(rung)) & 1) != 0;
}

Result<int> with_fired(int rungs_fired, Rung rung) {
  if (has_fired(rungs_fired, rung))
    return fail(Errc::conflict, "this rung has fired in this run", std::string(name(rung)));
  return rungs_fired | (1 << static_cast<int>(rung));
}

Result<std::optional<RungDue>> rung_due(const HandlingClock& clock, Rung rung,
                                        const WorkCalendar& calendar) {
  if (!clock.is_started()) return std::optional<RungDue>{};
  const int per_mille = ladder[static_cast<std::size_t>(rung)].per_mille;
  const auto at = reached_at(clock, clock.granted * per_mille / 1000, calendar);
  if (!at) return at.error();
  if (!*at) return std::optional<RungDue>{};
  return std::optional{RungDue{rung, **at, clock.run}};
}

std::optional<RungDue> next_rung(const HandlingClock& clock, int rungs_fired,
                                 const WorkCalendar& calendar) {
  for (const RungRule& rule : ladder) {
    if (has_fired(rungs_fired, rule.rung)) continue;
    const auto due = rung_due(clock, rule.rung, calendar);
    return due ? *due : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace gongzhi
