// The handover (交接) of one case: whatever the one who leaves or is away has of it goes to the
// other, or to whoever the rules find.
#include <algorithm>
#include <utility>

#include "governance/answerable.hpp"
#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/members.hpp"
#include "governance/messages.hpp"

namespace gongzhi {
namespace {

struct Hands {
  std::string from;
  const User* to = nullptr;  // active, or none
};

/// A claim goes on as one of the successor, where they are a member of the community with room for
/// it; else its place is free again.
bool hand_on_claim(Turn& turn, const Hands& hands) {
  Case& item = turn.item;
  const auto claim = std::ranges::find(item.claims, hands.from, &Claim::user);
  if (claim == item.claims.end()) return false;
  GuardedChange change;
  change.user = hands.from;
  change.what = GuardedChange::What::release_claim;
  change.reason_if_missed = "claim_not_counted";
  if (item.claims_counted) turn.decision.guarded.push_back(change);
  item.claims.erase(claim);
  if (item.claims.empty()) item.claims_counted = false;
  if (!hands.to ||
      obstacle_to_claim(turn.world, item, hands.to->id, turn.facts) != ClaimObstacle::none)
    return true;
  item.claims.push_back({hands.to->id, turn.now});
  item.claims_counted = true;
  change.user = hands.to->id;
  change.what = GuardedChange::What::take_claim;
  change.open_claims_max = turn.world.policy.open_claims_max;
  change.reason_if_missed = "too_many_open";
  turn.decision.guarded.push_back(change);
  return true;
}

/// Never nobody: the successor, who else has claimed it, or the secretary of the owner, who finds
/// somebody.
std::string next_holder(const Turn& turn, const Hands& hands) {
  const bool needs_claim = hands.to && hands.to->role == Role::member;
  const auto& claims = turn.item.claims;
  const bool has_claim =
      hands.to && std::ranges::find(claims, hands.to->id, &Claim::user) != claims.end();
  if (hands.to && (!needs_claim || has_claim)) return hands.to->id;
  if (!claims.empty()) return claims.front().user;
  const auto secretaries = secretaries_of(turn.world, turn.item.owner);
  return secretaries.empty() ? turn.item.holder : secretaries.front()->id;
}

bool hand_on_holding(Turn& turn, const Hands& hands) {
  if (turn.item.holder != hands.from) return false;
  turn.item.holder = next_holder(turn, hands);
  return turn.item.holder != hands.from;
}

/// Nobody checks their own work: then another verifier is drawn.
bool hand_on_check(Turn& turn, const Hands& hands) {
  Case& item = turn.item;
  if (item.verifier != hands.from) return false;
  const auto pool = verifier_pool(turn.world, item, turn.now);
  if (!hands.to || std::ranges::find(pool, hands.to->id) == pool.end()) {
    find_effect("draw_again")->apply(turn, {});
    return true;
  }
  add_once(item.verifiers_tried, hands.from);
  item.verifier = hands.to->id;
  return true;
}

bool hand_on_offer(Turn& turn, const Hands& hands) {
  Case& item = turn.item;
  const bool was_offered = std::erase(item.candidates, hands.from) > 0;
  const bool had_asked = std::erase(item.claim_requests, hands.from) > 0;
  if (was_offered && hands.to &&
      obstacle_to_claim(turn.world, item, hands.to->id, turn.facts) == ClaimObstacle::none)
    add_once(item.candidates, hands.to->id);
  return was_offered || had_asked;
}

}  // namespace

Decision take_handover(Turn turn, const KindSpec& kind, const Followup& followup) {
  Hands hands{text_of(followup.input, "from"), nullptr};
  const User* to = turn.world.directory.find_user(text_of(followup.input, "to"));
  if (to && to->active && to->id != hands.from) hands.to = to;
  if (hands.from.empty() || kind.is_final(turn.item.state)) return unchanged(turn.item);
  std::vector<std::string> what;
  if (hand_on_claim(turn, hands)) what.emplace_back("claim");
  if (hand_on_holding(turn, hands)) what.emplace_back("holder");
  if (hand_on_check(turn, hands)) what.emplace_back("verifier");
  if (hand_on_offer(turn, hands)) what.emplace_back("offer");
  if (what.empty()) return unchanged(turn.item);
  turn.noted["person_before"] = hands.from;
  if (hands.to) turn.noted["person"] = hands.to->id;
  turn.noted["what"] = std::move(what);
  const std::string state = turn.item.state;
  write_entry(turn, "hand_over", state, state);
  turn.decision.timeline.back().visibility = Visibility::staff;
  return conclude(std::move(turn), kind);
}

}  // namespace gongzhi
