#include "queue/intake.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "queue/refusal.hpp"
#include "queue/retention.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

constexpr std::size_t message_id_digits_max = 128;
constexpr std::size_t small_bytes_max = 128;

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<Error> check(const Submission& submission, const Settings& settings) {
  if (submission.message_id.empty() || submission.message_id.size() > message_id_digits_max ||
      !is_lower_hex(submission.message_id))
    return fail(Errc::invalid, "message id is not 1 to 128 hex digits");
  if (submission.fingerprint.size() > small_bytes_max || submission.mac.size() > small_bytes_max)
    return fail(Errc::invalid, "fingerprint or MAC over 128 bytes");
  if (submission.envelope.empty()) return fail(Errc::invalid, "empty envelope");
  if (submission.envelope.size() > settings.envelope_bytes_max)
    return fail(Errc::too_large, "内容过大 (too large)", "envelope over envelope_bytes_max");
  if (submission.answer.size() > settings.answer_bytes_max)
    return fail(Errc::too_large, "内容过大 (too large)", "answer over answer_bytes_max");
  return std::nullopt;
}

}  // namespace

Result<Receipt> parse_receipt(const Reply& reply) {
  if (!reply.is_array() || reply.elements.empty()) return unexpected_reply("gongzhi_submit");
  const auto& parts = reply.elements;
  if (parts[0].text == "gate_closed") return connection_lost("the gate is closed (D11)");
  const bool fresh = parts[0].text == "fresh" && parts.size() == 3;
  const bool repeat = parts[0].text == "repeat" && parts.size() == 5;
  if ((!fresh && !repeat) || !parts[1].is_integer() || !parts[2].is_integer() ||
      parts[1].integer < 1)
    return unexpected_reply("gongzhi_submit");
  Receipt receipt{.kind = fresh ? Receipt::Kind::fresh : Receipt::Kind::repeat,
                  .seq = static_cast<std::uint64_t>(parts[1].integer),
                  .at = from_ms(parts[2].integer)};
  if (repeat) {
    receipt.fingerprint = parts[3].text;
    receipt.answer = parts[4].text;
  }
  return receipt;
}

Intake::Intake(asio::any_io_executor executor, Settings settings,
               std::function<void(const ClientEvent&)> on_event)
    : settings_(std::move(settings)) {
  const unsigned count = std::clamp(settings_.intake_connections, 1u, 64u);
  for (unsigned i = 0; i < count; ++i) {
    const auto watch = i == 0 ? ClientOptions::Watch::memory : ClientOptions::Watch::nothing;
    clients_.emplace_back(executor, settings_, ClientOptions{.on_event = on_event, .watch = watch});
  }
}

namespace {

asio::awaitable<void> run_from(std::deque<Client>& clients, std::size_t first) {
  using namespace asio::experimental::awaitable_operators;
  if (first + 1 == clients.size()) {
    co_await clients[first].run();
  } else {
    co_await (clients[first].run() && run_from(clients, first + 1));
  }
}

}  // namespace

asio::awaitable<void> Intake::run() {
  co_await run_from(clients_, 0);
}

void Intake::stop() {
  for (Client& client : clients_) client.stop();
}

// Round robin over the connections that are up: what waits at one moment is spread over all of
// them.
Client& Intake::choose() {
  for (std::size_t tries = 0; tries < clients_.size(); ++tries) {
    Client& client = clients_[next_++ % clients_.size()];
    if (client.connected()) return client;
  }
  return clients_.front();
}

asio::awaitable<Result<Receipt>> Intake::submit(Submission submission) {
  if (const auto wrong = check(submission, settings_)) co_return *wrong;
  Client& client = choose();
  const unsigned partition = submission.partition;
  Command command{"FCALL",
                  "gongzhi_submit",
                  "4",
                  stream_key(partition),
                  counter_key(partition),
                  ready_key(partition),
                  known_id_key(partition, submission.message_id),
                  client.run_id(),
                  submission.fingerprint,
                  submission.envelope,
                  submission.mac,
                  submission.answer,
                  std::to_string(ids_ttl(settings_, pressure()))};
  const auto reach = settings_.replicas_min > 0 ? Reach::replicas : Reach::server;
  const auto reply = co_await client.command(std::move(command), settings_.command_limit, reach);
  if (!reply) co_return reply.error();
  co_return parse_receipt(*reply);
}

asio::awaitable<Result<std::optional<Entry>>> Intake::find(unsigned partition, std::uint64_t seq) {
  const std::string id = format_stream_id({seq, 0});
  const auto reply = co_await choose().command(
      Command{"XRANGE", stream_key(partition), id, id, "COUNT", "1"}, settings_.command_limit);
  if (!reply) co_return reply.error();
  auto entries = parse_entries(*reply);
  if (!entries) co_return entries.error();
  if (entries->empty()) co_return std::optional<Entry>();
  co_return std::optional<Entry>(std::move(entries->front()));
}

asio::awaitable<Result<void>> Intake::wait_connected(Milliseconds limit) {
  for (Client& client : clients_) {
    const auto connected = co_await client.wait_connected(limit);
    if (!connected) co_return connected;
  }
  co_return Result<void>();
}

bool Intake::connected() const {
  return std::any_of(clients_.begin(), clients_.end(),
                     [](const Client& client) { return client.connected(); });
}

std::size_t Intake::in_flight() const {
  std::size_t count = 0;
  for (const Client& client : clients_) count += client.in_flight();
  return count;
}

}  // namespace gongzhi::queue
