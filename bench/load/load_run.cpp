#include "bench/load/load_run.hpp"

#include <charconv>

#include "runtime/deadline.hpp"
#include "vault/bytes.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::bench {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 50ms;
constexpr auto drain_limit = 180s;

// "gongzhi_messages_total{outcome="applied"} 123" of the worker, {"applied":123} of the peer.
std::int64_t applied_in(const std::string& body) {
  for (const std::string_view name :
       {"gongzhi_messages_total{outcome=\"applied\"} ", "\"applied\":"}) {
    const auto at = body.find(name);
    if (at == std::string::npos) continue;
    double value = 0;
    std::from_chars(body.data() + at + name.size(), body.data() + body.size(), value);
    return static_cast<std::int64_t>(value);
  }
  return -1;
}

std::string version_in(const std::string& body) {
  constexpr std::string_view name = "\"version\":";
  const auto at = body.find(name);
  if (at == std::string::npos) return "0";
  const auto begin = at + name.size();
  return body.substr(begin, body.find_first_not_of("0123456789", begin) - begin);
}

Clock::duration to_clock(std::chrono::duration<double> length) {
  return std::chrono::duration_cast<Clock::duration>(length);
}

}  // namespace

LoadRun::LoadRun(LoadPlan plan)
    : plan_(std::move(plan)),
      tasks_(context_.get_executor()),
      run_name_(vault::to_hex(vault::random_bytes(8))) {
  if (!plan_.applied_url.empty()) applied_target_ = parse_target(plan_.applied_url);
  start_clock();
}

void LoadRun::start_clock() {
  began_ = Clock::now();
  warm_at_ = began_ + to_clock(plan_.warm_up);
  end_ = warm_at_ + to_clock(plan_.length);
}

std::string LoadRun::post(const MakeRequest& make) {
  if (plan_.applied_url.empty())
    for (std::size_t i = 0; i < plan_.connections; ++i) tasks_.spawn("sender", send(make));
  else
    tasks_.spawn("start", start_watched(make));
  context_.run();
  return result(samples_);
}

std::string LoadRun::claim(const std::vector<Holder>& holders) {
  for (std::size_t i = 0; i < plan_.connections; ++i)
    tasks_.spawn("claimer", claim_and_give_up(holders, i));
  context_.run();
  return "{\"claim\":" + result(samples_) + ",\"give_up\":" + result(give_ups_) + "}";
}

