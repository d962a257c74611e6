#include "queue/feed.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

std::optional<std::uint64_t> number(const Reply& reply) {
  std::uint64_t value = 0;
  const char* const end = reply.text.data() + reply.text.size();
  const auto [at, ec] = std::from_chars(reply.text.data(), end, value);
  if (reply.text.empty() || ec != std::errc{} || at != end) return std::nullopt;
  return value;
}

std::optional<Instant> instant(const Reply& reply) {
  const auto ms = number(reply);
  if (!ms) return std::nullopt;
  return from_ms(static_cast<std::int64_t>(*ms));
}

Result<std::uint64_t> count(const Result<Reply>& reply, std::string_view what) {
  if (!reply) return reply.error();
  if (!reply->is_integer() || reply->integer < 0) return unexpected_reply(what);
  return static_cast<std::uint64_t>(reply->integer);
}

bool are_integers(const Reply& reply, std::size_t size) {
  if (!reply.is_array() || reply.elements.size() != size) return false;
  for (const Reply& element : reply.elements)
    if (!element.is_integer() || element.integer < 0) return false;
  return true;
}

Command xread(const ReadRequest& request) {
  std::vector<std::string> words{"XREAD", "COUNT", std::to_string(request.count_max)};
  // BLOCK 0 would wait for ever.
  if (request.block.count() > 0) {
    words.emplace_back("BLOCK");
    words.push_back(std::to_string(request.block.count()));
  }
  words.emplace_back("STREAMS");
  for (const auto& [partition, id] : request.after) words.push_back(stream_key(partition));
  for (const auto& [partition, id] : request.after) words.push_back(format_stream_id(id));
  return Command(std::vector<std::string_view>(words.begin(), words.end()));
}

}  // namespace

Feed::Feed(asio::any_io_executor executor, Settings settings,
           std::function<void(const ClientEvent&)> on_event)
    : settings_(std::move(settings)),
      commands_(executor, settings_, {.on_event = on_event, .watch = ClientOptions::Watch::memory}),
      reads_(executor, settings_, {.on_event = on_event}) {}

asio::awaitable<void> Feed::run() {
  using namespace asio::experimental::awaitable_operators;
  co_await (commands_.run() && reads_.run());
}

void Feed::stop() {
  reads_.stop();
  commands_.stop();
}

asio::awaitable<Result<void>> Feed::wait_connected(Milliseconds limit) {
  const auto first = co_await commands_.wait_connected(limit);
  if (!first) co_return first;
  co_return co_await reads_.wait_connected(limit);
}

asio::awaitable<Result<std::vector<PartitionEntries>>> Feed::read(ReadRequest request) {
  // COUNT 0 means "no limit" to Redis.
  if (request.count_max == 0) co_return fail(Errc::invalid, "count_max must be at least 1");
  if (request.after.empty()) co_return std::vector<PartitionEntries>();
  const auto deadline = request.block + settings_.block_grace;
  const auto reply = co_await reads_.command(xread(request), deadline);
  if (!reply) {
    // The unanswered read would hold up every later one on this connection.
    if (reply.error().code == Errc::timeout) reads_.reconnect("a blocking read was not answered");
    co_return reply.error();
  }
  co_return parse_streams(*reply);
}

asio::awaitable<Result<std::vector<std::uint64_t>>> Feed::open_gates(
    std::vector<GateRequest> requests) {
  co_return co_await open_gates_for(commands_.run_id(), std::move(requests));
}

// No server has this run id.
asio::awaitable<Result<std::vector<std::uint64_t>>> Feed::raise_sequences(
    std::vector<GateRequest> requests) {
  co_return co_await open_gates_for("closed", std::move(requests));
}

asio::awaitable<Result<std::vector<std::uint64_t>>> Feed::open_gates_for(
    std::string run_id, std::vector<GateRequest> requests) {
  std::vector<Command> commands;
  for (const GateRequest& request : requests)
    commands.push_back(Command{"FCALL", "gongzhi_open_gate", "3", stream_key(request.partition),
                               counter_key(request.partition), ready_key(request.partition), run_id,
                               std::to_string(request.applied_seq),
                               std::to_string(to_ms(request.applied_at))});
  const auto replies = co_await commands_.pipeline(std::move(commands), settings_.command_limit);
  if (!replies) co_return replies.error();
  std::vector<std::uint64_t> last;
  for (const Reply& reply : replies->elements) {
    if (!are_integers(reply, 2)) co_return unexpected_reply("gongzhi_open_gate");
    last.push_back(static_cast<std::uint64_t>(reply.elements[0].integer));
  }
  co_return last;
}

asio::awaitable<Result<std::vector<Tail>>> Feed::tails(std::vector<unsigned> partitions) {
  std::vector<Command> commands;
  for (const unsigned partition : partitions)
    commands.push_back(Command{"FCALL", "gongzhi_tail", "2", counter_key(partition),
                               ready_key(partition), commands_.run_id()});
  const auto replies = co_await commands_.pipeline(std::move(commands), settings_.command_limit);
  if (!replies) co_return replies.error();
  std::vector<Tail> tails;
  for (const Reply& reply : replies->elements) {
    if (!are_integers(reply, 3)) co_return unexpected_reply("gongzhi_tail");
    tails.push_back({.seq = static_cast<std::uint64_t>(reply.elements[0].integer),
                     .at = from_ms(reply.elements[1].integer),
                     .gate = reply.elements[2].integer == 1 ? Gate::open : Gate::closed});
  }
  co_return tails;
}

asio::awaitable<Result<std::uint64_t>> Feed::trim(unsigned partition, std::uint64_t first_to_keep) {
  const auto reply = co_await commands_.command(
      Command{"FCALL", "gongzhi_trim", "1", stream_key(partition), std::to_string(first_to_keep)},
      settings_.command_limit);
  co_return count(reply, "gongzhi_trim");
}

asio::awaitable<Result<PartitionState>> Feed::partition_state(unsigned partition) {
  auto states = co_await partition_states({partition});
  if (!states) co_return states.error();
  co_return std::move(states->front());
}

asio::awaitable<Result<std::vector<PartitionState>>> Feed::partition_states(
    std::vector<unsigned> partitions) {
  std::vector<Command> commands;
  for (const unsigned partition : partitions)
    commands.push_back(Command{"FCALL_RO", "gongzhi_partition_state", "3", stream_key(partition),
                               counter_key(partition), ready_key(partition)});
  const auto replies = co_await commands_.pipeline(std::move(commands), settings_.command_limit);
  if (!replies) co_return replies.error();
  std::vector<PartitionState> states;
  for (const Reply& reply : replies->elements) {
    // A newer library may say more.
    if (!reply.is_array() || reply.elements.size() < 9)
      co_return unexpected_reply("gongzhi_partition_state");
    const auto& parts = reply.elements;
    states.push_back({.seq = number(parts[0]),
                      .at = instant(parts[1]),
                      .watermark = instant(parts[2]),
                      .ready_for = parts[3].text,
                      .length = static_cast<std::uint64_t>(parts[4].integer),
                      .first = parse_stream_id(parts[5].text),
                      .last = parse_stream_id(parts[6].text),
                      .oldest_at = instant(parts[7]),
                      .bytes = static_cast<std::uint64_t>(parts[8].integer)});
  }
  co_return states;
}

asio::awaitable<Result<std::uint64_t>> Feed::announce(std::string channel, std::string payload) {
  const auto reply =
      co_await commands_.command(Command{"PUBLISH", channel, payload}, settings_.command_limit);
  co_return count(reply, "PUBLISH");
}

}  // namespace gongzhi::queue
