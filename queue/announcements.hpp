// Listens to what workers announce. Announcements only wake; whoever missed one must look for
// itself, so every new subscription is told as a gap. A connection of its own: RESP2 allows nothing
// else on it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "governance/error.hpp"
#include "queue/client.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

class Announcements {
 public:
  struct Callbacks {
    /// One announcement. Runs on the connection's thread: keep it short, do not throw.
    std::function<void(std::string payload)> on_payload;
    /// A subscription has begun (the first one too): whatever was announced before it is not known;
    /// look again.
    std::function<void()> on_gap;
    std::function<void(const ClientEvent&)> on_event = {};
  };

  Announcements(boost::asio::any_io_executor executor, Settings settings, std::string channel,
                Callbacks callbacks);

  /// Keeps the subscription; returns after stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run() { return client_.run(); }
  void stop() { client_.stop(); }
  boost::asio::awaitable<Result<void>> wait_subscribed(Milliseconds limit) {
    return client_.wait_connected(limit);
  }

 private:
  boost::asio::awaitable<Result<void>> subscribe(Link& link);

  std::string channel_;
  Callbacks callbacks_;
  Milliseconds limit_;
  Client client_;
};

}  // namespace gongzhi::queue
