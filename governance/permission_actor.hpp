// Who an actor is and for which part of the county they speak: what permission and scope both ask.
#pragma once

#include "governance/message.hpp"
#include "governance/permission.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// The user behind an actor, when active. Somebody without account is nullptr too.
const User* active_user(const World& world, const Actor& actor);

/// Somebody the gateway has named: a device, or an account that is active.
bool is_somebody(const Actor& actor, const User* user);

/// What the actor's role may do with it: the visitor's row for somebody without account. `user` is
/// active_user().
Grant grant_of(const World& world, const User* user, Action action);

/// The part of the county a user's role looks into; nullptr = only the cases of the own body.
const Org* seat_of(const World& world, const User& user);

/// Does that relation of the table hold towards the case? One's own included.
bool stands_within(const World& world, const Actor& actor, Reach reach, const Case& item);

/// permits() for acts of administration; the rules stand beside may_administer().
bool is_administration_permitted(const World& world, const Actor& actor, Action action,
                                 const Target& target);

}  // namespace gongzhi
