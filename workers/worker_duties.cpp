// What a worker does between batches: followups, timers, trimming, pruning, watching the writer.
#include <cstdlib>
#include <utility>

#include "records/blocking_pool.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"
#include "workers/backup_mark.hpp"
#include "workers/trimming.hpp"
#include "workers/worker.hpp"

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;
using records::run_blocking;
using runtime::log_error;
using runtime::log_warn;
using runtime::wall_now;

constexpr int followup_rounds_max = 16;
constexpr auto timer_pause = 500ms;
constexpr auto house_pause = 10s;
constexpr auto outbox_kept = std::chrono::hours{24};
constexpr auto watch_every = 250ms;
constexpr auto look_pause = 1s;
constexpr std::uint64_t backup_memory_percent = 50;  // D10: what a late backup may hold back
constexpr auto rewrite_pause = 1h;
constexpr auto rewrite_every = 24h;

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
  for (int round = 0; round < followup_rounds_max && followups_wait_ && !stopping_; ++round) {
    auto report = co_await run_blocking(writer_, [this] { return applier_->apply_followups(); });
    if (!report) co_return report.error();
    followups_wait_ = report->did_something();
    if (auto settled = co_await settle(std::move(report)); !settled) co_return settled;
  }
  co_return Result<void>{};
}

// A timer due at T is applied after all messages accepted up to T: the queue hands out a watermark,
// and timers fire once everything below it is applied (architecture, step 8). The watermark is kept
// until then, so that a queue that is never quite empty does not hold them up.
asio::awaitable<Result<void>> Worker::fire_timers() {
  if (Clock::now() - timers_checked_ < timer_pause) co_return Result<void>{};
  timers_checked_ = Clock::now();
  auto next = co_await run_blocking(writer_, [this] { return applier_->next_timers(); });
  if (!next) co_return next.error();
  const Instant now = wall_now();
  std::vector<unsigned> due;
  for (const auto& [partition, at] : *next)
    if (at <= now && !halted_.contains(partition) &&
        !watermarks_.contains(static_cast<unsigned>(partition)))
      due.push_back(static_cast<unsigned>(partition));
  if (!due.empty()) {
    auto tails = co_await feed_.tails(due);
    if (!tails) co_return tails.error();
    for (std::size_t i = 0; i < due.size(); ++i)
      if ((*tails)[i].gate == queue::Gate::open) watermarks_[due[i]] = (*tails)[i];
  }
  const auto watermarks = watermarks_;
  for (const auto& [partition, tail] : watermarks)
    if (after_[partition].seq >= tail.seq && !stopping_)
      if (auto fired = co_await fire_timers_of(partition, tail.at); !fired) co_return fired;
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Worker::fire_timers_of(unsigned partition, Instant until) {
  const int p = static_cast<int>(partition);
  auto report =
      co_await run_blocking(writer_, [this, p, until] { return applier_->apply_timers(p, until); });
  if (report && report->did_something())
    timers_checked_ = {};  // there may be more than fit into one transaction
  else
    watermarks_.erase(partition);
  co_return co_await settle(std::move(report));
}

asio::awaitable<void> Worker::housekeeping() {
  if (Clock::now() - looked_at_queue_ < look_pause) co_return;
  looked_at_queue_ = Clock::now();
  co_await look_at_queue();
  if (Clock::now() - kept_house_ < house_pause) co_return;
  kept_house_ = Clock::now();
  const Instant before = wall_now() - outbox_kept;
  auto pruned =
      co_await run_blocking(writer_, [this, before] { return applier_->prune_outbox(before); });
  if (!pruned) log_warn("the outbox was not pruned", {{"error", pruned.error().message}});
  co_await sweep_uploads();
  auto kept = co_await run_blocking(
      writer_, [this, now = wall_now()] { return copies_.keep(applier_->store(), now); });
  if (!kept)
    log_error("heads of the audit trail or erasures are not written outside the record",
              {{"error", kept.error().message}});
  co_await forget_people();
}

// What was trimmed or erased stands in Redis' file until it is written anew: at least every day,
// and an hour after something was erased (P07).
asio::awaitable<void> Worker::forget_people() {
  const Instant now = wall_now();
  auto erased =
      co_await run_blocking(writer_, [this, now] { return applier_->forget_people(now); });
  if (!erased) log_warn("erasing what is due failed", {{"error", erased.error().message}});
  rewrite_wanted_ = rewrite_wanted_ || (erased && *erased);
  const auto since = Clock::now() - rewritten_;
  if (since < rewrite_pause || (!rewrite_wanted_ && since < rewrite_every)) co_return;
  rewritten_ = Clock::now();
  rewrite_wanted_ = false;
  queue::Client& redis = feed_.commands();
  const auto asked =
      co_await redis.command(queue::Command{"BGREWRITEAOF"}, redis.settings().command_limit);
  if (!asked) log_warn("Redis does not write its file anew", {{"error", asked.error().message}});
}

// Somebody may have emptied Redis, or a part of it, under a connection that stayed up: then nothing
// is accepted any more until the gates are opened anew (D11). Only what is in the stream can be
// missed by reading it, so its end is compared with the counter here.
asio::awaitable<void> Worker::look_at_queue() {
  std::vector<unsigned> partitions;
  for (const auto& [partition, position] : positions_)
    partitions.push_back(static_cast<unsigned>(partition));
  auto states = co_await feed_.partition_states(partitions);
  if (!states || session_ != feed_.session()) co_return;
  const bool trims = Clock::now() - kept_house_ >= house_pause;
  bool is_behind = false;
  caught_up_ = false;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const queue::PartitionState& state = (*states)[i];
    if (state.ready_for != feed_.run_id() || !state.seq) {
      log_warn("the gate of a partition was closed by somebody else",
               {{"partition", partitions[i]}});
      session_ = 0;
      co_return;
    }
    if (auto gap = gap_at_end(partitions[i], state)) {
      std::vector<Incoming> missing;
      missing.push_back(std::move(*gap));
      (void)co_await apply_patiently(std::move(missing));
    }
    if (trims)
      if (auto done = co_await trim(partitions[i], state); !done) co_return;
    is_behind = is_behind || *state.seq > positions_[static_cast<int>(partitions[i])].seq;
  }
  caught_up_ = !is_behind;
}

