// The clocks: stage limits, pauses, extensions, runs and the ladder. All times are reckoned by hand
// on the calendar of 2026 unless a test says otherwise.
#include "governance/clocks.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/governance/known_calendar.hpp"

namespace gongzhi {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::known_calendar;
using test::local;
using test::shown;

const WorkCalendar& calendar() {
  static const WorkCalendar built = known_calendar();
  return built;
}

Limit limit(std::string_view text) {
  return parse_limit(text).value();
}

HandlingClock started(std::string_view text, std::string_view at) {
  return start_clock(limit(text), local(at), calendar()).value();
}

HandlingClock paused(HandlingClock clock, std::string_view from, std::string_view to) {
  auto stopped = pause(std::move(clock), local(from)).value();
  return resume(std::move(stopped), local(to), calendar()).value();
}

std::string rung_at(const HandlingClock& clock, Rung rung) {
  const auto due = rung_due(clock, rung, calendar());
  if (!due) return due.error().message;
  return *due ? format_rfc3339((*due)->at).substr(0, 16) : "never";
}

struct StageCase {
  Stage stage;
  std::string_view name;
  std::string_view ordinary;
  std::string_view urgent;
};

class StageTable : public testing::TestWithParam<StageCase> {};

TEST_P(StageTable, HasTheLimitsOfTheDomain) {
  const StageLimits stages;
  const auto& [stage, stage_name, ordinary, urgent] = GetParam();

  EXPECT_EQ(name(stage), stage_name);
  EXPECT_EQ(parse_stage(stage_name), stage);
  EXPECT_EQ(format_limit(stages.of(stage, Urgency::ordinary)), ordinary);
  EXPECT_EQ(format_limit(stages.of(stage, Urgency::urgent)), urgent);
}

INSTANTIATE_TEST_SUITE_P(
    Section4, StageTable,
    testing::Values(StageCase{Stage::triage, "triage", "0.25工作时", "0.25紧急工作时"},
                    StageCase{Stage::dispatch, "dispatch", "0.25工作时", "0.25紧急工作时"},
                    StageCase{Stage::field_check, "field_check", "1工作日", "0.5紧急工作时"},
                    StageCase{Stage::checking, "checking", "1工作日", "0.5紧急工作时"},
                    StageCase{Stage::sign, "sign", "4工作时", "0.5紧急工作时"},
                    StageCase{Stage::first_contact, "first_contact", "24紧急工作时", "2紧急工作时"},
                    StageCase{Stage::need_info, "need_info", "3工作日", "3工作日"},
                    StageCase{Stage::confirm, "confirm", "7紧急工作日", "7紧急工作日"},
                    StageCase{Stage::reopen_window, "reopen_window", "14紧急工作日",
                              "14紧急工作日"},
                    StageCase{Stage::reopen_decision, "reopen_decision", "1工作日", "1工作日"},
                    StageCase{Stage::ruling, "ruling", "1工作日", "1工作日"},
                    StageCase{Stage::give_up, "give_up", "24紧急工作时", "24紧急工作时"},
                    StageCase{Stage::hung, "hung", "365紧急工作日", "365紧急工作日"},
                    StageCase{Stage::party_answer, "party_answer", "1工作日", "1工作日"},
                    StageCase{Stage::whistle_1, "whistle_1", "0.5紧急工作时", "0.5紧急工作时"},
                    StageCase{Stage::whistle_2, "whistle_2", "4工作时", "4工作时"},
                    StageCase{Stage::whistle_3, "whistle_3", "2工作日", "2工作日"}));

TEST(StageLimits, AckWithinASecondAndCanBeReplacedByConfig) {
  StageLimits stages;
  stages.of(Stage::sign, Urgency::ordinary) = limit("2小时");

  EXPECT_EQ(stages.ack_max, std::chrono::seconds{1});
  EXPECT_EQ(format_limit(stages.of(Stage::sign, Urgency::ordinary)), "2工作时");
  EXPECT_EQ(parse_stage("handling"), std::nullopt);
}

TEST(Pool, LastsAQuarterOfTheLimitAndNeverMoreThanADay) {
  const StageLimits stages;
  const auto until = [&](std::string_view text, std::string_view start) {
    return shown(pool_until(stages, limit(text), local(start), calendar()));
  };

  EXPECT_EQ(until("4小时", "2026-03-11 08:00"), "2026-03-11T09:00");
  EXPECT_EQ(until("1天", "2026-03-11 17:00"), "2026-03-12T09:00");  // two work hours
  EXPECT_EQ(until("7天", "2026-03-11 08:00"), "2026-03-12T08:00");  // 14 work hours come later
  EXPECT_EQ(until("2紧急工作时", "2026-03-11 23:45"), "2026-03-12T00:15");
  EXPECT_EQ(until("10紧急工作日", "2026-03-14 08:00"), "2026-03-15T08:00");
}

TEST(HandlingClock, StartsWithItsDueDate) {
  const auto clock = started("1天", "2026-03-11 09:00");

  EXPECT_TRUE(clock.is_started());
  EXPECT_EQ(clock.run, 1);
  EXPECT_EQ(shown(clock.due), "2026-03-12T09:00");
  EXPECT_EQ(clock.due_original, clock.due);
  EXPECT_EQ(remaining(clock, local("2026-03-11 15:00"), calendar()), hours{4});
  EXPECT_EQ(remaining(clock, local("2026-03-12 10:00"), calendar()), -hours{1});
  EXPECT_FALSE(HandlingClock{}.is_started());
  EXPECT_FALSE(is_overdue(HandlingClock{}, local("2026-03-12 10:00")));
}

TEST(HandlingClock, PausePushesDueByCountedTimeOnly) {
  auto clock = started("1天", "2026-03-11 09:00");

  clock = paused(clock, "2026-03-11 16:00", "2026-03-12 10:00");  // 2 + 2 work hours

  EXPECT_EQ(shown(clock.due), "2026-03-12T15:00");
  EXPECT_EQ(shown(clock.due_original), "2026-03-12T09:00");
  EXPECT_EQ(
      clock.pauses,
      (std::vector<PauseInterval>{{local("2026-03-11 16:00"), local("2026-03-12 10:00"), 1}}));
}

TEST(HandlingClock, PauseOverAWeekendCostsNothing) {
  const auto before = started("4小时", "2026-03-13 14:00");  // due at 18:00 on Friday

  const auto after = paused(before, "2026-03-13 18:00", "2026-03-16 08:00");
  const auto urgent =
      paused(started("2紧急工作日", "2026-03-13 18:00"), "2026-03-14 00:00", "2026-03-15 00:00");

  EXPECT_EQ(after.due, before.due);
  EXPECT_EQ(shown(urgent.due), "2026-03-16T18:00");  // urgent limits pause by the wall clock
}

TEST(HandlingClock, StandsStillWhilePaused) {
  const auto clock = pause(started("1天", "2026-03-11 09:00"), local("2026-03-11 11:00")).value();

  EXPECT_EQ(remaining(clock, local("2026-04-30 11:00"), calendar()), hours{6});
  EXPECT_FALSE(is_overdue(clock, local("2026-04-30 11:00")));
  EXPECT_EQ(next_rung(clock, 0, calendar()), std::nullopt);
}

TEST(HandlingClock, RefusesMovesThatDoNotFit) {
  const auto clock = started("1天", "2026-03-11 09:00");
  const Instant now = local("2026-03-11 10:00");
  const auto still = pause(clock, now).value();
  const auto done = stop(clock, now, calendar()).value();
  const auto refused = [](const auto& result) {
    return !result && result.error().code == Errc::conflict;
  };

  EXPECT_TRUE(refused(pause(HandlingClock{}, now)));
  EXPECT_TRUE(refused(pause(still, now)));
  EXPECT_TRUE(refused(pause(done, now)));
  EXPECT_TRUE(refused(resume(clock, now, calendar())));
  EXPECT_TRUE(refused(stop(done, now, calendar())));
  EXPECT_TRUE(refused(extend(still, 2, now, calendar())));
  EXPECT_TRUE(refused(extend(done, 2, now, calendar())));
  EXPECT_TRUE(refused(rework(HandlingClock{}, now, calendar())));
}

TEST(HandlingClock, KeepsABoundedNumberOfPauses) {
  auto clock = started("15天", "2026-03-02 08:00");
  Instant now = local("2026-03-02 09:00");
  for (std::size_t i = 0; i < HandlingClock::pauses_max; ++i, now += minutes{2})
    clock = resume(pause(clock, now).value(), now + minutes{1}, calendar()).value();

  EXPECT_EQ(pause(clock, now).error().code, Errc::conflict);
  EXPECT_EQ(remaining(clock, now, calendar()), hours{120} - hours{1} - minutes{64});
}

TEST(HandlingClock, ExtendsTwiceByOneOriginalLimit) {
  auto clock = started("1天", "2026-03-11 09:00");

  clock = extend(clock, 2, local("2026-03-11 10:00"), calendar()).value();
  EXPECT_EQ(shown(clock.due), "2026-03-13T09:00");
  clock = extend(clock, 2, local("2026-03-13 09:00"), calendar()).value();
  EXPECT_EQ(shown(clock.due), "2026-03-16T09:00");
  const auto third = extend(clock, 2, local("2026-03-13 10:00"), calendar());

  EXPECT_EQ(third.error().code, Errc::conflict);
  EXPECT_EQ(clock.extensions, 2);
  EXPECT_EQ(shown(clock.due_original), "2026-03-12T09:00");
}

TEST(HandlingClock, IsNotExtendedAfterOverdue) {
  const auto clock = started("1天", "2026-03-11 09:00");

  EXPECT_TRUE(extend(clock, 2, clock.due, calendar()));
  EXPECT_EQ(extend(clock, 2, clock.due + Milliseconds{1}, calendar()).error().code, Errc::conflict);
}

TEST(HandlingClock, AnotherBodyGetsTheWholeLimitAnew) {
  auto clock = started("1天", "2026-03-11 09:00");
  clock = extend(clock, 2, local("2026-03-11 10:00"), calendar()).value();
  clock = pause(clock, local("2026-03-11 11:00")).value();

  clock = restart(clock, limit("1天"), local("2026-03-12 08:00"), calendar()).value();

  EXPECT_EQ(clock.run, 2);
  EXPECT_EQ(shown(clock.due), "2026-03-12T18:00");
  EXPECT_EQ(shown(clock.due_original), "2026-03-12T09:00");
  EXPECT_EQ(clock.pauses.size(), 1U);
  EXPECT_EQ(clock.pauses[0].run, 1);
  EXPECT_FALSE(clock.paused_since);
  EXPECT_EQ(clock.extensions, 1) << "extensions are counted per case";
  EXPECT_EQ(rung_at(clock, Rung::overdue), "2026-03-12T18:00");
}

TEST(HandlingClock, ReworkGetsHalfOfTheOriginalLimitEachTime) {
  auto clock = started("1天", "2026-03-11 09:00");
  clock = stop(clock, local("2026-03-11 15:00"), calendar()).value();

  clock = rework(clock, local("2026-03-12 08:00"), calendar()).value();
  EXPECT_EQ(shown(clock.due), "2026-03-12T12:00");
  EXPECT_FALSE(clock.stopped);
  clock = stop(clock, local("2026-03-12 11:00"), calendar()).value();
  clock = rework(clock, local("2026-03-12 14:00"), calendar()).value();

  EXPECT_EQ(clock.run, 3);
  EXPECT_EQ(shown(clock.due), "2026-03-12T18:00");
  EXPECT_EQ(clock.limit_original, limit("1天"));
}

TEST(Ladder, RungsStandAtTheirFractionsOnTheCalendar) {
  const auto clock = started("1天", "2026-03-11 08:00");  // eight work hours: 6, 8, 12, 24

  EXPECT_EQ(rung_at(clock, Rung::remind), "2026-03-11T16:00");
  EXPECT_EQ(rung_at(clock, Rung::overdue), "2026-03-11T18:00");
  EXPECT_EQ(rung_at(clock, Rung::yellow), "2026-03-12T12:00");
  EXPECT_EQ(rung_at(clock, Rung::red), "2026-03-13T18:00");
  const auto urgent = started("2紧急工作时", "2026-03-14 22:00");
  EXPECT_EQ(rung_at(urgent, Rung::remind), "2026-03-14T23:30");
  EXPECT_EQ(rung_at(urgent, Rung::overdue), "2026-03-15T00:00");
  EXPECT_EQ(rung_at(urgent, Rung::yellow), "2026-03-15T01:00");
  EXPECT_EQ(rung_at(urgent, Rung::red), "2026-03-15T04:00");
}

TEST(Ladder, RungsMoveWithPausesAndExtensions) {
  auto clock = started("1天", "2026-03-11 08:00");

  clock = paused(clock, "2026-03-11 10:00", "2026-03-11 12:00");
  EXPECT_EQ(rung_at(clock, Rung::remind), "2026-03-11T18:00");
  EXPECT_EQ(rung_at(clock, Rung::overdue), "2026-03-12T10:00");
  clock = extend(clock, 2, local("2026-03-11 15:00"), calendar()).value();

  EXPECT_EQ(rung_at(clock, Rung::remind), "2026-03-12T16:00");  // 12 of 16 hours
  EXPECT_EQ(rung_at(clock, Rung::overdue), "2026-03-13T10:00");
}

TEST(Ladder, EachRungFiresOncePerRunInOrder) {
  auto clock = started("1天", "2026-03-11 08:00");
  int fired = 0;
  std::vector<Rung> order;
  while (const auto next = next_rung(clock, fired, calendar())) {
    EXPECT_EQ(next->run, 1);
    order.push_back(next->rung);
    fired = with_fired(fired, next->rung).value();
    EXPECT_EQ(with_fired(fired, next->rung).error().code, Errc::conflict);
    // An extension after a reminder brings no second reminder.
    if (next->rung == Rung::remind)
      clock = extend(clock, 2, local("2026-03-11 17:00"), calendar()).value();
  }

  EXPECT_EQ(order, (std::vector{Rung::remind, Rung::overdue, Rung::yellow, Rung::red}));
  clock = rework(clock, local("2026-03-20 08:00"), calendar()).value();
  const auto again = next_rung(clock, 0, calendar());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->rung, Rung::remind);
  EXPECT_EQ(again->run, 2);
  EXPECT_EQ(shown(again->at), "2026-03-20T11:00");  // three of four hours
}

