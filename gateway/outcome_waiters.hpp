// Who waits for the outcome of which message. An announcement only wakes; the waiter looks into the
// record itself (architecture.md, "The way of a report" 7). One event loop.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>

#include "governance/ids.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

class OutcomeWaiters {
 public:
  explicit OutcomeWaiters(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  OutcomeWaiters(const OutcomeWaiters&) = delete;
  OutcomeWaiters& operator=(const OutcomeWaiters&) = delete;

  /// One who waits, from before the message is sent until the object goes.
  class Seat {
   public:
    Seat(OutcomeWaiters& waiters, const MessageId& id);
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

    /// Returns when the message was announced since the last call, or after `limit`.
    asio::awaitable<void> wait(std::chrono::milliseconds limit);

   private:
    friend class OutcomeWaiters;
    OutcomeWaiters& waiters_;
    MessageId id_;
    asio::steady_timer timer_;
    bool announced_ = false;
  };

  /// Announcements may get lost: how long to wait at most before the next look, after so many looks
  /// (200 ms and 1 s after sending, later every second).
  static std::chrono::milliseconds next_look(std::size_t looks, std::chrono::milliseconds waited);

  void announce(const MessageId& id);
  /// Something may have been missed: everybody looks.
  void announce_all();
  std::size_t size() const { return seats_.size(); }

 private:
  static void wake(Seat& seat);

  asio::any_io_executor executor_;
  std::unordered_multimap<MessageId, Seat*> seats_;
};

}  // namespace gongzhi::gateway
