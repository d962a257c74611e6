// Migration 14: what cases of any kind are found by, as their kinds say (`indexed`).
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0014_case_index;
const std::string_view migration_0014_case_index = R"sql(
CREATE TABLE case_index (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  kind TEXT NOT NULL,
  accepted_at BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  PRIMARY KEY (kind, name, value, accepted_at, case_id)
) $CLUSTERED;
CREATE INDEX case_index_by_case ON case_index (case_id);
CREATE INDEX cases_by_kind ON cases (kind, accepted_at, id)
  WHERE kind <> 'incident' AND kind <> 'request';
)sql";

}  // namespace gongzhi::records