TEST(Ladder, ARungPassedBeforeAPauseIsStillDue) {
  const auto late = pause(started("4小时", "2026-03-11 08:00"), local("2026-03-11 17:00")).value();

  // Seven hours counted of four: reminder, overdue and yellow (6 h) are passed, red (12 h) is not.
  EXPECT_EQ(rung_at(late, Rung::remind), "2026-03-11T11:00");
  EXPECT_EQ(rung_at(late, Rung::overdue), "2026-03-11T12:00");
  EXPECT_EQ(rung_at(late, Rung::yellow), "2026-03-11T16:00");
  EXPECT_EQ(rung_at(late, Rung::red), "never");
  EXPECT_EQ(next_rung(late, 0b0111, calendar()), std::nullopt);
}

TEST(Ladder, HandledAtExactlyDueIsOnTime) {
  const auto clock = started("4小时", "2026-03-11 08:00");
  const auto on_time = stop(clock, clock.due, calendar()).value();
  const auto too_late = stop(clock, clock.due + Milliseconds{1}, calendar()).value();

  EXPECT_EQ(rung_at(on_time, Rung::remind), "2026-03-11T11:00");
  EXPECT_EQ(rung_at(on_time, Rung::overdue), "never");
  EXPECT_EQ(rung_at(too_late, Rung::overdue), "2026-03-11T12:00");
  EXPECT_FALSE(is_overdue(on_time, local("2026-04-01 08:00")));
  EXPECT_TRUE(is_overdue(too_late, local("2026-03-11 09:00")));
}

