// One connection: reads a request within its limits, has it answered, writes the answer, and again
// (reliability.md D21). The only file that reads HTTP; Boost.Beast stays behind it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "gateway/door_check.hpp"
#include "gateway/lane.hpp"
#include "gateway/request.hpp"

namespace boost::asio::ssl {
class context;
}

namespace gongzhi::gateway {

/// What one thread's sessions have together.
struct SessionPart {
  Lane& lane;
  RouteMetrics& metrics;
  const bool& draining;               // no further request on a kept connection
  asio::ssl::context* tls = nullptr;  // null = plain
};

struct SessionWire;  // socket and buffer

class Session {
 public:
  Session(SessionPart part, asio::ip::tcp::socket socket);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Serves the connection to its end. Never throws but when it is cancelled.
  asio::awaitable<void> run();
  /// Ends it when it waits for a request.
  void close_if_idle();
  /// Ends it at once.
  void close();
  /// Ends it when what it waits for from the other side did not come in time.
  void close_if_overdue(std::chrono::steady_clock::time_point now);

 private:
  struct Exchange;  // one request on its way to its answer
  enum class After { keep, close };
  enum class Received { whole, refused, gone };

  asio::awaitable<bool> read_head();
  asio::awaitable<After> exchange();
  asio::awaitable<After> answer_request();
  /// `exchange` belongs to the awaiting coroutine.
  Received receive_head(Exchange& exchange);
  void settle_client(Exchange& exchange);
  /// What is asked at the door before the body is read.
  std::optional<Problem> knock(Exchange& exchange);
  std::optional<Problem> pay(Exchange& exchange);
  /// Who asks, whether they may, and whether they ask too often.
  asio::awaitable<void> let_in(Exchange& exchange);
  asio::awaitable<Received> receive_body(Exchange& exchange);
  asio::awaitable<After> send(Exchange& exchange, Answer answer);
  asio::awaitable<void> serve_live(Actor actor, Credential proof);
  asio::awaitable<void> linger();

  SessionPart part_;
  std::unique_ptr<SessionWire> wire_;
  Client peer_;          // the other side of the socket
  std::string address_;  // of it, and how limits name it
  std::string source_;
  Payer payer_;
  bool is_proxy_ = false;
  bool is_https_only_ = false;
  bool idle_ = true;
};

}  // namespace gongzhi::gateway
