// A connection to Redis that comes back: owns one Link at a time, greets it, watches it, replaces
// it with backoff. Commands in flight when it breaks end as Errc::unavailable and are never sent
// again: only the caller knows whether they are idempotent. One thread; it must outlive every
// coroutine that uses it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/command.hpp"
#include "queue/link.hpp"
#include "queue/settings.hpp"

namespace gongzhi::queue {

/// How full Redis is, as of `sampled` (steady clock). maxmemory 0 = no limit set.
struct Pressure {
  std::uint64_t used_memory = 0;
  std::uint64_t maxmemory = 0;
  std::chrono::steady_clock::time_point sampled = {};
};

/// Something the owner may want to log or count.
struct ClientEvent {
  enum class Kind { connected, lost, refused };
  Kind kind;
  std::string run_id = {};  // connected
  Error error = {};         // lost: why; refused: why a try to connect failed
};

/// What a Client does beyond sending commands.
struct ClientOptions {
  /// Called on the client's thread for every change; must not destroy the client.
  std::function<void(const ClientEvent&)> on_event = {};
  /// Runs after the greeting of every new link, before anybody may use it (SUBSCRIBE). An error
  /// drops the link.
  std::function<boost::asio::awaitable<Result<void>>(Link&)> prepare = {};
  /// Sample memory every settings.pressure_every?
  enum class Watch { nothing, memory } watch = Watch::nothing;
};

class Client {
 public:
  Client(boost::asio::any_io_executor executor, Settings settings, ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Connects and keeps connected until stop(). Spawn it exactly once.
  boost::asio::awaitable<void> run();

  /// Ends run(): every command in flight completes with Errc::unavailable. Idempotent.
  void stop();

  /// Drops the present link; run() makes a new one. For callers who know the link is of no use any
  /// more.
  void reconnect(std::string_view why);

  /// Sends one command; error replies come back as Error (refusal.hpp). Errc::unavailable at once
  /// when there is no connection, busy, timeout, as Link::send.
  boost::asio::awaitable<Result<Reply>> command(Command command, Milliseconds deadline,
                                                Reach reach = Reach::server);

  /// Sends several commands in one write. The array of their replies; the first error reply becomes
  /// the Error.
  boost::asio::awaitable<Result<Reply>> pipeline(std::vector<Command> commands,
                                                 Milliseconds deadline);

  /// Waits until connected and greeted; Errc::unavailable after `limit` (with the reason of the
  /// last failed try).
  boost::asio::awaitable<Result<void>> wait_connected(Milliseconds limit);

  bool connected() const { return ready_ && link_->is_open(); }
  /// Run id of the server of the present connection; "" when there is none.
  const std::string& run_id() const { return run_id_; }
  /// Grows with every connection made; 0 before the first.
  std::uint64_t session() const { return session_; }
  std::size_t in_flight() const { return link_ ? link_->in_flight() : 0; }
  const std::optional<Pressure>& pressure() const { return pressure_; }
  /// Asks now. Errors as command().
  boost::asio::awaitable<Result<Pressure>> read_pressure();
  const Settings& settings() const { return settings_; }

  /// Always Errc::unavailable: nothing was sent, whatever the last try failed of.
  Error not_connected() const;

 private:
  using TimerList = std::list<boost::asio::steady_timer*>;

  boost::asio::awaitable<Result<void>> connect();
  boost::asio::awaitable<void> watch_link();
  boost::asio::awaitable<void> sample_pressure();
  boost::asio::awaitable<void> pause(Milliseconds length);
  Milliseconds next_backoff();
  void ping_when_quiet();
  void announce(ClientEvent event);
  void wake_waiters();

  boost::asio::any_io_executor executor_;
  Settings settings_;
  ClientOptions options_;
  boost::asio::steady_timer
      wake_;  // every pause of run(); cancelled by stop() and by a closing link
  boost::asio::steady_timer limit_;  // of the connect under way
  std::shared_ptr<Link> link_;
  bool ready_ = false;
  bool stopping_ = false;
  std::string run_id_;
  std::uint64_t session_ = 0;
  unsigned failures_ = 0;
  unsigned pings_ = 0;
  std::optional<Error> last_error_;
  std::optional<Pressure> pressure_;
  std::shared_ptr<TimerList> waiters_ = std::make_shared<TimerList>();
  std::minstd_rand random_;
};

}  // namespace gongzhi::queue
