// The clocks of a case (domain.md section 4): how long each stage may take, the handling clock with
// pauses and extensions, and the ladder of escalation. Pure: operations take a clock and `now` and
// return the clock after.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "governance/calendar.hpp"
#include "governance/limit.hpp"

namespace gongzhi {

/// What has a promised time besides handling itself.
enum class Stage {
  triage,           // 受理
  dispatch,         // 派遣; also a returned case waiting for its next body
  field_check,      // 核实, before filing
  checking,         // 核查, before closing
  sign,             // 签收; the return window
  first_contact,    // first word to the reporter; the shorter one for safety classes
  need_info,        // 待补充; the handling clock pauses meanwhile
  confirm,          // 回访, natural days; silence closes the case as unconfirmed
  reopen_window,    // how long after closing the reporter may ask again, natural days
  reopen_decision,  // 申请重开
  ruling,           // 裁定
  give_up,          // how long a claim may be given up without reason
  hung,             // 挂账, the longest
  party_answer,     // co_handle: each party agrees, acts or declines
  whistle_1,        // 吹哨报到 by level
  whistle_2,
  whistle_3
};
inline constexpr std::size_t stage_count = 17;

std::string_view name(Stage stage);
std::optional<Stage> parse_stage(std::string_view text);

/// Urgent cases (and, for first_contact, safety classes) have limits of their own.
enum class Urgency { ordinary, urgent };

struct StageLimit {
  Limit ordinary;
  Limit urgent;
};

/// The table of stage limits. Defaults are domain.md section 4 (row "Stage limits") and section 3
/// (rows 9, 12, 17, 18, 19); a county's config replaces single ones. Natural days are 24 hours
/// each. Where section 4 gives bare minutes for work done at a desk (triage, dispatch), they count
/// work time for ordinary and the wall clock for urgent cases.
struct StageLimits {
  std::array<StageLimit, stage_count> by_stage;
  Milliseconds ack_max{1000};
  int pool_share_per_mille = 250;  // the claim pool lasts this share of the handling limit,
  Limit pool_max{LimitKind::urgent_work_hours, 24};  // and never longer than this

  StageLimits();
  const Limit& of(Stage stage, Urgency urgency) const;
  Limit& of(Stage stage, Urgency urgency);
};

/// When an unclaimed case leaves the pool for its default body: min(25 % of the limit, 24 h),
/// whichever instant is earlier (domain.md section 3 row 25, section 6.5). Errors as
/// WorkCalendar::due.
Result<Instant> pool_until(const StageLimits& stages, const Limit& handling, Instant start,
                           const WorkCalendar& calendar);

/// A pause that has ended; [from, to) does not count in handling run `run`.
struct PauseInterval {
  Instant from{};
  Instant to{};
  int run = 0;

  bool operator==(const PauseInterval&) const = default;
};

/// The clock of handling (处置时限). A run begins at filing, when another body takes over, and at
/// rework; `run` = 0 is a clock never started. Everything that happened stays in it.
struct HandlingClock {
  static constexpr std::size_t pauses_max = 64;

  int run = 0;
  Limit limit;           // of this run
  Limit limit_original;  // of the standard: an extension adds one of these, rework gets half of it
  Milliseconds granted{};  // counted length of this run: its limit and the extensions granted in it
  Instant started{};       // of this run
  Instant due{};           // pushed by pauses and extensions
  Instant due_original{};  // the first promise of the first run; never changes
  std::optional<Instant> paused_since;
  std::optional<Instant> stopped;     // handled
  std::vector<PauseInterval> pauses;  // of all runs
  int extensions = 0;                 // granted in the whole case

