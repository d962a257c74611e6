// Migration 3: what one message adds to a case is one row of the timeline, however many entries it
// has (steps.hpp); open cases are found by their place.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0003_steps;
const std::string_view migration_0003_steps = R"sql(
-- Further entries of the same message; `action`, `actor` and `facts` are the first one's,
-- `from_state` and `to_state` the states before the first and after the last.
ALTER TABLE timeline ADD COLUMN steps TEXT NOT NULL DEFAULT '';

-- Duplicates: the same category, near. Lists of open cases of a category use it too.
CREATE INDEX open_by_place ON cases (category, lat, lon, accepted_at) WHERE closed = 0;
DROP INDEX open_by_category;

-- Refused reopenings that were appealed, for the secretary who decides; hardly any.
CREATE INDEX cases_appealed ON cases (accepted_at, id) WHERE reopen_appealed = 1;
)sql";

}  // namespace gongzhi::records
