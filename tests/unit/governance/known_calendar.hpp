// The statutory holidays on weekdays and the make-up workdays of 2025 and 2026, as the State
// Council published them; the tests of calendar and clocks reckon with them by hand.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

#include "governance/calendar.hpp"

namespace gongzhi::test {

inline constexpr std::array<std::string_view, 37> known_holidays{
    "2025-01-01", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-02-03",
    "2025-02-04", "2025-04-04", "2025-05-01", "2025-05-02", "2025-05-05", "2025-06-02",
    "2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08",
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
    "2026-02-20", "2026-02-23", "2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05",
    "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06",
    "2026-10-07"};

inline constexpr std::array<std::string_view, 11> known_make_up_workdays{
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
    "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"};

inline std::vector<CalendarRow> known_rows() {
  std::vector<CalendarRow> rows;
  for (const auto day : known_holidays) rows.push_back({parse_date(day).value(), DayKind::holiday});
  for (const auto day : known_make_up_workdays)
    rows.push_back({parse_date(day).value(), DayKind::make_up_workday});
  return rows;
}

inline WorkCalendar known_calendar() {
  return WorkCalendar::build(known_rows()).value();
}

/// `2026-02-13 16:00` in Asia/Shanghai.
inline Instant local(std::string_view text) {
  const std::string time(text);
  return parse_rfc3339(time.substr(0, 10) + "T" + time.substr(11) + ":00+08:00").value();
}

/// The result as RFC 3339 text, or the error's message: reads well in a failed expectation.
inline std::string shown(const Result<Instant>& at) {
  return at ? format_rfc3339(*at).substr(0, 16) : at.error().message;
}

}  // namespace gongzhi::test
