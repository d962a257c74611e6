// Who may do what at Redis (reliability.md D24): one ACL user per role, with the least commands and
// keys that its work needs. Redis holds the same against our own functions while they run. Pure
// text.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace gongzhi::queue {

/// A process of the platform, or a person at the command line (`operators`).
enum class Role { gateway, worker, operators };

inline constexpr std::array roles{Role::gateway, Role::worker, Role::operators};

/// The name of its ACL user: gateway, worker, operator.
std::string_view name_of(Role role);

/// One line of redis.conf or of an ACL file; the password stands there as its SHA-256 (64 hex
/// digits).
std::string acl_line(Role role, std::string_view password_sha256);

/// Nobody gets in without a name: `default` is off and has no password. It keeps every permission,
/// because Redis loads its append-only file as this user and drops, without an error that anybody
/// sees, each transaction and function call that the user may not repeat (redis/redis#14541): a
/// Redis that restarts would have lost what it acknowledged.
inline constexpr std::string_view acl_line_default_off = "user default reset ~* &* +@all";

}  // namespace gongzhi::queue
