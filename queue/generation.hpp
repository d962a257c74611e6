// The random number that says which store this Redis belongs to (D4). Comparing it with SQL's is
// the caller's: an empty Redis beside a filled SQL store must be refused, not filled.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "governance/error.hpp"
#include "queue/client.hpp"

namespace gongzhi::queue {

/// The generation stored in Redis, none when there is none.
boost::asio::awaitable<Result<std::optional<std::string>>> find_generation(Client& client);

/// Stores `generation` unless there is one already; returns what is stored now, ours or the other.
boost::asio::awaitable<Result<std::string>> create_generation(Client& client,
                                                              std::string generation);

/// Stores `generation` in place of whatever is there: only for an operator who has decided that
/// what this Redis held is lost (`queue adopt`).
boost::asio::awaitable<Result<void>> replace_generation(Client& client, std::string generation);

}  // namespace gongzhi::queue
