// The table of permissions asked of an act of administration, and what no table may loosen.
#include "governance/permission.hpp"
#include "governance/permission_actor.hpp"

namespace gongzhi {
namespace {

/// Of one's own account others decide.
bool is_for_others_to_do(Action action) {
  const std::string_view word = known_actions()[action.index];
  return (word.starts_with("user.") && word != "user.read") || word.starts_with("second_factor.") ||
         word == "token.issue" || word == "invitation.create";
}

/// What the law or the house gives everybody about themselves (PIPL 45, 46; ASVS 7.4).
bool is_ones_own_right(Action action) {
  const std::string_view word = known_actions()[action.index];
  return word == "personal.copy" || word == "personal.correct" || word == "user.read" ||
         word == "session.list" || word == "session.*";
}

/// What stops an account. A link, a token or a lost second factor in other hands would be the
/// account itself: who may log in as the auditor reads the trail.
bool takes_something_away(Action action) {
  const std::string_view word = known_actions()[action.index];
  return word == "user.read" || word == "user.disable" || word == "user.enable" ||
         word == "session.list" || word == "session.*" || word == "token.list" ||
         word == "token.revoke";
}

bool gives_a_role(Action action) {
  const std::string_view word = known_actions()[action.index];
  return word == "user.create" || word == "user.roles";
}

/// An office that looks beyond any part of the county, or rules over all of it.
bool looks_beyond_parts(const World& world, Role role) {
  return world.permissions.of(role, case_see).relation == Reach::anyone || role == Role::api_client;
}

bool is_secretary_of(const User& user, std::string_view body) {
  return user.org == body &&
         (user.role == Role::community_secretary || user.role == Role::branch_secretary);
}

/// Where a person belongs: where they work, or the community in which residents and members live
/// and serve (the body where those are employed does not count).
std::string_view body_of(const User& user) {
  const bool lives_there =
      user.role == Role::resident || user.role == Role::member || user.org.empty();
  return lives_there ? user.community : user.org;
}

/// Whoever manages a part of the county only.
bool is_within_part(const World& world, const User& actor, Action action, const Target& target) {
  if (actor.org.empty() || target.org.empty()) return false;
  if (!world.directory.in_subtree(target.org, actor.org)) return false;
  if (target.role && looks_beyond_parts(world, *target.role)) return false;
  if (!target.role && gives_a_role(action)) return false;  // which one was not said
  if (!target.user) return true;
  return world.directory.in_subtree(body_of(*target.user), actor.org) &&
         !looks_beyond_parts(world, target.user->role) && !is_secretary_of(*target.user, actor.org);
}

struct Grasp {
  Action action;
  Reach reach;
};

bool covers(const World& world, const User& actor, const Grasp& grasp, const Target& target) {
  const Reach reach = grasp.reach;
  const bool is_oneself = target.user && target.user->id == actor.id;
  if (reach == Reach::anyone) return true;
  if (reach == Reach::own || is_oneself) return is_oneself;
  return reach == Reach::subtree && is_within_part(world, actor, grasp.action, target);
}

}  // namespace

bool is_administration_permitted(const World& world, const Actor& actor, Action action,
                                 const Target& target) {
  if (actor.system == "cli") return true;
  const User* user = active_user(world, actor);
  if (!actor.system.empty() || !is_somebody(actor, user)) return false;
  const bool is_oneself = user && target.user && target.user->id == user->id;
  if (is_oneself && is_ones_own_right(action)) return true;
  const Reach reach = grant_of(world, user, action).relation;
  if (reach == Reach::nothing) return false;
  if (!user) return reach == Reach::anyone && !target.user;
  if (is_oneself && reach != Reach::own && is_for_others_to_do(action)) return false;
  if (target.role && is_kept_apart(*target.role)) return false;
  if (target.user && is_kept_apart(target.user->role) && !is_oneself &&
      (user->role != Role::security_admin || !takes_something_away(action)))
    return false;
  // Something of a case: its relations, and only of one that may be seen.
  if (target.item)
    return permits(world, actor, case_see, {.item = target.item}) &&
           stands_within(world, actor, reach, *target.item);
  return covers(world, *user, {action, reach}, target);
}

bool may_administer(const World& world, const Actor& actor, std::string_view act,
                    const ActTarget& target) {
  const auto action = find_action(act);
  if (actor.system == "cli") return true;
  if (!action || is_about_cases(*action)) return false;
  // Of a user that is there it is where they belong that counts; also where they shall go.
  const std::string_view org = target.user && (target.org.empty() || target.org == target.user->org)
                                   ? body_of(*target.user)
                                   : std::string_view(target.org);
  return permits(world, actor, *action, {.user = target.user, .org = org, .role = target.role});
}

}  // namespace gongzhi
