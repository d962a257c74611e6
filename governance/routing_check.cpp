// What must hold in a table of rules: by itself (build) and against the county it serves (check).
#include "governance/routing_check.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "governance/routing_selector.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t errors_max = 200;
constexpr std::size_t assists_max = 16;

class Findings {
 public:
  void at(std::size_t row) { place_ = "/rules/" + std::to_string(row) + "/"; }
  void add(std::string_view column, std::string_view code, std::string detail) {
    if (errors_.size() < errors_max)
      errors_.push_back({place_ + std::string(column), std::string(code), std::move(detail)});
  }
  std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::string place_;
  std::vector<FieldError> errors_;
};

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A code (`E0110`) or the beginning of codes (`E01*`, `*`).
bool is_category_pattern(std::string_view text) {
  if (text.empty() || text == "*") return true;
  if (text.front() < 'A' || text.front() > 'Z' || text.size() > 16) return false;
  text.remove_prefix(1);
  if (text.ends_with('*')) text.remove_suffix(1);
  return is_digits(text);
}

void check_rule(Findings& findings, const RoutingRule& rule) {
  if (rule.effective_from && rule.effective_to && *rule.effective_to < *rule.effective_from)
    findings.add("effective_to", "before_from", "the rule ends before it begins");
  if (!is_digits(rule.area_prefix) || rule.area_prefix.size() > 16)
    findings.add("area_prefix", "pattern", "the beginning of an area code, at most 16 digits");
  if (!is_category_pattern(rule.category))
    findings.add("category", "pattern", "a code such as E0110, a beginning such as E01*, or *");
  if (const auto lead = check_selectors(rule.lead); !lead)
    findings.add("lead", rule.lead.empty() ? "required" : "selector", lead.error().message);
  if (rule.assists.size() > assists_max)
    findings.add("assists", "too_many", "at most 16 bodies assist");
  for (const std::string& assist : rule.assists)
    if (const auto good = check_selectors(assist); !good)
      findings.add("assists", "selector", good.error().message);
}

}  // namespace

std::vector<FieldError> check_rules(std::span<const RoutingRule> rules) {
  Findings findings;
  std::unordered_set<std::string_view> ids;
  std::unordered_map<int, std::size_t> orders;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RoutingRule& rule = rules[i];
    findings.at(i);
    if (rule.id.empty() || rule.id == "default")
      findings.add("id", "required", "a rule has an id, and not \"default\"");
    else if (!ids.insert(rule.id).second)
      findings.add("id", "doubled", rule.id + " stands in an earlier row already");
    if (const auto [at, is_new] = orders.try_emplace(rule.order, i); !is_new)
      findings.add("order", "doubled",
                   "rule " + rules[at->second].id + " has the order " + std::to_string(rule.order) +
                       " already");
    check_rule(findings, rule);
  }
  return findings.take();
}

std::vector<FieldError> check_rules_against(std::span<const RoutingRule> rules,
                                            const Directory& directory,
                                            const Catalogue& catalogue) {
  Findings findings;
  const auto any_category = [&](std::string_view pattern) {
    if (pattern.empty() || pattern == "*") return true;
    if (!pattern.ends_with('*')) return catalogue.find_category(pattern) != nullptr;
    pattern.remove_suffix(1);
    return std::any_of(catalogue.categories().begin(), catalogue.categories().end(),
                       [&](const Category& c) { return c.code.starts_with(pattern); });
  };
  const auto any_area = [&](std::string_view prefix) {
    const auto overlaps = [&](std::string_view code) {
      return !code.empty() && (code.starts_with(prefix) || prefix.starts_with(code));
    };
    return prefix.empty() || std::any_of(directory.orgs().begin(), directory.orgs().end(),
                                         [&](const Org& org) { return overlaps(org.area_code); });
  };
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RoutingRule& rule = rules[i];
    findings.at(i);
    if (!any_category(rule.category))
      findings.add("category", "unknown_category", "no category fits " + rule.category);
    if (!any_area(rule.area_prefix))
      findings.add("area_prefix", "unknown_area", "no area begins with " + rule.area_prefix);
    if (const auto lead = check_selectors_exist(rule.lead, directory); !lead)
      findings.add("lead", "unknown_org", lead.error().message);
    for (const std::string& assist : rule.assists)
      if (const auto good = check_selectors_exist(assist, directory); !good)
        findings.add("assists", "unknown_org", good.error().message);
  }
  return findings.take();
}

}  // namespace gongzhi
