// Points and lengths of time. governance/ never asks for the time: `now` is always an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi {

using Milliseconds = std::chrono::milliseconds;

/// A point in time, UTC, in milliseconds.
using Instant = std::chrono::sys_time<Milliseconds>;

/// A calendar day of the business time zone.
using Date = std::chrono::sys_days;

/// Asia/Shanghai has had no daylight saving time since 1991, so the business day is a fixed offset.
inline constexpr std::chrono::hours business_offset{8};

/// Milliseconds since the epoch; how an Instant is stored in SQL and on the queue.
inline std::int64_t to_ms(Instant t) {
  return t.time_since_epoch().count();
}
inline Instant from_ms(std::int64_t ms) {
  return Instant{Milliseconds{ms}};
}

/// The business day (Asia/Shanghai) in which `t` lies.
Date business_day(Instant t);

/// RFC 3339 with the business offset, milliseconds shown when not zero:
/// `2026-11-23T08:00:00+08:00`.
std::string format_rfc3339(Instant t);

/// Parses RFC 3339 with any offset (`Z`, `+08:00`). Errc::invalid otherwise; years 1970 to 9999.
Result<Instant> parse_rfc3339(std::string_view text);

/// `YYYY-MM-DD` and back. Errc::invalid for anything else.
std::string format_date(Date day);
Result<Date> parse_date(std::string_view text);

}  // namespace gongzhi
