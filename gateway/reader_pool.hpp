// SQL reads away from the event loops (style.md 3.7): a few threads, each with one read-only
// connection at a time, opened at the first question and again after the record was away.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "records/reader.hpp"
#include "runtime/blocking.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// Shared by all event loops; must be destroyed before them, because answers are posted back.
class ReaderPool {
 public:
  /// Questions that may wait; more are Errc::busy.
  static constexpr int waiting_max = 4'096;

  ReaderPool(records::DatabaseConfig config, unsigned readers);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// Answers `question(records::Reader&)`, a Result, on the caller's executor. The question
  /// captures by value and runs on a thread of the pool. Errc::unavailable when there is no record,
  /// Errc::busy when too many wait.
  template <class Question>
  asio::awaitable<std::invoke_result_t<Question&, records::Reader&>> ask(Question question) {
    using Told = std::invoke_result_t<Question&, records::Reader&>;
    const Ticket ticket(waiting_);
    if (!ticket.admitted) co_return too_many();
    auto work = [this, asked = std::move(question)]() mutable -> Told {
      auto reader = borrow();
      if (!reader) return reader.error();
      Told answer = asked(**reader);
      if (answer.has_error()) {
        give_back(*std::move(reader), answer.error().code);
      } else {
        give_back(*std::move(reader), Errc::invalid);
      }
      return answer;
    };
    co_return co_await runtime::run_blocking(pool_, std::move(work));
  }

  /// Whether the last question that reached the record was answered.
  bool readable() const { return readable_; }
  int waiting() const { return waiting_; }

 private:
  struct Ticket {
    explicit Ticket(std::atomic<int>& count) : waiting(count), admitted(++count <= waiting_max) {}
    ~Ticket() { --waiting; }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    std::atomic<int>& waiting;
    bool admitted;
  };
  using ReaderPtr = std::unique_ptr<records::Reader>;

  static Error too_many();
  Result<ReaderPtr> borrow();
  /// A connection that met trouble (unavailable, corrupt) is closed; the next question opens anew.
  void give_back(ReaderPtr reader, Errc met);

  records::DatabaseConfig config_;
  std::mutex mutex_;
  std::vector<ReaderPtr> idle_;  // under mutex_
  std::atomic<int> waiting_{0};
  std::atomic<bool> readable_{false};
  asio::thread_pool pool_;  // last: joined before what it uses goes
};

}  // namespace gongzhi::gateway
