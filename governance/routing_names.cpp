// The words of routing: how urgency, time of day, check policy, certainty and verdicts stand in
// tables and answers.
#include "governance/routing.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array urgency_names{"any"sv, "urgent"sv, "ordinary"sv};
constexpr std::array time_names{"any"sv, "work"sv, "off"sv};
constexpr std::array check_names{"always"sv, "sampled"sv, "skip"sv};
constexpr std::array certainty_names{"certain"sv, "likely"sv};
constexpr std::array verdict_names{
    "matched"sv,           "not_yet_effective"sv, "no_longer_effective"sv,
    "other_area"sv,        "other_category"sv,    "other_urgency"sv,
    "other_time_of_day"sv, "other_source"sv,      "lead_unresolved"sv};

template <class Enum, class Table>
std::optional<Enum> parse(const Table& table, std::string_view text) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

template <class Table, class Enum>
std::string_view name_in(const Table& table, Enum value) {
  return table[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view name(RuleUrgency urgency) {
  return name_in(urgency_names, urgency);
}
std::string_view name(TimeOfDay time) {
  return name_in(time_names, time);
}
std::string_view name(CheckPolicy check) {
  return name_in(check_names, check);
}
std::string_view name(Certainty certainty) {
  return name_in(certainty_names, certainty);
}
std::string_view name(RuleVerdict verdict) {
  return name_in(verdict_names, verdict);
}

std::optional<RuleUrgency> parse_rule_urgency(std::string_view text) {
  return parse<RuleUrgency>(urgency_names, text);
}
std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  return parse<TimeOfDay>(time_names, text);
}
std::optional<CheckPolicy> parse_check_policy(std::string_view text) {
  return parse<CheckPolicy>(check_names, text);
}
std::optional<Certainty> parse_certainty(std::string_view text) {
  return parse<Certainty>(certainty_names, text);
}

}  // namespace gongzhi
