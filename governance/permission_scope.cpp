// scope_of(): the row of case.see as parts of a list.
#include <algorithm>

#include "governance/permission.hpp"
#include "governance/permission_actor.hpp"

namespace gongzhi {
namespace {

/// These bodies take part in the common work of a community but do not speak for all of it: they
/// see their own cases only.
bool is_party_of_its_own(OrgKind kind) {
  return kind == OrgKind::owners_committee || kind == OrgKind::supervision_committee ||
         kind == OrgKind::cooperative || kind == OrgKind::property;
}

/// The scope of a role that looks into a part of the county.
void set_seat(const World& world, const User& user, Scope& scope) {
  const Org* seat = seat_of(world, user);
  scope.org = seat ? seat->id : user.org;
  if (seat) scope.body = user.org;
  if (!seat)
    scope.kind = user.org.empty() ? Scope::Kind::own : Scope::Kind::body;
  else
    scope.kind = seat->level == OrgLevel::county     ? Scope::Kind::county
                 : seat->level == OrgLevel::township ? Scope::Kind::township
                                                     : Scope::Kind::community;
}

void set_kind(const World& world, const User& user, Reach reach, Scope& scope) {
  switch (reach) {
    case Reach::nothing: scope.kind = Scope::Kind::nothing; return;
    case Reach::owner_body:  // says nothing of case.see
    case Reach::own: scope.kind = Scope::Kind::own; return;
    case Reach::own_community:
      scope.kind = user.community.empty() ? Scope::Kind::own : Scope::Kind::member;
      scope.org = user.community;
      return;
    case Reach::own_grid:
      scope.kind = Scope::Kind::grid;
      for (const GridInfo* grid : world.directory.grids_walked_by(user.id))
        scope.grids.push_back(grid->code);
      return;
    case Reach::own_body:
      scope.kind = user.org.empty() ? Scope::Kind::own : Scope::Kind::body;
      scope.org = user.org;
      return;
    case Reach::subtree: set_seat(world, user, scope); return;
    case Reach::anyone:
      scope.kind = Scope::Kind::county;
      scope.org = world.directory.county().id;
      return;
  }
}

/// States of any kind and version in which it is the turn of `owner`.
std::vector<std::string> states_owned_by(const World& world, std::string_view owner) {
  std::vector<std::string> states;
  for (const KindSpec& kind : world.kinds.all())
    for (const StateSpec& state : kind.states)
      if (state.owner == owner && std::ranges::find(states, state.name) == states.end())
        states.push_back(state.name);
  return states;
}

/// is_asked_to_look() and is_before_higher_secretary() as parts of a list.
void set_turns(const World& world, const User& user, PrivateReach reach, Scope& scope) {
  if (scope.with_private) return;
  if (scope.kind == Scope::Kind::grid && reach == PrivateReach::none)
    scope.private_states = states_owned_by(world, "grid_worker");
  if (reach != PrivateReach::owner) return;
  const Org* seat = seat_of(world, user);
  if (!seat || seat->id != user.org) return;
  scope.private_states = states_owned_by(world, "secretary");
  scope.private_appeals = true;
}

}  // namespace

const User* active_user(const World& world, const Actor& actor) {
  if (actor.user.empty()) return nullptr;
  const User* user = world.directory.find_user(actor.user);
  return user && user->active ? user : nullptr;
}

Grant grant_of(const World& world, const User* user, Action action) {
  return world.permissions.of(user ? std::optional(user->role) : std::nullopt, action);
}

bool is_somebody(const Actor& actor, const User* user) {
  return user || !actor.system.empty() || (actor.user.empty() && !actor.device.empty());
}

const Org* seat_of(const World& world, const User& user) {
  const Org* org = world.directory.find_org(user.org);
  if (!org || is_party_of_its_own(org->kind)) return nullptr;
  return world.directory.seat_of(user.org);
}

Scope scope_of(const World& world, const Actor& actor) {
  Scope scope;
  const User* user = active_user(world, actor);
  if (!user) {
    if (!is_somebody(actor, user) || !actor.system.empty()) return scope;
    if (grant_of(world, nullptr, case_see).relation == Reach::nothing) return scope;
    scope.kind = Scope::Kind::own;
    scope.device = actor.device;
    return scope;
  }
  const Grant grant = grant_of(world, user, case_see);
  set_kind(world, *user, grant.relation, scope);
  if (scope.kind == Scope::Kind::nothing) return scope;
  scope.user = user->id;
  switch (grant.private_reach) {
    case PrivateReach::none: break;
    case PrivateReach::lead: scope.lead_body = user->org; break;
    case PrivateReach::owner:
      scope.lead_body = user->org;
      scope.with_private = scope.kind == Scope::Kind::community && scope.org == user->org;
      break;
    case PrivateReach::all: scope.with_private = true; break;
  }
  set_turns(world, *user, grant.private_reach, scope);
  return scope;
}

}  // namespace gongzhi
