// Waking by cancelling a timer.
#include "gateway/outcome_waiters.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gongzhi::gateway {

OutcomeWaiters::Seat::Seat(OutcomeWaiters& waiters, const MessageId& id)
    : waiters_(waiters), id_(id), timer_(waiters.executor_) {
  waiters_.seats_.emplace(id_, this);
}

OutcomeWaiters::Seat::~Seat() {
  const auto [begin, end] = waiters_.seats_.equal_range(id_);
  for (auto at = begin; at != end; ++at) {
    if (at->second != this) continue;
    waiters_.seats_.erase(at);
    return;
  }
}

asio::awaitable<void> OutcomeWaiters::Seat::wait(std::chrono::milliseconds limit) {
  if (!announced_) {
    timer_.expires_after(limit);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  announced_ = false;
}

std::chrono::milliseconds OutcomeWaiters::next_look(std::size_t looks,
                                                    std::chrono::milliseconds waited) {
  using std::chrono::milliseconds;
  constexpr std::array<milliseconds, 2> first{milliseconds{200}, milliseconds{1'000}};
  return looks < first.size() ? std::max(first.at(looks) - waited, milliseconds{1})
                              : milliseconds{1'000};
}

void OutcomeWaiters::wake(Seat& seat) {
  seat.announced_ = true;
  seat.timer_.cancel();
}

void OutcomeWaiters::announce(const MessageId& id) {
  const auto [begin, end] = seats_.equal_range(id);
  for (auto at = begin; at != end; ++at) wake(*at->second);
}

void OutcomeWaiters::announce_all() {
  for (auto& [id, seat] : seats_) wake(*seat);
}

}  // namespace gongzhi::gateway
