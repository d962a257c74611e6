// An HTTP server that says what the test has written down: one scripted step per request, in order,
// over as many connections as come. Lives on the test's own io_context.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace gongzhi::test {

class ScriptedServer {
 public:
  /// The bytes to answer; "" = close the connection without a word.
  using Step = std::function<std::string(const std::string& request)>;

  ScriptedServer(boost::asio::io_context& io, Step step)
      : acceptor_(io, {boost::asio::ip::address_v4::loopback(), 0}), step_(std::move(step)) {
    boost::asio::co_spawn(io, accept(), [](std::exception_ptr) {});
  }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  void close() { acceptor_.close(); }
  /// Everything that was asked, head and body.
  const std::vector<std::string>& requests() const { return requests_; }
  int connections() const { return connections_; }

  static std::string answer(int status, const std::string& body, const std::string& fields = {}) {
    return "HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Type: application/json\r\n" +
           fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

 private:
  static constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::awaitable<void> accept() {
    for (;;) {
      auto [ec, socket] = co_await acceptor_.async_accept(token);
      if (ec) co_return;
      ++connections_;
      boost::asio::co_spawn(acceptor_.get_executor(), serve(std::move(socket)),
                            [](std::exception_ptr) {});
    }
  }

  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket) {
    std::string buffer;
    for (;;) {
      const auto [ec, head] = co_await boost::asio::async_read_until(
          socket, boost::asio::dynamic_buffer(buffer), "\r\n\r\n", token);
      if (ec) co_return;
      const auto at = buffer.find("Content-Length: ");
      const std::size_t length =
          at < head ? std::strtoul(buffer.c_str() + at + 16, nullptr, 10) : 0;
      if (buffer.size() < head + length) {
        const auto missing = head + length - buffer.size();
        const auto [body_ec, size] =
            co_await boost::asio::async_read(socket, boost::asio::dynamic_buffer(buffer),
                                             boost::asio::transfer_exactly(missing), token);
        if (body_ec) co_return;
      }
      requests_.push_back(buffer.substr(0, head + length));
      buffer.erase(0, head + length);
      const std::string reply = step_(requests_.back());
      if (reply.empty()) co_return;
      const auto [write_ec, written] =
          co_await boost::asio::async_write(socket, boost::asio::buffer(reply), token);
      if (write_ec) co_return;
    }
  }

  boost::asio::ip::tcp::acceptor acceptor_;
  Step step_;
  std::vector<std::string> requests_;
  int connections_ = 0;
};

}  // namespace gongzhi::test
