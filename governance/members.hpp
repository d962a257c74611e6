// In-service members (在职党员) and the claim pool: who may claim a task, and to whom it is offered
// in what order (domain.md 3 row 8 and sections 7, 10). The order serves one task and is never
// shown as a ranking of people. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/facts.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// Why a member may not claim.
enum class ClaimObstacle {
  none,
  not_a_member,     // not an active in-service member
  other_community,  // registered elsewhere, or the case has no community
  own_report,       // one does not resolve what one reported
  already_yours,    // holds a place already
  skill_missing,    // the case asks for a skill (field `skills`)
  already_claimed,  // no place left
  too_many_open,    // policy.open_claims_max
  needs_approval    // policy.lapses_max given up late within 90 days
};

/// The machine word of a refusal: `already_claimed`, …; "none" for no obstacle.
std::string_view name(ClaimObstacle obstacle);
/// The same in kind words for the member, in Chinese.
std::string_view kind_words(ClaimObstacle obstacle);

/// The first obstacle to `user` claiming a place of the case; `none` = may claim. Whether the case
/// is in the pool is the lifecycle's question. The open claims are checked again by the guarded
/// UPDATE when the claim is stored.
ClaimObstacle obstacle_to_claim(const World& world, const Case& item, std::string_view user,
                                const Facts& facts);

/// Skills without which the case may not be claimed: its field `skills` (a list or one text); one
/// of them suffices.
std::vector<std::string> skills_required(const Case& item);

/// One member a task is offered to.
struct Candidate {
  std::string user;
  std::string why;  // one Chinese sentence, for the member and for who asks
};

/// Members to whom the case is offered, in order, at most policy.candidates_max: those who may
/// claim (see above; free places are not looked at, so it may be asked before the pool is opened);
/// first who has a skill of the category's `claim_skills`, then who lives in the case's grid, then
/// fewer open claims, then least recently served (never served first), then who has time at that
/// hour, then a draw by the published seed.
std::vector<Candidate> rank_candidates(const World& world, const Case& item, const Facts& facts,
                                       Instant at);

}  // namespace gongzhi
