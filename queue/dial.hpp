// Opens a stream to Redis, by unix socket or TCP. Knows nothing of the protocol.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "governance/error.hpp"
#include "queue/link.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

/// Connects within settings.connect_limit. Cancelling `limit` gives up at once. Errc::unavailable
/// otherwise. `settings` and `limit` must live until it completes.
boost::asio::awaitable<Result<Stream>> dial(const Settings& settings,
                                            boost::asio::steady_timer& limit);

}  // namespace gongzhi::queue
