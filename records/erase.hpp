// Erasing the personal text of a case (security.md P07): the record forgets it, the chain still
// verifies.
#pragma once

#include <string>
#include <vector>

#include "records/store.hpp"

namespace gongzhi::records {

struct Erasure {
  std::int64_t case_key = 0;
  std::string detail;  // the case's detail without personal text; the caller knows its format
  Instant at{};
};

/// Empties title, description, address and result text, deletes the notes of its entries and all
/// salts, the envelopes of its dead letters and what was delivered about it, and notes the erasure,
/// so that a restored backup can be erased again. Not together with other changes of the case in
/// one transaction. After the commit the caller truncates the log (Connection::truncate_log) and
/// forgets the case in the search index. Errc::not_found for an unknown case; a second erasure is
/// harmless.
Result<void> erase_personal_text(Transaction& transaction, const Erasure& erasure);

/// Every erasure that is noted, oldest first. Throws soci_error.
std::vector<NotedErasure> read_erasures(Connection& connection);
/// A cheap look whether there are others than before. Throws soci_error.
ErasureSum sum_erasures(Connection& connection);

}  // namespace gongzhi::records
