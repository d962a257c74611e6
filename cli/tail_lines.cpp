#include "cli/tail_lines.hpp"

#include <boost/asio/io_context.hpp>
#include <fstream>

#include "queue/tail.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task_group.hpp"
#include "vault/bytes.hpp"
#include "wire/json.hpp"
#include "wire/json_writer.hpp"
#include "workers/adoption.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t batch_entries = 256;
constexpr auto no_progress_limit = 60s;

/// Runs one piece of work over a connection of its own to the end.
template <class Work>
Result<void> with_feed(const Installation& installation, Work work) {
  struct Run {
    static asio::awaitable<void> run(queue::Feed& feed, Work& job, Result<void>& done) {
      done = co_await feed.wait_connected(10s);
      if (done) done = co_await job(feed);
      feed.stop();
    }
  };
  asio::io_context context{1};
  queue::Feed feed(context.get_executor(), installation.queue);
  runtime::TaskGroup tasks(context.get_executor());
  Result<void> done;
  tasks.spawn("queue", feed.run());
  tasks.spawn("work", Run::run(feed, work, done));
  context.run();
  return done;
}

std::string line_of(unsigned partition, const queue::Entry& entry) {
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.integer("partition", partition);
    json.integer("seq", static_cast<std::int64_t>(entry.seq()));
    json.integer("at", to_ms(entry.at));
    json.text("envelope", vault::to_hex(entry.envelope));
    json.text("mac", vault::to_hex(entry.mac));
  }
  return json.take();
}

