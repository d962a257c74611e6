// One thread of the gateway: its event loop, its acceptor (SO_REUSEPORT), its sessions, its
// connections to Redis; and how it stops (style.md 3.5 rule 7).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>

#include "gateway/lane.hpp"
#include "gateway/session.hpp"
#include "gateway/tls_context.hpp"
#include "queue/announcements.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::gateway {

/// The channel on which workers announce.
inline constexpr std::string_view changes_channel = "gongzhi:changes";

/// Whether the port is this thread's alone, or shared by the threads of this process: the first of
/// them takes it as its own (`leads`), the others come behind (`joins`).
enum class PortSharing { alone, leads, joins };

class Doorway {
 public:
  explicit Doorway(Shared shared);
  Doorway(const Doorway&) = delete;
  Doorway& operator=(const Doorway&) = delete;

  /// Binds and listens. Errc::unavailable when anybody else listens there.
  Result<asio::ip::tcp::endpoint> listen(const asio::ip::tcp::endpoint& endpoint,
                                         PortSharing sharing);
  /// From now on connections are accepted under TLS, with this certificate. On its own thread, or
  /// before start().
  void take_certificate(TlsContext context) { tls_ = std::move(context); }
  /// Spawns the loops; call before context.run(). `on_ready` is called once, when reports can be
  /// taken.
  void start(std::function<void()> on_ready);
  /// Drains, then ends every loop, so that context.run() returns. On its own thread.
  asio::awaitable<void> drain(std::chrono::milliseconds limit);
  bool is_draining() const { return draining_; }

  asio::io_context& context() { return context_; }
  Lane& lane() { return lane_; }
  runtime::TaskGroup& loops() { return loops_; }

 private:
  asio::awaitable<void> accept();
  void close_acceptor();
  SourceCounts::Seat seat_for(const asio::ip::tcp::socket& socket);
  asio::awaitable<void> serve(asio::ip::tcp::socket socket);
  asio::awaitable<void> close_overdue();
  asio::awaitable<void> wait_ready(std::function<void()> on_ready);

  asio::io_context context_{1};
  runtime::TaskGroup loops_;
  runtime::TaskGroup visits_;
  runtime::TaskGroup notes_;
  Lane lane_;
  RouteMetrics metrics_;
  queue::Announcements announcements_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer overdue_look_;
  std::list<Session*> sessions_;
  TlsContext tls_;  // null = plain
  bool draining_ = false;
  bool drained_ = false;
};

}  // namespace gongzhi::gateway
