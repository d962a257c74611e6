// Role x scope x relation: the table of permissions asked of a case. Everything is decided from the
// loaded case and the directory's indexes; nothing is allocated on the way to may_see.
#include "governance/permission.hpp"

#include <algorithm>

#include "governance/lifecycle.hpp"
#include "governance/permission_actor.hpp"

namespace gongzhi {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// Where a case lies: its community, else its township, else where its owner sits.
std::string_view place_of(const World& world, const Case& item) {
  if (world.directory.find_org(item.community)) return item.community;
  if (world.directory.find_org(item.township)) return item.township;
  const Org* seat = world.directory.seat_of(item.owner);
  return seat ? std::string_view(seat->id) : std::string_view(world.directory.county().id);
}

bool lies_in(const World& world, const Case& item, const Org& seat) {
  return world.directory.in_subtree(place_of(world, item), seat.id);
}

bool is_secretary(Role role) {
  return role == Role::community_secretary || role == Role::branch_secretary;
}

/// Works in the body, or in a grid branch or building group below it; the secretary of a grid
/// branch is not the secretary of its community, so secretaries count where they are secretary
/// only.
bool works_in(const World& world, const User& user, std::string_view body) {
  if (body.empty() || user.org.empty()) return false;
  return is_secretary(user.role) ? user.org == body : world.directory.works_in(user.org, body);
}

bool is_reporter(const Actor& actor, const Case& item) {
  if (!actor.user.empty())
    return actor.user == item.reporter.user || actor.user == item.on_behalf_of;
  return !actor.device.empty() &&
         (actor.device == item.reporter.device || actor == receipt_holder(item.number));
}

bool is_follower(const Actor& actor, const Case& item) {
  return std::any_of(item.followers.begin(), item.followers.end(), [&](const Follower& follower) {
    return (!actor.user.empty() && follower.user == actor.user) ||
           (!actor.device.empty() && follower.device == actor.device);
  });
}

bool is_claimant(const Actor& actor, const Case& item) {
  return !actor.user.empty() &&
         std::ranges::find(item.claims, actor.user, &Claim::user) != item.claims.end();
}

/// Reported it or has it in hand: sees it whatever it is.
bool is_own(const Actor& actor, const Case& item) {
  if (is_reporter(actor, item)) return true;
  if (actor.user.empty()) return false;
  return actor.user == item.holder || actor.user == item.verifier || is_claimant(actor, item) ||
         contains(item.candidates, actor.user) || contains(item.claim_requests, actor.user) ||
         (!item.is_private && contains(item.verifiers_tried, actor.user));
}

bool walks(const World& world, const User& user, std::string_view grid) {
  const GridInfo* info = grid.empty() ? nullptr : world.directory.find_grid(grid);
  return info && (info->worker == user.id || info->deputy == user.id);
}

bool is_case_of_body(const User& user, const Case& item) {
  if (user.org.empty()) return false;
  return user.org == item.owner || user.org == item.lead || contains(item.assists, user.org) ||
         contains(item.whistle_orgs, user.org);
}

/// What a relation of the table covers besides one's own, private or not.
bool is_within(const World& world, const User& user, const Case& item, Reach reach) {
  switch (reach) {
    case Reach::nothing:
    case Reach::own: return false;
    case Reach::own_community:
      // Claimable cases stay in sight when somebody was quicker: who presses 认领 too late is told
      // so in kind words, and not that there is no such case.
      return item.places > 0 && !user.community.empty() && user.community == item.community;
    case Reach::own_grid: return walks(world, user, item.grid);
    case Reach::owner_body: return !user.org.empty() && user.org == item.owner;
    case Reach::own_body: return is_case_of_body(user, item);
    case Reach::subtree: {
      const Org* seat = seat_of(world, user);
      return (seat && lies_in(world, item, *seat)) || is_case_of_body(user, item);
    }
    case Reach::anyone: return true;
  }
  return false;
}

/// The word of the case's state for whose turn it is; empty when the kind does not say.
std::string_view turn_of(const World& world, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  return state ? std::string_view(state->owner) : std::string_view();
}

/// 核实: whoever walks the grid looks, also at a private case while it is their turn.
bool is_asked_to_look(const World& world, const Case& item, Grant grant) {
  return grant.relation == Reach::own_grid && turn_of(world, item) == "grid_worker";
}

/// A secretary further up hears a private case only while it waits for a secretary's decision.
bool is_before_higher_secretary(const World& world, const User& user, const Case& item) {
  if (!item.appeal_open && turn_of(world, item) != "secretary") return false;
  const Org* seat = seat_of(world, user);
  return seat && seat->id == user.org && lies_in(world, item, *seat);
}

/// What the role sees of a private case within its reach.
bool is_within_private(const World& world, const User& user, const Case& item, Grant grant) {
  if (user.org.empty()) return false;
  switch (grant.private_reach) {
    case PrivateReach::none: return is_asked_to_look(world, item, grant);
    case PrivateReach::lead: return user.org == item.lead || contains(item.whistle_orgs, user.org);
    case PrivateReach::owner:
      return user.org == item.owner || user.org == item.lead ||
             is_before_higher_secretary(world, user, item);
    case PrivateReach::all: return true;
  }
  return false;
}

void add_body_relations(const World& world, const User& user, const Case& item,
                        RelationSet& relations) {
  if (works_in(world, user, item.owner)) relations.insert(Relation::owner_body);
  if (works_in(world, user, item.lead)) relations.insert(Relation::lead_body);
  for (const std::string& body : item.assists)
    if (works_in(world, user, body)) relations.insert(Relation::assist_body);
}

/// Residents, members and clients of the interface speak for nobody: the body where they are
/// employed does not count.
bool speaks_for_body(Role role) {
  return role != Role::resident && role != Role::member && role != Role::api_client;
}

void add_place_relations(const World& world, const User& user, const Case& item,
                         RelationSet& relations) {
  if (walks(world, user, item.grid)) relations.insert(Relation::own_grid);
  if (!item.community.empty() && user.community == item.community) {
    relations.insert(Relation::own_community);
    if (user.role == Role::member && (!item.is_private || contains(item.candidates, user.id)))
      relations.insert(Relation::candidate);
  }
}

void add_seat_relations(const World& world, const User& user, const Case& item,
                        RelationSet& relations) {
  const Org* community = world.directory.community_of(user.org);
  if (community && community->id == item.community) relations.insert(Relation::own_community);
  const Org* seat = seat_of(world, user);
  if ((seat && lies_in(world, item, *seat)) || (!user.org.empty() && user.org == item.owner))
    relations.insert(Relation::subtree);
}

bool fits(const Permit& permit, const Actor& actor, const User* user, RelationSet relations) {
  if (permit.is_system) return !actor.system.empty();
  if (!actor.system.empty()) return false;
  if (permit.role && (!user || user->role != *permit.role)) return false;
  return relations.contains(permit.relation);
}

/// Somebody with what the table grants them.
struct Holder {
  const User* user = nullptr;
  Grant grant;
};

bool sees_with(const World& world, const Actor& actor, const Case& item, const Holder& holder) {
  if (holder.grant.relation == Reach::nothing) return false;
  if (is_own(actor, item)) return true;
  // Followers of a private case follow their own report.
  if (!item.is_private && is_follower(actor, item)) return true;
  const auto& [user, grant] = holder;
  if (!user || !is_within(world, *user, item, grant.relation)) return false;
  return !item.is_private || is_within_private(world, *user, item, grant);
}

/// Who answers to residents knows them, never as a person of the body that leads.
bool knows_with(const World& world, const Case& item, const Holder& holder) {
  const auto& [user, grant] = holder;
  if (!user || !is_within(world, *user, item, grant.relation)) return false;
  return user->org != item.lead || user->org == item.owner;
}

bool is_permitted(const World& world, const Actor& actor, std::span<const Permit> who,
                  const Case& item) {
  const User* user = active_user(world, actor);
  if (!is_somebody(actor, user)) return false;
  if (actor.system.empty() && !permits(world, actor, case_act, {.item = &item})) return false;
  const bool sees = may_see(world, actor, item);
  if (!sees && item.is_private) return false;
  const RelationSet relations =
      sees ? relation_set(world, actor, item) : RelationSet{Relation::anyone};
  return std::any_of(who.begin(), who.end(), [&](const Permit& permit) {
    return (sees || !permit.role) && fits(permit, actor, user, relations);
  });
}

}  // namespace

