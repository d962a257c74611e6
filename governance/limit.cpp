// Reading and printing of time limits.
#include "governance/limit.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace gongzhi {
namespace {

constexpr std::size_t text_bytes_max = 200;

enum class Unit { minutes, hours, days };

struct UnitWord {
  std::string_view word;
  Unit unit;
};

// Longer words first: 工作日 must not be read as 日 behind a note.
constexpr std::array<UnitWord, 9> unit_words{{{"工作小时", Unit::hours},
                                              {"工作时", Unit::hours},
                                              {"工作日", Unit::days},
                                              {"工作天", Unit::days},
                                              {"分钟", Unit::minutes},
                                              {"小时", Unit::hours},
                                              {"天", Unit::days},
                                              {"日", Unit::days},
                                              {"时", Unit::hours}}};

constexpr std::string_view urgent_word = "紧急";

Error not_a_limit(std::string_view why, std::string_view text) {
  return fail(Errc::invalid,
              std::string(why) +
                  "; expected a number and a unit, e.g. 4小时, 5天, 2紧急工作时, 1紧急工作日",
              std::string(text.substr(0, text_bytes_max)));
}

/// Full-width digits, point and space become ASCII; the rest stays.
std::string with_ascii_digits(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[i + k]); };
    if (i + 2 < text.size() && byte(0) == 0xEF && byte(1) == 0xBC && byte(2) >= 0x90 &&
        byte(2) <= 0x99) {
      out += static_cast<char>('0' + (byte(2) - 0x90));  // U+FF10 … U+FF19
      i += 2;
    } else if (text.substr(i).starts_with("．")) {
      out += '.';
      i += 2;
    } else if (text.substr(i).starts_with("\u3000")) {
      out += ' ';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool skip(std::string_view& rest, std::string_view word) {
  if (!rest.starts_with(word)) return false;
  rest = trimmed(rest.substr(word.size()));
  return true;
}

/// A decimal number with at most five digits before and three behind the point.
std::optional<double> take_amount(std::string_view& rest) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t at = 0;
  int thousandths = 0;
  for (; at < rest.size() && is_digit(rest[at]); ++at) {
    if (at == 5) return std::nullopt;
    thousandths = thousandths * 10 + (rest[at] - '0') * 1000;
  }
  if (at == 0) return std::nullopt;
  if (at < rest.size() && rest[at] == '.') {
    ++at;
    int scale = 100;
    const std::size_t point = at;
    for (; at < rest.size() && is_digit(rest[at]); ++at, scale /= 10) {
      if (scale == 0) return std::nullopt;
      thousandths += (rest[at] - '0') * scale;
    }
    if (at == point) return std::nullopt;
  }
  rest = trimmed(rest.substr(at));
  return thousandths / 1000.0;
}

std::optional<Unit> take_unit(std::string_view& rest) {
  for (const auto& [word, unit] : unit_words)
    if (skip(rest, word)) return unit;
  return std::nullopt;
}

double hours_per_unit(LimitKind kind) {
  switch (kind) {
    case LimitKind::work_hours:
    case LimitKind::urgent_work_hours: return 1;
    case LimitKind::work_days: return 8;
    case LimitKind::urgent_work_days: return 24;
  }
  return 1;
}

double nominal_hours(const Limit& limit) {
  const double wall_per_counted = continuity(limit.kind) == Continuity::continuous ? 1 : 4.2;
  return limit.amount * hours_per_unit(limit.kind) * wall_per_counted;
}

}  // namespace

std::string_view name(LimitKind kind) {
  switch (kind) {
    case LimitKind::work_hours: return "work_hours";
    case LimitKind::work_days: return "work_days";
    case LimitKind::urgent_work_hours: return "urgent_work_hours";
    case LimitKind::urgent_work_days: return "urgent_work_days";
  }
  return "work_hours";
}

std::string_view chinese_name(LimitKind kind) {
  switch (kind) {
    case LimitKind::work_hours: return "工作时";
    case LimitKind::work_days: return "工作日";
    case LimitKind::urgent_work_hours: return "紧急工作时";
    case LimitKind::urgent_work_days: return "紧急工作日";
  }
  return "工作时";
}

Continuity continuity(LimitKind kind) {
  return kind == LimitKind::urgent_work_hours || kind == LimitKind::urgent_work_days
             ? Continuity::continuous
             : Continuity::work_time;
}

Milliseconds counted(const Limit& limit) {
  constexpr double ms_per_hour = 3600.0 * 1000.0;
  return Milliseconds{std::llround(limit.amount * hours_per_unit(limit.kind) * ms_per_hour)};
}

Limit half(const Limit& limit) {
  return {limit.kind, limit.amount / 2, {}};
}

Result<Limit> parse_limit(std::string_view text) {
  if (text.size() > text_bytes_max) return not_a_limit("the limit is too long", text);
  const std::string ascii = with_ascii_digits(text);
  std::string_view rest = trimmed(ascii);
  const bool is_urgent = rest.find(urgent_word) != std::string_view::npos;
  skip(rest, urgent_word);
  std::optional<double> amount = take_amount(rest);
  if (!amount) return not_a_limit("the limit does not begin with a number", text);
  skip(rest, "个");
  skip(rest, urgent_word);
  const std::optional<Unit> unit = take_unit(rest);
  if (!unit) return not_a_limit("the limit has no unit", text);
  if (rest.find_first_of("0123456789") != std::string_view::npos)
    return not_a_limit("the limit has a second number, give each limit a row of its own", text);

  if (unit == Unit::minutes) *amount /= 60;
  Limit limit;
  if (unit == Unit::days)
    limit.kind = is_urgent ? LimitKind::urgent_work_days : LimitKind::work_days;
  else
    limit.kind = is_urgent ? LimitKind::urgent_work_hours : LimitKind::work_hours;
  limit.amount = *amount;
  limit.note = rest;
  if (limit.amount <= 0) return not_a_limit("the limit is zero", text);
  const double days_max_in_hours =
      limit_days_max * (continuity(limit.kind) == Continuity::continuous ? 24 : 8);
  if (limit.amount * hours_per_unit(limit.kind) > days_max_in_hours)
    return not_a_limit("the limit is longer than a year", text);
  return limit;
}

std::string format_limit(const Limit& limit) {
  const auto is_whole = [](double value) { return std::abs(value - std::round(value)) < 1e-9; };
  const bool is_hours =
      limit.kind == LimitKind::work_hours || limit.kind == LimitKind::urgent_work_hours;
  std::string_view unit = chinese_name(limit.kind);
  double amount = limit.amount;
  // 10 minutes have no short decimal in hours.
  if (is_hours && !is_whole(amount * 1000) && is_whole(amount * 60)) {
    amount *= 60;
    unit = continuity(limit.kind) == Continuity::continuous ? "紧急分钟" : "分钟";
  }
  std::array<char, 40> digits{};
  const int n = std::snprintf(digits.data(), digits.size(), "%.3f", amount);
  std::string text(digits.data(), static_cast<std::size_t>(n));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + std::string(unit) + limit.note;
}

bool is_stricter(const Limit& a, const Limit& b) {
  return nominal_hours(a) < nominal_hours(b);
}

}  // namespace gongzhi
