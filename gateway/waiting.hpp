// What waits for somebody's body or role rather than for the person: reports to triage, to
// dispatch, to sign, to rule on (domain.md section 3).
#pragma once

#include <string>
#include <vector>

#include "governance/case.hpp"
#include "governance/world.hpp"
#include "records/reader.hpp"

namespace gongzhi::gateway {

/// How many are shown; so many of each state are read.
inline constexpr int waiting_max = 100;

/// The lists that hold what may wait for the actor, one for each state (and leading body) in which
/// it can be the turn of their role or body: open cases of their scope, most urgent first. Empty
/// for residents and members.
std::vector<records::CaseQuery> waiting_queries(const World& world, const Actor& actor);

/// Whether the case waits for the actor: the answerable word of its state is theirs, and they may
/// move it on.
bool waits_for(const World& world, const Actor& actor, const Case& item, Instant now);

/// Soonest promise of the present state first; those without one behind.
void sort_by_stage_due(std::vector<Case>& items);

}  // namespace gongzhi::gateway