bool permits(const World& world, const Actor& actor, Action action, const Target& target) {
  if (!is_about_cases(action)) return is_administration_permitted(world, actor, action, target);
  if (!target.item && action != case_create) return false;
  if (!actor.system.empty()) return action == case_see || action == case_create;
  const User* user = active_user(world, actor);
  if (!is_somebody(actor, user)) return false;
  const Grant grant = grant_of(world, user, action);
  if (action == case_see) return sees_with(world, actor, *target.item, {user, grant});
  if (action == case_see_reporter) return knows_with(world, *target.item, {user, grant});
  // Which kind, and which action in which relation, is said by config/kinds/*.json.
  if (grant.relation == Reach::anyone) return true;
  return target.item && stands_within(world, actor, grant.relation, *target.item);
}

bool stands_within(const World& world, const Actor& actor, Reach reach, const Case& item) {
  const User* user = active_user(world, actor);
  if (reach == Reach::nothing || !is_somebody(actor, user)) return false;
  return is_own(actor, item) || (user && is_within(world, *user, item, reach));
}

RelationSet relation_set(const World& world, const Actor& actor, const Case& item) {
  RelationSet relations{Relation::anyone};
  const User* user = active_user(world, actor);
  if (!actor.user.empty() && !user) return relations;
  if (is_reporter(actor, item)) relations.insert(Relation::reporter);
  if (is_follower(actor, item)) relations.insert(Relation::follower);
  if (!user) return relations;
  if (is_claimant(actor, item)) relations.insert(Relation::claimant);
  if (user->id == item.holder) relations.insert(Relation::holder);
  if (user->id == item.verifier) relations.insert(Relation::verifier);
  add_place_relations(world, *user, item, relations);
  if (!speaks_for_body(user->role)) return relations;
  add_body_relations(world, *user, item, relations);
  add_seat_relations(world, *user, item, relations);
  return relations;
}

