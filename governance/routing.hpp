// Where a case goes and why: an ordered, effective-dated table of rules, first match wins
// (domain.md 6.4). The matched rule and what it saw are kept with the case. Pure; immutable once
// built, safe for concurrent reads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/calendar.hpp"
#include "governance/catalogue.hpp"
#include "governance/directory.hpp"
#include "governance/message.hpp"

namespace gongzhi {

enum class RuleUrgency { any, urgent, ordinary };
enum class TimeOfDay { any, work, off };           // by the county's work calendar
enum class CheckPolicy { always, sampled, skip };  // 核查 before closing (domain.md 3, row 16)
enum class Certainty { certain, likely };  // certain = filed and dispatched without a person

std::string_view name(RuleUrgency urgency);
std::string_view name(TimeOfDay time);
std::string_view name(CheckPolicy check);
std::string_view name(Certainty certainty);
std::optional<RuleUrgency> parse_rule_urgency(std::string_view text);
std::optional<TimeOfDay> parse_time_of_day(std::string_view text);
std::optional<CheckPolicy> parse_check_policy(std::string_view text);
std::optional<Certainty> parse_certainty(std::string_view text);

/// One row of config/routing.csv.
struct RoutingRule {
  int order = 0;
  std::string id;
  std::optional<Date> effective_from;  // first business day; none = always was
  std::optional<Date> effective_to;    // last business day; none = until further notice
  std::string area_prefix;             // digits that the area code begins with; empty = everywhere
  std::string category;                // a code, a beginning with `*` (`E01*`), or empty = any
  RuleUrgency urgency = RuleUrgency::any;
  TimeOfDay time_of_day = TimeOfDay::any;
  std::optional<Source> source;
  /// Selectors parted by `|`, the first that can be resolved leads: `@property`,
  /// `@residents_committee`,
  /// `@village_committee`, `@supervision_committee`, `@cooperative`, `@owners_committee`, `@branch`
  /// (the community's Party organisation), `@joint_committee`, `@street` (the township's
  /// committee), `@county`, `dept:sanitation`, `org:<id>`.
  std::string lead;
  std::vector<std::string> assists;  // selectors; one that cannot be resolved is left out
  bool pool = false;                 // claimable: offered to in-service members first
  CheckPolicy check = CheckPolicy::always;
  Certainty certainty = Certainty::likely;
  std::string note;
};

/// What a rule may look at.
struct RouteInputs {
  std::string area_code;  // code of the grid; empty = of the community, the township or the county
  std::string
      category;  // empty = not known yet: only rules for any category match, never with certainty
  bool urgent = false;
  Instant at{};  // acceptance, or the moment of routing again
  Source source = Source::api;
  std::string community;  // empty = no area found: the county's triage owns the case
  std::string township;
};

/// Where it goes. `owner` and `lead` are never empty.
struct Routing {
  std::string rule;   // rule id, or "default"
  std::string owner;  // Party committee of the community, else the county's triage
  std::string lead;
  std::vector<std::string> assists;  // never the lead, each once, in the rule's order
  bool pool = false;
  CheckPolicy check = CheckPolicy::always;
  bool certain = false;
  std::string why;  // one Chinese sentence with the inputs
  RouteInputs inputs;
};

/// Why a rule did not match, in the order of looking; or that it did.
enum class RuleVerdict {
  matched,
  not_yet_effective,
  no_longer_effective,
  other_area,
  other_category,
  other_urgency,
  other_time_of_day,
  other_source,
  lead_unresolved  // would match, but no such body here
};
std::string_view name(RuleVerdict verdict);

/// One rule that was looked at, for `gongzhi route --explain`.
struct RuleTrial {
  std::string rule;
  RuleVerdict verdict = RuleVerdict::matched;
  std::string words;  // the same for people, in Chinese
};

class RoutingTable {
 public:
  static constexpr std::size_t rules_max = 10000;

  /// No rules: everything goes to its Party committee.
  RoutingTable() = default;

  /// Rules in their order. `triage_org` receives cases without community; empty = the county's
  /// committee. Errc::invalid with one FieldError (`/rules/3/lead`, row counted from 0) per doubled
  /// id or order, dates the wrong way round, malformed area, category or selector, missing lead, or
  /// too many rules.
  static Result<RoutingTable> build(std::vector<RoutingRule> rules, std::string triage_org = {});

  /// What build cannot know: categories, departments, organisations and area codes that do not
  /// exist.
  std::vector<FieldError> check(const Directory& directory, const Catalogue& catalogue) const;

  /// First match in order; no match = the Party committee leads, rule "default", never certain.
  Routing route(const RouteInputs& inputs, const Directory& directory,
                const WorkCalendar& calendar) const;

  /// Every rule up to the one that matched, with why it did or did not; the last may be "default".
  std::vector<RuleTrial> explain(const RouteInputs& inputs, const Directory& directory,
                                 const WorkCalendar& calendar) const;

  /// In their order.
  std::span<const RoutingRule> rules() const { return rules_; }
  const std::string& triage_org() const { return triage_org_; }

 private:
  void index();
  std::span<const std::uint32_t> rules_for(std::string_view category) const;

  std::vector<RoutingRule> rules_;
  std::string triage_org_;
  /// Rules that can match a category, by its type letter; the last one is for categories without a
  /// letter.
  std::array<std::vector<std::uint32_t>, 27> by_letter_;
};

/// What a changed table would do differently.
struct RoutingDifference {
  std::size_t index = 0;  // of the inputs
  Routing before;
  Routing after;
};

/// The two tables of a comparison.
struct TablePair {
  const RoutingTable& before;
  const RoutingTable& after;
};

/// Routes the inputs (e.g. of the last 90 days) through both tables; only those whose lead,
/// assists, pool, check or certainty differ are listed, in order.
std::vector<RoutingDifference> what_if(TablePair tables, std::span<const RouteInputs> inputs,
                                       const Directory& directory, const WorkCalendar& calendar);

}  // namespace gongzhi
