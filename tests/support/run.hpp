// Runs coroutines in tests: one to its end within a limit, others beside it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace gongzhi::test {

inline constexpr std::chrono::seconds run_limit{5};

/// Starts a loop that lives beside the test (Client::run()). What it throws comes out of run() or
/// drain(). The flag becomes true when it has ended: before that, whatever the loop uses must live.
inline std::shared_ptr<const bool> spawn(boost::asio::io_context& io,
                                         boost::asio::awaitable<void> loop) {
  const auto ended = std::make_shared<bool>(false);
  boost::asio::co_spawn(io, std::move(loop), [ended](std::exception_ptr error) {
    *ended = true;
    if (error) std::rethrow_exception(error);
  });
  return ended;
}

/// Runs `io` until `coroutine` has finished and returns its value or throws what it threw;
/// std::runtime_error when it takes longer than `limit`. Other work on `io` proceeds meanwhile and
/// stays.
template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> coroutine,
      std::chrono::milliseconds limit = run_limit) {
  struct State {
    bool done = false;
    std::exception_ptr error = {};
    std::conditional_t<std::is_void_v<T>, std::optional<int>, std::optional<T>> value = {};
  };
  const auto state = std::make_shared<State>();
  if constexpr (std::is_void_v<T>) {
    boost::asio::co_spawn(io, std::move(coroutine), [state](std::exception_ptr error) {
      state->error = error;
      state->done = true;
    });
  } else {
    // Through an optional of our own: co_spawn would need a default-constructible T.
    boost::asio::co_spawn(
        io,
        [](std::shared_ptr<State> into,
           boost::asio::awaitable<T> inner) -> boost::asio::awaitable<void> {
          into->value.emplace(co_await std::move(inner));
        }(state, std::move(coroutine)),
        [state](std::exception_ptr error) {
          state->error = error;
          state->done = true;
        });
  }
  const auto end = std::chrono::steady_clock::now() + limit;
  io.restart();
  while (!state->done && std::chrono::steady_clock::now() < end)
    if (io.run_one_until(end) == 0) break;
  if (!state->done) throw std::runtime_error("the coroutine did not finish within its limit");
  if (state->error) std::rethrow_exception(state->error);
  if constexpr (!std::is_void_v<T>) return std::move(*state->value);
}

/// Runs one coroutine on an io_context of its own.
template <class T>
T run(boost::asio::awaitable<T> coroutine, std::chrono::milliseconds limit = run_limit) {
  boost::asio::io_context io(1);
  return run(io, std::move(coroutine), limit);
}

/// Runs what is left on `io`. True when it ends by itself within `limit`: nothing was leaked.
inline bool drain(boost::asio::io_context& io, std::chrono::milliseconds limit = run_limit) {
  io.restart();
  io.run_for(limit);
  return io.stopped();
}

}  // namespace gongzhi::test
