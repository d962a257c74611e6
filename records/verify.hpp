// Does the record verify? Walks the hash chains and compares the tables with them and with each
// other. Reads only.
#pragma once

#include <optional>
#include <string>

#include "records/audit.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// The first thing that is not as it should be.
struct Difference {
  std::string where;  // "partition 7 entry 12", "case 26112307-01234", "open_counts state sign", …
  std::string what;   // one sentence for operators
};

struct Verification {
  std::int64_t entries = 0;  // of all chains
  std::int64_t cases = 0;
  std::int64_t messages = 0;             // of the inbox
  std::int64_t audit_rows = 0;           // of the audit trail
  std::optional<Difference> difference;  // none = the record verifies
};

/// Looks at one consistent state, in this order, and stops at the first difference: every chain
/// from its first entry to its head, with the digests of notes; every case with its entries
/// (versions 1 to n, state, text); the inbox with the cases; the figures recounted; positions.
/// Personal text may be missing only where an erasure is noted. Last the audit trail, with the
/// heads of it that were kept outside. Errors as Connection::translate.
Result<Verification> verify(Connection& connection, const AuditEvidence& evidence = {});

}  // namespace gongzhi::records
