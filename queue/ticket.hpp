// Somebody who waits for the receipt of one submission; gets exactly one, or an error.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "queue/bundle.hpp"

namespace gongzhi::queue {

class Ticket {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Ticket(Submission taken) : submission(std::move(taken)) {}
  virtual ~Ticket() = default;
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  virtual boost::asio::cancellation_slot slot() = 0;
  bool is_done() const { return done_; }

  /// Only the first call counts. Never completes inline: the caller is in the middle of something.
  void complete(const boost::asio::any_io_executor& executor, Result<Receipt> result) {
    if (std::exchange(done_, true)) return;
    // Without this a cancellation that arrives after the receipt would reach freed memory.
    slot().clear();
    post(executor, std::move(result));
  }

  Submission submission;
  Clock::time_point since = Clock::now();

 private:
  virtual void post(const boost::asio::any_io_executor& executor, Result<Receipt> result) = 0;

  bool done_ = false;
};

template <class Handler>
class TicketFor final : public Ticket {
 public:
  TicketFor(Handler handler, Submission taken)
      : Ticket(std::move(taken)), handler_(std::move(handler)) {}

  boost::asio::cancellation_slot slot() override {
    return boost::asio::get_associated_cancellation_slot(handler_);
  }

 private:
  void post(const boost::asio::any_io_executor& executor, Result<Receipt> result) override {
    boost::asio::post(executor,
                      [handler = std::move(handler_), result = std::move(result)]() mutable {
                        std::move(handler)(std::move(result));
                      });
  }

  Handler handler_;
};

}  // namespace gongzhi::queue
