// Blocking questions to the record, asked from coroutines: a few threads, each with a reading
// connection of its own, and an answer that comes back to the caller's executor (style.md 3.7). Not
// cancellable, therefore bounded: by the busy timeout inside a question, and by the number of
// questions that wait.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "records/reader.hpp"

namespace gongzhi::records {

/// What `work()` answers; what it throws becomes Errc::internal.
template <class Answer, class Work>
Answer without_exceptions(Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return fail(Errc::internal, "Internal error.", error.what());
  } catch (...) {
    return fail(Errc::internal, "Internal error.", "unknown exception");
  }
}

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
      auto answer = without_exceptions<Answer>(task);
      const auto executor = guard.get_executor();
      boost::asio::post(executor, [handler = std::move(handler), guard = std::move(guard),
                                   answer = std::move(answer)]() mutable {
        std::move(handler)(std::move(answer));
      });
    });
  };
  co_return co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable),
                                                 void(Answer)>(initiate, boost::asio::use_awaitable,
                                                               &pool, std::move(work));
}

/// Reading connections and the threads that use them. A connection is opened at the first question,
/// kept, and opened anew after trouble, so that a record that was away is found again. Members may
/// be called from any thread. Must be destroyed before the executors to which it answers.
class ReaderPool {
 public:
  struct Options {
    int threads = 2;          // 1 to 64
    int waiting_max = 4'096;  // questions that run or wait; more are refused
    /// How long a caller waits; SQLite may look for a free lock for ten seconds.
    std::chrono::milliseconds patience{30'000};
  };

  ReaderPool(DatabaseConfig config, Options options);
  /// Waits for what runs.
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// `ask(Reader&)` returns Result<T> and captures by value. Errc::busy when too many wait;
  /// Errc::unavailable when there is no record; Errc::timeout after options.patience, the answer is
  /// dropped then. While the record is away, what waits is answered so at once instead of each
  /// waiting for it.
  template <class Ask>
  boost::asio::awaitable<std::invoke_result_t<Ask&, Reader&>> ask(Ask question) {
    using Answer = std::invoke_result_t<Ask&, Reader&>;
    auto ticket = std::make_unique<Ticket>(waiting_);
    if (ticket->number > options_.waiting_max) co_return too_many();
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto slip = std::make_shared<Slip<Answer>>(executor);
    slip->bell.expires_after(options_.patience);
    boost::asio::post(threads_, [executor, slip = slip, ticket = std::move(ticket),
                                 job = Job<Ask>{this, std::move(question)}]() mutable {
      auto answer = without_exceptions<Answer>(job);
      ticket.reset();
      // The caller's thread is the last to hold the slip: its timer belongs there.
      boost::asio::post(executor, [slip = std::move(slip), answer = std::move(answer)]() mutable {
        slip->answer.emplace(std::move(answer));
        slip->bell.cancel();
      });
    });
    if (!slip->answer)
      co_await slip->bell.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (slip->answer) co_return std::move(*slip->answer);
    note_away();
    co_return too_late();
  }

  /// Whether the last question that reached the record was answered.
  bool readable() const { return readable_; }
  /// Questions that run or wait.
  int waiting() const { return waiting_; }

 private:
  using ReaderPtr = std::unique_ptr<Reader>;
  using Clock = std::chrono::steady_clock;

  struct Ticket {
    explicit Ticket(std::atomic<int>& count) : waiting(count), number(++count) {}
    ~Ticket() { --waiting; }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    std::atomic<int>& waiting;
    const int number;
  };

  /// Where the answer is put, on the caller's executor.
  template <class Answer>
  struct Slip {
    explicit Slip(const boost::asio::any_io_executor& executor) : bell(executor) {}
    boost::asio::steady_timer bell;
    std::optional<Answer> answer = {};
  };

  template <class Ask>
  struct Job {
    ReaderPool* pool;
    Ask question;

    std::invoke_result_t<Ask&, Reader&> operator()() {
      Result<ReaderPtr> reader = pool->borrow();
      if (reader.has_error()) return reader.error();
      // A question that throws leaves its connection behind: nobody knows in what state.
      auto answer = question(**reader);
      if (answer.has_error()) {
        pool->give_back_after(std::move(*reader), answer.error());
      } else {
        pool->give_back(std::move(*reader));
      }
      return answer;
    }
  };

  static Error too_many();
  static Error too_late();
  Result<ReaderPtr> borrow();
  void give_back(ReaderPtr reader);
  /// A connection that met trouble is closed; the next question opens one.
  void give_back_after(ReaderPtr reader, const Error& error);
  void note_away();

  const DatabaseConfig config_;
  const Options options_;
  std::atomic<int> waiting_{0};
  std::atomic<bool> readable_{false};
  std::mutex mutex_;
  std::vector<ReaderPtr> idle_;        // under mutex_; never more than threads
  Clock::time_point away_until_ = {};  // under mutex_
  boost::asio::thread_pool threads_;   // last: joined before what it uses goes
};

}  // namespace gongzhi::records
