// Migration 1: the tables that the worker writes. Times are milliseconds since 1970 UTC; flags are
// 0 or 1; a `number` is a case number as people read it, a `case_id` its integer key (sequence *
// 100 + partition).
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0001_record;
const std::string_view migration_0001_record = R"sql(
-- One row: which store this is. `generation` must agree with Redis (D4).
CREATE TABLE store (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  generation TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'ready')),
  partitions BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Every message that was ever applied, with its outcome: a repeat gets the same answer (D7, D8).
CREATE TABLE inbox (
  msg_id TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  number TEXT NOT NULL,
  outcome_status TEXT NOT NULL,
  outcome_code TEXT NOT NULL,
  outcome_reason TEXT NOT NULL,
  outcome_message TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  type TEXT NOT NULL
) $CLUSTERED;

-- A case as it stands. `closed` = its state is final. `promised` = the promise that counts now:
-- the nearer of handling (while its clock runs) and stage; lists and boards compare it with the
-- time. `overdue` = it was open and `promised` had passed when the row was last written. Texts
-- stand last because they are long.
CREATE TABLE cases (
  id $KEY,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  kind_version BIGINT NOT NULL,
  source TEXT NOT NULL,
  reporter_kind TEXT NOT NULL,
  reporter TEXT NOT NULL,
  on_behalf_of TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  observed_at BIGINT,
  category TEXT NOT NULL,
  standard TEXT NOT NULL,
  urgent SMALLINT NOT NULL,
  safety SMALLINT NOT NULL,
  is_private SMALLINT NOT NULL,
  lon DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  grid TEXT NOT NULL,
  community TEXT NOT NULL,
  township TEXT NOT NULL,
  owner TEXT NOT NULL,
  flag TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  closed SMALLINT NOT NULL,
  promised BIGINT NOT NULL,
  lead TEXT NOT NULL,
  holder TEXT NOT NULL,
  verifier TEXT NOT NULL,
  rejected_by TEXT NOT NULL,
  places BIGINT NOT NULL,
  parent TEXT NOT NULL,
  route_rule TEXT NOT NULL,
  route_why TEXT NOT NULL,
  due BIGINT,
  due_original BIGINT,
  stage_due BIGINT,
  stage_since BIGINT NOT NULL,
  stage_run BIGINT NOT NULL,
  contact_due BIGINT,
  contacted_at BIGINT,
  pool_until BIGINT,
  rungs_fired BIGINT NOT NULL,
  next_timer_at BIGINT,
  returns BIGINT NOT NULL,
  hops BIGINT NOT NULL,
  rework BIGINT NOT NULL,
  reopened BIGINT NOT NULL,
  check_unable BIGINT NOT NULL,
  ruled SMALLINT NOT NULL,
  appealed SMALLINT NOT NULL,
  reopen_appealed SMALLINT NOT NULL,
  self_handled SMALLINT NOT NULL,
  exempt SMALLINT NOT NULL,
  unconfirmed SMALLINT NOT NULL,
  suspended_once SMALLINT NOT NULL,
  whistle SMALLINT NOT NULL,
  result TEXT NOT NULL,
  result_text TEXT NOT NULL,
  satisfaction TEXT NOT NULL,
  first_handled_at BIGINT,
  handled_at BIGINT,
  closed_at BIGINT,
  detail TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  address TEXT NOT NULL,
  text_salt TEXT NOT NULL
);
-- Lists, newest first.
CREATE INDEX cases_by_time ON cases (accepted_at, id);
CREATE INDEX cases_by_township ON cases (township, accepted_at, id);
CREATE INDEX cases_by_community ON cases (community, accepted_at, id);
CREATE INDEX cases_by_grid ON cases (grid, accepted_at, id);
CREATE INDEX cases_by_category ON cases (category, accepted_at, id);
CREATE INDEX cases_by_lead ON cases (lead, accepted_at, id) WHERE lead <> '';
CREATE INDEX cases_by_reporter ON cases (reporter, accepted_at, id) WHERE reporter_kind <> 'system';
CREATE INDEX cases_by_holder ON cases (holder, accepted_at, id) WHERE holder <> '';
CREATE INDEX open_by_state ON cases (state, accepted_at, id) WHERE closed = 0;
CREATE INDEX open_by_category ON cases (category, accepted_at, id) WHERE closed = 0;
-- Lists of open cases, most urgent first, and boards, which read nothing else. Few cases are open.
CREATE INDEX open_by_promise ON cases
  (promised, id, is_private, state, category, grid) WHERE closed = 0;
CREATE INDEX open_by_township ON cases
  (township, promised, id, is_private, state, category, grid) WHERE closed = 0;
CREATE INDEX open_by_community ON cases
  (community, promised, id, is_private, state, category, grid) WHERE closed = 0;
CREATE INDEX open_by_grid ON cases
  (grid, promised, id, is_private, state, category) WHERE closed = 0;
CREATE INDEX open_by_lead ON cases
  (lead, promised, id, is_private, state, category, grid) WHERE closed = 0 AND lead <> '';
CREATE INDEX open_by_holder ON cases (holder, promised, id) WHERE closed = 0 AND holder <> '';
CREATE INDEX open_by_verifier ON cases (verifier, promised, id)
  WHERE closed = 0 AND verifier <> '';
