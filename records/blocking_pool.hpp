// Blocking questions to the record, asked from coroutines: a few threads, each with a reading
// connection of its own, and an answer that comes back to the caller's executor (style.md 3.7). Not
// cancellable, therefore bounded: by the busy timeout inside a question, and by the number of
// questions that wait.
#pragma once

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "records/reader.hpp"

namespace gongzhi::records {

/// Runs `work()`, which returns Result<T> and captures by value, on the pool. What it throws
/// becomes Errc::internal: an exception must not cross threads.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> run_blocking(boost::asio::thread_pool& pool,
                                                                Work work) {
  using Answer = std::invoke_result_t<Work>;
  const auto initiate = [](auto handler, boost::asio::thread_pool* threads, Work task) {
    // The guard keeps the caller's loop alive while nothing but this answer is outstanding.
    auto guard = boost::asio::make_work_guard(boost::asio::get_associated_executor(handler));
    boost::asio::post(*threads, [handler = std::move(handler), guard = std::move(guard),
                                 task = std::move(task)]() mutable {
      // Not default-constructible types wait in an optional.
      std::optional<Answer> answer;
      try {
        answer.emplace(task());
      } catch (const std::exception& error) {
        answer.emplace(fail(Errc::internal, "Internal error.", error.what()));
      } catch (...) {
        answer.emplace(fail(Errc::internal, "Internal error.", "unknown exception"));
      }
      const auto executor = guard.get_executor();
      boost::asio::post(executor, [handler = std::move(handler), guard = std::move(guard),
                                   answer = std::move(answer)]() mutable {
        std::move(handler)(std::move(*answer));
      });
    });
  };
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable),
                                                 void(Answer)>(initiate, boost::asio::use_awaitable,
                                                               &pool, std::move(work));
}

/// Reading connections and the threads that use them. Members may be called from any thread.
class ReaderPool {
 public:
  struct Options {
    int threads = 2;
    int waiting_max = 256;  // questions that run or wait; more are refused
  };

  /// Errors as Reader::open.
  static Result<std::unique_ptr<ReaderPool>> open(const DatabaseConfig& config, Options options);

  /// Waits for what runs.
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// `ask(Reader&)` returns Result<T> and captures by value. Errc::busy when too many wait.
  template <class Ask>
  boost::asio::awaitable<std::invoke_result_t<Ask, Reader&>> ask(Ask question) {
    if (waiting_.fetch_add(1) >= options_.waiting_max) {
      waiting_.fetch_sub(1);
      co_return fail(Errc::busy, "Too many questions at once; please try again.");
    }
    co_return co_await run_blocking(threads_, Job<Ask>{this, std::move(question)});
  }

  /// Questions that run or wait.
  int waiting() const { return waiting_.load(); }

 private:
  template <class Ask>
  struct Job {
    ReaderPool* pool;
    Ask question;

    std::invoke_result_t<Ask, Reader&> operator()() {
      const Lease lease(*pool);
      return question(*lease.reader);
    }
  };

  /// One reader for one question.
  struct Lease {
    explicit Lease(ReaderPool& from);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    ReaderPool& pool;
    std::unique_ptr<Reader> reader;
  };

  ReaderPool(std::vector<std::unique_ptr<Reader>> readers, Options options);

  const Options options_;
  std::atomic<int> waiting_{0};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Reader>> free_;  // never empty for a thread: as many as threads
  boost::asio::thread_pool threads_;           // last: joined before the readers go
};

}  // namespace gongzhi::records
