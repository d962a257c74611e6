// Counting, and sending in order.
#include "gateway/audit_desk.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/submission.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"

namespace gongzhi::gateway {
namespace {

using namespace std::chrono_literals;

constexpr auto counts_every = 1min;
constexpr auto look_every = 1s;
constexpr int tries_max = 3;

prometheus::Counter& queued_notes(Lane& lane) {
  return prometheus::BuildCounter()
      .Name("gongzhi_audit_notes_total")
      .Help("What the gateway told the audit trail.")
      .Register(*lane.shared.metrics.registry())
      .Add({});
}

prometheus::Gauge& waiting_notes(Lane& lane) {
  return prometheus::BuildGauge()
      .Name("gongzhi_audit_notes_waiting")
      .Help("What the gateway has still to tell the audit trail.")
      .Register(*lane.shared.metrics.registry())
      .Add({});
}

// Each note is a message of its own: the same thing may happen twice.
asio::awaitable<Result<void>> send(Lane& lane, AuditEntry entry) {
  Sending sending;
  sending.message.partition = county_partition;
  sending.message.actor.system = "gateway";
  sending.message.body = note_of(entry);
  sending.generation = lane.present.generation;
  sending.message.id = lane.shared.keyring.derived_id("audit", vault::random_bytes(16));
  for (int tries = 1;; ++tries) {
    sending.now = runtime::wall_now();
    Sending copy = sending;
    const auto receipt = co_await submit(lane, std::move(copy));
    if (receipt) co_return Result<void>{};
    if (tries == tries_max) co_return receipt.error();
    co_await runtime::sleep_for(200ms * tries);
  }
}

}  // namespace

void AuditDesk::note(AuditEntry entry) {
  if (is_repetition(entry)) return;
  if (waiting_.size() >= waiting_max) {
    ++lost_;
    return;
  }
  waiting_.push_back(std::move(entry));
  wake_.cancel();
}

bool AuditDesk::is_repetition(const AuditEntry& entry) {
  if (entry.result == AuditResult::done) return false;
  const std::string key = entry.actor.user + "/" + entry.act + "/" + entry.reason + "/" +
                          entry.origin.address + "/" + entry.subject;
  const auto at = counted_.find(key);
  if (at != counted_.end()) {
    ++at->second.more;
    return true;
  }
  if (counted_.size() < counted_max) {
    counted_.emplace(key, Counted{entry, 0});
    return false;
  }
  // Too many sorts at once: they are counted together.
  auto& rest = counted_[""];
  if (rest.entry.act.empty()) {
    rest.entry.act = "refused";
    rest.entry.result = AuditResult::refused;
    rest.entry.reason = "many";
  }
  ++rest.more;
  return true;
}

void AuditDesk::tell_counts() {
  told_counts_ = std::chrono::steady_clock::now();
  for (auto& [key, counted] : counted_) {
    if (counted.more == 0) continue;
    counted.entry.count = counted.more;
    if (waiting_.size() < waiting_max)
      waiting_.push_back(std::move(counted.entry));
    else
      ++lost_;
  }
  counted_.clear();
}

asio::awaitable<void> AuditDesk::run(Lane& lane) {
  prometheus::Counter& queued = queued_notes(lane);
  prometheus::Gauge& waiting = waiting_notes(lane);
  while (true) {
    waiting.Set(static_cast<double>(waiting_.size()));
    // Stopped while it sent: once more round, or what was counted would be lost.
    const bool is_last = stopping_;
    if (is_last || std::chrono::steady_clock::now() - told_counts_ >= counts_every) tell_counts();
    while (!waiting_.empty() && lane.present.is_complete()) {
      AuditEntry entry = std::move(waiting_.front());
      waiting_.pop_front();
      const auto sent = co_await send(lane, std::move(entry));
      if (sent) {
        queued.Increment();
        waiting.Set(static_cast<double>(waiting_.size()));
        continue;
      }
      ++lost_;
      runtime::log_error("a note for the audit trail was lost",
                         {{"error", sent.error().message}, {"lost", lost_}});
    }
    if (is_last) co_return;
    if (stopping_) continue;
    wake_.expires_after(look_every);
    co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

void AuditDesk::stop() {
  stopping_ = true;
  wake_.cancel();
}

}  // namespace gongzhi::gateway
