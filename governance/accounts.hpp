// How people prove who they are, as far as it is a rule: names to sign in with, who needs a second
// factor, what a machine's token may do, how long a guesser waits. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/directory.hpp"
#include "governance/instant.hpp"

namespace gongzhi {

/// The name somebody signs in with: ASCII letters in lower case, digits, `.`, `_`, `-`, `@`; 1 to
/// 64. None for anything else.
std::optional<std::string> parse_login(std::string_view text);

/// Secretaries, supervisors and the administrations (GB/T 22239-2019 8.1.4.1 d).
bool needs_second_factor(Role role);

/// The roles that administer the platform itself. Only the security administration, or a command on
/// the machine, gives and takes them.
bool is_administration(Role role);

/// What a machine's token may do.
enum class TokenScope {
  read,    // look
  report,  // report new cases
  act,     // act on cases
  admin    // everything else
};
std::string_view name(TokenScope scope);
std::optional<TokenScope> parse_token_scope(std::string_view text);
/// `read report` as scopes; none when a word is unknown. Empty text = all of them.
std::optional<std::vector<TokenScope>> parse_token_scopes(std::string_view text);

/// How long after the `failures`-th failure nothing more is tried: nothing before `free_failures`,
/// then one second doubling up to `longest` (security.md S11: never for good).
struct GuessLimit {
  int free_failures = 5;
  Milliseconds longest = std::chrono::minutes{15};
};
Milliseconds pause_after(int failures, const GuessLimit& limit);

}  // namespace gongzhi
