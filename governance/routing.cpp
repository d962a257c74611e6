// Finding the first rule that fits, and saying why in words.
#include "governance/routing.hpp"

#include <algorithm>

#include "governance/routing_check.hpp"
#include "governance/routing_selector.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t no_letter = 26;

std::size_t letter_of(std::string_view category) {
  const bool has_letter = !category.empty() && category[0] >= 'A' && category[0] <= 'Z';
  return has_letter ? static_cast<std::size_t>(category[0] - 'A') : no_letter;
}

/// The inputs with what follows from them, computed once for all rules.
struct Seen {
  const RouteInputs& inputs;
  std::string_view area_code;
  std::string_view township;
  Date day{};
  bool is_work_time = false;
};

Seen look_at(const RouteInputs& inputs, const Directory& directory, const WorkCalendar& calendar) {
  Seen seen{inputs, inputs.area_code, inputs.township, business_day(inputs.at),
            calendar.is_work_time(inputs.at)};
  const Org* community = directory.find_org(inputs.community);
  const Org* township = directory.find_org(inputs.township);
  if (!township) township = directory.township_of(inputs.community);
  if (township) seen.township = township->id;
  if (!seen.area_code.empty()) return seen;
  if (community)
    seen.area_code = community->area_code;
  else
    seen.area_code = township ? township->area_code : directory.county().area_code;
  return seen;
}

bool fits_category(std::string_view pattern, std::string_view category) {
  if (pattern.empty()) return true;
  if (pattern.back() != '*') return pattern == category;
  pattern.remove_suffix(1);
  return category.starts_with(pattern);
}

bool fits_time(TimeOfDay wanted, bool is_work_time) {
  return wanted == TimeOfDay::any || (wanted == TimeOfDay::work) == is_work_time;
}

bool fits_urgency(RuleUrgency wanted, bool urgent) {
  return wanted == RuleUrgency::any || (wanted == RuleUrgency::urgent) == urgent;
}

/// Everything but the lead.
RuleVerdict conditions(const RoutingRule& rule, const Seen& seen) {
  if (rule.effective_from && seen.day < *rule.effective_from) return RuleVerdict::not_yet_effective;
  if (rule.effective_to && *rule.effective_to < seen.day) return RuleVerdict::no_longer_effective;
  if (!seen.area_code.starts_with(rule.area_prefix)) return RuleVerdict::other_area;
  if (!fits_category(rule.category, seen.inputs.category)) return RuleVerdict::other_category;
  if (!fits_urgency(rule.urgency, seen.inputs.urgent)) return RuleVerdict::other_urgency;
  if (!fits_time(rule.time_of_day, seen.is_work_time)) return RuleVerdict::other_time_of_day;
  if (rule.source && *rule.source != seen.inputs.source) return RuleVerdict::other_source;
  return RuleVerdict::matched;
}

const Org* lead_of(const RoutingRule& rule, const Seen& seen, const Directory& directory) {
  return resolve_selectors(rule.lead, {seen.inputs.community, seen.township}, directory);
}

const Org& owner_of(const Seen& seen, std::string_view triage_org, const Directory& directory) {
  if (const Org* community = directory.community_of(seen.inputs.community)) return *community;
  if (const Org* triage = directory.find_org(triage_org)) return *triage;
  return directory.county();
}

std::vector<const Org*> assists_of(const RoutingRule& rule, const Org& lead, const Seen& seen,
                                   const Directory& directory) {
  std::vector<const Org*> assists;
  for (const std::string& selectors : rule.assists) {
    const Org* org =
        resolve_selectors(selectors, {seen.inputs.community, seen.township}, directory);
    if (org && org != &lead && std::find(assists.begin(), assists.end(), org) == assists.end())
      assists.push_back(org);
  }
  return assists;
}

std::string_view chinese(Source source) {
  switch (source) {
    case Source::grid_worker: return "网格员上报";
    case Source::resident: return "居民上报";
    case Source::property: return "物业上报";
    case Source::hotline: return "热线转入";
    case Source::api: return "接口转入";
    case Source::platform: return "平台发起";
  }
  return "平台发起";
}

/// 类别 E0110、区域 1408020010010001、一般、工作时间、居民上报
std::string words_of(const Seen& seen) {
  std::string words;
  words.reserve(128);
  words += seen.inputs.category.empty() ? "类别未定" : "类别 " + seen.inputs.category;
  words += "、区域 ";
  words += seen.area_code;
  words += seen.inputs.urgent ? "、紧急" : "、一般";
  words += seen.is_work_time ? "、工作时间、" : "、非工作时间、";
  words += chinese(seen.inputs.source);
  return words;
}

std::string why_of(const RoutingRule& rule, const Seen& seen, const Org& lead,
                   std::span<const Org* const> assists) {
  std::string why = "按规则 " + rule.id + "（" + words_of(seen) + "），由" + lead.name + "牵头";
  for (std::size_t i = 0; i < assists.size(); ++i)
    why += (i ? "、" : "，协办：") + assists[i]->name;
  if (rule.pool) why += "，先供在职党员认领";
  return why + "。";
}

std::string why_default(const Seen& seen, const Org& owner) {
  return "没有匹配的规则（" + words_of(seen) + "），由" + owner.name + "牵头处理。";
}

