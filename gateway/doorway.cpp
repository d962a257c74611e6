// Accepting, counting sessions, draining.
#include "gateway/doorway.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <limits>

#include "gateway/gate.hpp"
#include "runtime/deadline.hpp"
#include "runtime/fault.hpp"
#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr int backlog = 1'024;
constexpr int unread_bytes_max = 200 * 1024;
constexpr std::chrono::milliseconds ready_look_every{20};
constexpr std::chrono::milliseconds connect_wait{1'000};
/// After the limit of draining: how long cancelled sessions may take to end.
constexpr std::chrono::milliseconds cancel_wait{1'000};
constexpr std::chrono::milliseconds idle_look_every{100};
/// How long what was noted last for the audit trail may take to be queued.
constexpr std::chrono::milliseconds notes_wait{2'000};
/// How exact the time limits of reading and writing are.
constexpr std::chrono::milliseconds overdue_look_every{100};

// What the system holds for somebody who does not read: so much, and so long. Without this a few
// megabytes of answers would wait in it until the connection is idle for too long (R33).
void bound_unread(tcp::socket& socket, std::chrono::milliseconds limit) {
  boost::system::error_code ec;
  socket.set_option(tcp::socket::send_buffer_size(unread_bytes_max), ec);
  socket.set_option(UserTimeout(static_cast<int>(limit.count())), ec);
}

}  // namespace

Doorway::Doorway(Shared shared)
    : loops_(context_.get_executor()),
      visits_(context_.get_executor()),
      notes_(context_.get_executor()),
      lane_(context_.get_executor(), shared),
      metrics_(shared.metrics),
      announcements_(context_.get_executor(), shared.queue, std::string(changes_channel),
                     {.on_payload = [this](std::string payload) { lane_.announced(payload); },
                      .on_gap = [this] { lane_.missed_announcements(); }}),
      acceptor_(context_),
      overdue_look_(context_) {}

// With SO_REUSEPORT from the start, a second installation would get half of this one's visitors.
Result<tcp::endpoint> Doorway::listen(const tcp::endpoint& endpoint, PortSharing sharing) {
  boost::system::error_code ec;
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && sharing == PortSharing::joins) acceptor_.set_option(ReusePort(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(backlog, ec);
  // Only a port that is held already is opened to the other threads.
  if (!ec && sharing == PortSharing::leads) acceptor_.set_option(ReusePort(true), ec);
  if (ec)
    return fail(Errc::unavailable,
                "cannot listen on " + endpoint.address().to_string() + ":" +
                    std::to_string(endpoint.port()) + ": " + ec.message() +
                    "; stop the program that listens there, or choose another address with "
                    "--listen or gateway.listen");
  return acceptor_.local_endpoint();
}

void Doorway::start(std::function<void()> on_ready) {
  loops_.spawn("queue intake", lane_.intake.run());
  loops_.spawn("announcements", announcements_.run());
  loops_.spawn("sessions", lane_.sittings.store().run());
  loops_.spawn("live sessions", end_lost_streams(lane_, drained_));
  notes_.spawn("audit", lane_.audit.run(lane_));
  loops_.spawn("acceptor", accept());
  loops_.spawn("time limits", close_overdue());
  loops_.spawn("readiness", wait_ready(std::move(on_ready)));
}

asio::awaitable<void> Doorway::wait_ready(std::function<void()> on_ready) {
  const auto knows_enough = [this] {
    return lane_.present.is_complete() && lane_.book.is_loaded();
  };
  while (!draining_ && (!knows_enough() || !lane_.intake.connected())) {
    if (knows_enough())
      static_cast<void>(co_await lane_.intake.wait_connected(connect_wait));
    else
      co_await runtime::sleep_for(ready_look_every);
  }
  if (!draining_) on_ready();
}

asio::awaitable<void> Doorway::accept() {
  const auto sessions_max = static_cast<std::size_t>(lane_.shared.settings.gateway.connections_max);
  while (!draining_) {
    auto [ec, socket] = co_await acceptor_.async_accept(token);
    if (ec && draining_) co_return;
    if (ec) {
      // Out of descriptors, most likely: wait for somebody to leave.
      runtime::log_warn("accept failed", {{"error", ec.message()}});
      co_await runtime::sleep_for(std::chrono::milliseconds(100));
    } else if (visits_.size() >= sessions_max) {
      lane_.shared.metrics.refused_sockets.Increment();
    } else {
      visits_.spawn("session", serve(std::move(socket)));
    }
  }
}

// Whoever is a proxy speaks for many; this machine itself has a limit of its own, or none.
SourceCounts::Seat Doorway::seat_for(const tcp::socket& socket) {
  const auto& limits = lane_.shared.settings.gateway;
  boost::system::error_code ec;
  const asio::ip::address address = socket.remote_endpoint(ec).address();
  std::int64_t most = limits.connections_per_source_max;
  const bool is_unlimited_loopback =
      is_loopback(address) && limits.connections_per_loopback_max == 0;
  if (is_loopback(address)) most = limits.connections_per_loopback_max;
  if (is_unlimited_loopback || lane_.shared.door.rules.is_proxy(address))
    most = std::numeric_limits<std::int64_t>::max();
  return lane_.shared.door.sources.enter(source_of(address), most);
}

asio::awaitable<void> Doorway::serve(tcp::socket socket) {
  const SourceCounts::Seat seat = seat_for(socket);
  if (!seat.is_taken()) {
    lane_.shared.metrics.refused_sockets.Increment();
    co_return;
  }
  bound_unread(socket, std::chrono::milliseconds(lane_.shared.settings.gateway.body_timeout_ms));
  Session session({lane_, metrics_, draining_, tls_.get()}, std::move(socket));
  const auto at = sessions_.insert(sessions_.end(), &session);
  struct Leave {
    std::list<Session*>& sessions;
    std::list<Session*>::iterator at;
    ~Leave() { sessions.erase(at); }
  } const leave{sessions_, at};
  co_await session.run();
}

// Closing a socket ends only what waits for it, later: no session goes from the list meanwhile.
asio::awaitable<void> Doorway::close_overdue() {
  while (!drained_) {
    overdue_look_.expires_after(overdue_look_every);
    co_await overdue_look_.async_wait(token);
    const auto now = std::chrono::steady_clock::now();
    for (Session* session : sessions_) session->close_if_overdue(now);
  }
}

// Whoever the system has connected already is served: closing the acceptor would reset them.
void Doorway::close_acceptor() {
  const auto sessions_max = static_cast<std::size_t>(lane_.shared.settings.gateway.connections_max);
  boost::system::error_code ec;
  acceptor_.non_blocking(true, ec);
  while (!ec && visits_.size() < sessions_max) {
    tcp::socket socket(context_);
    acceptor_.accept(socket, ec);
    if (!ec) visits_.spawn("session", serve(std::move(socket)));
  }
  acceptor_.close(ec);
}

asio::awaitable<void> Doorway::drain(std::chrono::milliseconds limit) {
  if (runtime::fault("no_drain")) limit = {};
  draining_ = true;
  close_acceptor();
  lane_.live.close_all();
  const auto until = std::chrono::steady_clock::now() + limit;
  bool is_empty = false;
  // Again and again, because somebody who is connected may say nothing any more.
  do {
    for (Session* session : sessions_) session->close_if_idle();
    is_empty = co_await visits_.wait(std::min(limit, idle_look_every));
  } while (!is_empty && std::chrono::steady_clock::now() < until);
  if (!is_empty) {
    runtime::log_warn("draining took too long", {{"sessions", visits_.size()}});
    for (Session* session : sessions_) session->close();
    visits_.cancel();
    co_await visits_.wait(cancel_wait);
  }
  drained_ = true;
  overdue_look_.cancel();
  lane_.audit.stop();
  if (!co_await notes_.wait(notes_wait)) notes_.cancel();
  lane_.intake.stop();
  lane_.sittings.store().stop();
  announcements_.stop();
}

}  // namespace gongzhi::gateway
