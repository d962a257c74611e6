// The work calendar against known dates, sums made by hand, and a slow walk over days.
#include "governance/calendar.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/governance/known_calendar.hpp"

namespace gongzhi {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using test::known_calendar;
using test::known_rows;
using test::local;
using test::shown;

Date day(std::string_view text) {
  return parse_date(text).value();
}

TEST(WorkCalendar, KnowsHolidaysAndMakeUpWorkdaysOfTwoYears) {
  const WorkCalendar calendar = known_calendar();

  for (const auto text : test::known_holidays) EXPECT_FALSE(calendar.is_workday(day(text))) << text;
  for (const auto text : test::known_make_up_workdays)
    EXPECT_TRUE(calendar.is_workday(day(text))) << text;
  EXPECT_FALSE(calendar.is_workday(day("2026-02-15")));  // a Sunday within the Spring Festival
  EXPECT_FALSE(calendar.is_workday(day("2026-02-21")));
  EXPECT_TRUE(calendar.is_workday(day("2026-02-24")));
  EXPECT_FALSE(calendar.is_workday(day("2026-11-21")));  // an ordinary Saturday
  EXPECT_TRUE(calendar.is_workday(day("2026-11-23")));
}

TEST(WorkCalendar, CountsTheOfficial248WorkdaysOfEachYear) {
  const WorkCalendar calendar = known_calendar();

  // 365 - 104 weekend days - 18 holidays on weekdays + 5 made up; 365 - 104 - 19 + 6.
  EXPECT_EQ(calendar.counted_between(local("2025-01-01 00:00"), local("2026-01-01 00:00"),
                                     Continuity::work_time),
            hours{248 * 8});
  EXPECT_EQ(calendar.counted_between(local("2026-01-01 00:00"), local("2027-01-01 00:00"),
                                     Continuity::work_time),
            hours{248 * 8});
}

struct DueCase {
  std::string_view start;
  std::string_view limit;
  std::string_view due;
};

class WorkCalendarDue : public testing::TestWithParam<DueCase> {};

TEST_P(WorkCalendarDue, IsAsReckonedByHand) {
  const auto& [start, limit, expected] = GetParam();

  const auto due = known_calendar().due(local(start), parse_limit(limit).value());

  EXPECT_EQ(shown(due), shown(local(expected))) << start << " + " << limit;
}

INSTANTIATE_TEST_SUITE_P(ByHand, WorkCalendarDue,
                         testing::Values(
                             // Inside one day, over lunch, over night, over a weekend.
                             DueCase{"2026-03-11 08:00", "4小时", "2026-03-11 12:00"},
                             DueCase{"2026-03-11 10:00", "4小时", "2026-03-11 16:00"},
                             DueCase{"2026-03-11 17:00", "2小时", "2026-03-12 09:00"},
                             DueCase{"2026-03-11 09:00", "1天", "2026-03-12 09:00"},
                             DueCase{"2026-03-13 16:00", "4小时", "2026-03-16 10:00"},
                             DueCase{"2026-03-09 08:00", "5天", "2026-03-13 18:00"},
                             // A start outside work time moves to the next work instant.
                             DueCase{"2026-03-11 12:30", "2小时", "2026-03-11 16:00"},
                             DueCase{"2026-03-11 12:00", "2小时", "2026-03-11 16:00"},
                             DueCase{"2026-03-11 03:00", "2小时", "2026-03-11 10:00"},
                             DueCase{"2026-03-13 18:00", "1天", "2026-03-16 18:00"},
                             DueCase{"2026-03-07 10:00", "4小时", "2026-03-09 12:00"},
                             // Urgent limits run through nights, weekends and holidays.
                             DueCase{"2026-03-07 23:00", "2紧急工作时", "2026-03-08 01:00"},
                             DueCase{"2026-03-13 18:00", "1紧急工作日", "2026-03-14 18:00"},
                             DueCase{"2026-02-16 23:30", "1紧急工作时制止", "2026-02-17 00:30"},
                             // Spring Festival 2026: Saturday 14 February is worked, 15 to 23 are
                             // free, Saturday 28 is worked.
                             DueCase{"2026-02-13 16:00", "1天", "2026-02-14 16:00"},
                             DueCase{"2026-02-14 16:00", "1天", "2026-02-24 16:00"},
                             DueCase{"2026-02-18 10:00", "2小时", "2026-02-24 10:00"},
                             DueCase{"2026-02-24 08:00", "5天", "2026-02-28 18:00"},
                             DueCase{"2026-02-27 14:00", "1天", "2026-02-28 12:00"},
                             // National Day 2025: Sunday 28 September is worked, 1 to 8 October are
                             // free, Saturday 11 is worked.
                             DueCase{"2025-09-26 17:00", "2小时", "2025-09-28 09:00"},
                             DueCase{"2025-09-30 17:00", "4小时", "2025-10-09 11:00"},
                             DueCase{"2025-10-10 14:00", "1天", "2025-10-11 12:00"},
                             DueCase{"2025-10-11 17:00", "2小时", "2025-10-13 09:00"},
                             // National Day 2026: 1 to 7 October are free, Saturday 10 is worked;
                             // Mid-autumn is Friday 25 September.
                             DueCase{"2026-09-30 08:00", "2天", "2026-10-08 18:00"},
                             DueCase{"2026-10-09 08:00", "2天", "2026-10-10 18:00"},
                             DueCase{"2026-09-24 16:00", "4小时", "2026-09-28 10:00"},
                             // Over New Year, with a Sunday made up; and a year that has no table.
                             DueCase{"2025-12-31 17:00", "1天", "2026-01-04 17:00"},
                             DueCase{"2027-10-01 08:00", "1天", "2027-10-01 18:00"}));

TEST(WorkCalendar, MovesToTheNextWorkInstant) {
  const WorkCalendar calendar = known_calendar();

  EXPECT_EQ(calendar.next_work_instant(local("2026-03-11 08:00")).value(),
            local("2026-03-11 08:00"));
  EXPECT_EQ(calendar.next_work_instant(local("2026-03-11 07:59")).value(),
            local("2026-03-11 08:00"));
  EXPECT_EQ(calendar.next_work_instant(local("2026-03-11 12:00")).value(),
            local("2026-03-11 14:00"));
  EXPECT_EQ(calendar.next_work_instant(local("2026-02-14 18:00")).value(),
            local("2026-02-24 08:00"));
  EXPECT_EQ(calendar.add_counted(local("2026-02-15 01:00"), Milliseconds{0}, Continuity::work_time)
                .value(),
            local("2026-02-24 08:00"));
}

TEST(WorkCalendar, ReachesTheEndOfADayRatherThanTheNextStart) {
  const WorkCalendar calendar = known_calendar();

  const auto due = calendar.add_counted(local("2026-03-13 14:00"), hours{4}, Continuity::work_time);

  EXPECT_EQ(due.value(), local("2026-03-13 18:00"));
}

TEST(WorkCalendar, CountedTimeIsAntisymmetricAndEmptyOverFreeTime) {
  const WorkCalendar calendar = known_calendar();
  const Instant a = local("2026-02-13 16:00"), b = local("2026-02-24 09:00");

  EXPECT_EQ(calendar.counted_between(a, b, Continuity::work_time), hours{2 + 8 + 1});
  EXPECT_EQ(calendar.counted_between(b, a, Continuity::work_time), -hours{2 + 8 + 1});
  EXPECT_EQ(calendar.counted_between(a, b, Continuity::continuous), hours{10 * 24 + 17});
  EXPECT_EQ(calendar.counted_between(local("2026-02-14 18:00"), local("2026-02-24 08:00"),
                                     Continuity::work_time),
            hours{0});
}

TEST(WorkCalendar, CountsBackExactlyWhatADueDatePromised) {
  const WorkCalendar calendar = known_calendar();
  std::mt19937_64 random(20260223);
  const Instant first = local("2024-12-01 00:00");
  for (int i = 0; i < 20000; ++i) {
    const Instant start =
        first + Milliseconds{static_cast<std::int64_t>(random() % (800ULL * 86'400'000ULL))};
    const Limit limit{static_cast<LimitKind>(random() % 4),
                      1.0 + static_cast<double>(random() % 60)};

    const Instant due = calendar.due(start, limit).value();

    ASSERT_EQ(calendar.counted_between(start, due, continuity(limit.kind)), counted(limit))
        << format_rfc3339(start) << " + " << format_limit(limit);
    // The first such instant: one millisecond earlier, less is counted.
    ASSERT_LT(calendar.counted_between(start, due - Milliseconds{1}, continuity(limit.kind)),
              counted(limit));
  }
}

/// Walks minute by minute; what the sums must agree with.
Milliseconds walked(const WorkCalendar& calendar, Instant from, Instant to) {
  Milliseconds total{0};
  for (Instant t = from; t < to; t += minutes{1})
    if (calendar.is_work_time(t)) total += minutes{1};
  return total;
}

TEST(WorkCalendar, AgreesWithAWalkOverMinutes) {
  const WorkCalendar calendar = known_calendar();
  std::mt19937_64 random(7);
  for (int i = 0; i < 60; ++i) {
    const Instant from = local("2025-01-01 00:00") + minutes{random() % (700 * 1440)};
    const Instant to = from + minutes{random() % (15 * 1440)};

    EXPECT_EQ(calendar.counted_between(from, to, Continuity::work_time), walked(calendar, from, to))
        << format_rfc3339(from) << " to " << format_rfc3339(to);
  }
}

TEST(WorkCalendar, WorksBeforeTheEpochAndFarAhead) {
  const WorkCalendar calendar;

  EXPECT_EQ(shown(calendar.due(local("1970-01-01 00:00") - days{1}, {LimitKind::work_days, 1})),
            "1969-12-31T18:00");
  EXPECT_EQ(calendar.counted_between(local("1970-01-01 00:00") - days{7}, local("1970-01-01 00:00"),
                                     Continuity::work_time),
            hours{40});
  EXPECT_EQ(
      calendar.counted_between(local("2026-01-05 00:00"), local("2026-01-05 00:00") + days{7 * 500},
                               Continuity::work_time),
      hours{500 * 40});
}

TEST(WorkCalendar, RefusesWhatIsNegativeOrMoreThanTenYearsAhead) {
  const WorkCalendar calendar = known_calendar();
  const Instant start = local("2026-03-11 08:00");

  for (const Continuity kind : {Continuity::work_time, Continuity::continuous}) {
    EXPECT_EQ(calendar.add_counted(start, -hours{1}, kind).error().code, Errc::invalid);
    EXPECT_EQ(calendar.add_counted(start, days{4000}, kind).error().code, Errc::invalid);
  }
  EXPECT_TRUE(calendar.add_counted(start, hours{8 * 2600}, Continuity::work_time));
  EXPECT_FALSE(calendar.add_counted(start, hours{8 * 2700}, Continuity::work_time));
}

TEST(WorkCalendar, TakesOtherWorkTime) {
  const auto calendar = WorkCalendar::build(
      known_rows(), {{hours{9}, hours{12}}, {hours{13}, hours{17}}, {hours{19}, hours{20}}});

  ASSERT_TRUE(calendar);
  EXPECT_EQ(shown(calendar->due(local("2026-03-13 16:30"), {LimitKind::work_hours, 2})),
            "2026-03-16T09:30");
  EXPECT_EQ(shown(calendar->due(local("2026-03-13 08:00"), {LimitKind::work_days, 1})),
            "2026-03-13T20:00");
}

TEST(WorkCalendar, RefusesBrokenTables) {
  auto twice = known_rows();
  twice.push_back({day("2026-02-16"), DayKind::make_up_workday});

  const auto calendar = WorkCalendar::build(twice);

  ASSERT_FALSE(calendar);
  ASSERT_EQ(calendar.error().fields.size(), 1U);
  EXPECT_NE(calendar.error().message.find("2026-02-16"), std::string::npos);
  EXPECT_FALSE(WorkCalendar::build({}, {}));
  EXPECT_FALSE(WorkCalendar::build({}, {{hours{12}, hours{8}}}));
  EXPECT_FALSE(WorkCalendar::build({}, {{hours{8}, hours{25}}}));
  EXPECT_FALSE(WorkCalendar::build({}, {{hours{8}, hours{12}}, {hours{11}, hours{18}}}));
}

TEST(WorkCalendar, IgnoresRowsThatChangeNothing) {
  auto rows = known_rows();
  rows.push_back({day("2026-03-07"), DayKind::holiday});          // a Saturday
  rows.push_back({day("2026-03-10"), DayKind::make_up_workday});  // a Tuesday

  const auto calendar = WorkCalendar::build(rows);

  ASSERT_TRUE(calendar);
  EXPECT_EQ(calendar->counted_between(local("2026-01-01 00:00"), local("2027-01-01 00:00"),
                                      Continuity::work_time),
            hours{248 * 8});
}

TEST(WorkCalendar, ListsYearsWithoutTable) {
  using std::chrono::year;

  EXPECT_EQ(known_calendar().years_without_table(year{2024}, year{2028}),
            (std::vector{year{2024}, year{2027}, year{2028}}));
  EXPECT_TRUE(known_calendar().years_without_table(year{2025}, year{2026}).empty());
  EXPECT_TRUE(known_calendar().years_without_table(year{2026}, year{2025}).empty());
}

}  // namespace
}  // namespace gongzhi
