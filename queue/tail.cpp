#include "queue/tail.hpp"

namespace gongzhi::queue {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<Result<std::map<unsigned, std::uint64_t>>> read_tail(
    Feed& feed, std::map<unsigned, std::uint64_t> after,
    std::function<Result<void>(unsigned, const Entry&)> use) {
  std::vector<unsigned> partitions;
  for (const auto& [partition, seq] : after) partitions.push_back(partition);
  auto states = co_await feed.partition_states(partitions);
  if (!states) co_return states.error();
  std::map<unsigned, std::uint64_t> last = after;
  ReadRequest request;
  request.block = Milliseconds(0);
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const std::uint64_t end = (*states)[i].last ? (*states)[i].last->seq : 0;
    if (end <= after[partitions[i]]) continue;
    request.after[partitions[i]] = {after[partitions[i]], UINT64_MAX};
    last[partitions[i]] = end;
  }
  while (!request.after.empty()) {
    auto read = co_await feed.read(request);
    if (!read) co_return read.error();
    if (read->empty()) break;
    for (const PartitionEntries& part : *read) {
      for (const Entry& entry : part.entries) {
        request.after[part.partition] = entry.id;
        if (entry.seq() > last[part.partition] || entry.shape != Entry::Shape::ours) continue;
        if (auto used = use(part.partition, entry); !used) co_return used.error();
      }
      const auto at = request.after.find(part.partition);
      if (at != request.after.end() && at->second.seq >= last[part.partition])
        request.after.erase(at);
    }
  }
  co_return last;
}

asio::awaitable<Result<void>> put_back(Feed& feed, std::vector<PartitionEntries> tail) {
  for (const PartitionEntries& part : tail) {
    auto state = co_await feed.partition_state(part.partition);
    if (!state) co_return state.error();
    const StreamId top = state->last.value_or(StreamId{});
    for (const Entry& entry : part.entries) {
      if (entry.id <= top) continue;
      const std::string at = std::to_string(to_ms(entry.at));
      auto added = co_await feed.commands().command(
          Command{"XADD", stream_key(part.partition), format_stream_id(entry.id), "e",
                  entry.envelope, "m", entry.mac, "at", at},
          10s);
      if (!added) co_return added.error();
    }
  }
  co_return Result<void>{};
}

}  // namespace gongzhi::queue
