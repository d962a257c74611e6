// Parent of the platform's processes on one machine: starts them in order, restarts with backoff,
// stops them in reverse order within the drain time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/child_process.hpp"
#include "runtime/settings.hpp"

namespace gongzhi::runtime {

namespace asio = boost::asio;

/// One part: how it is started and how one sees that it answers.
struct Part {
  std::string name;
  std::function<Result<ChildSpec>()> prepare;     // before every start
  std::function<void(pid_t)> started = {};        // after fork, 0 when it failed
  std::function<bool()> is_ready;                 // polled until true; must be quick
  std::function<std::string()> last_words = {};   // why it stopped, for the log
  std::chrono::milliseconds start_limit{30'000};  // not ready by then counts as a failed start
};

class Supervisor {
 public:
  Supervisor(asio::io_context& context, Settings::Process settings);

  void add(Part part);

  /// Starts all parts, calls `on_ready` once, keeps them running until SIGTERM or SIGINT (a second
  /// one kills), then stops them. An Error when a part could not be started the first time;
  /// everything is stopped then.
  asio::awaitable<Result<void>> run(std::function<void()> on_ready);

  /// As SIGTERM, from inside the process.
  void stop();

 private:
  struct Running {
    Part part;
    pid_t pid = 0;
    std::chrono::steady_clock::time_point since{};
    std::chrono::steady_clock::time_point start_again{};
    std::chrono::milliseconds backoff{0};
    bool ready = false;
  };

  Result<void> start(Running& child);
  asio::awaitable<Result<void>> start_all();
  asio::awaitable<void> watch();
  asio::awaitable<void> stop_all();
  asio::awaitable<void> nap(std::chrono::milliseconds length);
  void reap(Running& child);
  void on_signal(boost::system::error_code ec, int number);

  Settings::Process settings_;
  asio::signal_set signals_;
  asio::steady_timer wake_;
  std::vector<std::unique_ptr<Running>> children_;
  int stop_requests_ = 0;
};

}  // namespace gongzhi::runtime
