// See worker.hpp. Start, generation, gates and the loop; what it reads and has applied is in
// worker_reading.cpp, what it does besides in worker_duties.cpp.
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

}  // namespace

Worker::Worker(asio::io_context& context, WorkerParts parts)
    : context_(context),
      parts_(std::move(parts)),
      feed_(context.get_executor(), parts_.queue,
            [this](const queue::ClientEvent& event) { note(event); }),
      openings_(context.get_executor(), parts_.queue, parts_.keyring),
      tasks_(context.get_executor()),
      search_(context, {.record = parts_.dir.store(), .search = parts_.dir.search()},
              *metrics_.registry()),
      copies_(parts_.settings.audit, parts_.dir, parts_.keyring),
      admin_(context.get_executor(), metrics_.registry(), [this] { return ready_items(); }),
      wake_(context.get_executor()) {}

void Worker::stop() {
  stopping_ = true;
  wake_.cancel();
  search_.stop();
  openings_.stop();
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
    tasks_.spawn("openings' queue", openings_.keep_connected());
    tasks_.spawn("openings", openings_.run(writer_, *applier_));
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
  openings_.stop();
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
  auto wait = retry_least;
  auto applier = co_await run_blocking(writer_, [parts, now] { return Applier::open(parts, now); });
  while (!applier && applier.error().code == Errc::busy && !stopping_) {
    log_warn("the record is held by another process", {{"detail", applier.error().detail}});
    co_await pause(wait);
    wait = std::min(wait * 2, retry_most);
    applier = co_await run_blocking(writer_, [parts, now] { return Applier::open(parts, now); });
  }
  if (!applier) co_return applier.error();
  applier_ = std::move(*applier);
  positions_ = applier_->positions();
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Worker::work(const std::function<void()>& on_ready) {
  auto wait = retry_least;
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
        wait = std::min(wait * 2, retry_most);
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

asio::awaitable<Result<void>> Worker::settle(Result<BatchReport> report) {
  if (!report) co_return report.error();
  for (const auto& [partition, position] : report->positions) positions_[partition] = position;
  const bool changed = !report->announcement.cases.empty() || report->has_followups;
  announce(std::move(report->announcement));
  followups_wait_ = followups_wait_ || changed;
  if (report->has_openings) openings_.wake();
  co_return Result<void>{};
}

}  // namespace gongzhi::workers
