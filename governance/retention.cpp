#include "governance/retention.hpp"

#include <algorithm>
#include <array>

#include "governance/error.hpp"

namespace gongzhi {
namespace {

constexpr std::array<std::string_view, 3> kept_names{"contact", "content", "access_log"};

}  // namespace

std::span<const RetentionRule> retention_rules() {
  static const std::array<RetentionRule, 3> rules{{
      {Kept::contact, 12, 0, "个人信息保护法第十九条：实现处理目的所必要的最短时间"},
      {Kept::content, 36, 0, "个人信息保护法第十九条；信访工作条例的复查复核期限"},
      {Kept::access_log, 36, 36, "个人信息保护法第五十六条：处理记录至少保存三年"},
  }};
  return rules;
}

std::string_view name(Kept what) {
  return kept_names.at(static_cast<std::size_t>(what));
}

const RetentionRule& rule_of(Kept what) {
  const auto rules = retention_rules();
  const auto found = std::ranges::find(rules, what, &RetentionRule::what);
  ensure(found != rules.end(), "every sort of personal data has a rule");
  return *found;
}

int keep_at_least_months() {
  return std::max(rule_of(Kept::contact).months_at_least, rule_of(Kept::content).months_at_least);
}

Instant months_after(Instant at, int months) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day date{day};
  date += std::chrono::months{months};
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days{date} + (at - day);
}

Instant months_before(Instant now, int months) {
  return months_after(now, -months);
}

}  // namespace gongzhi
