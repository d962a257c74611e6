// The transactions of what the worker makes itself: timers and followups. One that fails is applied
// alone, and buried when it fails again: it must stop neither the others nor the worker.
#include <utility>

#include "runtime/log.hpp"
#include "workers/applier.hpp"

namespace gongzhi::workers {
namespace {

// Rows of the outbox that one look for followups may pass over, in pages.
constexpr int outbox_pages_max = 64;

void log_failure(const char* what, const Error& error) {
  runtime::log_error(what, {{"error", error.message}, {"detail", error.detail}});
}

std::string text_of(const Error& error) {
  return error.message + " " + error.detail;
}

}  // namespace

Result<BatchReport> Applier::apply_timers(int partition, Instant until) {
  auto keys = store_->due_timers(partition, until, own_messages_max);
  if (!keys) return keys.error();
  if (keys->empty() || !world_) return BatchReport{};
  auto report = in_transaction([&](Batch& batch) { return batch.apply_timers(*keys, until); });
  if (report || stops(report.error())) return report;
  log_failure("timers failed; they are applied one by one", report.error());
  BatchReport all;
  for (const std::int64_t key : *keys) {
    auto one = in_transaction([&](Batch& batch) { return batch.apply_timers({key}, until); });
    if (!one && !stops(one.error())) {
      const Error error = one.error();
      log_failure("a timer cannot be applied and goes to the dead letters", error);
      one = in_transaction(
          [&](Batch& batch) { return batch.park_timer(key, text_of(error), until); });
      if (!one && !stops(one.error())) {
        // Not even the case can be read: `gongzhi verify` will name it. Nobody else waits for it.
        log_failure("a timer cannot be put aside", one.error());
        continue;
      }
    }
    if (!one) return one.error();
    merge(all, std::move(*one));
  }
  return all;
}

Result<std::vector<records::OutboxRow>> Applier::waiting(std::string_view kind) {
  std::vector<records::OutboxRow> found;
  std::int64_t after = 0;
  for (int page = 0; page < outbox_pages_max && found.empty(); ++page) {
    auto rows = store_->pending_outbox(after, own_messages_max);
    if (!rows) return rows.error();
    if (rows->empty()) break;
    after = rows->back().id;
    for (records::OutboxRow& row : *rows)
      if (row.kind == kind) found.push_back(std::move(row));
  }
  return found;
}

Result<void> Applier::settle_opening(const records::OutboxRow& row, const std::string& refused,
                                     Instant now) {
  if (!refused.empty()) log_failure("a case cannot be opened", fail(Errc::invalid, refused));
  auto report = in_transaction([&](Batch& batch) {
    return refused.empty() ? batch.mark_delivered(row, now) : batch.bury_followup(row, refused);
  });
  if (!report) return report.error();
  return {};
}

Result<BatchReport> Applier::apply_followups() {
  auto rows = waiting("followup");
  if (!rows) return rows.error();
  if (rows->empty() || !world_) return BatchReport{};
  auto report = in_transaction([&](Batch& batch) -> Result<void> {
    for (const records::OutboxRow& row : *rows)
      if (auto delivered = batch.deliver(row); !delivered) return delivered;
    return {};
  });
  if (report || stops(report.error())) return report;
  log_failure("effects on other cases failed; they are delivered one by one", report.error());
  BatchReport all;
  for (const records::OutboxRow& row : *rows) {
    auto one = in_transaction([&](Batch& batch) { return batch.deliver(row); });
    if (!one && !stops(one.error())) {
      const Error error = one.error();
      log_failure("an effect on another case goes to the dead letters", error);
      one = in_transaction([&](Batch& batch) { return batch.bury_followup(row, text_of(error)); });
    }
    if (!one) return one.error();
    merge(all, std::move(*one));
  }
  return all;
}

}  // namespace gongzhi::workers
