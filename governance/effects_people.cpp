// Effects on who has a case: responsible body, person in hand, claims of members, followers.
#include <algorithm>
#include <array>
#include <utility>

#include "governance/answerable.hpp"
#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

GuardedChange release_of(const std::string& user, GuardedChange::What what) {
  GuardedChange change;
  change.what = what;
  change.user = user;
  change.reason_if_missed = "claim_not_counted";
  return change;
}

void drop(std::vector<std::string>& list, std::string_view text) {
  std::erase(list, text);
}

const std::string& lead_given(const Turn& turn) {
  for (const char* name : {"lead", "org"})
    if (const std::string& org = text_of(*turn.input, name); !org.empty()) return org;
  const bool proposed = !turn.item.returned_by.empty() && !turn.item.proposed_org.empty();
  return proposed ? turn.item.proposed_org : turn.item.lead;
}

/// Row 10: the same body again takes the time that was left, another one the whole limit.
void let_clock_go_on(Turn& turn, const std::string& lead) {
  HandlingClock& clock = turn.item.handling;
  if (!clock.paused_since || turn.item.returned_by.empty()) return;
  const bool same_body = turn.item.returned_by.back() == lead;
  const auto next =
      same_body ? resume(clock, turn.now, turn.world.calendar)
                : restart(clock, limit_of(turn.world, turn.item), turn.now, turn.world.calendar);
  if (!next) return;
  if (next->run != clock.run) turn.item.rungs_fired = 0;
  clock = *next;
  turn.noted["clock"] = std::string(same_body ? "resumed" : "restarted");
}

/// Whoever does new work of that person now. Where nobody stands in it stays theirs.
std::string present_person(Turn& turn, const std::string& person) {
  const std::string present =
      turn.world.arrangements.stand_in(turn.world.directory, person, turn.now);
  if (present.empty() || present == person) return person;
  turn.noted["stands_in_for"] = person;
  return present;
}

void assign_lead(Turn& turn, Arguments) {
  Case& item = turn.item;
  const std::string lead = lead_given(turn);
  if (!item.returned_by.empty() && lead != item.returned_by.back()) ++item.hops;
  let_clock_go_on(turn, lead);
  item.lead = lead;
  item.holder.clear();
  item.proposed_org.clear();
  if (is_given(*turn.input, "assists")) item.assists = list_of(*turn.input, "assists");
  drop(item.assists, lead);
  turn.noted["lead"] = lead;
  if (!item.assists.empty()) turn.noted["assists"] = item.assists;
  turn.noted["hops"] = std::int64_t{item.hops};
}

void sign_person(Turn& turn, Arguments) {
  const std::string& person = text_of(*turn.input, "person");
  turn.item.holder = person.empty() ? turn.actor->user : present_person(turn, person);
  turn.noted["person"] = turn.item.holder;
}

void send_grid_worker(Turn& turn, Arguments) {
  const GridInfo* grid = turn.world.directory.find_grid(turn.item.grid);
  const auto is_there = [&](const std::string& person) {
    return !person.empty() && !turn.world.arrangements.absence_of(person, turn.now);
  };
  if (grid) turn.item.holder = grid->worker;
  // Who walks the grid with them comes before a deputy from elsewhere.
  if (grid && !is_there(grid->worker) && is_there(grid->deputy)) turn.item.holder = grid->deputy;
  if (!turn.item.holder.empty()) turn.item.holder = present_person(turn, turn.item.holder);
  if (!turn.item.holder.empty() || turn.item.community.empty()) return;
  const auto workers = turn.world.directory.users_with(Role::grid_worker, turn.item.community);
  if (!workers.empty()) turn.item.holder = workers.front()->id;
}

void release_holder(Turn& turn, Arguments) {
  turn.item.holder.clear();
}

GuardedChange take_of(const Turn& turn, const std::string& user) {
  GuardedChange change = release_of(user, GuardedChange::What::take_claim);
  change.open_claims_max = turn.world.policy.open_claims_max;
  change.reason_if_missed = "too_many_open";
  return change;
}

void take_place(Turn& turn, const std::string& user) {
  Case& item = turn.item;
  item.claims.push_back({user, turn.now});
  item.claims_counted = true;
  if (item.holder.empty()) item.holder = user;
  drop(item.candidates, user);
  drop(item.claim_requests, user);
  if (std::ssize(item.claims) >= item.places) item.candidates.clear();
  turn.decision.guarded.push_back(take_of(turn, user));
  turn.noted["member"] = user;
  turn.noted["places_left"] =
      static_cast<std::int64_t>(item.places) - static_cast<std::int64_t>(item.claims.size());
}

