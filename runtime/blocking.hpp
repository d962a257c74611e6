// Blocking work away from the event loop: runs on a thread pool, its result comes back to the
// caller's executor.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "governance/error.hpp"

namespace gongzhi::runtime {

namespace asio = boost::asio;

/// Calls `work` on the pool and answers what it returns, which must be a Result. `work` captures by
/// value and cannot be cancelled, so it is bounded inside; an exception of it becomes
/// Errc::internal, because none may cross threads.
template <class Work>
asio::awaitable<std::invoke_result_t<Work&>> run_blocking(asio::thread_pool& pool, Work work) {
  using Answer = std::invoke_result_t<Work&>;
  auto start = [&pool, work = std::move(work)](auto handler) mutable {
    auto back = asio::get_associated_executor(handler);
    asio::post(pool, [work = std::move(work), handler = std::move(handler),
                      guard = asio::make_work_guard(back)]() mutable {
      std::optional<Answer> answer;
      try {
        answer.emplace(work());
      } catch (const std::exception& failure) {
        answer.emplace(fail(Errc::internal, "unexpected failure", failure.what()));
      }
      auto executor = guard.get_executor();
      asio::post(executor, [handler = std::move(handler), answer = std::move(*answer)]() mutable {
        std::move(handler)(std::move(answer));
      });
    });
  };
  auto answer = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Answer)>(
      std::move(start), asio::use_awaitable);
  co_return answer;
}

}  // namespace gongzhi::runtime
