// Counted time as differences of a running sum: work milliseconds before an instant since the
// epoch.
#include "governance/calendar.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace gongzhi {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr Date epoch_monday{days{-3}};  // 1969-12-29; 1970-01-01 was a Thursday

std::vector<WorkInterval> default_work_time() {
  return {{hours{8}, hours{12}}, {hours{14}, hours{18}}};
}

struct LocalTime {
  Date day{};
  Milliseconds since_midnight{};
};

LocalTime local_time(Instant t) {
  const Date day = business_day(t);
  return {day, t + business_offset - day};
}

Instant instant_at(Date day, Milliseconds since_midnight) {
  return Instant{day} + since_midnight - business_offset;
}

bool is_weekday(Date day) {
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

/// Mondays to Fridays in [1969-12-29, day); negative before.
std::int64_t weekdays_before(Date day) {
  const std::int64_t n = (day - epoch_monday).count();
  const std::int64_t week = n >= 0 ? n / 7 : (n - 6) / 7;
  return week * 5 + std::min<std::int64_t>(n - week * 7, 5);
}

void check_intervals(const std::vector<WorkInterval>& intervals, std::vector<FieldError>& errors) {
  const auto refuse = [&](std::size_t i, std::string code, std::string detail) {
    errors.push_back({"/work_time/" + std::to_string(i), std::move(code), std::move(detail)});
  };
  if (intervals.empty()) refuse(0, "required", "there must be at least one interval of work time");
  if (intervals.size() > WorkCalendar::intervals_max)
    refuse(WorkCalendar::intervals_max, "too_many", "at most 8 intervals of work time a day");
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const auto& [from, to] = intervals[i];
    if (from < Milliseconds{0} || to > hours{24} || from >= to)
      refuse(i, "range", "an interval begins before it ends and lies within 00:00 to 24:00");
    if (i > 0 && from < intervals[i - 1].to)
      refuse(i, "order", "an interval begins at or after the end of the one before");
  }
}

}  // namespace

WorkCalendar::WorkCalendar() : intervals_(default_work_time()), day_length_(hours{8}) {}

Result<WorkCalendar> WorkCalendar::build(std::vector<CalendarRow> rows) {
  return build(std::move(rows), default_work_time());
}

Result<WorkCalendar> WorkCalendar::build(std::vector<CalendarRow> rows,
                                         std::vector<WorkInterval> intervals) {
  Error error = fail(Errc::invalid, "the work calendar is not usable");
  check_intervals(intervals, error.fields);
  if (rows.size() > rows_max)
    error.fields.push_back({"/rows", "too_many", "at most 10000 rows of calendar"});
  std::ranges::sort(rows, {}, &CalendarRow::date);
  for (std::size_t i = 1; i < rows.size() && error.fields.size() < 100; ++i)
    if (rows[i].date == rows[i - 1].date)
      error.fields.push_back({"/rows/" + format_date(rows[i].date), "duplicate",
                              format_date(rows[i].date) + " stands in the calendar twice"});
  if (!error.fields.empty()) {
    error.message += ": " + error.fields.front().detail;
    return error;
  }

  WorkCalendar calendar;
  calendar.intervals_ = std::move(intervals);
  calendar.day_length_ = Milliseconds{0};
  for (const auto& [from, to] : calendar.intervals_) calendar.day_length_ += to - from;
  std::int64_t correction = 0;
  for (const auto& [date, kind] : rows) {
    // A holiday on a Sunday, or work made up on a Tuesday, changes nothing.
    if (kind == DayKind::holiday && is_weekday(date)) --correction;
    if (kind == DayKind::make_up_workday && !is_weekday(date)) ++correction;
    calendar.exceptions_.push_back({date, kind, correction});
  }
  return calendar;
}

bool WorkCalendar::is_workday(Date day) const {
  const auto it = std::ranges::lower_bound(exceptions_, day, {}, &Exception::date);
  if (it != exceptions_.end() && it->date == day) return it->kind == DayKind::make_up_workday;
  return is_weekday(day);
}

bool WorkCalendar::is_work_time(Instant t) const {
  const auto [day, since_midnight] = local_time(t);
  if (!is_workday(day)) return false;
  return std::ranges::any_of(intervals_, [at = since_midnight](const WorkInterval& interval) {
    return interval.from <= at && at < interval.to;
  });
}

