// Cases that cases open: handed from the outbox to the queue, where they get their numbers like any
// report. At least once; the queue and the inbox know the id, so each is opened once.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "queue/intake.hpp"
#include "vault/keyring.hpp"
#include "workers/applier.hpp"

namespace gongzhi::workers {

namespace asio = boost::asio;

class Openings {
 public:
  /// `applier` is used on `writer` only; both outlive run().
  Openings(asio::any_io_executor executor, queue::Settings queue, const vault::Keyring& keyring);

  /// Hands in what waits, again after wake(), until stop().
  asio::awaitable<void> run(asio::thread_pool& writer, Applier& applier);
  /// Keeps the connections to Redis; spawn it once beside run().
  asio::awaitable<void> keep_connected() { return intake_.run(); }
  /// Something new waits.
  void wake();
  void stop();

 private:
  /// How many were handed in; an error says that it is to be tried again later.
  asio::awaitable<Result<std::size_t>> hand_in(asio::thread_pool& writer, Applier& applier);

  queue::Intake intake_;
  const vault::Keyring& keyring_;
  asio::steady_timer wake_;
  bool waits_ = true;  // some may have been left by whoever ran before
  bool stopping_ = false;
};

}  // namespace gongzhi::workers
