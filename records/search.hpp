// Full-text search over titles, descriptions and addresses, indexed behind the record in a file of
// its own that can always be rebuilt from it. SQLite's FTS5 only; PostgreSQL will have its own.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// The index as its only writer sees it. One thread at a time; which one is free to choose, the
/// record's writer is not needed.
class SearchIndex {
 public:
  /// The most entries that one step looks at.
  static constexpr int step_max = 500;

  /// Opens or creates `search.db`. An index of another shape, or one that is damaged, is thrown
  /// away and begins anew.
  static Result<std::unique_ptr<SearchIndex>> open(const std::filesystem::path& file);

  /// Looks at the next entries of the record (a reading connection) and indexes the texts that were
  /// written with them. Answers how many entries were looked at; 0 = nothing is left to do.
  /// Errc::corrupt when search.db is damaged: drop this object and open() again.
  Result<int> step(Connection& record);
  /// Entries of the record that were left when the last step began, less those it looked at.
  std::int64_t behind() const { return behind_; }

  /// Forgets what was erased in the record since this was last called; true when there was any, and
  /// a rebuild is wanted.
  Result<bool> follow_erasures(Connection& record);

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
  static Result<std::unique_ptr<SearchIndex>> open_as_it_is(const std::filesystem::path& file);

  std::unique_ptr<Connection> connection_;
  std::int64_t behind_ = 0;
};

/// Where a found case stands in the index: the later it was written, the higher.
struct SearchHit {
  std::int64_t place = 0;
  std::int64_t case_key = 0;
};

struct SearchQuestion {
  std::string_view typed;
  std::int64_t before = 0;  // only hits with a lower place; 0 = from the newest
  int limit = 50;           // 1 to 1000
};

/// Cases in which everything typed occurs, written last first. The caller drops what the person may
/// not see. `search` is a connection to search.db.
Result<std::vector<SearchHit>> search_cases(Connection& search, const SearchQuestion& question);

/// Until when everything that was reported is indexed; none while the index is being built.
Result<std::optional<Instant>> indexed_until(Connection& search);

/// A file next to it that is locked or damaged is no trouble of the record: search.db and what
/// belongs to it are removed.
void remove_search_file(const std::filesystem::path& file);

}  // namespace gongzhi::records
