// Time limits as filing standards write them (`2紧急工作时`, `4小时`, `5天`): four kinds of
// deadline, parsed and printed. What a limit means on a given day is the calendar's business
// (calendar.hpp).
#pragma once

#include <string>
#include <string_view>

#include "governance/instant.hpp"

namespace gongzhi {

/// The four kinds of deadline of domain.md section 4 (the terms of GB/T 30428).
enum class LimitKind {
  work_hours,         // 工作时: counts only inside work time
  work_days,          // 工作日: 8 work hours each
  urgent_work_hours,  // 紧急工作时: runs 24×7
  urgent_work_days    // 紧急工作日: 24 hours each, 24×7
};

/// Whether a length counts on the wall clock or inside work time only.
enum class Continuity { work_time, continuous };

/// A promised length of time. `amount` counts units of `kind` and may be a fraction (0.5 紧急工作时
/// = 30 minutes).
struct Limit {
  LimitKind kind = LimitKind::work_hours;
  double amount = 0;
  std::string note = {};  // what people wrote behind it, e.g. 制止 in `1紧急工作时制止`

  bool operator==(const Limit&) const = default;
};

/// The longest limit that is accepted: a year, so that three times a limit still fits the
/// calendar's bound.
inline constexpr double limit_days_max = 366;

/// Machine name (`urgent_work_hours`) and the Chinese term (紧急工作时).
std::string_view name(LimitKind kind);
std::string_view chinese_name(LimitKind kind);

Continuity continuity(LimitKind kind);

/// The counted length: hours, 8 work hours a 工作日, 24 hours a 紧急工作日.
Milliseconds counted(const Limit& limit);

/// Half of it, for rework (domain.md section 3, row 19). The note is dropped.
Limit half(const Limit& limit);

/// Reads a limit as people write it (domain.md section 4): text containing 紧急 is continuous, 小时
/// means 工作时, 天 means 工作日; 工作时, 工作日, 紧急工作时, 紧急工作日 and 分钟 are read too,
/// full-width digits and spaces are tolerated, and what follows the unit is kept as note. At most
/// three decimals. Errc::invalid, saying what was expected, for anything else: no number, no unit,
/// zero, more than a year, or a second number (two limits in one text need two rows).
Result<Limit> parse_limit(std::string_view text);

/// The canonical text: `2紧急工作时`, `4工作时`, `5工作日`, `1紧急工作时制止`, `10分钟`. It parses
/// back to the same limit when the amount has at most three decimals or is whole minutes.
std::string format_limit(const Limit& limit);

/// True when `a` promises more than `b`, comparing nominal wall-clock lengths: 40 work hours a week
/// of 168 hours, so that one work hour stands for 4.2 hours. Used to pick the strictest limit of a
/// category (domain.md section 5); at a tie neither is stricter.
bool is_stricter(const Limit& a, const Limit& b);

}  // namespace gongzhi
