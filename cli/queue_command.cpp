// queue status: how far each partition is, what waits, and whether its gate is open.
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <optional>

#include "cli/commands.hpp"
#include "cli/platform.hpp"
#include "queue/feed.hpp"
#include "queue/generation.hpp"
#include "runtime/task_group.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Status {
  std::vector<queue::PartitionState> partitions;
  std::map<int, records::Position> applied;
  std::string run_id;
  std::string record_generation;
  std::optional<std::string> redis_generation;
  queue::Pressure memory;
  std::optional<Error> error;

  bool is_ours() const { return redis_generation && *redis_generation == record_generation; }
};

asio::awaitable<Result<void>> look(queue::Feed& feed, Status& status) {
  if (auto connected = co_await feed.wait_connected(3s); !connected) co_return connected;
  status.run_id = feed.run_id();
  auto generation = co_await queue::find_generation(feed.commands());
  if (!generation) co_return generation.error();
  status.redis_generation = std::move(*generation);
  std::vector<unsigned> all;
  for (const auto& [partition, position] : status.applied)
    all.push_back(static_cast<unsigned>(partition));
  auto states = co_await feed.partition_states(std::move(all));
  if (!states) co_return states.error();
  status.partitions = std::move(*states);
  auto memory = co_await feed.commands().read_pressure();
  if (!memory) co_return memory.error();
  status.memory = *memory;
  co_return Result<void>{};
}

asio::awaitable<void> ask(queue::Feed& feed, Status& status) {
  if (auto looked = co_await look(feed, status); !looked) status.error = looked.error();
  feed.stop();
}

// What one partition's row says, in either form.
struct Row {
  int partition;
  std::uint64_t accepted, applied, waiting, retained, bytes;
  std::string oldest;  // of what is retained; empty = nothing is
  bool gate_open;
};

std::vector<Row> rows_of(const Status& status) {
  std::vector<Row> rows;
  std::size_t i = 0;
  for (const auto& [partition, position] : status.applied) {
    const queue::PartitionState& state = status.partitions[i++];
    const std::uint64_t accepted = state.seq.value_or(0);
    rows.push_back({partition, accepted, position.seq,
                    accepted > position.seq ? accepted - position.seq : 0, state.length,
                    state.bytes, state.oldest_at ? format_rfc3339(*state.oldest_at) : std::string(),
                    !state.ready_for.empty() && state.ready_for == status.run_id});
  }
  return rows;
}

void print_json(const Status& status, const std::string& durability) {
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("run_id", status.run_id);
    json.text("durability", durability);
    json.text("generation", status.record_generation);
    json.text("redis_generation", status.redis_generation.value_or(""));
    json.boolean("generation_matches", status.is_ours());
    json.integer("memory_used_bytes", static_cast<std::int64_t>(status.memory.used_memory));
    json.integer("memory_max_bytes", static_cast<std::int64_t>(status.memory.maxmemory));
    const auto list = json.array("partitions");
    for (const Row& row : rows_of(status)) {
      const auto one = json.object();
      json.integer("partition", row.partition);
      json.integer("accepted", static_cast<std::int64_t>(row.accepted));
      json.integer("applied", static_cast<std::int64_t>(row.applied));
      json.integer("waiting", static_cast<std::int64_t>(row.waiting));
      json.integer("retained", static_cast<std::int64_t>(row.retained));
      json.integer("retained_bytes", static_cast<std::int64_t>(row.bytes));
      json.text("oldest_at", row.oldest);
      json.boolean("gate_open", row.gate_open);
    }
  }
  std::puts(json.take().c_str());
}

void print_table(const Status& status, const std::string& durability) {
  std::printf("redis %s, durability %s, memory %llu of %llu MB, generation %s\n",
              status.run_id.c_str(), durability.c_str(),
              static_cast<unsigned long long>(status.memory.used_memory >> 20),
              static_cast<unsigned long long>(status.memory.maxmemory >> 20),
              status.is_ours() ? "matches the record"
                               : "DIFFERS from the record (see: gongzhi queue adopt)");
  std::puts("partition  accepted   applied   waiting  retained  gate    oldest");
  for (const Row& row : rows_of(status))
    std::printf(
        "%9d %9llu %9llu %9llu %9llu  %-6s  %s\n", row.partition,
        static_cast<unsigned long long>(row.accepted), static_cast<unsigned long long>(row.applied),
        static_cast<unsigned long long>(row.waiting), static_cast<unsigned long long>(row.retained),
        row.gate_open ? "open" : "closed", row.oldest.c_str());
}

}  // namespace

int queue_status(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto applied = (*reader)->positions();
  if (!applied) return report(applied.error());
  auto generation = (*reader)->generation();
  if (!generation) return report(generation.error());
  const bool is_private = installation->settings.queue.address.empty();
  if (is_private && !redis_answers(*installation))
    return report(
        fail(Errc::unavailable,
             "the platform is not running; start it with: gongzhi serve --data " + options.data));
  Status status;
  status.applied = std::move(*applied);
  status.record_generation = std::move(*generation);
  asio::io_context context{1};
  queue::Feed feed(context.get_executor(), installation->queue);
  runtime::TaskGroup tasks(context.get_executor());
  tasks.spawn("queue", feed.run());
  tasks.spawn("status", ask(feed, status));
  context.run();
  if (status.error) return report(*status.error);
  const std::string& durability = installation->settings.queue.durability;
  if (options.json)
    print_json(status, durability);
  else
    print_table(status, durability);
  return 0;
}

}  // namespace gongzhi::cli
