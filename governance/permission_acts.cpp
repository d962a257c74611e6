// Who may do which act of administration.
#include <algorithm>
#include <array>

#include "governance/permission.hpp"
#include "governance/permission_actor.hpp"

namespace gongzhi {
namespace {

struct ActPermit {
  std::string_view area;  // the act's word before the dot
  Role role;
};

// Organisations, people and rules; accounts and sessions; the trail: three administrations.
constexpr std::array<ActPermit, 6> permits{{
    {"config", Role::county_admin},
    {"user", Role::county_admin},
    {"user", Role::security_admin},
    {"session", Role::security_admin},
    {"token", Role::security_admin},
    {"audit", Role::auditor},
}};

}  // namespace

bool may_administer(const World& world, const Actor& actor, std::string_view act,
                    const ActTarget&) {
  if (actor.system == "cli") return true;
  const User* user = active_user(world, actor);
  if (!user) return false;
  const std::string_view area = act.substr(0, act.find('.'));
  return std::ranges::any_of(permits, [&](const ActPermit& permit) {
    return permit.area == area && permit.role == user->role;
  });
}

}  // namespace gongzhi