void take_claim(Turn& turn, Arguments) {
  take_place(turn, turn.actor->user);
}

void approve_claim(Turn& turn, Arguments) {
  take_place(turn, text_of(*turn.input, "person"));
}

void request_claim(Turn& turn, Arguments) {
  add_once(turn.item.claim_requests, turn.actor->user);
}

/// Row 9: free for a day; later it counts as a lapse.
void release_claim(Turn& turn, Arguments) {
  Case& item = turn.item;
  const auto claim = std::ranges::find(item.claims, turn.actor->user, &Claim::user);
  if (claim == item.claims.end()) return;
  const bool is_lapse = turn.now > free_give_up_until(turn.world, *claim);
  turn.decision.guarded.push_back(
      release_of(claim->user, is_lapse ? GuardedChange::What::release_claim_lapsed
                                       : GuardedChange::What::release_claim));
  turn.noted["lapse"] = is_lapse;
  item.claims.erase(claim);
  if (item.claims.empty()) item.claims_counted = false;
  if (item.holder == turn.actor->user)
    item.holder = item.claims.empty() ? std::string{} : item.claims.front().user;
}

/// The work is over: claims stay on record but no longer count as open.
void release_claims(Turn& turn, Arguments) {
  if (!turn.item.claims_counted) return;
  for (const Claim& claim : turn.item.claims)
    turn.decision.guarded.push_back(release_of(claim.user, GuardedChange::What::release_claim));
  turn.item.claims_counted = false;
}

/// An active member of the case's community.
bool is_member_here(const Turn& turn, std::string_view id) {
  const User* user = turn.world.directory.find_user(id);
  return user && user->active && user->role == Role::member &&
         user->community == turn.item.community;
}

/// The claim goes on (or counts again, if the member has room for it); false = it ends.
bool take_up_again(Turn& turn, Claim& claim) {
  const bool is_here = is_member_here(turn, claim.user);
  if (turn.item.claims_counted) {
    if (!is_here)
      turn.decision.guarded.push_back(release_of(claim.user, GuardedChange::What::release_claim));
    return is_here;
  }
  const int open_claims_max = turn.world.policy.open_claims_max;
  if (!is_here || turn.facts.load_of(claim.user).open_claims >= open_claims_max) return false;
  turn.decision.guarded.push_back(take_of(turn, claim.user));
  claim.at = turn.now;
  return true;
}

/// Takes work in hand for its body.
bool works_cases(Role role) {
  constexpr std::array roles{Role::dept_handler, Role::property_staff,      Role::committee_member,
                             Role::grid_worker,  Role::community_secretary, Role::branch_secretary,
                             Role::dispatcher};
  return std::ranges::find(roles, role) != roles.end();
}

/// Somebody of the responsible body, preferably not the reporter; where nobody works there, the
/// owner's secretary, who finds somebody. Empty when there is not even one.
std::string person_of_lead(const Turn& turn) {
  std::string found;
  for (const User& user : turn.world.directory.users()) {
    if (!user.active || !works_cases(user.role) || !works_in(turn.world, user, turn.item.lead) ||
        turn.world.arrangements.absence_of(user.id, turn.now) != nullptr)
      continue;
    if (user.id != turn.item.reporter.user && user.org == turn.item.lead) return user.id;
    if (found.empty()) found = user.id;
  }
  if (!found.empty()) return found;
  const auto secretaries = secretaries_of(turn.world, turn.item.owner);
  return secretaries.empty() ? found : secretaries.front()->id;
}

/// A case reopened goes back to the people who did it: the members who claimed it as far as they
/// are still here and have room, else whoever had it in hand, else somebody of the responsible
/// body. Nothing open is without somebody who can act.
void back_in_hand(Turn& turn, Arguments) {
  Case& item = turn.item;
  std::vector<Claim> going_on;
  for (Claim& claim : std::exchange(item.claims, {}))
    if (take_up_again(turn, claim)) going_on.push_back(std::move(claim));
  item.claims = std::move(going_on);
  item.claims_counted = !item.claims.empty();
  const User* holder = turn.world.directory.find_user(item.holder);
  const bool has_claim =
      std::ranges::find(item.claims, item.holder, &Claim::user) != item.claims.end();
  const bool stays = holder && holder->active && (has_claim || holder->role != Role::member);
  if (!stays) item.holder = item.claims_counted ? item.claims.front().user : person_of_lead(turn);
  turn.noted["person"] = item.holder;
}

