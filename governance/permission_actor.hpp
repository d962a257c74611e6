// Who an actor is and for which part of the county they speak: what permission and scope both ask.
#pragma once

#include "governance/message.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// The user behind an actor, when active. Somebody without account is nullptr too.
const User* active_user(const World& world, const Actor& actor);

/// Somebody the gateway has named: a device, or an account that is active.
bool is_somebody(const Actor& actor, const User* user);

/// The part of the county a user's role looks into; nullptr = only the cases of the own body.
const Org* seat_of(const World& world, const User& user);

}  // namespace gongzhi
