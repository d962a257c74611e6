// What the worker keeps beside the record, so that it outlives the record: signed heads of the
// audit trail. Also lets go of audit rows whose time is over.
#pragma once

#include <map>
#include <optional>

#include "records/store.hpp"
#include "workers/audit_heads.hpp"

namespace gongzhi::workers {

/// Used on the writer's thread only.
class RecordCopies {
 public:
  RecordCopies(runtime::Settings::Audit settings, runtime::DataDir dir, vault::Keyring keyring);

  /// Does what is due at `now`; call it every few seconds. Errors as Store, Errc::unavailable for
  /// files that cannot be written: it is tried again.
  Result<void> keep(records::Store& store, Instant now);

 private:
  Result<void> keep_heads(records::Store& store, Instant now);
  Result<void> prune(records::Store& store, Instant now);

  runtime::Settings::Audit settings_;
  runtime::DataDir dir_;
  vault::Keyring keyring_;
  std::map<int, std::int64_t> written_;  // up to which row each head was written
  std::optional<Instant> heads_written_, pruned_;
};

}  // namespace gongzhi::workers
