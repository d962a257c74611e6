// Migration 10: the table of permissions, where a county has one of its own.
#include <string_view>

namespace gongzhi::records {

extern const std::string_view migration_0010_permissions;
const std::string_view migration_0010_permissions = R"sql(
CREATE TABLE permissions (
  rank BIGINT NOT NULL PRIMARY KEY,
  action TEXT NOT NULL,
  role TEXT NOT NULL,
  relation TEXT NOT NULL,
  private_reach TEXT NOT NULL,
  note TEXT NOT NULL
);
)sql";

}  // namespace gongzhi::records
