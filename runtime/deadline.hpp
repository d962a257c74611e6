// A deadline round any awaitable: operation || timer, on one thread (Boost 1.81 has no
// cancel_after).
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>

namespace gongzhi::runtime {

namespace asio = boost::asio;

/// Sleeps; returns early, without an exception, when cancelled.
inline asio::awaitable<void> sleep_for(std::chrono::milliseconds length) {
  asio::steady_timer timer(co_await asio::this_coro::executor, length);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

/// The result of `operation`, or none when `limit` passed first; the operation is then cancelled.
template <class T>
asio::awaitable<std::optional<T>> within(std::chrono::milliseconds limit,
                                         asio::awaitable<T> operation) {
  using namespace asio::experimental::awaitable_operators;
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  auto first = co_await (std::move(operation) || timer.async_wait(asio::use_awaitable));
  if (first.index() == 1) co_return std::nullopt;
  co_return std::optional<T>(std::get<0>(std::move(first)));
}

}  // namespace gongzhi::runtime