std::vector<Relation> relations_of(const World& world, const Actor& actor, const Case& item) {
  const RelationSet set = relation_set(world, actor, item);
  std::vector<Relation> relations;
  for (int i = 0; i < relation_count; ++i)
    if (set.contains(static_cast<Relation>(i))) relations.push_back(static_cast<Relation>(i));
  return relations;
}

bool may_see(const World& world, const Actor& actor, const Case& item) {
  return permits(world, actor, case_see, {.item = &item});
}

bool sees_as_follower_only(const World& world, const Actor& actor, const Case& item) {
  if (!is_follower(actor, item) || !may_see(world, actor, item) || !actor.system.empty() ||
      is_own(actor, item))
    return false;
  const User* user = active_user(world, actor);
  return !user || !is_within(world, *user, item, grant_of(world, user, case_see).relation);
}

Actor receipt_holder(const CaseNumber& number) {
  return {.user = {}, .device = "receipt:" + number.text(), .system = {}};
}

bool may_see_reporter(const World& world, const Actor& actor, const Case& item) {
  if (!may_see(world, actor, item)) return false;
  // Which member of staff typed it is no matter of whoever holds the receipt.
  if (actor == receipt_holder(item.number)) return false;
  if (!actor.system.empty() || is_reporter(actor, item)) return true;
  const bool from_resident = item.source == Source::resident || item.source == Source::hotline ||
                             item.source == Source::api;
  return !from_resident || may_see_contact(world, actor, item);
}

bool may_see_contact(const World& world, const Actor& actor, const Case& item) {
  if (!may_see(world, actor, item)) return false;
  if (!actor.system.empty() || is_reporter(actor, item) ||
      permits(world, actor, case_see_reporter, {.item = &item}))
    return true;
  // The body that leads learns it where the reporter agreed.
  const User* user = active_user(world, actor);
  return item.personal.handler_may_see && user && !user->org.empty() && user->org == item.lead;
}

bool may_reveal(const World& world, const Actor& actor, const Case& item,
                const std::vector<std::string>& fields) {
  static const auto action = find_action("personal.reveal");
  if (actor.user.empty() || !permits(world, actor, *action, {.item = &item})) return false;
  const bool only_address = std::ranges::all_of(
      fields, [](std::string_view field) { return field == personal::address; });
  return only_address ? may_see(world, actor, item) : may_see_contact(world, actor, item);
}

bool may_act(const World& world, const Actor& actor, std::string_view action, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  if (!kind) return false;
  if (const ActionSpec* spec = kind->find_action(action, item.state))
    return is_permitted(world, actor, spec->who, item);
  return std::any_of(kind->actions.begin(), kind->actions.end(), [&](const ActionSpec& spec) {
    return spec.name == action && is_permitted(world, actor, spec.who, item);
  });
}

bool comes_too_late(const World& world, const Actor& actor, std::string_view action,
                    const Case& item) {
  const User* user = active_user(world, actor);
  const KindSpec* kind = kind_of(world, item);
  if (!kind || !user || user->role != Role::member || may_see(world, actor, item)) return false;
  const bool is_taken = item.places > 0 && std::ssize(item.claims) >= item.places;
  if (!is_taken || item.community.empty() || user->community != item.community) return false;
  return std::any_of(kind->actions.begin(), kind->actions.end(), [&](const ActionSpec& spec) {
    return spec.name == action &&
           std::ranges::find(spec.guards, "place_free", &Term::word) != spec.guards.end() &&
           std::ranges::find(spec.who, std::optional(Role::member), &Permit::role) !=
               spec.who.end();
  });
}

bool may_create(const World& world, const Actor& actor, std::string_view kind) {
  const KindSpec* spec = world.kinds.find(kind);
  const User* user = active_user(world, actor);
  if (!spec || !is_somebody(actor, user) || !permits(world, actor, case_create, {})) return false;
  return std::any_of(spec->who_creates.begin(), spec->who_creates.end(), [&](const Permit& permit) {
    if (permit.is_system) return !actor.system.empty();
    return !permit.role || (user && user->role == *permit.role);
  });
}

std::vector<std::string> allowed_actions(const World& world, const Actor& actor, const Case& item,
                                         Instant now) {
  std::vector<std::string> allowed;
  if (!actor.system.empty() || !may_see(world, actor, item)) return allowed;
  const User* user = active_user(world, actor);
  if (!permits(world, actor, case_act, {.item = &item})) return allowed;
  const RelationSet relations = relation_set(world, actor, item);
  for (const ActionSpec* action : open_actions(world, actor, item, now))
    if (std::any_of(action->who.begin(), action->who.end(),
                    [&](const Permit& permit) { return fits(permit, actor, user, relations); }))
      allowed.push_back(action->name);
  return allowed;
}

}  // namespace gongzhi
