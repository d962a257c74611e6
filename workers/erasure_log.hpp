// Which cases were erased, in a file beside the record: an older record that is restored does not
// know of later erasures, and people who were forgotten stay forgotten (security.md P07).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "records/store.hpp"
#include "runtime/data_dir.hpp"

namespace gongzhi::workers {

/// `erasures.log` of the data directory: one line of JSON for each, only ever added to. It names
/// cases by number, and holds nothing personal.
std::filesystem::path erasure_log_file(const runtime::DataDir& dir);

/// `{"at":…,"case":1234507}` without a line feed.
std::string erasure_line(const records::NotedErasure& erasure);

/// The file and what it knows already. On the writer's thread.
class ErasureLog {
 public:
  explicit ErasureLog(const runtime::DataDir& dir) : file_(erasure_log_file(dir)) {}

  /// Adds what the record notes and the file lacks. Errors as Store; Errc::unavailable when the
  /// file cannot be written: the next call tries again.
  Result<void> catch_up(records::Store& store);

 private:
  std::filesystem::path file_;
  std::map<std::int64_t, Instant> known_;
  std::optional<records::ErasureSum> seen_;  // none = the file was not read yet
};

/// All of them; lines that a crash has torn are passed over. Errc::not_found when there is no such
/// file.
Result<std::vector<records::NotedErasure>> load_erasures(const std::filesystem::path& file);

/// Erases again what the list names and the record still holds, and truncates the record's log;
/// answers how many. No worker may run. Errors as Store.
Result<int> erase_again(records::Store& store, const std::vector<records::NotedErasure>& erasures);

}  // namespace gongzhi::workers