std::string words_of(RuleVerdict verdict, const RoutingRule& rule) {
  switch (verdict) {
    case RuleVerdict::matched: return "匹配";
    case RuleVerdict::not_yet_effective: return format_date(*rule.effective_from) + " 起才生效";
    case RuleVerdict::no_longer_effective: return format_date(*rule.effective_to) + " 后已失效";
    case RuleVerdict::other_area: return "只适用于代码以 " + rule.area_prefix + " 开头的区域";
    case RuleVerdict::other_category: return "只适用于类别 " + rule.category;
    case RuleVerdict::other_urgency:
      return rule.urgency == RuleUrgency::urgent ? "只适用于紧急件" : "只适用于一般件";
    case RuleVerdict::other_time_of_day:
      return rule.time_of_day == TimeOfDay::work ? "只适用于工作时间" : "只适用于非工作时间";
    case RuleVerdict::other_source: return "只适用于" + std::string(chinese(*rule.source));
    case RuleVerdict::lead_unresolved: return "条件符合，但此处没有 " + rule.lead;
  }
  return {};
}

Routing routed(const RoutingRule& rule, const Seen& seen, const Org& lead,
               const Directory& directory) {
  const std::vector<const Org*> assists = assists_of(rule, lead, seen, directory);
  Routing routing;
  routing.rule = rule.id;
  routing.lead = lead.id;
  for (const Org* org : assists) routing.assists.push_back(org->id);
  routing.pool = rule.pool;
  routing.check = rule.check;
  routing.certain = rule.certainty == Certainty::certain && !seen.inputs.category.empty();
  routing.why = why_of(rule, seen, lead, assists);
  return routing;
}

bool differ(const Routing& a, const Routing& b) {
  return a.lead != b.lead || a.assists != b.assists || a.pool != b.pool || a.check != b.check ||
         a.certain != b.certain;
}

}  // namespace

Result<RoutingTable> RoutingTable::build(std::vector<RoutingRule> rules, std::string triage_org) {
  if (rules.size() > rules_max) return fail(Errc::too_large, "more than 10,000 routing rules");
  if (auto errors = check_rules(rules); !errors.empty()) {
    Error error = fail(Errc::invalid, "the routing rules do not fit");
    error.fields = std::move(errors);
    return error;
  }
  RoutingTable table;
  table.rules_ = std::move(rules);
  table.triage_org_ = std::move(triage_org);
  std::sort(table.rules_.begin(), table.rules_.end(),
            [](const RoutingRule& a, const RoutingRule& b) { return a.order < b.order; });
  table.index();
  return table;
}

/// A rule for any category stands in every list; the order within each list is that of the rules.
void RoutingTable::index() {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const std::size_t letter = letter_of(rules_[i].category);
    for (std::size_t list = 0; list < by_letter_.size(); ++list)
      if (letter == no_letter || list == letter)
        by_letter_[list].push_back(static_cast<std::uint32_t>(i));
  }
}

std::span<const std::uint32_t> RoutingTable::rules_for(std::string_view category) const {
  return by_letter_[letter_of(category)];
}

std::vector<FieldError> RoutingTable::check(const Directory& directory,
                                            const Catalogue& catalogue) const {
  std::vector<FieldError> errors = check_rules_against(rules_, directory, catalogue);
  if (!triage_org_.empty() && !directory.find_org(triage_org_))
    errors.push_back({"/triage_org", "unknown_org", "there is no organisation " + triage_org_});
  return errors;
}

Routing RoutingTable::route(const RouteInputs& inputs, const Directory& directory,
                            const WorkCalendar& calendar) const {
  const Seen seen = look_at(inputs, directory, calendar);
  const Org& owner = owner_of(seen, triage_org_, directory);
  Routing routing;
  for (const std::uint32_t i : rules_for(inputs.category)) {
    if (conditions(rules_[i], seen) != RuleVerdict::matched) continue;
    const Org* lead = lead_of(rules_[i], seen, directory);
    if (!lead) continue;
    routing = routed(rules_[i], seen, *lead, directory);
    break;
  }
  if (routing.rule.empty()) {
    routing.rule = "default";
    routing.lead = owner.id;
    routing.why = why_default(seen, owner);
  }
  routing.owner = owner.id;
  routing.inputs = inputs;
  return routing;
}

std::vector<RuleTrial> RoutingTable::explain(const RouteInputs& inputs, const Directory& directory,
                                             const WorkCalendar& calendar) const {
  const Seen seen = look_at(inputs, directory, calendar);
  std::vector<RuleTrial> trials;
  for (const RoutingRule& rule : rules_) {
    RuleVerdict verdict = conditions(rule, seen);
    if (verdict == RuleVerdict::matched && !lead_of(rule, seen, directory))
      verdict = RuleVerdict::lead_unresolved;
    trials.push_back({rule.id, verdict, words_of(verdict, rule)});
    if (verdict == RuleVerdict::matched) return trials;
  }
  const Org& owner = owner_of(seen, triage_org_, directory);
  trials.push_back({"default", RuleVerdict::matched, why_default(seen, owner)});
  return trials;
}

std::vector<RoutingDifference> what_if(TablePair tables, std::span<const RouteInputs> inputs,
                                       const Directory& directory, const WorkCalendar& calendar) {
  std::vector<RoutingDifference> differences;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Routing before = tables.before.route(inputs[i], directory, calendar);
    Routing after = tables.after.route(inputs[i], directory, calendar);
    if (differ(before, after)) differences.push_back({i, std::move(before), std::move(after)});
  }
  return differences;
}

}  // namespace gongzhi
