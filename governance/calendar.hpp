// The county's work calendar: which instants are work time, and arithmetic on counted time
// (domain.md section 4). Asia/Shanghai, statutory holidays and make-up workdays (调休) from a
// table; every question is answered from sums over days in O(log rows), never by walking. Immutable
// once built, safe for concurrent reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "governance/instant.hpp"
#include "governance/limit.hpp"

namespace gongzhi {

/// A day that differs from "Monday to Friday are workdays".
enum class DayKind { holiday, make_up_workday };

struct CalendarRow {
  Date date{};
  DayKind kind = DayKind::holiday;
};

/// Work time of one workday: [from, to) since local midnight.
struct WorkInterval {
  Milliseconds from{};
  Milliseconds to{};
};

class WorkCalendar {
 public:
  /// No question reaches further than this; it answers Errc::invalid beyond.
  static constexpr int days_max = 3660;
  static constexpr std::size_t rows_max = 10000;
  static constexpr std::size_t intervals_max = 8;

  /// Weekends only, 08:00–12:00 and 14:00–18:00.
  WorkCalendar();

  /// Errc::invalid with one FieldError per broken row or interval: a date twice, intervals that are
  /// empty, out of order, overlapping or not within the day, none at all, or more than the bounds
  /// above.
  static Result<WorkCalendar> build(std::vector<CalendarRow> rows);
  static Result<WorkCalendar> build(std::vector<CalendarRow> rows,
                                    std::vector<WorkInterval> intervals);

  bool is_workday(Date day) const;
  bool is_work_time(Instant t) const;

  /// `t` itself inside work time, else the next instant at which work begins.
  Result<Instant> next_work_instant(Instant t) const;

  /// Counted time from `a` to `b`; negative when `b` is before `a`.
  Milliseconds counted_between(Instant a, Instant b, Continuity continuity) const;

  /// The first instant at which `length` has been counted since `start` (12:00 rather than 14:00).
  /// A start outside work time moves to the next work instant, also when `length` is zero.
  /// Errc::invalid when `length` is negative or the answer lies more than `days_max` days ahead.
  Result<Instant> add_counted(Instant start, Milliseconds length, Continuity continuity) const;

  /// due = start + limit on the calendar. Errors as add_counted.
  Result<Instant> due(Instant start, const Limit& limit) const;

  /// Years of [first, last] for which the table has no row, so that weekends alone decide; `check`
  /// warns of them. At most 200 years are looked at.
  std::vector<std::chrono::year> years_without_table(std::chrono::year first,
                                                     std::chrono::year last) const;

  std::span<const WorkInterval> intervals() const { return intervals_; }

 private:
  struct Exception {
    Date date{};
    DayKind kind{};
    std::int64_t correction_after = 0;  // workdays gained or lost by this row and all before it
  };

  std::int64_t workdays_before(Date day) const;
  Milliseconds worked_by(Milliseconds since_midnight) const;
  Milliseconds worked_before(Instant t) const;
  Result<Date> find_workday(std::int64_t index, Date from) const;
  Instant instant_of(Date day, Milliseconds worked) const;

  std::vector<Exception> exceptions_;  // by date
  std::vector<WorkInterval> intervals_;
  Milliseconds day_length_{};
};

}  // namespace gongzhi
