#include "runtime/supervisor.hpp"

#include <signal.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "runtime/log.hpp"

namespace gongzhi::runtime {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto ready_poll = 20ms;
constexpr auto watch_poll = 250ms;
// A part that ran this long starts again without waiting.
constexpr auto healthy_after = 10s;
constexpr auto backoff_least = 100ms;

}  // namespace

Supervisor::Supervisor(asio::io_context& context, Settings::Process settings)
    : settings_(settings), signals_(context), wake_(context) {}

void Supervisor::add(Part part) {
  children_.push_back(std::make_unique<Running>());
  children_.back()->part = std::move(part);
}

void Supervisor::stop() {
  ++stop_requests_;
  wake_.cancel();
}

void Supervisor::on_signal(boost::system::error_code ec, int number) {
  if (ec) return;
  if (number != SIGCHLD) ++stop_requests_;
  wake_.cancel();
  signals_.async_wait([this](boost::system::error_code next, int n) { on_signal(next, n); });
}

asio::awaitable<void> Supervisor::nap(std::chrono::milliseconds length) {
  wake_.expires_after(length);
  co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
}

Result<void> Supervisor::start(Running& child) {
  auto spec = child.part.prepare();
  if (!spec) return spec.error();
  const auto pid = start_child(*spec);
  if (child.part.started) child.part.started(pid ? *pid : 0);
  if (!pid) return pid.error();
  child.pid = *pid;
  child.since = Clock::now();
  child.ready = false;
  log_info("started", {{"child", child.part.name}, {"pid", child.pid}});
  return {};
}

void Supervisor::reap(Running& child) {
  if (child.pid == 0) return;
  const auto end = reap_child(child.pid);
  if (!end) return;
  const bool was_healthy = Clock::now() - child.since >= healthy_after;
  child.backoff = was_healthy
                      ? backoff_least
                      : std::clamp(child.backoff * 2, std::chrono::milliseconds(backoff_least),
                                   std::chrono::milliseconds(settings_.restart_backoff_max_ms));
  child.start_again = Clock::now() + child.backoff;
  log(stop_requests_ > 0 ? LogLevel::info : LogLevel::error, "ended",
      {{"child", child.part.name},
       {"pid", child.pid},
       {end->by_signal ? "signal" : "status", end->code},
       {"last_words",
        stop_requests_ == 0 && child.part.last_words ? child.part.last_words() : ""}});
  child.pid = 0;
  child.ready = false;
}

asio::awaitable<Result<void>> Supervisor::start_all() {
  for (auto& child : children_) {
    if (auto started = start(*child); !started) co_return started.error();
    const auto until = Clock::now() + child->part.start_limit;
    while (!child->part.is_ready()) {
      reap(*child);
      if (stop_requests_ > 0) co_return Result<void>{};
      if (child->pid == 0 || Clock::now() > until)
        co_return fail(Errc::unavailable, child->part.name + " did not start",
                       child->part.last_words ? child->part.last_words() : "");
      co_await nap(ready_poll);
    }
    child->ready = true;
  }
  co_return Result<void>{};
}

asio::awaitable<void> Supervisor::watch() {
  while (stop_requests_ == 0) {
    for (auto& child : children_) {
      reap(*child);
      if (child->pid != 0 && !child->ready && child->part.is_ready()) {
        child->ready = true;
        log_info("ready again", {{"child", child->part.name}});
      }
      if (child->pid == 0 && Clock::now() >= child->start_again) {
        if (auto started = start(*child); !started) {
          log_error("cannot start",
                    {{"child", child->part.name}, {"error", started.error().message}});
          child->start_again =
              Clock::now() + std::chrono::milliseconds(settings_.restart_backoff_max_ms);
        }
      }
    }
    auto next = Clock::now() + watch_poll;
    for (const auto& child : children_)
      if (child->pid == 0) next = std::min(next, child->start_again);
    co_await nap(std::max(1ms, std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now())));
  }
}

asio::awaitable<void> Supervisor::stop_all() {
  const auto until = Clock::now() + std::chrono::milliseconds(settings_.drain_ms) + 1s;
  const int asked = stop_requests_;
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) {
    Running& running = **child;
    if (running.pid != 0) ::kill(running.pid, SIGTERM);
    while (running.pid != 0) {
      if (Clock::now() >= until || stop_requests_ > asked) ::kill(running.pid, SIGKILL);
      co_await nap(ready_poll);
      reap(running);
    }
  }
}

asio::awaitable<Result<void>> Supervisor::run(std::function<void()> on_ready) {
  for (const int number : {SIGTERM, SIGINT, SIGCHLD}) signals_.add(number);
  signals_.async_wait([this](boost::system::error_code ec, int number) { on_signal(ec, number); });
  const Result<void> started = co_await start_all();
  if (started && stop_requests_ == 0) {
    on_ready();
    co_await watch();
  }
  stop_requests_ = std::max(stop_requests_, 1);
  co_await stop_all();
  signals_.cancel();
  co_return started;
}

}  // namespace gongzhi::runtime