TEST(Ladder, HandledInTheEveningAfterDueIsLate) {
  const auto clock = started("4小时", "2026-03-13 14:00");  // due at 18:00 on Friday
  const auto done = stop(clock, local("2026-03-14 20:00"), calendar()).value();

  EXPECT_EQ(rung_at(done, Rung::overdue), "2026-03-13T18:00");
  EXPECT_TRUE(timeliness(done, Exemption::none, local("2026-03-14 20:00"), calendar()).overdue());
}

TEST(Ladder, IsSilentBeforeTheStartAndBeyondTheCalendar) {
  const auto endless = started("366天", "2026-03-11 08:00");
  auto longer = extend(endless, 2, local("2026-03-11 09:00"), calendar()).value();
  longer = extend(longer, 2, local("2026-03-11 09:00"), calendar()).value();

  EXPECT_EQ(next_rung(HandlingClock{}, 0, calendar()), std::nullopt);
  EXPECT_NE(rung_at(endless, Rung::red), "never");
  EXPECT_EQ(next_rung(longer, 0b0111, calendar()), std::nullopt);  // 3 × 1,098 workdays
}

TEST(Ladder, NamesItsRungs) {
  for (const auto& rule : ladder) EXPECT_EQ(parse_rung(name(rule.rung)), rule.rung);
  EXPECT_EQ(parse_rung("black"), std::nullopt);
}

