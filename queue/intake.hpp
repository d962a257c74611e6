// The gateway's side of the queue: hand in a message and learn, after it is on disk, under which
// sequence. One per gateway thread. Each connection has one bundle under way; what comes meanwhile
// waits and becomes the next bundle, so that under load many share one command and one fsync (D2).
// Under load a bundle also waits up to 1 ms for company; a report that comes alone never does.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/bundle.hpp"
#include "queue/client.hpp"
#include "queue/entry.hpp"
#include "queue/settings.hpp"
#include "queue/ticket.hpp"

namespace gongzhi::queue {

class Intake {
 public:
  Intake(boost::asio::any_io_executor executor, Settings settings,
         std::function<void(const ClientEvent&)> on_event = {});

  /// Keeps the connections; returns after stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run();
  void stop();

  /// Appends the message durably (D1) unless its id is known. Errc::invalid or too_large (bad
  /// submission), busy (a bound is reached, nothing was sent), unavailable (gate closed, Redis down
  /// or full: nothing was kept, unless the connection broke on the way), timeout (unknown). After
  /// unavailable and timeout the same id may be tried again: it is accepted at most once.
  boost::asio::awaitable<Result<Receipt>> submit(Submission submission);

  /// The retained entry with this sequence, none when it was never there or is trimmed.
  boost::asio::awaitable<Result<std::optional<Entry>>> find(unsigned partition, std::uint64_t seq);

  boost::asio::awaitable<Result<void>> wait_connected(Milliseconds limit);
  bool connected() const;
  /// How full Redis is, sampled every settings.pressure_every; none before the first sample.
  const std::optional<Pressure>& pressure() const { return senders_.front().client.pressure(); }
  /// Reports that wait or are under way.
  std::size_t in_flight() const { return waiting_.size() + sent_; }

 private:
  using TicketPtr = std::shared_ptr<Ticket>;
  /// One connection and the loop that sends bundles over it.
  struct Sender {
    Sender(boost::asio::any_io_executor executor, const Settings& settings, ClientOptions options)
        : client(executor, settings, std::move(options)), wake(executor) {}
    Client client;
    boost::asio::steady_timer wake;
    bool rests = false;
  };

  boost::asio::awaitable<void> run_from(std::size_t first);
  boost::asio::awaitable<void> send_bundles(Sender& sender);
  boost::asio::awaitable<void> rest(Sender& sender, Ticket::Clock::time_point until);
  boost::asio::awaitable<void> send(Sender& sender, std::vector<TicketPtr> bundle);
  std::optional<Error> refuse(const Submission& submission) const;
  void take(TicketPtr ticket);
  std::vector<TicketPtr> next_bundle();
  void wake_one();
  void wake_all();
  Client& choose();

  boost::asio::any_io_executor executor_;
  Settings settings_;
  std::deque<Sender> senders_;
  std::deque<TicketPtr> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::size_t sent_ = 0;                    // reports under way
  Ticket::Clock::time_point not_before_{};  // when the next bundle may leave
  bool waking_ = false;                     // somebody is on the way to what waits
  bool stopping_ = false;
};

}  // namespace gongzhi::queue
