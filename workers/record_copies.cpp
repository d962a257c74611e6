#include "workers/record_copies.hpp"

#include "runtime/log.hpp"

namespace gongzhi::workers {
namespace {

constexpr int pruned_at_once = 1'000;
constexpr auto prune_pause = std::chrono::minutes{1};

}  // namespace

RecordCopies::RecordCopies(runtime::Settings::Audit settings, runtime::DataDir dir,
                           vault::Keyring keyring)
    : settings_(std::move(settings)), dir_(std::move(dir)), keyring_(std::move(keyring)) {}

Result<void> RecordCopies::keep(records::Store& store, Instant now) {
  if (auto kept = keep_heads(store, now); !kept) return kept;
  return prune(store, now);
}

Result<void> RecordCopies::keep_heads(records::Store& store, Instant now) {
  if (heads_written_ && now - *heads_written_ < std::chrono::minutes{settings_.heads_minutes})
    return {};
  auto heads = store.audit_heads();
  if (!heads) return heads.error();
  if (heads->empty()) return {};  // the first one is not to wait
  std::vector<std::string> lines;
  for (const AuditHead& head : *heads)
    if (written_[head.partition] != head.n) lines.push_back(signed_line(keyring_, head));
  if (auto added = append_durably(audit_heads_file(settings_, dir_), lines); !added) return added;
  for (const AuditHead& head : *heads) written_[head.partition] = head.n;
  heads_written_ = now;
  return {};
}

Result<void> RecordCopies::prune(records::Store& store, Instant now) {
  if (pruned_ && now - *pruned_ < prune_pause) return {};
  pruned_ = now;
  auto removed = store.prune_audit(audit_kept_since(settings_, now), pruned_at_once);
  if (!removed) return removed.error();
  if (*removed > 0)
    runtime::log_info("rows of the audit trail went when their time was over",
                      {{"rows", *removed}, {"keep_months", settings_.keep_months}});
  return {};
}

}  // namespace gongzhi::workers
