// Migration 2: what is configured. Replaced as a whole by an import, which raises config_version.
// Lists are texts with `;` between the items.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0002_configuration;
const std::string_view migration_0002_configuration = R"sql(
CREATE TABLE config_version (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  label TEXT NOT NULL
);
INSERT INTO config_version (one, version, at, label) VALUES (1, 0, 0, '');

CREATE TABLE orgs (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  area_code TEXT NOT NULL,
  dept TEXT NOT NULL
);
CREATE INDEX orgs_by_parent ON orgs (parent);

-- `phone` holds what the caller gives: sealed text, never a plain number.
CREATE TABLE users (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  org TEXT NOT NULL,
  phone TEXT NOT NULL,
  skills TEXT NOT NULL,
  free_hours TEXT NOT NULL,
  unit TEXT NOT NULL,
  community TEXT NOT NULL,
  grids TEXT NOT NULL,
  active SMALLINT NOT NULL
);

-- `area_code` is the unit grid code of the polygon (empty = no polygon), which is WKT in WGS-84.
CREATE TABLE grids (
  rank BIGINT NOT NULL,
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  community TEXT NOT NULL,
  worker TEXT NOT NULL,
  deputy TEXT NOT NULL,
  area_code TEXT NOT NULL,
  polygon TEXT NOT NULL
);

CREATE TABLE categories (
  rank BIGINT NOT NULL,
  code TEXT NOT NULL PRIMARY KEY,
  type TEXT NOT NULL,
  class_name TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  claimable SMALLINT NOT NULL,
  is_private SMALLINT NOT NULL,
  safety SMALLINT NOT NULL,
  duplicate_radius_m DOUBLE PRECISION NOT NULL,
  claim_skills TEXT NOT NULL,
  keywords TEXT NOT NULL
);

CREATE TABLE standards (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  category TEXT NOT NULL,
  condition TEXT NOT NULL,
  closing TEXT NOT NULL,
  limit_kind TEXT NOT NULL,
  limit_amount DOUBLE PRECISION NOT NULL,
  limit_note TEXT NOT NULL,
  responsible_kinds TEXT NOT NULL,
  responsible TEXT NOT NULL,
  photo_after SMALLINT NOT NULL
);

-- First match in the order of `rule_order`. Days are YYYY-MM-DD or empty.
CREATE TABLE routing_rules (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  rule_order BIGINT NOT NULL,
  effective_from TEXT NOT NULL,
  effective_to TEXT NOT NULL,
  area_prefix TEXT NOT NULL,
  category TEXT NOT NULL,
  urgency TEXT NOT NULL,
  time_of_day TEXT NOT NULL,
  source TEXT NOT NULL,
  lead TEXT NOT NULL,
  assists TEXT NOT NULL,
  pool SMALLINT NOT NULL,
  check_policy TEXT NOT NULL,
  certainty TEXT NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE calendar_days (
  rank BIGINT NOT NULL,
  day TEXT NOT NULL PRIMARY KEY,
  day_kind TEXT NOT NULL
);

-- Kinds of case; a version is never changed or deleted, because running cases keep theirs.
CREATE TABLE kinds (
  rank BIGINT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (name, version)
);

CREATE TABLE policy (
  rank BIGINT NOT NULL,
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
)sql";

}  // namespace gongzhi::records