std::optional<std::string> from_hex(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

Result<queue::PartitionEntries> parse_line(const std::string& line) {
  const auto json = wire::parse_json(line, {16 * 1024 * 1024, 2, 16, wire::Language::en});
  std::int64_t partition = -1, seq = 0, at = 0;
  std::string envelope, mac;
  const bool is_whole = json && wire::read_member(*json, "partition", partition) &&
                        wire::read_member(*json, "seq", seq) &&
                        wire::read_member(*json, "at", at) &&
                        wire::read_member(*json, "envelope", envelope) &&
                        wire::read_member(*json, "mac", mac) && partition >= 0 && seq > 0;
  const auto envelope_bytes = from_hex(envelope), mac_bytes = from_hex(mac);
  if (!is_whole || !envelope_bytes || !mac_bytes)
    return fail(Errc::corrupt, "the part of the queue in the backup is damaged");
  queue::Entry entry;
  entry.id = {static_cast<std::uint64_t>(seq), 0};
  entry.at = from_ms(at);
  entry.envelope = *envelope_bytes;
  entry.mac = *mac_bytes;
  return queue::PartitionEntries{static_cast<unsigned>(partition), {std::move(entry)}};
}

struct TailWriting {
  std::map<unsigned, std::uint64_t> after;
  std::ofstream& out;
  std::int64_t& count;

  asio::awaitable<Result<void>> operator()(queue::Feed& feed) {
    auto read = co_await queue::read_tail(
        feed, after, [this](unsigned partition, const queue::Entry& entry) -> Result<void> {
          out << line_of(partition, entry) << '\n';
          ++count;
          return {};
        });
    if (!read) co_return read.error();
    co_return Result<void>{};
  }
};

struct Filling {
  std::string generation;
  std::map<int, records::Position> applied;
  std::ifstream& in;

  asio::awaitable<Result<void>> operator()(queue::Feed& feed) {
    auto adoption = co_await workers::look_before_adopting(feed, generation, applied);
    if (!adoption) co_return adoption.error();
    if (adoption->theirs)
      co_return fail(Errc::conflict,
                     *adoption->theirs == generation
                         ? "this Redis still holds the queue of this record; it is used as it is"
                         : "this Redis belongs to another record store");
    std::string line;
    std::vector<queue::PartitionEntries> batch;
    while (std::getline(in, line)) {
      auto entry = parse_line(line);
      if (!entry) co_return entry.error();
      batch.push_back(*std::move(entry));
      if (batch.size() < batch_entries) continue;
      if (auto done = co_await queue::put_back(feed, std::exchange(batch, {})); !done)
        co_return done;
    }
    if (auto done = co_await queue::put_back(feed, std::move(batch)); !done) co_return done;
    co_return co_await workers::adopt(feed, *std::move(adoption));
  }
};

struct Raising {
  std::map<int, records::Position> applied;

  asio::awaitable<Result<void>> operator()(queue::Feed& feed) {
    std::vector<queue::GateRequest> gates;
    for (const auto& [partition, position] : applied)
      gates.push_back({static_cast<unsigned>(partition), position.seq, position.at});
    auto raised = co_await feed.raise_sequences(std::move(gates));
    if (!raised) co_return raised.error();
    co_return Result<void>{};
  }
};

struct Waiting {
  const Installation& installation;

  asio::awaitable<Result<void>> operator()(queue::Feed& feed) {
    auto moved = std::chrono::steady_clock::now();
    std::uint64_t least = UINT64_MAX;
    while (true) {
      auto left = co_await what_is_left(feed);
      if (!left) co_return left.error();
      if (*left == 0) co_return Result<void>{};
      if (*left < least) moved = std::chrono::steady_clock::now();
      least = std::min(least, *left);
      if (std::chrono::steady_clock::now() - moved > no_progress_limit)
        co_return fail(Errc::timeout, std::to_string(*left) +
                                          " messages of the queue are not applied; the worker "
                                          "gets no further (see its log: messages may be missing "
                                          "between the backup and the queue)");
      co_await runtime::sleep_for(100ms);
    }
  }

  asio::awaitable<Result<std::uint64_t>> what_is_left(queue::Feed& feed) const {
    auto reader = open_reader(installation);
    if (!reader) co_return reader.error();
    auto applied = (*reader)->positions();
    if (!applied) co_return applied.error();
    std::vector<unsigned> partitions;
    for (const auto& [partition, position] : *applied)
      partitions.push_back(static_cast<unsigned>(partition));
    auto states = co_await feed.partition_states(partitions);
    if (!states) co_return states.error();
    std::uint64_t left = 0;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
      const std::uint64_t given = (*states)[i].seq.value_or(0);
      const std::uint64_t done = (*applied)[static_cast<int>(partitions[i])].seq;
      left += given > done ? given - done : 0;
    }
    co_return left;
  }
};

}  // namespace

Result<std::int64_t> write_tail(const Installation& installation,
                                const std::map<int, records::Position>& after,
                                const std::filesystem::path& file) {
  std::map<unsigned, std::uint64_t> behind;
  for (const auto& [partition, position] : after)
    behind[static_cast<unsigned>(partition)] = position.seq;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  std::int64_t count = 0;
  auto done = with_feed(installation, TailWriting{std::move(behind), out, count});
  if (!done) return done.error();
  out.close();
  if (out.fail()) return fail(Errc::unavailable, "cannot write " + file.string());
  return count;
}

Result<void> fill_new_queue(const Installation& installation, const std::filesystem::path& file) {
  auto reader = open_reader(installation);
  if (!reader) return reader.error();
  auto generation = (*reader)->generation();
  if (!generation) return generation.error();
  auto applied = (*reader)->positions();
  if (!applied) return applied.error();
  std::ifstream in(file, std::ios::binary);
  return with_feed(installation, Filling{*std::move(generation), *std::move(applied), in});
}

Result<void> raise_queue(const Installation& installation) {
  auto reader = open_reader(installation);
  if (!reader) return reader.error();
  auto applied = (*reader)->positions();
  if (!applied) return applied.error();
  return with_feed(installation, Raising{*std::move(applied)});
}

Result<void> wait_until_applied(const Installation& installation) {
  return with_feed(installation, Waiting{installation});
}

}  // namespace gongzhi::cli
