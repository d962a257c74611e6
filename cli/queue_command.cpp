// queue status: how far each partition is, what waits, and whether its gate is open.
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <optional>

#include "cli/commands.hpp"
#include "queue/feed.hpp"
#include "runtime/task_group.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Status {
  std::vector<queue::PartitionState> partitions;
  std::optional<Error> error;
};

asio::awaitable<void> ask(queue::Feed& feed, int partitions, Status& status) {
  auto connected = co_await feed.wait_connected(3s);
  if (!connected) status.error = connected.error();
  for (int p = 0; p < partitions && !status.error; ++p) {
    auto state = co_await feed.partition_state(static_cast<unsigned>(p));
    if (!state)
      status.error = state.error();
    else
      status.partitions.push_back(std::move(*state));
  }
  feed.stop();
}

void print(const Options& options, const Status& status, std::map<int, records::Position> applied,
           const std::string& run_id) {
  wire::JsonWriter json;
  {
    const auto list = json.array();
    if (!options.json) std::puts("partition  accepted   applied   waiting  retained  gate");
    for (std::size_t p = 0; p < status.partitions.size(); ++p) {
      const queue::PartitionState& state = status.partitions[p];
      const std::uint64_t accepted = state.seq.value_or(0);
      const std::uint64_t done = applied[static_cast<int>(p)].seq;
      const std::uint64_t waiting = accepted > done ? accepted - done : 0;
      const bool open = !state.ready_for.empty() && state.ready_for == run_id;
      const auto one = json.object();
      json.integer("partition", static_cast<std::int64_t>(p));
      json.integer("accepted", static_cast<std::int64_t>(accepted));
      json.integer("applied", static_cast<std::int64_t>(done));
      json.integer("waiting", static_cast<std::int64_t>(waiting));
      json.integer("retained", static_cast<std::int64_t>(state.length));
      json.boolean("gate_open", open);
      if (!options.json)
        std::printf("%9zu %9llu %9llu %9llu %9llu  %s\n", p,
                    static_cast<unsigned long long>(accepted),
                    static_cast<unsigned long long>(done), static_cast<unsigned long long>(waiting),
                    static_cast<unsigned long long>(state.length), open ? "open" : "closed");
    }
  }
  if (options.json) std::puts(json.take().c_str());
}

}  // namespace

int queue_status(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto applied = (*reader)->positions();
  if (!applied) return report(applied.error());
  asio::io_context context{1};
  queue::Feed feed(context.get_executor(), installation->queue);
  runtime::TaskGroup tasks(context.get_executor());
  Status status;
  std::string run_id;
  tasks.spawn("queue", feed.run());
  tasks.spawn("status",
              ask(feed, static_cast<int>(installation->settings.store.partitions), status));
  while (tasks.size() > 0 && context.run_one() > 0)
    if (feed.connected()) run_id = feed.run_id();
  if (status.error) return report(*status.error);
  print(options, status, std::move(*applied), run_id);
  return 0;
}

}  // namespace gongzhi::cli
