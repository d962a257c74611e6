// Between reading a request and answering it: what its credentials prove, and whether that is
// enough to go on at all. Whether the person may do what they ask is said elsewhere
// (permission.hpp).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "gateway/lane.hpp"
#include "gateway/request.hpp"
#include "gateway/router.hpp"

namespace gongzhi::gateway {

/// Fills in `request->credential`. A Problem when the session may only go on signing in (403,
/// reason of its stage) or the token's scopes do not cover the route (403, `scope`).
asio::awaitable<std::optional<Problem>> admit(Lane& lane, std::shared_ptr<Request> request,
                                              const Route* route);

/// What a token needs for that route.
TokenScope scope_needed(Method method, const Route& route);

/// The value of that cookie; empty when absent.
std::string_view cookie_value(std::string_view cookies, std::string_view name);

/// `Set-Cookie` of a session, and the one that takes it away.
std::string session_cookie_of(std::string_view value);
std::string no_session_cookie();

/// Whether the session or token of a live stream is over by what this thread knows.
bool is_over(const Lane& lane, const Credential& credential, Instant now);
/// Ends live streams of sessions, tokens and accounts that are over, within two seconds or so
/// (security.md S08); returns after lane.sittings.store() was stopped.
asio::awaitable<void> end_lost_streams(Lane& lane, const bool& stopping);

}  // namespace gongzhi::gateway
