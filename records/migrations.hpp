// Numbered changes of the schema: each is applied once, in order, in a transaction of its own.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"
#include "records/database.hpp"
#include "records/dialect.hpp"

namespace gongzhi::records {

struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view
      sql;  // in the words of dialect.hpp; statements end with `;` at the end of a line
};

/// All migrations of this program by number, beginning with 1, without gaps.
std::span<const Migration> migrations();

/// What `migrate` would do now: the migrations that the record lacks. Errc::conflict when the
/// record is newer than this program.
Result<std::vector<Migration>> plan_migrations(Connection& connection);

/// Brings the record up to date; answers how many migrations were applied. On an error the record
/// stays at the last whole migration.
Result<int> migrate(Connection& connection, Instant now);

}  // namespace gongzhi::records
