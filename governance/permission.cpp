// Role x scope x relation, as one table and the few sentences that read it.
#include "governance/permission.hpp"

#include <algorithm>
#include <array>

#include "governance/lifecycle.hpp"

namespace gongzhi {
namespace {

/// Which cases a role looks over, besides those in which the person has a part of their own.
enum class Reach {
  nothing,  // no cases, not even reports of one's own: the account is for another office
  own,      // reports and what one follows
  member,   // claimable cases of the community where one is registered
  grid,     // the grids one walks
  body,     // cases that one's body leads or assists
  subtree,  // the county, township or community for which one's body speaks
  county
};

/// Which private cases (of private categories) besides those in which the person has a part.
enum class Privacy {
  closed,     // none
  lead_body,  // those that one's body has to handle
  owner,      // and those of one's Party committee, or brought before it
  reach       // all within reach
};

/// What the person is to the platform while signed in.
enum class Office {
  outside,  // speaks for nobody: the body where one is employed does not count
  staff,    // speaks for a body
  reader    // looks, and changes nothing
};

struct RoleRule {
  Role role;
  Reach reach;
  Privacy privacy;
  Office office;
};

/// Who sees what (domain.md section 1). The one place to change it.
constexpr std::array<RoleRule, role_count> role_rules{{
    {Role::resident, Reach::own, Privacy::closed, Office::outside},
    {Role::grid_worker, Reach::grid, Privacy::closed, Office::staff},
    {Role::property_staff, Reach::body, Privacy::lead_body, Office::staff},
    {Role::member, Reach::member, Privacy::closed, Office::outside},
    {Role::unit_liaison, Reach::body, Privacy::closed, Office::staff},
    {Role::triager, Reach::subtree, Privacy::reach, Office::staff},
    {Role::dispatcher, Reach::subtree, Privacy::reach, Office::staff},
    {Role::community_secretary, Reach::subtree, Privacy::owner, Office::staff},
    {Role::branch_secretary, Reach::subtree, Privacy::owner, Office::staff},
    {Role::committee_member, Reach::subtree, Privacy::lead_body, Office::staff},
    {Role::treasurer, Reach::own, Privacy::closed, Office::outside},
    {Role::dept_handler, Reach::body, Privacy::lead_body, Office::staff},
    {Role::verifier, Reach::subtree, Privacy::closed, Office::staff},
    {Role::inspector, Reach::county, Privacy::closed, Office::staff},
    {Role::observer, Reach::subtree, Privacy::closed, Office::staff},
    {Role::supervisor, Reach::county, Privacy::reach, Office::staff},
    {Role::county_admin, Reach::county, Privacy::reach, Office::staff},
    {Role::system_admin, Reach::nothing, Privacy::closed, Office::reader},
    {Role::security_admin, Reach::nothing, Privacy::closed, Office::reader},
    {Role::auditor, Reach::county, Privacy::closed, Office::reader},
    {Role::api_client, Reach::own, Privacy::closed, Office::outside},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < role_rules.size(); ++i)
    if (role_rules[i].role != static_cast<Role>(i)) return false;
  return true;
}
static_assert(is_in_order(), "role_rules is looked up by position");

/// People without account: as residents, known by their device.
constexpr RoleRule device_rule = role_rules[static_cast<std::size_t>(Role::resident)];

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// A person as far as the directory knows them; `rule` is nullptr for nobody: no identity, an
/// unknown account or one that is switched off.
struct Person {
  const User* user = nullptr;
  const RoleRule* rule = nullptr;
};

Person person_of(const World& world, const Actor& actor) {
  if (actor.user.empty()) return {nullptr, actor.device.empty() ? nullptr : &device_rule};
  const User* user = world.directory.find_user(actor.user);
  if (!user || !user->active) return {};
  return {user, &role_rules[static_cast<std::size_t>(user->role)]};
}

/// The part of the county for which the person speaks; nullptr when their body has none.
const Org* seat_of(const World& world, const Person& person) {
  if (person.rule->reach == Reach::county) return &world.directory.county();
  return world.directory.seat_of(person.user->org);
}

/// The smallest body of the county's tree in which the case lies.
const std::string& place_of(const Case& item) {
  if (!item.community.empty()) return item.community;
  return item.township.empty() ? item.owner : item.township;
}

bool walks(const World& world, const User& user, const Case& item) {
  const GridInfo* grid = item.grid.empty() ? nullptr : world.directory.find_grid(item.grid);
  return grid && (grid->worker == user.id || grid->deputy == user.id);
}

bool may_claim(const User& user, const Case& item) {
  return user.role == Role::member && !item.community.empty() && user.community == item.community &&
         (std::ssize(item.claims) < item.places || contains(item.candidates, user.id));
}

bool works_in_any(const World& world, const User& user, const std::vector<std::string>& orgs) {
  return std::ranges::any_of(
      orgs, [&](const std::string& org) { return world.directory.works_in(user.org, org); });
}

void add_personal(RelationSet& set, const Actor& actor, const Case& item) {
  const bool is_user = !actor.user.empty();
  const auto is_me = [&](const std::string& user, const std::string& device) {
    return is_user ? user == actor.user : device == actor.device;
  };
  if (is_me(item.reporter.user, item.reporter.device)) set.insert(Relation::reporter);
  for (const Follower& follower : item.followers)
    if (is_me(follower.user, follower.device)) set.insert(Relation::follower);
  if (!is_user) return;
  if (item.holder == actor.user) set.insert(Relation::holder);
  if (item.verifier == actor.user) set.insert(Relation::verifier);
  for (const Claim& claim : item.claims)
    if (claim.user == actor.user) set.insert(Relation::claimant);
}

void add_of_body(RelationSet& set, const World& world, const Person& person, const Case& item) {
  const Directory& directory = world.directory;
  const User& user = *person.user;
  const Org* seat = seat_of(world, person);
  if (seat && directory.in_subtree(place_of(item), seat->id)) set.insert(Relation::subtree);
  if (user.org.empty()) return;
  if (directory.works_in(user.org, item.lead)) set.insert(Relation::lead_body);
  if (works_in_any(world, user, item.assists)) set.insert(Relation::assist_body);
  if (directory.works_in(user.org, item.owner)) set.insert(Relation::owner_body);
  if (seat && seat->id == item.community) set.insert(Relation::own_community);
}

RelationSet relation_set(const World& world, const Actor& actor, const Person& person,
                         const Case& item) {
  RelationSet set{Relation::anyone};
  add_personal(set, actor, item);
  if (!person.user) return set;
  if (may_claim(*person.user, item)) set.insert(Relation::candidate);
  if (walks(world, *person.user, item)) set.insert(Relation::own_grid);
  if (!item.community.empty() && person.user->community == item.community)
    set.insert(Relation::own_community);
  if (person.rule->office != Office::outside) add_of_body(set, world, person, item);
  return set;
}

/// The word of the state for who is answerable now; empty when the kind does not say.
std::string_view answerable(const World& world, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  return state ? std::string_view(state->owner) : std::string_view();
}

/// Somebody who was asked to do something about the case sees it, private or not.
bool is_asked(const World& world, const Person& person, RelationSet relations, const Case& item) {
  if (!person.user) return false;
  const User& user = *person.user;
  if (relations.contains(Relation::candidate) && contains(item.candidates, user.id)) return true;
  if (contains(item.claim_requests, user.id)) return true;
  if (person.rule->office != Office::staff) return false;
  if (item.whistle && works_in_any(world, user, item.whistle_orgs)) return true;
  return item.is_private && relations.contains(Relation::own_grid) &&
         answerable(world, item) == "grid_worker";
}

bool is_in_reach(const RoleRule& rule, RelationSet relations, const Case& item) {
  switch (rule.reach) {
    case Reach::nothing:
    case Reach::own: return false;
    case Reach::member: return item.places > 0 && relations.contains(Relation::own_community);
    case Reach::grid: return relations.contains(Relation::own_grid);
    case Reach::body: return relations.contains_any({Relation::lead_body, Relation::assist_body});
    case Reach::subtree: return relations.contains(Relation::subtree);
    case Reach::county: return true;
  }
  return false;
}

/// A secretary further up hears a private case only while it waits for a secretary's decision.
bool is_before_secretary(const World& world, const Case& item) {
  return item.appeal_open || answerable(world, item) == "secretary";
}

bool sees_private(const World& world, const Person& person, RelationSet relations,
                  const Case& item) {
  switch (person.rule->privacy) {
    case Privacy::closed: return false;
    case Privacy::lead_body: return relations.contains(Relation::lead_body);
    case Privacy::owner:
      return relations.contains_any({Relation::owner_body, Relation::lead_body}) ||
             (relations.contains(Relation::subtree) && is_before_secretary(world, item));
    case Privacy::reach:
      return is_in_reach(*person.rule, relations, item) || relations.contains(Relation::lead_body);
  }
  return false;
}

bool sees(const World& world, const Person& person, RelationSet relations, const Case& item) {
  if (person.rule->reach == Reach::nothing) return false;
  if (relations.contains_any(
          {Relation::reporter, Relation::holder, Relation::claimant, Relation::verifier}))
    return true;
  if (item.is_private)
    return sees_private(world, person, relations, item) || is_asked(world, person, relations, item);
  return relations.contains_any({Relation::follower, Relation::lead_body, Relation::assist_body,
                                 Relation::own_grid}) ||
         is_in_reach(*person.rule, relations, item) || is_asked(world, person, relations, item);
}

/// Everything about actor and case that permits ask for, found once.
struct Standing {
  Person person;
  RelationSet relations;
  bool sees = false;
};

Standing standing_of(const World& world, const Actor& actor, const Case& item) {
  Standing standing{.person = person_of(world, actor), .relations = {}, .sees = false};
  if (!standing.person.rule) return standing;
  standing.relations = relation_set(world, actor, standing.person, item);
  standing.sees = sees(world, standing.person, standing.relations, item);
  return standing;
}

bool has_role(const Person& person, const Permit& permit) {
  return !permit.role || (person.user && person.user->role == *permit.role);
}

bool permits(const Permit& permit, const Standing& standing, const Case& item) {
  const Person& person = standing.person;
  if (permit.is_system || !has_role(person, permit)) return false;
  // What anyone may do (to follow a case that stands nearby) needs no part in it, but a private
  // case is not there for strangers.
  if (permit.relation == Relation::anyone) return standing.sees || !item.is_private;
  return standing.sees && standing.relations.contains(permit.relation);
}

bool may_act_at_all(const Person& person) {
  return person.rule && person.rule->office != Office::reader;
}

bool is_permitted(const ActionSpec& action, const Standing& standing, const Case& item) {
  return may_act_at_all(standing.person) &&
         std::ranges::any_of(action.who,
                             [&](const Permit& permit) { return permits(permit, standing, item); });
}

Scope scope_of_seat(const World& world, const Person& person) {
  Scope scope;
  const Org* seat = seat_of(world, person);
  if (!seat) {
    scope.kind = Scope::Kind::body;
    scope.org = person.user->org;
    return scope;
  }
  scope.org = seat->id;
  if (seat->level == OrgLevel::county) scope.kind = Scope::Kind::county;
  if (seat->level == OrgLevel::township) scope.kind = Scope::Kind::township;
  if (seat->level == OrgLevel::community) scope.kind = Scope::Kind::community;
  return scope;
}

Scope scope_of_reach(const World& world, const Person& person) {
  using Kind = Scope::Kind;
  Scope scope;
  switch (person.rule->reach) {
    case Reach::nothing: break;
    case Reach::own: scope.kind = Kind::own; break;
    case Reach::member:
      scope.kind = Kind::member;
      scope.org = person.user->community;
      break;
    case Reach::grid:
      scope.kind = Kind::grid;
      for (const GridInfo* grid : world.directory.grids_walked_by(person.user->id))
        scope.grids.push_back(grid->code);
      break;
    case Reach::body:
      scope.kind = Kind::body;
      scope.org = person.user->org;
      break;
    case Reach::subtree:
    case Reach::county: return scope_of_seat(world, person);
  }
  return scope;
}

/// Only what holds for every private case that the scope covers; the rest is asked for by number.
bool covers_private(const Person& person, const Scope& scope) {
  switch (person.rule->privacy) {
    case Privacy::closed: return false;
    case Privacy::lead_body: return false;
    case Privacy::owner: return scope.kind == Scope::Kind::community;
    case Privacy::reach: return scope.kind != Scope::Kind::body;
  }
  return false;
}

}  // namespace

std::vector<Relation> relations_of(const World& world, const Actor& actor, const Case& item) {
  const RelationSet set = standing_of(world, actor, item).relations;
  std::vector<Relation> relations;
  for (int i = 0; i < relation_count; ++i)
    if (set.contains(static_cast<Relation>(i))) relations.push_back(static_cast<Relation>(i));
  return relations;
}

bool may_see(const World& world, const Actor& actor, const Case& item) {
  return !actor.system.empty() || standing_of(world, actor, item).sees;
}

bool may_act(const World& world, const Actor& actor, std::string_view action, const Case& item) {
  const KindSpec* kind = kind_of(world, item);
  if (!kind) return false;
  const bool is_system = !actor.system.empty();
  const Standing standing = is_system ? Standing() : standing_of(world, actor, item);
  return std::ranges::any_of(kind->actions, [&](const ActionSpec& spec) {
    if (spec.name != action || !spec.starts_in(item.state)) return false;
    if (is_system) return std::ranges::any_of(spec.who, &Permit::is_system);
    return spec.trigger == Trigger::person && is_permitted(spec, standing, item);
  });
}

bool may_create(const World& world, const Actor& actor, std::string_view kind) {
  const KindSpec* spec = world.kinds.find(kind);
  if (!spec) return false;
  if (!actor.system.empty()) return true;
  const Person person = person_of(world, actor);
  // There is no case yet to which anybody could stand in another relation.
  return may_act_at_all(person) &&
         std::ranges::any_of(spec->who_creates, [&](const Permit& permit) {
           return !permit.is_system && has_role(person, permit) &&
                  (permit.relation == Relation::anyone || permit.relation == Relation::reporter);
         });
}

std::vector<std::string> allowed_actions(const World& world, const Actor& actor, const Case& item,
                                         Instant now) {
  std::vector<std::string> names;
  if (!actor.system.empty()) return names;
  const Standing standing = standing_of(world, actor, item);
  if (!may_act_at_all(standing.person)) return names;
  for (const ActionSpec* action : open_actions(world, actor, item, now))
    if (is_permitted(*action, standing, item)) names.push_back(action->name);
  return names;
}

Scope scope_of(const World& world, const Actor& actor) {
  Scope scope;
  if (!actor.system.empty()) {
    scope.kind = Scope::Kind::county;
    scope.with_private = true;
    return scope;
  }
  // Without account there are no lists: such reports are opened one by one, by their number.
  const Person person = person_of(world, actor);
  if (!person.user) return scope;
  scope = scope_of_reach(world, person);
  if (scope.kind != Scope::Kind::nothing) scope.user = person.user->id;
  scope.with_private = covers_private(person, scope);
  return scope;
}

}  // namespace gongzhi
