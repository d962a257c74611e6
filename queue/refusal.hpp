// How the failures of Redis and of its connection become our Errors: the only place that knows
// Redis' error words.
#pragma once

#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::queue {

/// Translates the text of an error reply (`OOM command not allowed …`). A server that is full,
/// loading, read only or refuses us is Errc::unavailable; WRONGTYPE and damage named by our
/// functions are Errc::corrupt; the rest is a bug of ours, Errc::internal. The original text stands
/// in `detail`.
Error refused_by_redis(std::string_view text);

/// True for answers of a server we should not stay connected to (READONLY, MOVED, MASTERDOWN,
/// functions deleted).
bool wants_reconnect(std::string_view text);

/// Errc::unavailable: the connection is down or was lost. `what` and the code go into `detail`.
Error connection_lost(std::string_view what, boost::system::error_code ec = {});

/// Errc::timeout: no answer within the deadline, the outcome is unknown.
Error no_answer(std::string_view what);

/// Errc::busy: a bound of the connection is reached; nothing was sent.
Error too_many_waiting(std::string_view what);

/// Errc::internal: Redis answered with a shape we did not expect.
Error unexpected_reply(std::string_view what);

}  // namespace gongzhi::queue