std::int64_t WorkCalendar::workdays_before(Date day) const {
  const auto it = std::ranges::lower_bound(exceptions_, day, {}, &Exception::date);
  const std::int64_t correction = it == exceptions_.begin() ? 0 : std::prev(it)->correction_after;
  return weekdays_before(day) + correction;
}

Milliseconds WorkCalendar::worked_by(Milliseconds since_midnight) const {
  Milliseconds worked{0};
  for (const auto& [from, to] : intervals_)
    if (since_midnight > from) worked += std::min(since_midnight, to) - from;
  return worked;
}

Milliseconds WorkCalendar::worked_before(Instant t) const {
  const auto [day, since_midnight] = local_time(t);
  const Milliseconds today = is_workday(day) ? worked_by(since_midnight) : Milliseconds{0};
  return workdays_before(day) * day_length_ + today;
}

/// The workday with exactly `index` workdays before it, which is `from` or later.
Result<Date> WorkCalendar::find_workday(std::int64_t index, Date from) const {
  // workdays_before never falls, so the first day after which more than `index` workdays have
  // passed is it.
  Date low = from, high = from + days{days_max};
  if (workdays_before(high + days{1}) <= index)
    return fail(Errc::invalid, "the time lies more than ten years ahead");
  while (low < high) {
    const Date middle = low + (high - low) / 2;
    if (workdays_before(middle + days{1}) > index)
      high = middle;
    else
      low = middle + days{1};
  }
  return low;
}

/// The first instant of a workday at which `worked` (more than zero) has been worked on that day.
Instant WorkCalendar::instant_of(Date day, Milliseconds worked) const {
  for (const auto& [from, to] : intervals_) {
    if (worked <= to - from) return instant_at(day, from + worked);
    worked -= to - from;
  }
  return instant_at(day, intervals_.back().to);
}

Result<Instant> WorkCalendar::next_work_instant(Instant t) const {
  if (is_work_time(t)) return t;
  const auto [day, since_midnight] = local_time(t);
  if (is_workday(day))
    for (const auto& [from, to] : intervals_)
      if (from >= since_midnight) return instant_at(day, from);
  const Date tomorrow = day + days{1};
  const auto next = find_workday(workdays_before(tomorrow), tomorrow);
  if (!next) return next.error();
  return instant_at(*next, intervals_.front().from);
}

Milliseconds WorkCalendar::counted_between(Instant a, Instant b, Continuity continuity) const {
  if (continuity == Continuity::continuous) return b - a;
  return worked_before(b) - worked_before(a);
}

Result<Instant> WorkCalendar::add_counted(Instant start, Milliseconds length,
                                          Continuity continuity) const {
  if (length < Milliseconds{0}) return fail(Errc::invalid, "a length of time is not negative");
  if (continuity == Continuity::continuous) {
    if (length > days{days_max})
      return fail(Errc::invalid, "the time lies more than ten years ahead");
    return start + length;
  }
  if (length == Milliseconds{0}) return next_work_instant(start);
  if (length > days_max * day_length_)
    return fail(Errc::invalid, "the time lies more than ten years ahead");
  const Milliseconds target = worked_before(start) + length;
  // A target that is a whole number of days is reached at the end of the day before, not at the
  // next day's start.
  const Milliseconds last = target - Milliseconds{1};
  const std::int64_t index = last >= Milliseconds{0}
                                 ? last / day_length_
                                 : (last - day_length_ + Milliseconds{1}) / day_length_;
  const auto day = find_workday(index, business_day(start));
  if (!day) return day.error();
  return instant_of(*day, target - index * day_length_);
}

Result<Instant> WorkCalendar::due(Instant start, const Limit& limit) const {
  return add_counted(start, counted(limit), continuity(limit.kind));
}

std::vector<std::chrono::year> WorkCalendar::years_without_table(std::chrono::year first,
                                                                 std::chrono::year last) const {
  std::vector<std::chrono::year> missing;
  last = std::min(last, first + std::chrono::years{199});
  for (auto year = first; year <= last; ++year) {
    const Date new_year{year / std::chrono::January / 1};
    const auto it = std::ranges::lower_bound(exceptions_, new_year, {}, &Exception::date);
    if (it == exceptions_.end() || std::chrono::year_month_day{it->date}.year() != year)
      missing.push_back(year);
  }
  return missing;
}

}  // namespace gongzhi
