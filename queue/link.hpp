// One connection to Redis: pipelines everything that waits into one write and gives each waiter its
// reply, an error or its deadline, exactly once. Never resends, never reconnects (client.hpp does),
// knows no command but the barrier it is given. One thread; the executors of the callers must be of
// the same io_context.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"
#include "queue/command.hpp"
#include "queue/reply.hpp"
#include "queue/stream.hpp"

namespace gongzhi::queue {

struct LinkLimits {
  std::size_t in_flight_max;     // commands sent or queued whose reply has not come
  std::size_t queued_bytes_max;  // bytes not yet handed to the kernel
  std::size_t reply_bytes_max;   // bytes of one unfinished reply
};

/// A command sent once behind every batch that holds a replicated command (WAIT n t, D1, D2).
/// Replicated commands are answered only after it; less than `at_least` means Errc::timeout for
/// them: the outcome is unknown.
struct Barrier {
  Command command;
  std::int64_t at_least = 1;
};

/// Whether a command's answer waits for the barrier behind it.
enum class Reach { server, replicas };

class Link : public std::enable_shared_from_this<Link> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `stream` is connected. Call start() once after make_shared.
  Link(Stream stream, LinkLimits limits);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void start();

  /// Sends `commands` back to back and completes when all replies are in: the reply itself for one
  /// command, an array of them for several. Error replies of Redis are values here. Errc::busy
  /// (over a bound, nothing sent), Errc::timeout (deadline; the commands may still run),
  /// Errc::unavailable (connection lost or cancelled; they may have run). Cancelling leaves the
  /// slot in place: the late reply is dropped.
  boost::asio::awaitable<Result<Reply>> send(std::vector<Command> commands, Milliseconds deadline,
                                             Reach reach = Reach::server);

  /// Sends a command whose reply nobody needs (PING on an idle line). Nothing happens when the link
  /// is full or down.
  void send_unattended(Command command);

  void set_barrier(Barrier barrier) { barrier_ = std::move(barrier); }

  /// Replies of the kind `message` (RESP2 publish/subscribe) go to `on_message` instead of a
  /// waiter.
  void on_message(std::function<void(Reply)> callback) { on_message_ = std::move(callback); }

  /// Called once when the link is closed for whatever reason; must not destroy the link.
  void on_closed(std::function<void()> callback) { on_closed_ = std::move(callback); }

  /// Completes every waiter with `why` and closes the socket. Idempotent.
  void close(Error why);

  bool is_open() const { return open_; }
  /// Why the link is closed; meaningful once it is.
  const Error& reason() const { return reason_; }
  Clock::time_point last_heard() const { return last_heard_; }
  std::size_t in_flight() const { return slots_.size(); }

 private:
  struct Waiter;
  template <class Handler>
  struct WaiterFor;
  using WaiterPtr = std::shared_ptr<Waiter>;
  struct Slot {
    WaiterPtr waiter;         // null: nobody wants the reply
    bool is_barrier = false;  // the reply releases `held_`
  };

  void enqueue(std::vector<Command> commands, Milliseconds deadline, WaiterPtr waiter);
  void append(const Command& command, Slot slot);
  std::optional<Error> refuse(const std::vector<Command>& commands) const;
  void schedule_flush();
  void flush();
  void read_more();
  void on_read(std::size_t bytes);
  void deliver(Reply reply);
  void release_held(const Reply& barrier_reply);
  void complete(Waiter& waiter, Result<Reply> result);
  void arm(Clock::time_point deadline);
  void expire();

  Stream stream_;
  LinkLimits limits_;
  ReplyParser parser_;
  std::optional<Barrier> barrier_;
  std::function<void(Reply)> on_message_;
  std::function<void()> on_closed_;
  boost::asio::steady_timer timer_;
  std::multimap<Clock::time_point, WaiterPtr> deadlines_;
  Clock::time_point armed_for_ = Clock::time_point::max();
  std::deque<Slot> slots_;       // in the order in which replies will come
  std::vector<WaiterPtr> held_;  // answered, waiting for the barrier behind them
  std::string queued_;           // to be written next
  std::string sending_;          // being written
  bool needs_barrier_ = false;   // `queued_` holds a replicated command
  bool flush_scheduled_ = false;
  bool writing_ = false;
  bool open_ = true;
  Error reason_;
  Clock::time_point last_heard_;
  std::array<char, 64 * 1024> incoming_{};
};

}  // namespace gongzhi::queue
