// Erasing people's data in time and on request (security.md P07): the key of the sealed text first,
// later everything a person wrote; the hash chain verifies after both.
#pragma once

#include <filesystem>
#include <vector>

#include "governance/case.hpp"
#include "records/store.hpp"
#include "records/transaction.hpp"

namespace gongzhi::workers {

/// Everything a person wrote in that case, and what opens and finds it. `item` is blanked too.
Result<void> erase_case(records::Transaction& transaction, Case& item, Instant now);

/// What one step did.
struct Forgotten {
  int contacts = 0;
  int contents = 0;
  std::int64_t looks = 0;  // rows of the access log
  std::int64_t after = 0;  // where the next step goes on; 0 = from the beginning

  bool did_something() const { return contacts + contents > 0 || looks > 0; }
};

/// One step of at most a hundred cases, in a transaction of its own. `now` is an argument so that
/// years can be tested. The caller truncates the log.
Result<Forgotten> forget_due(records::Store& store, Instant now, std::int64_t after);

/// Appends what was erased to erasures.log, fsynced, and marks it told. A line is
/// `<time> <number> <contact|all>`; a restored backup is erased again from it. At most 500 lines a
/// call. Errc::unavailable when it cannot be written.
Result<int> tell_erasures(records::Store& store, const std::filesystem::path& file);

/// Erases again what the lines of erasures.log name, in a record that was restored from a backup.
/// Answers how many cases there were. Errc::invalid for a line that is none of ours.
Result<int> erase_again(records::Store& store, const std::filesystem::path& file);

}  // namespace gongzhi::workers