CREATE INDEX closed_by_category ON cases (category, closed_at) WHERE closed = 1;
CREATE INDEX closed_by_lead ON cases (lead, closed_at, is_private) WHERE closed = 1;
CREATE INDEX closed_by_grid ON cases (grid, closed_at, is_private) WHERE closed = 1;
CREATE INDEX cases_by_timer ON cases ((id % 100), next_timer_at, id)
  WHERE next_timer_at IS NOT NULL;

-- Bodies that assist or are called (吹哨), members who hold a place, members offered the task (only
-- while offered), people who follow.
CREATE TABLE case_assists (
  case_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  org TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('assist', 'called')),
  accepted_at BIGINT NOT NULL,
  closed SMALLINT NOT NULL,
  PRIMARY KEY (case_id, place)
) $CLUSTERED;
CREATE INDEX assists_by_org ON case_assists (org, accepted_at, case_id);
CREATE INDEX open_assists_by_org ON case_assists (org, case_id) WHERE closed = 0;

CREATE TABLE case_claims (
  case_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, place)
) $CLUSTERED;
CREATE INDEX claims_by_user ON case_claims (user_id, accepted_at, case_id);

CREATE TABLE case_candidates (
  case_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, place)
) $CLUSTERED;
CREATE INDEX candidates_by_user ON case_candidates (user_id, accepted_at, case_id);

CREATE TABLE case_followers (
  case_id BIGINT NOT NULL,
  place BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  device TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  PRIMARY KEY (case_id, place)
) $CLUSTERED;
CREATE INDEX followers_by_user ON case_followers (user_id, accepted_at, case_id)
  WHERE user_id <> '';

-- A number that was given to a repeat opens the case of the first.
CREATE TABLE aliases (
  alias_id $KEY,
  alias_number TEXT NOT NULL,
  case_id BIGINT NOT NULL
);

-- What happened, append-only, one hash chain per partition. Personal text is covered by salted
-- digests only: of the
-- note (timeline_notes) and of title, description and address as they became with this entry
-- (cases).
CREATE TABLE timeline (
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
  PRIMARY KEY (partition, n)
) $CLUSTERED;
CREATE INDEX timeline_by_case ON timeline (case_id, n);

CREATE TABLE timeline_notes (
  partition BIGINT NOT NULL,
  n BIGINT NOT NULL,
  salt TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (partition, n)
) $CLUSTERED;

-- The newest entry of each chain; a tail that was cut off does not reach it any more.
CREATE TABLE chain_heads (
  partition BIGINT NOT NULL PRIMARY KEY,
  n BIGINT NOT NULL,
  hash TEXT NOT NULL
);

-- Cases whose personal text was erased on demand, so that a restored backup can be erased again.
CREATE TABLE erasures (
  case_id $KEY,
  at BIGINT NOT NULL
);

-- The last applied sequence of each partition; `epoch` is that of the owner and fences older ones
-- (D9).
CREATE TABLE position (
  partition BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  epoch BIGINT NOT NULL
);

CREATE TABLE ownership (
  partition BIGINT NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  owner TEXT NOT NULL,
  since BIGINT NOT NULL
);

-- What must leave the transaction: messages to other partitions, notices, announcements.
CREATE TABLE outbox (
  id $IDENTITY,
  stable_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  partition BIGINT NOT NULL,
  target TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  delivered_at BIGINT
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;

-- Sums for figures: what happened on a business day (days since 1970) in a community (empty =
-- none).
CREATE TABLE daily (
  day BIGINT NOT NULL,
  org TEXT NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  received BIGINT NOT NULL,
  claimed BIGINT NOT NULL,
  handled BIGINT NOT NULL,
  handled_on_time BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  reworked BIGINT NOT NULL,
  reopened BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  closed_unconfirmed BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  merged BIGINT NOT NULL,
  withdrawn BIGINT NOT NULL,
  PRIMARY KEY (day, org, kind, category)
) $CLUSTERED;

-- Open cases of the whole county now, by state, category or grid, so that its board need not count
-- them.
CREATE TABLE open_counts (
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  is_private SMALLINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (dimension, value, is_private)
) $CLUSTERED;

-- What one in-service member has in hand; guarded by conditional updates. Never shown as a ranking.
CREATE TABLE member_load (
  user_id TEXT NOT NULL PRIMARY KEY,
  open_claims BIGINT NOT NULL CHECK (open_claims >= 0),
  last_served BIGINT
);

CREATE TABLE member_lapses (
  id $IDENTITY,
  user_id TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX lapses_by_user ON member_lapses (user_id, at);

-- Messages that could not be applied (D12).
CREATE TABLE dead_letters (
  id $IDENTITY,
  msg_id TEXT NOT NULL,
  partition BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  type TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  tries BIGINT NOT NULL,
  trace_id TEXT NOT NULL,
  envelope TEXT NOT NULL,
  mac TEXT NOT NULL,
  at BIGINT NOT NULL,
  resolution TEXT NOT NULL,
  resolved_at BIGINT
);
CREATE INDEX dead_letters_open ON dead_letters (id) WHERE resolved_at IS NULL;
CREATE INDEX dead_letters_by_message ON dead_letters (msg_id, id);
CREATE INDEX dead_letters_by_number ON dead_letters (number, id) WHERE number <> '';
)sql";

}  // namespace gongzhi::records
