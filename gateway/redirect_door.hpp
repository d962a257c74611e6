// The plain port beside the encrypted one (security.md S37): sends whoever opens a page on to
// https, and refuses the API, whose tokens would have crossed the network in the clear a second
// time and nobody had noticed. One request per connection. One event loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

#include "governance/error.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// What is answered to a request with this head; `https_port` is where the encrypted door is. Pure.
std::string redirect_answer(std::string_view head, std::uint16_t https_port);

class RedirectDoor {
 public:
  /// Connections held at once; more are closed.
  static constexpr int open_max = 64;

  RedirectDoor(const asio::any_io_executor& executor, std::uint16_t https_port)
      : acceptor_(executor), https_port_(https_port) {}

  /// Errc::unavailable when the address is taken.
  Result<void> open(const asio::ip::tcp::endpoint& endpoint);
  /// Serves until close(); connections are spawned into `tasks`.
  asio::awaitable<void> run(runtime::TaskGroup& tasks);
  void close();

 private:
  asio::awaitable<void> serve(asio::ip::tcp::socket socket);

  asio::ip::tcp::acceptor acceptor_;
  std::uint16_t https_port_;
  int open_ = 0;
};

}  // namespace gongzhi::gateway