  bool is_started() const { return run > 0; }
  bool operator==(const HandlingClock&) const = default;
};

/// Starts the first run. Errc::invalid when the limit reaches beyond the calendar's bound.
Result<HandlingClock> start_clock(const Limit& limit, Instant now, const WorkCalendar& calendar);

/// Stops counting (need_info, hung, returned). Errc::conflict when not running, paused already or
/// after 64 pauses.
Result<HandlingClock> pause(HandlingClock clock, Instant now);

/// Goes on; due moves by the counted time of the pause. Errc::conflict when not paused.
Result<HandlingClock> resume(HandlingClock clock, Instant now, const WorkCalendar& calendar);

/// 延期: due moves by one original limit. Errc::conflict when `extensions_max` (default of the
/// domain: 2) are granted already, when the clock does not run, and after overdue (domain.md
/// section 3 row 13).
Result<HandlingClock> extend(HandlingClock clock, int extensions_max, Instant now,
                             const WorkCalendar& calendar);

/// A new run with a whole limit: another body after a return (row 10), or another standard. An open
/// pause ends.
Result<HandlingClock> restart(HandlingClock clock, const Limit& limit, Instant now,
                              const WorkCalendar& calendar);

/// A new run with half of the original limit: failed check or accepted reopening (rows 16, 19, 29).
Result<HandlingClock> rework(HandlingClock clock, Instant now, const WorkCalendar& calendar);

/// Handled. Errc::conflict when not running; an open pause ends first.
Result<HandlingClock> stop(HandlingClock clock, Instant now, const WorkCalendar& calendar);

/// Counted time until due; negative when overdue. While paused or stopped it stands still.
Milliseconds remaining(const HandlingClock& clock, Instant now, const WorkCalendar& calendar);

/// True when the clock ran (or stopped) later than due. At due itself it is still on time.
bool is_overdue(const HandlingClock& clock, Instant now);

/// How a handling run stands against its promise. An exemption (申诉认定) changes what counts,
/// never the facts.
struct Timeliness {
  Milliseconds late{};  // counted; zero when on time
  bool exempt = false;

  bool overdue() const { return late > Milliseconds{0}; }
  bool counts_as_on_time() const { return !overdue() || exempt; }
};
enum class Exemption { none, granted };
Timeliness timeliness(const HandlingClock& clock, Exemption exemption, Instant now,
                      const WorkCalendar& calendar);

/// The ladder of escalation; each rung fires exactly once per handling run.
enum class Rung {
  remind,   // the holder
  overdue,  // and the community secretary: 普通督办
  yellow,   // 黄牌 → L2
  red       // 红牌 → L1 supervisor
};

struct RungRule {
  Rung rung;
  int per_mille;  // of the handling limit with its extensions
};
inline constexpr std::array<RungRule, 4> ladder{
    {{Rung::remind, 750}, {Rung::overdue, 1000}, {Rung::yellow, 1500}, {Rung::red, 3000}}};

std::string_view name(Rung rung);
std::optional<Rung> parse_rung(std::string_view text);

/// The rungs that have fired in this run, as a bit set (bit = position in the ladder). A new run
/// begins with 0.
bool has_fired(int rungs_fired, Rung rung);
/// Errc::conflict when it has fired already: a rung never fires twice in a run.
Result<int> with_fired(int rungs_fired, Rung rung);

struct RungDue {
  Rung rung{};
  Instant at{};
  int run = 0;

  bool operator==(const RungDue&) const = default;
};

/// When a rung is reached. None while a pause or the end of handling keeps it from being reached; a
/// clock handled at exactly due was on time and never reaches `overdue`. Errors as
/// WorkCalendar::add_counted.
Result<std::optional<RungDue>> rung_due(const HandlingClock& clock, Rung rung,
                                        const WorkCalendar& calendar);

/// The lowest rung that has not fired, with its instant, which may lie in the past after an outage.
/// None when all have fired, none can be reached now, or a rung lies beyond the calendar's bound.
std::optional<RungDue> next_rung(const HandlingClock& clock, int rungs_fired,
                                 const WorkCalendar& calendar);

}  // namespace gongzhi
