// See worker.hpp. Start, generation, gates and the loop; what it does besides is in
// worker_duties.cpp.
#include "workers/worker.hpp"

#include <unistd.h>

#include <utility>

#include "queue/durability.hpp"
#include "queue/generation.hpp"
#include "records/blocking_pool.hpp"
#include "runtime/deadline.hpp"
#include "runtime/fault.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"

namespace gongzhi::workers {
namespace {

using namespace std::chrono_literals;
using records::run_blocking;
using runtime::log_error;
using runtime::log_info;
using runtime::log_warn;
using runtime::wall_now;

constexpr auto read_block = 500ms;  // also the longest that a timer waits
constexpr auto retry_least = 50ms;
constexpr auto retry_most = 5s;
constexpr std::size_t sweep_slice = 512;

}  // namespace

Worker::Worker(asio::io_context& context, WorkerParts parts)
    : context_(context),
      parts_(std::move(parts)),
      feed_(context.get_executor(), parts_.queue,
            [this](const queue::ClientEvent& event) { note(event); }),
      tasks_(context.get_executor()),
      search_(context, {.record = parts_.dir.store(), .search = parts_.dir.search()},
              *metrics_.registry()),
      admin_(context.get_executor(), metrics_.registry(), [this] { return ready_items(); }),
      wake_(context.get_executor()) {}

void Worker::stop() {
  stopping_ = true;
  wake_.cancel();
  search_.stop();
  admin_.close();
}

// Two connections try again several times a second: what they say is logged when it is new.
void Worker::note(const queue::ClientEvent& event) {
  if (event.kind == queue::ClientEvent::Kind::connected) {
    queue_trouble_.clear();
    return log_info("queue connected", {{"run_id", event.run_id}});
  }
  if (!ready_ && queue::says_not_durable(event.error)) {
    refused_ = event.error;
    wake_.cancel();
  }
  if (std::exchange(queue_trouble_, event.error.detail) == event.error.detail) return;
  log_warn("queue not connected", {{"error", event.error.message}, {"detail", event.error.detail}});
}

asio::awaitable<void> Worker::pause(std::chrono::milliseconds length) {
  if (stopping_) co_return;
  wake_.expires_after(length);
  co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<Result<void>> Worker::run(std::function<void()> on_ready) {
  auto opened = co_await open();
  Result<void> ended = opened;
  if (opened) {
    tasks_.spawn("queue", feed_.run());
    tasks_.spawn("search index", search_.run());
    tasks_.spawn("watchdog", watch_writer());
    if (!parts_.settings.worker.admin_listen.empty()) {
      const auto endpoint = runtime::parse_endpoint(parts_.settings.worker.admin_listen);
      if (endpoint)
        if (auto bound = admin_.open(*endpoint)) {
          admin_endpoint_ = *bound;
          tasks_.spawn("admin", admin_.run(tasks_));
        }
      if (admin_endpoint_.port() == 0)
        log_warn("no admin listener",
                 {{"worker.admin_listen", parts_.settings.worker.admin_listen}});
    }
    ended = co_await work(on_ready);
  }
  stopping_ = true;
  search_.stop();
  admin_.close();
  feed_.stop();
  co_await tasks_.wait(2s);
  tasks_.cancel();
  co_await tasks_.wait(1s);
  co_await run_blocking(writer_, [this]() -> Result<void> {
    applier_.reset();
    return {};
  });
  co_return ended;
}

asio::awaitable<Result<void>> Worker::open() {
  ApplierParts parts{parts_.dir, parts_.keyring, static_cast<int>(parts_.settings.store.partitions),
                     "pid " + std::to_string(::getpid())};
  const Instant now = wall_now();
  auto wait = std::chrono::milliseconds(retry_least);
  auto applier = co_await run_blocking(writer_, [parts, now] { return Applier::open(parts, now); });
  while (!applier && applier.error().code == Errc::busy && !stopping_) {
    log_warn("the record is held by another process", {{"detail", applier.error().detail}});
    co_await pause(wait);
    wait = std::min(wait * 2, std::chrono::milliseconds(retry_most));
    applier = co_await run_blocking(writer_, [parts, now] { return Applier::open(parts, now); });
  }
  if (!applier) co_return applier.error();
  applier_ = std::move(*applier);
  positions_ = applier_->positions();
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Worker::work(const std::function<void()>& on_ready) {
  auto wait = std::chrono::milliseconds(retry_least);
  while (!stopping_) {
    if (session_ == 0 || session_ != feed_.session()) {
      auto synced = co_await resync();
      if (!synced && !is_transient(synced.error().code)) co_return synced;
      if (refused_) co_return *refused_;
      if (!synced) {
        const Error error = synced.error();
        // Why there is no connection has been told by note().
        if (feed_.connected())
          log_warn("the queue is not in step",
                   {{"error", error.message}, {"detail", error.detail}});
        co_await pause(wait);
        wait = std::min(wait * 2, std::chrono::milliseconds(retry_most));
        continue;
      }
      wait = retry_least;
      if (!std::exchange(ready_, true)) on_ready();
    }
    auto done = co_await turn();
    if (done) continue;
    const Error error = done.error();
    if (!is_transient(error.code)) co_return error;
    log_warn("waiting", {{"error", error.message}, {"detail", error.detail}});
    co_await pause(retry_least);
  }
  co_return Result<void>{};
}

// D4: a Redis that does not know our store may be empty by accident; only a pending store fills it.
asio::awaitable<Result<void>> Worker::agree_on_generation() {
  auto found = co_await queue::find_generation(feed_.commands());
  if (!found) co_return found.error();
  const std::string ours = applier_->generation();
  if (!*found && applier_->generation_is_ready())
    co_return fail(
        Errc::corrupt,
        "Redis is empty, but the record store has been used with one that was not. Restore the "
        "append-only files, or, if the queue is really lost, run: gongzhi queue adopt");
  if (!*found) {
    auto created = co_await queue::create_generation(feed_.commands(), ours);
    if (!created) co_return created.error();
    *found = *created;
  }
  if (**found != ours)
    co_return fail(Errc::corrupt, "Redis belongs to another record store (" + **found +
                                      ", ours is " + ours + "); check queue.address and --data");
  if (!applier_->generation_is_ready())
    co_return co_await run_blocking(writer_, [this] { return applier_->confirm_generation(); });
  co_return Result<void>{};
}

// Nothing that was applied can be lost any more; but whoever looks for a report that was
// acknowledged and is nowhere must find this line.
asio::awaitable<Result<void>> Worker::compare_with_redis() {
  std::vector<unsigned> partitions;
  for (const auto& [partition, position] : positions_)
    partitions.push_back(static_cast<unsigned>(partition));
  auto states = co_await feed_.partition_states(partitions);
  if (!states) co_return states.error();
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const std::uint64_t applied = positions_[static_cast<int>(partitions[i])].seq;
    const std::uint64_t given = (*states)[i].seq.value_or(0);
    if (given < applied)
      log_error("Redis knows less than the record: it has lost its newest messages",
                {{"partition", partitions[i]}, {"redis", given}, {"applied", applied}});
  }
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Worker::resync() {
  if (auto connected = co_await feed_.wait_connected(2s); !connected) co_return connected;
  const std::uint64_t session = feed_.session();
  if (auto agreed = co_await agree_on_generation(); !agreed) co_return agreed;
  if (auto compared = co_await compare_with_redis(); !compared) co_return compared;
  std::vector<queue::GateRequest> gates;
  for (const auto& [partition, position] : positions_)
    gates.push_back({static_cast<unsigned>(partition), position.seq, position.at});
  auto opened = co_await feed_.open_gates(gates);
  if (!opened) co_return opened.error();
  after_.clear();
  swept_.clear();
  for (const auto& [partition, position] : positions_) {
    after_[static_cast<unsigned>(partition)] = {position.seq, UINT64_MAX};
    if (!runtime::fault("no_sweep")) swept_[static_cast<unsigned>(partition)] = {0, 0};
  }
  halted_.clear();
  watermarks_.clear();
  metrics_.set_halted(0);
  followups_wait_ = true;
  session_ = session;
  log_info("gates open", {{"partitions", positions_.size()}});
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Worker::turn() {
  if (auto done = co_await read_and_apply(); !done) co_return done;
  if (auto done = co_await deliver_followups(); !done) co_return done;
  if (auto done = co_await fire_timers(); !done) co_return done;
  co_await housekeeping();
  co_return Result<void>{};
}

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

asio::awaitable<Result<void>> Worker::read_and_apply() {
  queue::ReadRequest request;
  for (const auto& [partition, id] : after_)
    if (!halted_.contains(static_cast<int>(partition))) request.after[partition] = id;
  if (request.after.empty()) {
    co_await pause(read_block);
    co_return Result<void>{};
  }
  request.count_max =
      static_cast<std::size_t>(parts_.settings.store.batch_max) / request.after.size() + 1;
  const bool has_work =
      !swept_.empty() || followups_wait_ || timers_checked_ == Clock::time_point{};
  request.block = has_work ? Milliseconds(1) : Milliseconds(read_block);
  auto read = co_await feed_.read(std::move(request));
  if (!read) co_return read.error();
  if (session_ != feed_.session()) co_return Result<void>{};
  std::vector<Incoming> messages = take_in(std::move(*read));
  if (messages.empty()) co_return co_await sweep();
  co_return co_await apply_patiently(std::move(messages));
}

asio::awaitable<Result<void>> Worker::apply_patiently(std::vector<Incoming> messages) {
  auto wait = std::chrono::milliseconds(retry_least);
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
    wait = std::min(wait * 2, std::chrono::milliseconds(retry_most));
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

asio::awaitable<Result<void>> Worker::settle(Result<BatchReport> report) {
  if (!report) co_return report.error();
  for (const auto& [partition, position] : report->positions) positions_[partition] = position;
  const bool changed = !report->announcement.cases.empty();
  announce(std::move(report->announcement));
  followups_wait_ = followups_wait_ || changed;
  co_return Result<void>{};
}

}  // namespace gongzhi::workers
