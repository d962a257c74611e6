// What a worker reads from its partitions, in sequence, and has applied.
#include <algorithm>
#include <utility>

#include "records/blocking_pool.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"
#include "workers/worker.hpp"

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;
using records::run_blocking;
using runtime::log_error;
using runtime::log_warn;
using runtime::wall_now;

constexpr auto read_block = 500ms;  // also the longest that a timer waits
constexpr std::size_t sweep_slice = 512;
constexpr std::size_t high_load = 512;  // messages read at once

}  // namespace

void Worker::halt(int partition, std::uint64_t last, std::uint64_t next) {
  log_error(
      "messages are missing; this partition stops. Look for them, then run the worker with "
      "--accept-gaps",
      {{"partition", partition}, {"after", last}, {"next", next}});
  halted_.insert(partition);
  metrics_.set_halted(halted_.size());
}

// Sequences are counted between messages of ours. An entry that is none leaves a hole: `submit` has
// stepped over it (D5).
bool Worker::in_sequence(const Incoming& incoming, std::vector<Incoming>& messages) {
  const std::uint64_t last = after_[static_cast<unsigned>(incoming.partition)].seq;
  if (!incoming.moves_position || incoming.seq <= last + 1) return true;
  if (parts_.gaps == WorkerParts::Gaps::stop) {
    halt(incoming.partition, last, incoming.seq);
    return false;
  }
  log_warn("a gap was accepted",
           {{"partition", incoming.partition}, {"after", last}, {"next", incoming.seq}});
  messages.push_back(
      missing_entries(incoming.partition, last + 1, incoming.seq - 1, incoming.message.at));
  return true;
}

// The counter ahead of the newest entry, and of what is applied: the newest messages are missing.
std::optional<Incoming> Worker::gap_at_end(unsigned partition, const queue::PartitionState& state) {
  const int p = static_cast<int>(partition);
  const std::uint64_t given = state.seq.value_or(0);
  const std::uint64_t newest = std::max(state.last ? state.last->seq : 0, after_[partition].seq);
  if (given <= newest || halted_.contains(p)) return std::nullopt;
  if (parts_.gaps == WorkerParts::Gaps::stop) {
    halt(p, newest, given + 1);
    return std::nullopt;
  }
  log_warn("a gap was accepted", {{"partition", p}, {"after", newest}, {"next", given + 1}});
  after_[partition] = {given, UINT64_MAX};
  return missing_entries(p, newest + 1, given, state.at.value_or(Instant{}));
}

std::vector<Incoming> Worker::take_in(std::vector<queue::PartitionEntries> read) {
  const std::string generation = applier_->generation();
  const Origin origin{parts_.keyring, generation};
  std::vector<Incoming> messages;
  for (queue::PartitionEntries& part : read) {
    for (queue::Entry& entry : part.entries) {
      const queue::StreamId id = entry.id;
      Incoming incoming = read_entry(static_cast<int>(part.partition), std::move(entry), origin);
      if (!in_sequence(incoming, messages)) break;
      after_[part.partition] = id;
      messages.push_back(std::move(incoming));
    }
  }
  return messages;
}

// What is behind after_, of all partitions that run; nothing when the connection was replaced.
asio::awaitable<Result<std::vector<Incoming>>> Worker::read_on(Milliseconds block) {
  queue::ReadRequest request;
  for (const auto& [partition, id] : after_)
    if (!halted_.contains(static_cast<int>(partition))) request.after[partition] = id;
  if (request.after.empty()) {
    co_await pause(read_block);
    co_return std::vector<Incoming>{};
  }
  request.count_max =
      static_cast<std::size_t>(parts_.settings.store.batch_max) / request.after.size() + 1;
  request.block = block;
  auto read = co_await feed_.read(std::move(request));
  if (!read) co_return read.error();
  if (session_ != feed_.session()) co_return std::vector<Incoming>{};
  co_return take_in(std::move(*read));
}

asio::awaitable<Result<void>> Worker::read_and_apply() {
  const bool has_work =
      !swept_.empty() || followups_wait_ || timers_checked_ == Clock::time_point{};
  auto read = co_await read_on(has_work ? Milliseconds(1) : Milliseconds(read_block));
  if (!read) co_return read.error();
  search_.set_load(read->size() < high_load ? SearchIndexer::Load::usual
                                            : SearchIndexer::Load::high);
  if (read->empty()) co_return co_await sweep();
  std::vector<Incoming> messages = std::move(*read);
  // Keys of cases begin with the sequence: in their order the record is written at its end, not in
  // between. Within a partition the order stays.
  std::ranges::stable_sort(messages, {}, &Incoming::seq);
  co_return co_await apply_patiently(std::move(messages));
}

asio::awaitable<Result<void>> Worker::apply_patiently(std::vector<Incoming> messages) {
  auto wait = retry_least;
  const auto shared = std::make_shared<const std::vector<Incoming>>(std::move(messages));
  for (;;) {
    const auto began = Clock::now();
    auto report =
        co_await run_blocking(writer_, [this, shared] { return applier_->apply(*shared); });
    if (report) {
      metrics_.count(*report, std::chrono::duration<double>(Clock::now() - began).count());
      const Incoming& first = shared->front();
      const bool is_new = first.seq > positions_[first.partition].seq;  // not read again
      if (const Instant at = first.message.at; is_new && at > Instant{})
        metrics_.set_lag(std::chrono::duration<double>(wall_now() - at).count());
      co_return co_await settle(std::move(report));
    }
    const Error error = report.error();
    if (!is_transient(error.code)) co_return error;
    metrics_.count_retry();
    log_warn("the record is not available; the batch waits",
             {{"messages", shared->size()}, {"error", error.message}, {"detail", error.detail}});
    if (stopping_) co_return error;
    co_await pause(wait);
    wait = std::min(wait * 2, retry_most);
  }
}

// D8: what is retained behind the position is read once more after every reconnect; the dedupe
// makes it harmless. New messages come first.
asio::awaitable<Result<void>> Worker::sweep() {
  if (swept_.empty()) co_return Result<void>{};
  const auto [partition, from] = *swept_.begin();
  queue::ReadRequest request;
  request.after[partition] = from;
  request.count_max = sweep_slice;
  request.block = Milliseconds(0);
  auto read = co_await feed_.read(std::move(request));
  if (!read) co_return read.error();
  const std::string generation = applier_->generation();
  const Origin origin{parts_.keyring, generation};
  const std::uint64_t until = positions_[static_cast<int>(partition)].seq;
  std::vector<Incoming> messages;
  bool more = false;
  for (queue::PartitionEntries& part : *read)
    for (queue::Entry& entry : part.entries) {
      more = entry.seq() < until;
      if (entry.seq() > until) break;
      swept_[partition] = entry.id;
      messages.push_back(read_entry(static_cast<int>(partition), std::move(entry), origin));
    }
  if (!more) swept_.erase(partition);
  if (messages.empty()) co_return Result<void>{};
  co_return co_await apply_patiently(std::move(messages));
}

}  // namespace gongzhi::workers
