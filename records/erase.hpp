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

/// Destroys what opens the sealed text of a case and what finds it by a number, and empties the
/// envelopes in which that key travelled. The sealed text stays as it is: the chain still verifies.
/// The caller truncates the log as below. Errc::not_found for an unknown case.
Result<void> destroy_personal_key(Transaction& transaction, std::int64_t case_key, Instant at);

/// Cases whose key or text is due. `after` goes on behind the last case looked at.
struct DueQuery {
  Instant closed_before{};
  std::int64_t after = 0;  // keys only
  int limit = 100;
};
struct DueKeys {
  std::vector<std::int64_t> due;
  std::int64_t after = 0;  // 0 = all were looked at; begin anew
};
Result<DueKeys> due_keys(Connection& connection, const DueQuery& query);
Result<std::vector<std::int64_t>> due_texts(Connection& connection, const DueQuery& query);
/// Forgets looks from before then; at most `limit`. Answers how many.
Result<std::int64_t> prune_access_log(Transaction& transaction, Instant before, int limit);

/// Erasures that no line of erasures.log tells yet.
struct ErasedCase {
  std::int64_t case_key = 0;
  std::string number;
  std::string what;  // "contact" or "all"
  Instant at{};
};
Result<std::vector<ErasedCase>> unlogged_erasures(Connection& connection, int limit);
Result<void> mark_logged(Transaction& transaction, const std::vector<ErasedCase>& erased);

/// Empties title, description, address, sealed fields and result text, destroys its key, deletes
/// the notes of its entries and all salts, the envelopes of its dead letters and what was delivered
/// about it, and notes the erasure, so that a restored backup can be erased again. Not together
/// with other changes of the case in one transaction. After the commit the caller truncates the log
/// (Connection::truncate_log) and forgets the case in the search index. Errc::not_found for an
/// unknown case; a second erasure is harmless.
Result<void> erase_personal_text(Transaction& transaction, const Erasure& erasure);

}  // namespace gongzhi::records
