#include "queue/client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "queue/dial.hpp"
#include "queue/greeting.hpp"
#include "queue/info.hpp"
#include "queue/refusal.hpp"

namespace gongzhi::queue {

namespace asio = boost::asio;

namespace {

Pressure pressure_of(std::string_view info_text) {
  const TextMap info = parse_info(info_text);
  return {.used_memory = number_of(info, "used_memory"),
          .maxmemory = number_of(info, "maxmemory"),
          .sampled = Link::Clock::now()};
}

}  // namespace

Client::Client(asio::any_io_executor executor, Settings settings, ClientOptions options)
    : executor_(executor),
      settings_(std::move(settings)),
      options_(std::move(options)),
      wake_(executor),
      limit_(executor),
      random_(std::random_device{}()) {}

Client::~Client() {
  if (!link_) return;
  link_->on_closed({});
  link_->on_message({});
  link_->close(connection_lost("the client is gone"));
}

asio::awaitable<void> Client::run() {
  while (!stopping_) {
    const auto connected = co_await connect();
    if (connected) {
      co_await watch_link();
      ready_ = false;
      run_id_.clear();
      last_error_ = link_->reason();
      // A stop of our own is nothing to tell anybody about.
      if (!stopping_) announce({.kind = ClientEvent::Kind::lost, .error = *last_error_});
    } else if (!stopping_) {
      last_error_ = connected.error();
      announce({.kind = ClientEvent::Kind::refused, .error = *last_error_});
    }
    if (link_) link_->close(connection_lost("not usable"));
    if (!stopping_) co_await pause(next_backoff());
  }
  wake_waiters();
}

void Client::stop() {
  stopping_ = true;
  ready_ = false;
  limit_.cancel();
  wake_.cancel();
  if (link_) link_->close(connection_lost("stopped"));
  wake_waiters();
}

void Client::reconnect(std::string_view why) {
  if (link_) link_->close(connection_lost(why));
}

asio::awaitable<Result<void>> Client::connect() {
  auto stream = co_await dial(settings_, limit_);
  if (!stream) co_return stream.error();
  if (stopping_) co_return connection_lost("stopped");
  link_ = std::make_shared<Link>(std::move(*stream),
                                 LinkLimits{.in_flight_max = settings_.in_flight_max,
                                            .queued_bytes_max = settings_.queued_bytes_max,
                                            .reply_bytes_max = settings_.reply_bytes_max});
  link_->on_closed([this] { wake_.cancel(); });
  if (settings_.replicas_min > 0)
    link_->set_barrier({.command = Command{"WAIT", std::to_string(settings_.replicas_min),
                                           std::to_string(settings_.replica_wait.count())},
                        .at_least = settings_.replicas_min});
  link_->start();
  auto run_id = co_await greet(*link_, settings_);
  if (!run_id) co_return run_id.error();
  if (options_.prepare) {
    const auto prepared = co_await options_.prepare(*link_);
    if (!prepared) co_return prepared.error();
  }
  if (stopping_ || !link_->is_open()) co_return link_->reason();
  failures_ = 0;
  pings_ = 0;
  run_id_ = std::move(*run_id);
  ++session_;
  ready_ = true;
  last_error_.reset();
  announce({.kind = ClientEvent::Kind::connected, .run_id = run_id_});
  wake_waiters();
  co_return Result<void>();
}

// Returns when the link is closed.
asio::awaitable<void> Client::watch_link() {
  const bool samples = options_.watch == ClientOptions::Watch::memory;
  const Milliseconds tick = samples ? settings_.pressure_every : settings_.ping_every / 5;
  while (link_->is_open()) {
    if (samples) co_await sample_pressure();
    if (!link_->is_open()) break;
    co_await pause(std::max(tick, Milliseconds{1}));
    ping_when_quiet();
  }
}

// A half-open TCP connection says nothing for ever. Whatever is heard, a reply or a PONG, starts
// the count anew.
void Client::ping_when_quiet() {
  if (!link_->is_open()) return;
  const auto quiet = Link::Clock::now() - link_->last_heard();
  if (quiet < settings_.ping_every) {
    pings_ = 0;
    return;
  }
  const auto due = quiet / settings_.ping_every;
  if (due <= pings_) return;
  if (pings_ == 2) return link_->close(connection_lost("two PINGs were not answered"));
  ++pings_;
  link_->send_unattended(Command{"PING"});
}

asio::awaitable<void> Client::sample_pressure() {
  std::vector<Command> ask;
  ask.push_back(Command{"INFO", "memory"});
  const auto reply = co_await link_->send(std::move(ask), settings_.command_limit);
  if (!reply || !reply->is_string()) co_return;
  pressure_ = pressure_of(reply->text);
}

asio::awaitable<Result<Pressure>> Client::read_pressure() {
  const auto reply = co_await command(Command{"INFO", "memory"}, settings_.command_limit);
  if (!reply) co_return reply.error();
  if (!reply->is_string()) co_return unexpected_reply("INFO memory");
  co_return pressure_of(reply->text);
}

asio::awaitable<void> Client::pause(Milliseconds length) {
  wake_.expires_after(length);
  co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
}

// Full jitter: anything between nothing and the doubled bound, so that many clients do not return
// in step.
Milliseconds Client::next_backoff() {
  const auto doubled = settings_.backoff_min * (std::int64_t{1} << std::min(failures_, 20u));
  ++failures_;
  const auto bound = std::min<Milliseconds>(doubled, settings_.backoff_max);
  return Milliseconds{std::uniform_int_distribution<std::int64_t>(
      1, std::max<std::int64_t>(1, bound.count()))(random_)};
}

asio::awaitable<Result<Reply>> Client::command(Command command, Milliseconds deadline,
                                               Reach reach) {
  if (!connected()) co_return not_connected();
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  auto reply = co_await link_->send(std::move(commands), deadline, reach);
  if (!reply || !reply->is_error()) co_return reply;
  if (wants_reconnect(reply->text)) reconnect(reply->text);
  co_return refused_by_redis(reply->text);
}

asio::awaitable<Result<Reply>> Client::pipeline(std::vector<Command> commands,
                                                Milliseconds deadline) {
  if (commands.empty()) co_return Reply{.kind = Reply::Kind::array};
  if (!connected()) co_return not_connected();
  const bool single = commands.size() == 1;
  auto replies = co_await link_->send(std::move(commands), deadline);
  if (!replies) co_return replies;
  if (single) {
    Reply array{.kind = Reply::Kind::array};
    array.elements.push_back(std::move(*replies));
    replies = std::move(array);
  }
  for (const Reply& reply : replies->elements) {
    if (!reply.is_error()) continue;
    if (wants_reconnect(reply.text)) reconnect(reply.text);
    co_return refused_by_redis(reply.text);
  }
  co_return replies;
}

asio::awaitable<Result<void>> Client::wait_connected(Milliseconds limit) {
  asio::steady_timer timer(executor_, limit);
  struct Registration {
    std::shared_ptr<TimerList> list;
    TimerList::iterator entry;
    ~Registration() { list->erase(entry); }
  };
  const Registration registration{waiters_, waiters_->insert(waiters_->end(), &timer)};
  while (!connected() && !stopping_ && timer.expiry() > Link::Clock::now())
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  if (connected()) co_return Result<void>();
  co_return not_connected();
}

Error Client::not_connected() const {
  return connection_lost("not connected" +
                         (last_error_ ? ": " + last_error_->detail : std::string()));
}

void Client::announce(ClientEvent event) {
  if (options_.on_event) options_.on_event(event);
}

void Client::wake_waiters() {
  for (asio::steady_timer* timer : *waiters_) timer->cancel();
}

}  // namespace gongzhi::queue
