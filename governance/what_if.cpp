#include "governance/what_if.hpp"

namespace gongzhi {
namespace {

bool differs(const Routing& a, const Routing& b) {
  return a.lead != b.lead || a.owner != b.owner || a.assists != b.assists || a.pool != b.pool ||
         a.check != b.check || a.certain != b.certain;
}

}  // namespace

void WhatIf::add(const PastCase& past) {
  ++looked_at_;
  Routing now = now_.routing.route(past.inputs, now_.directory, now_.calendar);
  Routing then = then_.routing.route(past.inputs, then_.directory, then_.calendar);
  if (!past.lead.empty()) ++totals_[past.lead].stored;
  ++totals_[now.lead].now;
  ++totals_[then.lead].then;
  if (!differs(now, then)) return;
  ++elsewhere_;
  if (listed_.size() >= what_if_listed_max) return;
  listed_.push_back({past.number, past.inputs.at, past.inputs.category, past.inputs.community,
                     past.rule, past.lead, std::move(now), std::move(then)});
}

}  // namespace gongzhi