void reassign(Turn& turn, Arguments) {
  turn.noted["person_before"] = turn.item.holder;
  turn.item.holder = present_person(turn, text_of(*turn.input, "person"));
  turn.noted["person"] = turn.item.holder;
}

/// What the holder has claimed goes along: to another member as a claim of theirs, else it ends.
void hand_on_claim(Turn& turn, const std::string& successor) {
  Case& item = turn.item;
  const auto claim = std::ranges::find(item.claims, item.holder, &Claim::user);
  if (claim == item.claims.end()) return;
  if (item.claims_counted)
    turn.decision.guarded.push_back(release_of(claim->user, GuardedChange::What::release_claim));
  item.claims.erase(claim);
  if (item.claims.empty()) item.claims_counted = false;
  if (is_member_here(turn, successor)) take_place(turn, successor);
}

/// 交接: to the person named, else to the deputy of the grid.
void hand_over(Turn& turn, Arguments) {
  Case& item = turn.item;
  turn.noted["person_before"] = item.holder;
  const std::string& person = text_of(*turn.input, "person");
  const GridInfo* grid = turn.world.directory.find_grid(item.grid);
  const std::string successor =
      present_person(turn, !person.empty() || !grid ? person : grid->deputy);
  hand_on_claim(turn, successor);
  item.holder = successor;
  turn.noted["person"] = item.holder;
}

void add_assist(Turn& turn, Arguments) {
  const std::string& org = text_of(*turn.input, "org");
  if (org != turn.item.lead) add_once(turn.item.assists, org);
}

void follow(Turn& turn, Arguments) {
  constexpr std::size_t followers_max = 1000;
  if (turn.item.followers.size() < followers_max)
    turn.item.followers.push_back({turn.actor->user, turn.actor->device});
}

void count_return(Turn& turn, Arguments) {
  Case& item = turn.item;
  ++item.returns;
  item.returned_by.push_back(item.lead);
  item.proposed_org = text_of(*turn.input, "proposed_org");
  item.holder.clear();
  turn.noted["returns"] = std::int64_t{item.returns};
}

/// The third return is impossible, and two bodies that send it to each other are not listened to
/// again: the matter is put to the secretary, and nobody's return is counted.
void put_to_ruling(Turn& turn, Arguments) {
  turn.item.returned_by.push_back(turn.item.lead);
  turn.item.proposed_org = text_of(*turn.input, "proposed_org");
  turn.item.holder.clear();
}

void mark_ruled(Turn& turn, Arguments) {
  turn.item.ruled = true;
}

constexpr std::array table{
    EffectWord{"assign_lead", 0, assign_lead, {}, Hand::empties},
    EffectWord{"sign_person", 0, sign_person, {}, Hand::fills},
    EffectWord{"send_grid_worker", 0, send_grid_worker},
    EffectWord{"release_holder", 0, release_holder, {}, Hand::empties},
    EffectWord{"take_claim", 0, take_claim, {}, Hand::fills},
    EffectWord{"approve_claim", 0, approve_claim, "person", Hand::fills},
    EffectWord{"request_claim", 0, request_claim},
    EffectWord{"release_claim", 0, release_claim},
    EffectWord{"release_claims", 0, release_claims},
    EffectWord{"back_in_hand", 0, back_in_hand, {}, Hand::fills},
    EffectWord{"reassign", 0, reassign, "person", Hand::fills},
    EffectWord{"hand_over", 0, hand_over, {}, Hand::fills},
    EffectWord{"add_assist", 0, add_assist, "org"},
    EffectWord{"follow", 0, follow},
    EffectWord{"count_return", 0, count_return, "proposed_org", Hand::empties},
    EffectWord{"put_to_ruling", 0, put_to_ruling, "proposed_org", Hand::empties},
    EffectWord{"mark_ruled", 0, mark_ruled},
};

}  // namespace

std::span<const EffectWord> people_effects() {
  return table;
}

}  // namespace gongzhi
