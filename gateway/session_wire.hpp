// The socket of a session: its buffer, its time limits, and how an answer is written.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <string>
#include <string_view>

namespace gongzhi::gateway {

namespace asio = boost::asio;

struct SessionWire {
  using Clock = std::chrono::steady_clock;
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

  SessionWire(asio::ip::tcp::socket accepted, std::size_t head_bytes_max);

  /// What has been read and not consumed.
  std::string_view read() const;
  /// False when it could not be written whole within the limit.
  asio::awaitable<bool> write(std::string text, std::chrono::milliseconds limit);
  void close();

  asio::ip::tcp::socket socket;
  boost::beast::flat_buffer buffer;
  std::size_t head_bytes = 0;  // of the request at the front of the buffer
  Clock::time_point deadline = Clock::time_point::max();
};

}  // namespace gongzhi::gateway
