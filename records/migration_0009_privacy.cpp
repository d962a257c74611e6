// Migration 9: personal data of cases as sealed text, the keys that open it, and who has looked.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0009_privacy;
const std::string_view migration_0009_privacy = R"sql(
-- Sealed fields of the reporter: `name=sealed text`, `;` between them. `address` is sealed text too
-- from here on. Both are covered by the timeline's text digest as they stand.
ALTER TABLE cases ADD COLUMN personal TEXT NOT NULL DEFAULT '';

-- The data key of a case, sealed by the installation's. Without this row nothing opens the sealed
-- text of the case: deleting it erases.
CREATE TABLE personal_keys (
  case_id $KEY,
  sealed_key TEXT NOT NULL
);

-- What was erased: `contact` = the key and the hashes, `all` = everything a person wrote as well.
-- `logged` = it stands in erasures.log, from which a restored backup is erased again.
CREATE TABLE erased_keys (
  case_id $KEY,
  number TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('contact', 'all')),
  at BIGINT NOT NULL,
  logged SMALLINT NOT NULL
);
CREATE INDEX erased_unlogged ON erased_keys (case_id) WHERE logged = 0;

-- Closed cases that still hold what people wrote, for the job that erases in time.
CREATE INDEX closed_by_time ON cases (closed_at, id) WHERE closed = 1 AND text_salt <> '';

-- Keyed hashes of telephone and identity numbers, for exact search.
CREATE TABLE personal_index (
  hash TEXT NOT NULL,
  case_id BIGINT NOT NULL,
  PRIMARY KEY (hash, case_id)
) $CLUSTERED;
CREATE INDEX personal_index_by_case ON personal_index (case_id);

-- What the reporter agreed to, and to which version of the notice; a row for each purpose.
CREATE TABLE consents (
  id $IDENTITY,
  case_id BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('contact', 'identity', 'handler')),
  notice TEXT NOT NULL,
  at BIGINT NOT NULL,
  withdrawn_at BIGINT
);
CREATE INDEX consents_by_case ON consents (case_id, purpose);

-- Who was shown which fields of a person in plain, when and why. Field names are separated by `;`.
CREATE TABLE access_log (
  id $IDENTITY,
  at BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  org TEXT NOT NULL,
  fields TEXT NOT NULL,
  reason TEXT NOT NULL,
  trace_id TEXT NOT NULL
);
CREATE INDEX access_by_case ON access_log (case_id, id);
CREATE INDEX access_by_actor ON access_log (actor, at);
CREATE INDEX access_by_time ON access_log (at);
)sql";

}  // namespace gongzhi::records
