// A row of the audit trail as it lies in its table, and the hash over it.
#pragma once

#include "records/case_columns.hpp"
#include "records/digest.hpp"

namespace gongzhi::records {

struct AuditColumns {
  Integer partition = 0, n = 0, at = 0;
  Text actor_kind, actor, role, act, subject, result, reason, address, trace_id;
  Integer times = 1;
  Text facts, prev_hash, hash;

  template <class V>
  void each(V&& v) {
    v("partition", partition), v("n", n), v("at", at), v("actor_kind", actor_kind);
    v("actor", actor), v("role", role), v("act", act), v("subject", subject);
    v("result", result), v("reason", reason), v("address", address), v("trace_id", trace_id);
    v("times", times), v("facts", facts), v("prev_hash", prev_hash), v("hash", hash);
  }

  std::string computed_hash() const {
    return fields_hash({partition, n, at, actor_kind, actor, role, act, subject, result, reason,
                        address, trace_id, times, facts, prev_hash});
  }
};

}  // namespace gongzhi::records
