// Passwords as argon2id hashes (RFC 9106, through libsodium). Slow on purpose: never on an event
// loop (style.md 3.5 rule 6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::vault {

/// What one hash costs. OWASP asks for at least 19 MiB and two passes (security.md S09).
struct HashCost {
  std::int64_t memory_kib = 32'768;
  std::int64_t passes = 3;
};
inline constexpr HashCost hash_cost_least{19'456, 2};

/// `$argon2id$v=19$m=…,t=…,p=1$salt$hash` with a random salt of 16 bytes. Errc::busy when there is
/// not enough memory.
Result<std::string> hash_password(std::string_view password, HashCost cost);

/// False for a wrong password and for a text that is no hash of ours.
bool password_matches(const std::string& hash, std::string_view password);

/// True when the hash was made at another cost, or is none.
bool needs_rehash(const std::string& hash, HashCost cost);

}  // namespace gongzhi::vault