// The moment of the next request; false when the run is over. In an open loop the moments are
// fixed, whether there is a connection free or not.
asio::awaitable<bool> LoadRun::next_moment(Clock::time_point& due) {
  due = Clock::now();
  if (plan_.rate > 0) {
    due =
        began_ + to_clock(std::chrono::duration<double>(static_cast<double>(taken_) / plan_.rate));
    ++taken_;
    if (due >= end_) co_return false;
    asio::steady_timer timer(co_await asio::this_coro::executor, due);
    if (due > Clock::now()) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return due < end_;
}

asio::awaitable<void> LoadRun::send(const MakeRequest& make) {
  Connection connection(context_.get_executor(), plan_.target);
  Clock::time_point due;
  while (co_await next_moment(due)) {
    while (applied_at_start_ >= 0 && accepted_ - applied_ > plan_.backlog_max)
      co_await runtime::sleep_for(5ms);
    const Answer answer = co_await connection.exchange(make());
    const auto now = Clock::now();
    if (plan_.rate <= 0) ++taken_;
    if (answer.status >= 200 && answer.status < 300) ++accepted_;
    if (is_warm(due) && now <= end_ + 10s) samples_.add(answer.status, now - due);
    if (answer.status == 0) co_await runtime::sleep_for(20ms);
  }
}

asio::awaitable<std::int64_t> LoadRun::ask_applied() {
  Connection connection(context_.get_executor(), applied_target_);
  const Answer answer =
      co_await connection.exchange(get_text(applied_target_, plan_.applied_path, "-"));
  co_return applied_in(answer.body);
}

// What was applied before the first request is known before the first request goes out.
asio::awaitable<void> LoadRun::start_watched(const MakeRequest& make) {
  applied_at_start_ = co_await ask_applied();
  start_clock();
  for (std::size_t i = 0; i < plan_.connections; ++i) tasks_.spawn("sender", send(make));
  tasks_.spawn("watch", watch_applied());
}

asio::awaitable<void> LoadRun::watch_applied() {
  while (Clock::now() < end_) {
    applied_ = co_await ask_applied() - applied_at_start_;
    const auto now = Clock::now();
    if (applied_when_warm_ < 0 && is_warm(now)) {
      applied_when_warm_ = applied_;
      warm_seen_ = now;
      backlog_early_ = accepted_ - applied_;
    }
    co_await runtime::sleep_for(look_every);
  }
  applied_at_end_ = co_await ask_applied() - applied_at_start_;
  end_seen_ = Clock::now();
  backlog_late_ = accepted_ - applied_at_end_;
  co_await drain();
}

asio::awaitable<void> LoadRun::drain() {
  const auto began = Clock::now();
  while (Clock::now() - began < drain_limit) {
    applied_ = co_await ask_applied() - applied_at_start_;
    if (applied_ >= accepted_ && Clock::now() > end_ + 200ms) break;
    co_await runtime::sleep_for(look_every);
  }
  drained_s_ = std::chrono::duration<double>(Clock::now() - began).count();
}

asio::awaitable<void> LoadRun::one_pair(Connection& connection, const Holder& holder,
                                        Clock::time_point due) {
  const auto path = "/api/v1/cases/" + holder.number + "/actions/";
  const auto fields = [&](const char* what) {
    return "Authorization: Bearer " + holder.token + "\r\nIdempotency-Key: " + run_name_ + "-" +
           what + std::to_string(taken_) + holder.number + "\r\n";
  };
  const auto claim_fields = fields("c");
  const auto give_up_fields = fields("g");
  const Answer claimed =
      co_await connection.exchange(post_text(plan_.target, path + "claim", claim_fields, "{}"));
  const auto between = Clock::now();
  if (is_warm(due)) samples_.add(claimed.status, between - due);
  const auto match = "If-Match: \"" + version_in(claimed.body) + "\"\r\n";
  const Answer given = co_await connection.exchange(
      post_text(plan_.target, path + "give_up", give_up_fields + match, "{}"));
  if (is_warm(due)) give_ups_.add(given.status, Clock::now() - between);
}

// Each connection has members of its own: nobody claims twice at a time.
asio::awaitable<void> LoadRun::claim_and_give_up(const std::vector<Holder>& holders,
                                                 std::size_t first) {
  Connection connection(context_.get_executor(), plan_.target);
  std::size_t own = first;
  Clock::time_point due;
  while (co_await next_moment(due)) {
    co_await one_pair(connection, holders[own], due);
    own += plan_.connections;
    if (own >= holders.size()) own = first;
  }
}

std::string LoadRun::result(const Samples& samples) const {
  const double seconds = plan_.length.count();
  std::string text = "{" + samples.json_members() + "," + json_number("seconds", seconds) + "," +
                     json_number("rate", static_cast<double>(samples.good()) / seconds);
  if (!plan_.applied_url.empty()) {
    const std::chrono::duration<double> watched = end_seen_ - warm_seen_;
    text += "," + json_number(
                      "applied_rate",
                      static_cast<double>(applied_at_end_ - applied_when_warm_) / watched.count());
    text += ",\"accepted_all\":" + std::to_string(accepted_) +
            ",\"applied_all\":" + std::to_string(applied_) +
            ",\"backlog_early\":" + std::to_string(backlog_early_) +
            ",\"backlog_late\":" + std::to_string(backlog_late_) + "," +
            json_number("drained_s", drained_s_);
  }
  return text + "}";
}

}  // namespace gongzhi::bench
