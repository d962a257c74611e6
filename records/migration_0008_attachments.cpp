// Migration 8: which upload belongs to which case, so that what belongs to none can be swept.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0008_attachments;
const std::string_view migration_0008_attachments = R"sql(
CREATE TABLE case_attachments (
  case_id BIGINT NOT NULL,
  upload TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at BIGINT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (case_id, upload)
);
CREATE INDEX case_attachments_by_upload ON case_attachments (upload);
)sql";

}  // namespace gongzhi::records
