// What user.create, user.roles and user.change make of a user, and who may do that: read by the
// gateway before it queues the act, and again by the worker. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "governance/values.hpp"
#include "governance/world.hpp"

namespace gongzhi {

struct Actor;

/// The user as user.create names them: name, role, org, optional phone, unit, community, skills,
/// free_hours. None for an id that nobody could sign in with, an unknown role or a text that is too
/// long or has control characters.
std::optional<User> new_user(const std::string& id, const Values& input);

/// `user` as user.roles leaves them (role, org; what is absent stays), or as user.change does
/// (name, phone, unit, community, skills, free_hours). None for what is not well formed.
std::optional<User> with_role(User user, const Values& input);
std::optional<User> with_details(User user, const Values& input);

/// A user before and after; `before` is nullptr for a new one.
struct UserStep {
  const User* before = nullptr;
  const User& after;
};
/// May the actor do that act: to the person as they are, and as they would be, in the body and in
/// the community where they would be? Whoever manages a part of the county moves nobody out of it
/// and takes nobody in from elsewhere.
bool may_change_user(const World& world, const Actor& actor, std::string_view act,
                     const UserStep& step);

}  // namespace gongzhi
