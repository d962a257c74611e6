// The audit trail in the record: rows that are only ever added, each hashing the one before it; who
// reads them, and whether they still verify.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "governance/audit.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// A row as it stands. `facts` is the writer's text; `entry.facts` is empty.
struct AuditRow {
  int partition = 0;
  std::int64_t n = 0;
  Instant at{};
  AuditEntry entry;
  std::string facts;
  std::string hash;
};

/// Which rows; empty members do not filter. Newest first.
struct AuditQuery {
  std::string actor = {};  // id of a user
  std::string act = {};
  std::string subject = {};
  std::optional<Instant> from = {};   // inclusive
  std::optional<Instant> until = {};  // exclusive
  std::string cursor = {};            // AuditPage::next of the page before
  int limit = 100;                    // 1 to 1000
};

struct AuditPage {
  std::vector<AuditRow> rows;
  std::string next;  // empty = last page
};

/// What was kept outside the record, and from when on no row may be missing.
struct AuditEvidence {
  std::span<const AuditHead> heads = {};
  Instant kept_since = Instant::max();
};

struct AuditVerification {
  std::int64_t rows = 0;
  std::int64_t heads = 0;  // kept ones that were compared
  std::string difference;  // the first row that is not as it was written; empty = all are
};

/// Adds a row to the chain of that partition. Throws soci_error.
void append_audit(Connection& connection, const AuditRow& row);

/// Errc::invalid for a cursor that is not ours. Throws soci_error.
Result<AuditPage> read_audit(Connection& connection, const AuditQuery& query);

/// In the order of partitions. Throws soci_error.
std::vector<AuditHead> read_audit_heads(Connection& connection);

/// Walks every chain from its first row to its head, and compares with heads that were kept outside
/// the record: finds any row that was edited, deleted, moved or cut off. A kept head whose row is
/// gone because its time was over is accepted when it is older than `kept_since`. Reads within the
/// caller's snapshot. Throws soci_error.
AuditVerification verify_audit(Connection& connection, const AuditEvidence& evidence);

/// Removes at most `limit` rows of each chain that are older than `before`, never its newest, so
/// that what stays still verifies; answers how many. Call it in a write transaction. Throws
/// soci_error.
std::int64_t prune_audit(Connection& connection, Instant before, int limit);

}  // namespace gongzhi::records
