// Migration 11: what a county arranged besides bodies and rules: emergency numbers, texts, duty
// rosters, absences. Replaced as a whole, as the tables of migration 2; lists are texts with `;`.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0011_management;
const std::string_view migration_0011_management = R"sql(
CREATE TABLE emergencies (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  prefix TEXT NOT NULL,
  numbers TEXT NOT NULL,
  keywords TEXT NOT NULL,
  words TEXT NOT NULL,
  words_en TEXT NOT NULL
);

CREATE TABLE reply_templates (
  rank BIGINT NOT NULL,
  code TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  action TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  active SMALLINT NOT NULL
);

-- `phone` is the body's duty telephone, not a person's.
CREATE TABLE duty_shifts (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  org TEXT NOT NULL,
  role TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  person TEXT NOT NULL,
  phone TEXT NOT NULL
);

CREATE TABLE absences (
  rank BIGINT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL,
  deputy TEXT NOT NULL,
  reason TEXT NOT NULL
);
)sql";

}  // namespace gongzhi::records
