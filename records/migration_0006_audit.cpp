// Migration 6: the audit trail, one hash chain per partition whose writer adds to it.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0006_audit;
const std::string_view migration_0006_audit = R"sql(
CREATE TABLE audit (
  partition BIGINT NOT NULL,
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  result TEXT NOT NULL,
  reason TEXT NOT NULL,
  address TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  times BIGINT NOT NULL,
  facts TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (partition, n)
);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_actor ON audit (actor, at);
CREATE INDEX audit_by_subject ON audit (subject, at);

-- The newest row of each chain. `first_n` > 1 and `first_prev` where older rows went when their
-- time was over.
CREATE TABLE audit_heads (
  partition BIGINT NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL,
  hash TEXT NOT NULL,
  first_n BIGINT NOT NULL,
  first_prev TEXT NOT NULL
);
)sql";

}  // namespace gongzhi::records
