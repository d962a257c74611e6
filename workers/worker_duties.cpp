// What a worker does between batches: followups, timers, trimming, pruning, watching the writer.
#include <cstdlib>
#include <utility>

#include "runtime/blocking.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "workers/worker.hpp"

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;
using runtime::log_error;
using runtime::log_warn;
using runtime::run_blocking;

constexpr int followup_rounds_max = 16;
constexpr auto timer_pause = 500ms;
constexpr auto house_pause = 10s;
constexpr auto outbox_kept = std::chrono::hours{24};
constexpr std::int64_t stuck_after_ms = 20'000;
// What an entry of a report takes in Redis, envelope and overhead; measured with MEMORY USAGE on
// real messages.
constexpr std::int64_t entry_bytes = 2'048;

}  // namespace

void Worker::announce(wire::Announcement announcement) {
  if (announcement.cases.empty() && announcement.outcomes.empty() &&
      announcement.world_version == 0)
    return;
  // A free function would need its own copy of everything; the group outlives the coroutine, and so
  // does feed_.
  struct Send {
    static asio::awaitable<void> run(queue::Feed& feed, std::string payload) {
      (void)co_await feed.announce(std::string(changes_channel), std::move(payload));
    }
  };
  tasks_.spawn("announce", Send::run(feed_, wire::write_announcement(announcement)));
}

asio::awaitable<Result<void>> Worker::deliver_followups() {
  for (int round = 0; round < followup_rounds_max; ++round) {
    auto report = co_await run_blocking(writer_, [this] { return applier_->apply_followups(); });
    if (!report) co_return report.error();
    const bool more = report->applied + report->refused > 0;
    for (const auto& [partition, position] : report->positions) positions_[partition] = position;
    announce(std::move(report->announcement));
    if (!more) break;
  }
  co_return Result<void>{};
}

// A timer due at T is applied after all messages accepted up to T: only where the queue says that
// nothing unread was accepted before its watermark (architecture, step 8).
asio::awaitable<Result<void>> Worker::fire_timers() {
  if (Clock::now() - timers_checked_ < timer_pause) co_return Result<void>{};
  timers_checked_ = Clock::now();
  auto next = co_await run_blocking(writer_, [this] { return applier_->next_timers(); });
  if (!next) co_return next.error();
  const Instant now = wall_now();
  std::vector<unsigned> due;
  for (const auto& [partition, at] : *next)
    if (at <= now && !halted_.contains(partition)) due.push_back(static_cast<unsigned>(partition));
  if (due.empty()) co_return Result<void>{};
  auto tails = co_await feed_.tails(due);
  if (!tails) co_return tails.error();
  for (std::size_t i = 0; i < due.size(); ++i) {
    const queue::Tail& tail = (*tails)[i];
    const int partition = static_cast<int>(due[i]);
    if (tail.gate != queue::Gate::open || tail.seq > positions_[partition].seq) continue;
    const Instant until = tail.at;
    auto report = co_await run_blocking(
        writer_, [this, partition, until] { return applier_->apply_timers(partition, until); });
    if (report && report->applied + report->refused > 0) timers_checked_ = {};
    if (auto settled = co_await settle(std::move(report)); !settled) co_return settled;
  }
  co_return Result<void>{};
}

asio::awaitable<void> Worker::housekeeping() {
  if (Clock::now() - kept_house_ < house_pause) co_return;
  kept_house_ = Clock::now();
  co_await trim();
  const Instant before = wall_now() - outbox_kept;
  auto pruned =
      co_await run_blocking(writer_, [this, before] { return applier_->prune_outbox(before); });
  if (!pruned) log_warn("the outbox was not pruned", {{"error", pruned.error().message}});
}

// D10: only what is applied, keeping the smaller of the hours and the share of memory.
asio::awaitable<void> Worker::trim() {
  const auto& worker = parts_.settings.worker;
  const std::int64_t share =
      parts_.settings.queue.maxmemory_mb * 1'048'576 * worker.trim_memory_percent / 100;
  const auto entries_max = static_cast<std::uint64_t>(share / entry_bytes /
                                                      static_cast<std::int64_t>(positions_.size()));
  const Instant cutoff = wall_now() - std::chrono::hours{worker.trim_keep_hours};
  for (const auto& [partition, position] : positions_) {
    const auto p = static_cast<unsigned>(partition);
    auto state = co_await feed_.partition_state(p);
    if (!state || !state->first || state->length == 0) continue;
    std::uint64_t keep_from = state->first->seq;
    if (state->length > entries_max) keep_from += state->length - entries_max;
    // Step by step towards the cutoff, so that one look is enough each time.
    if (state->oldest_at && *state->oldest_at < cutoff) {
      queue::ReadRequest request;
      request.after[p] = {0, 0};
      request.count_max = 1'000;
      request.block = Milliseconds(0);
      auto oldest = co_await feed_.read(std::move(request));
      if (!oldest) co_return;
      for (const queue::PartitionEntries& part : *oldest)
        for (const queue::Entry& entry : part.entries)
          if (entry.at < cutoff) keep_from = std::max(keep_from, entry.seq() + 1);
    }
    keep_from = std::min(keep_from, position.seq + 1);
    if (keep_from > state->first->seq)
      if (auto trimmed = co_await feed_.trim(p, keep_from); !trimmed)
        log_warn("trimming failed", {{"partition", partition}, {"error", trimmed.error().message}});
  }
}

// A message that loops for ever would stop everything: the process dies, and the mark names the
// message (D12).
asio::awaitable<void> Worker::watch_writer() {
  while (!stopping_) {
    co_await runtime::sleep_for(250ms);
    if (applier_ && applier_->mark().busy_for_ms() > stuck_after_ms) {
      log_error("applying one message takes too long; the worker ends",
                {{"after_ms", stuck_after_ms}});
      std::abort();
    }
  }
}

std::vector<runtime::ReadyItem> Worker::ready_items() const {
  return {{"queue", feed_.connected(), feed_.connected() ? "connected" : "not connected"},
          {"gates", ready_, ready_ ? "open" : "closed"},
          {"partitions", halted_.empty(),
           halted_.empty() ? "all run" : std::to_string(halted_.size()) + " stopped"},
          {"draining", !stopping_, stopping_ ? "stopping" : "no"}};
}

}  // namespace gongzhi::workers
