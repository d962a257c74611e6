// The socket of a session, plain or under TLS: its buffer, its time limits, and how an answer is
// written. To Asio and Beast it is a stream.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace gongzhi::gateway {

namespace asio = boost::asio;

struct SessionWire {
  using Clock = std::chrono::steady_clock;
  using Tls = asio::ssl::stream<asio::ip::tcp::socket&>;
  using executor_type = asio::ip::tcp::socket::executor_type;
  static constexpr std::size_t read_bytes = 16 * 1024;

  /// While it lives the socket is closed when the time is over (Session::close_if_overdue). No
  /// timer of its own: four of them for each request cost more than looking at every session now
  /// and then.
  struct Limit {
    Limit(SessionWire& of, std::chrono::milliseconds length) : wire(of) { restart(length); }
    ~Limit() { wire.deadline = Clock::time_point::max(); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

    void restart(std::chrono::milliseconds length) { wire.deadline = Clock::now() + length; }

    SessionWire& wire;
  };

  /// `context` null = plain; else the other side must shake hands before anything is read.
  SessionWire(asio::ip::tcp::socket accepted, std::size_t head_bytes_max,
              asio::ssl::context* context);

  /// The handshake of TLS. False when it failed or did not end within the limit.
  asio::awaitable<bool> shake_hands(std::chrono::milliseconds limit);
  /// Tells the other side that nothing follows (close_notify), and that the socket is shut. What it
  /// still sends may be read off the socket itself. False when it is gone.
  asio::awaitable<bool> say_goodbye(std::chrono::milliseconds limit);

  /// What has been read and not consumed.
  std::string_view read() const;
  /// False when it could not be written whole within the limit.
  asio::awaitable<bool> write(std::string text, std::chrono::milliseconds limit);
  void close();

  executor_type get_executor() { return socket.get_executor(); }
  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          if (tls)
            tls->async_read_some(into, std::move(handler));
          else
            socket.async_read_some(into, std::move(handler));
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          if (tls)
            tls->async_write_some(from, std::move(handler));
          else
            socket.async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

  asio::ip::tcp::socket socket;
  std::unique_ptr<Tls> tls;
  boost::beast::flat_buffer buffer;
  std::size_t head_bytes = 0;  // of the request at the front of the buffer
  Clock::time_point deadline = Clock::time_point::max();
};

}  // namespace gongzhi::gateway
