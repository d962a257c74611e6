// Migration 5: timeline rows lie in the order in which they were written, and are found through the
// index of their key. Clustered by it they were inserted at sixteen places in the middle of one
// tree, where SQLite moves a row of more than a quarter page to a page of its own.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0005_timeline_in_order;
const std::string_view migration_0005_timeline_in_order = R"sql(
CREATE TABLE timeline_in_order (
  partition BIGINT NOT NULL,
  n BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  visibility TEXT NOT NULL,
  facts TEXT NOT NULL,
  note_digest TEXT NOT NULL,
  text_digest TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  steps TEXT NOT NULL,
  PRIMARY KEY (partition, n)
);
INSERT INTO timeline_in_order
  (partition, n, case_id, version, at, actor_kind, actor, action, from_state, to_state, visibility,
   facts, note_digest, text_digest, prev_hash, hash, steps)
  SELECT partition, n, case_id, version, at, actor_kind, actor, action, from_state, to_state,
   visibility, facts, note_digest, text_digest, prev_hash, hash, steps
  FROM timeline ORDER BY n, partition;
DROP TABLE timeline;
ALTER TABLE timeline_in_order RENAME TO timeline;
CREATE INDEX timeline_by_case ON timeline (case_id, n);
)sql";

}  // namespace gongzhi::records
