// Full-text search over titles, descriptions and addresses, indexed behind the record in a file of
// its own that can always be rebuilt from it. SQLite's FTS5 only; PostgreSQL will have its own.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "records/database.hpp"

namespace gongzhi::records {

/// The index as its only writer sees it. One thread at a time; which one is free to choose, the
/// record's writer is not needed.
class SearchIndex {
 public:
  /// The most entries that one step looks at.
  static constexpr int step_max = 500;

  /// Opens or creates `search.db`. An index of another shape is thrown away and begins anew.
  static Result<std::unique_ptr<SearchIndex>> open(const std::filesystem::path& file);

  /// Looks at the next entries of the record (a reading connection) and indexes the texts that were
  /// written with them. Answers how many entries were looked at; 0 = nothing is left to do.
  Result<int> step(Connection& record);

  /// The case is found no more, at once. Its text leaves the file with the next rebuild(), which is
  /// wanted soon (security.md P07).
  Result<void> forget(std::int64_t case_key);
  /// Cases that were forgotten or written anew since the last rebuild and whose old text is still
  /// in the file.
  Result<std::int64_t> stale();

  /// Empties the index; the following steps fill it again.
  Result<void> rebuild();

 private:
  explicit SearchIndex(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

/// Keys of cases in which everything typed occurs, accepted last first (nearly), at most `limit` (1
/// to 1000). The caller drops what the person may not see. `search` is a connection to search.db.
Result<std::vector<std::int64_t>> search_cases(Connection& search, std::string_view typed,
                                               int limit);

}  // namespace gongzhi::records
