// Reading of free hours as members and tables write them: a day word, a time word, or both.
#include "governance/free_hours.hpp"

#include <array>
#include <optional>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

/// Minutes since local midnight; `to` before `from` passes midnight.
struct Span {
  std::string_view word;
  int from;
  int to;
};
constexpr std::array spans{Span{"morning"sv, 8 * 60, 12 * 60}, Span{"noon"sv, 12 * 60, 14 * 60},
                           Span{"afternoon"sv, 14 * 60, 18 * 60},
                           Span{"evening"sv, 18 * 60, 22 * 60}, Span{"night"sv, 22 * 60, 8 * 60}};

constexpr std::array days{"sun"sv, "mon"sv, "tue"sv, "wed"sv, "thu"sv, "fri"sv, "sat"sv};

struct Local {
  unsigned weekday;  // 0 = Sunday
  int minute;        // since midnight
};

Local local(Instant at) {
  const auto shifted = at + business_offset;
  const auto day = std::chrono::floor<std::chrono::days>(shifted);
  const auto minute = std::chrono::floor<std::chrono::minutes>(shifted - day).count();
  return {std::chrono::weekday(day).c_encoding(), static_cast<int>(minute)};
}

bool within(const Span& span, int minute) {
  if (span.from <= span.to) return span.from <= minute && minute < span.to;
  return span.from <= minute || minute < span.to;
}

std::optional<bool> covers_day(std::string_view word, unsigned weekday) {
  const bool is_weekend = weekday == 0 || weekday == 6;
  if (word == "any") return true;
  if (word == "weekend") return is_weekend;
  if (word == "weekday") return !is_weekend;
  for (unsigned i = 0; i < days.size(); ++i)
    if (days[i] == word) return i == weekday;
  return std::nullopt;
}

/// `HH:MM`, 24:00 included.
std::optional<int> minute_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U})
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return hour * 60 + minute;
}

std::optional<bool> covers_time(std::string_view word, int minute) {
  for (const Span& span : spans)
    if (span.word == word) return within(span, minute);
  if (word.size() != 11 || word[5] != '-') return std::nullopt;
  const auto from = minute_of_day(word.substr(0, 5)), to = minute_of_day(word.substr(6));
  if (!from || !to) return std::nullopt;
  return within({word, *from, *to}, minute);
}

}  // namespace

bool covers(std::string_view hours, Instant at) {
  const Local now = local(at);
  if (const auto by_day = covers_day(hours, now.weekday)) return *by_day;
  if (const auto by_time = covers_time(hours, now.minute)) return *by_time;
  const std::size_t joint = hours.find_first_of(" _-");
  if (joint == std::string_view::npos) return false;
  const auto by_day = covers_day(hours.substr(0, joint), now.weekday);
  const auto by_time = covers_time(hours.substr(joint + 1), now.minute);
  return by_day.value_or(false) && by_time.value_or(false);
}

}  // namespace gongzhi
