// Does this Redis keep what it acknowledges? The promise of the platform rests on it (D1, D4, D14).
#pragma once

#include <boost/asio/awaitable.hpp>

#include "governance/error.hpp"
#include "queue/info.hpp"
#include "queue/link.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

/// Checks `config` (names and values as CONFIG GET gives them): `appendonly yes`, `appendfsync
/// always`, `no-appendfsync-on-rewrite no` (else a rewrite suspends fsync), `aof-load-truncated
/// no`, `maxmemory-policy noeviction`. Errc::unavailable whose `detail` names every line to change
/// in redis.conf.
Result<void> check_durability(const TextMap& config);

/// What can be said when CONFIG is refused: INFO shows appendonly and the eviction policy, never
/// appendfsync, so this always fails and names what is wrong, or what to allow.
Error durability_unseen(const TextMap& info);

/// True for the errors of check_durability() and durability_unseen(): waiting does not mend them.
bool says_not_durable(const Error& error);

/// Reads the server's configuration over `link` and checks it. Nothing is asked when `durability`
/// is relaxed.
boost::asio::awaitable<Result<void>> ensure_durability(Link& link, const Settings& settings);

}  // namespace gongzhi::queue
