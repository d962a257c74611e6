// The listener for operators: GET /healthz, /readyz and /metrics on an address of their own,
// loopback by default.
#pragma once

#include <prometheus/registry.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "governance/error.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::runtime {

/// One part that must work for /readyz to say 200.
struct ReadyItem {
  std::string name;
  bool ok = false;
  std::string detail;
};

/// `host:port` with an IP address as host. Errc::invalid otherwise.
Result<asio::ip::tcp::endpoint> parse_endpoint(std::string_view text);

class AdminListener {
 public:
  AdminListener(const asio::any_io_executor& executor,
                std::shared_ptr<prometheus::Registry> registry,
                std::function<std::vector<ReadyItem>()> ready_items);

  /// Binds. Errc::unavailable when the address is taken.
  Result<asio::ip::tcp::endpoint> open(const asio::ip::tcp::endpoint& endpoint);
  /// Serves until closed; at most 16 requests at once, each within 5 s.
  asio::awaitable<void> run(TaskGroup& tasks);
  void close();

 private:
  asio::awaitable<void> serve(asio::ip::tcp::socket socket);
  asio::awaitable<bool> exchange(asio::ip::tcp::socket& socket) const;
  std::string answer(std::string_view request_line) const;

  asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::function<std::vector<ReadyItem>()> ready_items_;
  int open_ = 0;
};

}  // namespace gongzhi::runtime
