// What is said on a fresh connection before anybody may use it: AUTH, SELECT, wait while Redis
// loads, refuse replicas, load our functions, check durability.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "governance/error.hpp"
#include "queue/link.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

/// Makes `link` usable and returns the run id of the server. While Redis answers LOADING it waits
/// as long as the link is open. Errc::unavailable with the reason in `detail` (password, replica,
/// functions, durability). `link` and `settings` must live until it completes.
boost::asio::awaitable<Result<std::string>> greet(Link& link, const Settings& settings);

}  // namespace gongzhi::queue