TEST(Exemption, ChangesWhatCountsButKeepsTheFacts) {
  const auto clock = started("4小时", "2026-03-11 08:00");
  const auto done = stop(clock, local("2026-03-11 15:00"), calendar()).value();
  const Instant now = local("2026-03-20 08:00");

  const auto plain = timeliness(done, Exemption::none, now, calendar());
  const auto exempt = timeliness(done, Exemption::granted, now, calendar());

  EXPECT_EQ(plain.late, hours{1});
  EXPECT_FALSE(plain.counts_as_on_time());
  EXPECT_EQ(exempt.late, hours{1});
  EXPECT_TRUE(exempt.overdue());
  EXPECT_TRUE(exempt.counts_as_on_time());
}

/// Random pauses and extensions: what remains never changes over a pause, and due is where the
/// ladder says.
TEST(HandlingClock, KeepsItsPromiseThroughAnyPausesAndExtensions) {
  std::mt19937_64 random(20261123);
  const auto step = [&random] { return minutes{1 + random() % 3000}; };
  for (int round = 0; round < 2000; ++round) {
    const Limit limit{static_cast<LimitKind>(random() % 4),
                      1.0 + static_cast<double>(random() % 20)};
    Instant now = local("2026-01-01 00:00") + minutes{random() % (300 * 1440)};
    auto clock = start_clock(limit, now, calendar()).value();
    for (int moves = 0; moves < 6; ++moves) {
      now += step();
      if (const auto extended = extend(clock, 2, now, calendar())) clock = *extended;
      const Milliseconds before = remaining(clock, now, calendar());
      clock = pause(clock, now).value();
      now += step();
      ASSERT_EQ(remaining(clock, now, calendar()), before);
      clock = resume(clock, now, calendar()).value();
      ASSERT_EQ(remaining(clock, now, calendar()), before);
      if (before <= Milliseconds{0}) break;

      const auto overdue = rung_due(clock, Rung::overdue, calendar()).value();

      ASSERT_TRUE(overdue);
      ASSERT_EQ(overdue->at, clock.due) << "round " << round;
      ASSERT_LE(clock.due_original, clock.due);
    }
  }
}

}  // namespace
}  // namespace gongzhi