// D10: only what is applied, keeping the smaller of the hours and the share of memory.
asio::awaitable<Result<void>> Worker::trim(unsigned partition, queue::PartitionState state) {
  if (!state.first || state.length == 0) co_return Result<void>{};
  Retained retained{.first = state.first->seq,
                    .length = state.length,
                    .bytes = state.bytes,
                    .applied = positions_[static_cast<int>(partition)].seq};
  // Step by step towards the cutoff, so that one look is enough each time.
  const Instant cutoff = wall_now() - std::chrono::hours{parts_.settings.worker.trim_keep_hours};
  if (state.oldest_at && *state.oldest_at < cutoff) {
    queue::ReadRequest request;
    request.after[partition] = {0, 0};
    request.count_max = 1'000;
    request.block = Milliseconds(0);
    auto oldest = co_await feed_.read(std::move(request));
    if (!oldest) co_return oldest.error();
    for (const queue::PartitionEntries& part : *oldest)
      for (const queue::Entry& entry : part.entries)
        if (entry.at < cutoff) retained.fresh = std::max(retained.fresh, entry.seq() + 1);
  }
  if (const auto mark = find_backup_mark(parts_.dir)) {
    const auto at = mark->seqs.find(static_cast<int>(partition));
    if (at != mark->seqs.end()) retained.backed_up = at->second;
  }
  const auto percent = static_cast<std::uint64_t>(parts_.settings.worker.trim_memory_percent);
  const std::uint64_t share = memory_share() / positions_.size();
  retained.backup_bytes_max = share / percent * backup_memory_percent;
  const std::uint64_t keep_from = first_to_keep(retained, share);
  if (keep_from <= retained.first) co_return Result<void>{};
  auto trimmed = co_await feed_.trim(partition, keep_from);
  if (!trimmed) {
    log_warn("trimming failed", {{"partition", partition}, {"error", trimmed.error().message}});
    co_return trimmed.error();
  }
  co_return Result<void>{};
}

// Of what Redis says it may use; of the setting where it has no limit.
std::uint64_t Worker::memory_share() const {
  const auto& pressure = feed_.pressure();
  const std::uint64_t all =
      pressure && pressure->maxmemory > 0
          ? pressure->maxmemory
          : static_cast<std::uint64_t>(parts_.settings.queue.maxmemory_mb) * 1'048'576;
  return all / 100 * static_cast<std::uint64_t>(parts_.settings.worker.trim_memory_percent);
}

// A message that loops for ever would stop everything: the process dies, and the mark names the
// message (D12). Counts its own turns instead of asking a clock: a process that was stopped for a
// while (SIGSTOP, a suspended machine) is not stuck.
asio::awaitable<void> Worker::watch_writer() {
  std::uint64_t turn = 0;
  Milliseconds lasts{0};
  while (!stopping_) {
    co_await runtime::sleep_for(watch_every);
    if (!applier_) continue;
    const InFlightMark::UnderWay now = applier_->mark().under_way();
    lasts = now.turn != 0 && now.turn == turn ? lasts + watch_every : Milliseconds{0};
    turn = now.turn;
    if (turn == 0 || lasts <= now.limit) continue;
    log_error("applying one message takes too long; the worker ends",
              {{"after_ms", lasts.count()}});
    std::abort();
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
