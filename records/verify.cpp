// The first half of verify(): the chains.
#include "records/verify.hpp"

#include <map>

#include "records/case_columns.hpp"
#include "records/digest.hpp"
#include "records/verify_tables.hpp"

namespace gongzhi::records {
namespace {

struct ChainRow {
  ChainedFields fields;
  Text hash;
  Nullable<Text> salt, note;
  Integer is_erased = 0;

  template <class V>
  void each(V&& v) {
    fields.each(v), v("hash", hash), v("salt", salt), v("note", note), v("is_erased", is_erased);
  }
};

const Query<Columns<>, ChainRow> walk_chains{
    "walk_chains",
    "SELECT " + column_list<ChainedFields>("t.") +
        ", t.hash, p.salt, p.note, CASE WHEN e.case_id IS NULL THEN 0 ELSE 1 END"
        " FROM timeline t LEFT JOIN timeline_notes p ON p.partition = t.partition AND p.n = t.n"
        " LEFT JOIN erasures e ON e.case_id = t.case_id ORDER BY t.partition, t.n"};

const Query<Columns<>, Columns<Integer, Integer, Text>> all_heads{
    "all_heads", "SELECT partition, n, hash FROM chain_heads ORDER BY partition"};

std::string place(std::int64_t partition, std::int64_t n) {
  return "partition " + std::to_string(partition) + " entry " + std::to_string(n);
}

// Follows one chain after the other, entry by entry.
class ChainWalk {
 public:
  void take(const ChainRow& row) {
    if (difference_) return;
    const ChainedFields& fields = row.fields;
    End& end = ends_[fields.partition];
    const std::string where = place(fields.partition, end.n + 1);
    if (fields.n != end.n + 1) {
      difference_ = {where, "the entry is missing"};
    } else if (fields.prev_hash != end.hash) {
      difference_ = {where, "it does not follow the entry before it"};
    } else if (chain_hash(fields) != row.hash) {
      difference_ = {where, "its content does not match its hash"};
    } else {
      check_note(row, where);
    }
    end = {fields.n, row.hash};
    ++entries_;
  }

  void take_head(std::int64_t partition, std::int64_t n, const std::string& hash) {
    if (difference_) return;
    const auto found = ends_.find(partition);
    const End end = found == ends_.end() ? End{} : found->second;
    if (end.n != n) {
      difference_ = {place(partition, end.n + 1),
                     "the chain ends before its head, entry " + std::to_string(n)};
    } else if (end.hash != hash) {
      difference_ = {place(partition, n), "the chain's head is another entry"};
    }
    if (found != ends_.end()) found->second.has_head = true;
  }

  std::optional<Difference> finish() {
    for (const auto& [partition, end] : ends_) {
      if (!difference_ && !end.has_head) {
        difference_ = {place(partition, end.n), "the chain has no head"};
      }
    }
    return difference_;
  }

  std::int64_t entries() const { return entries_; }

 private:
  struct End {
    std::int64_t n = 0;
    std::string hash;
    bool has_head = false;
  };

  void check_note(const ChainRow& row, const std::string& where) {
    const std::optional<Text> note = row.note.get();
    const std::string& digest = row.fields.note_digest;
    if (!note && !digest.empty() && row.is_erased == 0) {
      difference_ = {where, "its note is missing and no erasure is noted"};
    } else if (note && note_digest(row.salt.get().value_or(""), *note) != digest) {
      difference_ = {where, "its note does not match the digest"};
    }
  }

  std::map<std::int64_t, End> ends_;
  std::optional<Difference> difference_;
  std::int64_t entries_ = 0;
};

std::optional<Difference> verify_chains(Connection& connection, Verification& counts) {
  ChainWalk walk;
  connection.prepare(walk_chains).rows([&](const ChainRow& row) { walk.take(row); });
  connection.prepare(all_heads).rows([&](const auto& row) {
    const auto& [partition, n, hash] = row.values;
    walk.take_head(partition, n, hash);
  });
  counts.entries = walk.entries();
  return walk.finish();
}

std::optional<Difference> verify_trail(Connection& connection, const AuditEvidence& evidence,
                                       Verification& counts) {
  const AuditVerification found = verify_audit(connection, evidence);
  counts.audit_rows = found.rows;
  if (found.difference.empty()) return std::nullopt;
  const auto colon = found.difference.find(": ");
  return Difference{"audit " + found.difference.substr(0, colon),
                    found.difference.substr(colon + 2)};
}

}  // namespace

Result<Verification> verify(Connection& connection, const AuditEvidence& evidence) {
  return translated(connection, [&]() -> Result<Verification> {
    const ReadSnapshot snapshot(connection);
    Verification counts;
    counts.difference = verify_chains(connection, counts);
    if (!counts.difference) counts.difference = verify_cases(connection, counts);
    if (!counts.difference) counts.difference = verify_inbox(connection, counts);
    if (!counts.difference) counts.difference = verify_figures(connection);
    if (!counts.difference) counts.difference = verify_positions(connection);
    if (!counts.difference) counts.difference = verify_trail(connection, evidence, counts);
    return counts;
  });
}

}  // namespace gongzhi::records
