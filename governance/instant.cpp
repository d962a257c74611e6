#include "governance/instant.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace gongzhi {
namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The value in decimal, with zeros before it up to `width`. No printf: receipts hold many times.
void append_digits(std::string& out, int value, std::size_t width) {
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  if (size < width) out.append(width - size, '0');
  out.append(digits.data(), size);
}

Error not_a_time(std::string_view text) {
  return fail(Errc::invalid, "not an RFC 3339 time, e.g. 2026-11-23T08:00:00+08:00",
              std::string(text.substr(0, 64)));
}

}  // namespace

Date business_day(Instant t) {
  return std::chrono::floor<std::chrono::days>(t + business_offset);
}

std::string format_date(Date day) {
  const std::chrono::year_month_day ymd{day};
  std::string text;
  text.reserve(32);
  append_digits(text, int(ymd.year()), 4);
  text += '-';
  append_digits(text, static_cast<int>(unsigned(ymd.month())), 2);
  text += '-';
  append_digits(text, static_cast<int>(unsigned(ymd.day())), 2);
  return text;
}

std::string format_rfc3339(Instant t) {
  const auto local = t + business_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss hms{local - day};
  std::string text = format_date(day);
  char before = 'T';
  for (const auto count : {hms.hours().count(), hms.minutes().count(), hms.seconds().count()}) {
    text += std::exchange(before, ':');
    append_digits(text, static_cast<int>(count), 2);
  }
  if (const auto ms = hms.subseconds().count(); ms != 0) {
    text += '.';
    append_digits(text, static_cast<int>(ms), 3);
  }
  return text += "+08:00";
}

Result<Date> parse_date(std::string_view text) {
  const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !y || !m || !d)
    return fail(Errc::invalid, "not a date, e.g. 2026-11-23", std::string(text.substr(0, 64)));
  const std::chrono::year_month_day ymd{std::chrono::year{*y}, std::chrono::month(unsigned(*m)),
                                        std::chrono::day(unsigned(*d))};
  if (!ymd.ok() || *y < 1970) return fail(Errc::invalid, "no such day", std::string(text));
  return Date{ymd};
}

Result<Instant> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return not_a_time(text);
  const auto day = parse_date(text.substr(0, 10));
  const auto h = digits(text, 11, 2), min = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!day || text[13] != ':' || text[16] != ':' || !h || !min || !s || *h > 23 || *min > 59 ||
      *s > 60)
    return not_a_time(text);
  std::size_t at = 19;
  int ms = 0;
  if (text[at] == '.') {
    std::size_t count = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count)
      if (count < 3) ms = ms * 10 + (text[at] - '0');
    if (count == 0) return not_a_time(text);
    for (; count < 3; ++count) ms *= 10;
  }
  int offset_min = 0;
  const std::string_view zone = text.substr(at);
  if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
    const auto oh = digits(zone, 1, 2), om = digits(zone, 4, 2);
    if (!oh || !om || *oh > 23 || *om > 59) return not_a_time(text);
    offset_min = (*oh * 60 + *om) * (zone[0] == '+' ? 1 : -1);
  } else if (zone != "Z" && zone != "z") {
    return not_a_time(text);
  }
  using namespace std::chrono;
  return Instant{*day} + hours{*h} + minutes{*min - offset_min} + seconds{*s} + milliseconds{ms};
}

}  // namespace gongzhi
