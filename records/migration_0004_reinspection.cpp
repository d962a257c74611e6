// Migration 4: closed cases that were drawn to be inspected again are a column, and lists of them
// are read from small indexes of their own. The draw stood in `detail` before.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0004_reinspection;
const std::string_view migration_0004_reinspection = R"sql(
ALTER TABLE cases ADD COLUMN reinspect SMALLINT NOT NULL DEFAULT 0;
-- In a text of a person the quotes would be escaped.
UPDATE cases SET reinspect = 1 WHERE detail LIKE '%"reinspect":true%';

-- One closed case in twenty is drawn.
CREATE INDEX drawn_by_time ON cases (accepted_at, id) WHERE reinspect = 1 AND closed = 1;
CREATE INDEX drawn_by_township ON cases (township, accepted_at, id)
  WHERE reinspect = 1 AND closed = 1;
CREATE INDEX drawn_by_community ON cases (community, accepted_at, id)
  WHERE reinspect = 1 AND closed = 1;
CREATE INDEX drawn_by_lead ON cases (lead, accepted_at, id) WHERE reinspect = 1 AND closed = 1;
)sql";

}  // namespace gongzhi::records
