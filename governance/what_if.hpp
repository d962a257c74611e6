// What changed rules would have done: cases of the past routed once more, by the World as it is and
// by the one that is thought of. Pure; cases are added page by page.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "governance/world.hpp"

namespace gongzhi {

/// How far back a what-if looks, and how much it says.
inline constexpr std::chrono::hours what_if_span{24 * 90};
inline constexpr int what_if_cases_max = 100'000;
inline constexpr std::size_t what_if_listed_max = 1'000;

/// A case as it is on record; `rule` and `lead` are those it has now, which a person may have
/// changed.
struct PastCase {
  std::string number;
  RouteInputs inputs;
  std::string rule;
  std::string lead;
};

/// One that goes elsewhere.
struct Rerouted {
  std::string number;
  Instant at{};
  std::string category;
  std::string community;
  std::string rule_stored, lead_stored;
  Routing now;   // by the present rules
  Routing then;  // by the changed ones
};

struct LeadTotal {
  std::int64_t stored = 0;
  std::int64_t now = 0;
  std::int64_t then = 0;
};

class WhatIf {
 public:
  /// Both outlive it.
  WhatIf(const World& now, const World& then) : now_(now), then_(then) {}

  /// A case goes elsewhere when its lead, assists, pool, check or certainty would differ.
  void add(const PastCase& past);

  std::int64_t looked_at() const { return looked_at_; }
  std::int64_t elsewhere() const { return elsewhere_; }
  /// In the order in which they were added, at most what_if_listed_max.
  const std::vector<Rerouted>& listed() const { return listed_; }
  /// Of the bodies that lead any case, by id.
  const std::map<std::string, LeadTotal>& totals() const { return totals_; }

 private:
  const World& now_;
  const World& then_;
  std::int64_t looked_at_ = 0;
  std::int64_t elsewhere_ = 0;
  std::vector<Rerouted> listed_;
  std::map<std::string, LeadTotal> totals_;
};

}  // namespace gongzhi
