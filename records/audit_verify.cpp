// The audit trail as a whole: its heads, whether every row is as it was written, and the rows whose
// time is over.
#include <limits>
#include <map>

#include "records/audit.hpp"
#include "records/audit_columns.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<>, Columns<Integer, Integer, Text, Integer, Text>> all_audit_heads{
    "all_audit_heads",
    "SELECT partition, n, hash, first_n, first_prev FROM audit_heads ORDER BY partition"};

const Query<Columns<>, Columns<Integer, Integer, Text, Integer>> newest_audit_rows{
    "newest_audit_rows",
    "SELECT h.partition, h.n, h.hash, COALESCE(a.at, 0) FROM audit_heads h"
    " LEFT JOIN audit a ON a.partition = h.partition AND a.n = h.n ORDER BY h.partition"};

const Query<Columns<>, AuditColumns> walk_audit{
    "walk_audit",
    "SELECT " + column_list<AuditColumns>("a.") + " FROM audit a ORDER BY a.partition, a.n"};

const Query<Columns<Integer, Integer, Integer, Integer>, Columns<Integer, Text, Integer>>
    oldest_audit_rows{"oldest_audit_rows",
                      "SELECT n, hash, at FROM audit WHERE partition = :partition AND n >= :first"
                      " AND n < :head ORDER BY n LIMIT :limit"};

const Query<Columns<Integer, Integer>> delete_audit_rows{
    "delete_audit_rows", "DELETE FROM audit WHERE partition = :partition AND n <= :last"};

const Query<Columns<Integer, Text, Integer>> move_audit_start{
    "move_audit_start",
    "UPDATE audit_heads SET first_n = :first_n, first_prev = :first_prev"
    " WHERE partition = :partition"};

struct End {
  Integer n = 0;
  std::string hash;
  Integer first_n = 1;
};

// Follows one chain after the other, row by row.
class AuditWalk {
 public:
  explicit AuditWalk(const AuditEvidence& evidence) : kept_since_(evidence.kept_since) {
    for (const AuditHead& head : evidence.heads) {
      const AuditHead*& slot = wanted_[{Integer{head.partition}, head.n}];
      // Two that differ cannot both be right: the first stays, and the other is told at its row.
      if (slot != nullptr && slot->hash != head.hash)
        complain(head.partition, head.n, "two heads kept outside the record disagree about it");
      slot = &head;
    }
    found_.heads = std::ssize(evidence.heads);
  }

  void expect(Integer partition, const End& head, const std::string& first_prev) {
    heads_[partition] = head;
    ends_[partition] = {head.first_n - 1, first_prev, head.first_n};
  }

  void take(const AuditColumns& row) {
    End& end = ends_[row.partition];
    if (row.n != end.n + 1)
      complain(row.partition, end.n + 1, "it is missing");
    else if (row.prev_hash != end.hash)
      complain(row.partition, row.n, "it does not follow the row before it");
    else if (row.computed_hash() != row.hash)
      complain(row.partition, row.n, "its content does not match its hash");
    if (const auto at = wanted_.find({row.partition, row.n}); at != wanted_.end()) {
      if (at->second->hash != row.hash)
        complain(row.partition, row.n, "it is not the row of the head kept outside the record");
      wanted_.erase(at);
    }
    end = {row.n, row.hash, end.first_n};
    ++found_.rows;
  }

  AuditVerification finish() {
    for (const auto& [partition, end] : ends_) {
      const auto head = heads_.find(partition);
      if (head == heads_.end())
        complain(partition, end.n, "the chain has no head");
      else if (head->second.n != end.n)
        complain(partition, end.n + 1, "the chain ends before its head");
      else if (head->second.hash != end.hash)
        complain(partition, end.n, "the chain's head is another row");
    }
    for (const auto& [place, kept] : wanted_) {
      const auto head = heads_.find(place.first);
      // Rows whose time was over are gone by rule.
      const bool is_over = head != heads_.end() && place.second < head->second.first_n;
      if (!is_over)
        complain(place.first, place.second, "a head kept outside the record names it");
      else if (kept->at >= kept_since_)
        complain(place.first, place.second, "it was removed before its time");
    }
    return std::move(found_);
  }

 private:
  void complain(Integer partition, Integer n, std::string_view what) {
    if (!found_.difference.empty()) return;
    found_.difference = "partition " + std::to_string(partition) + " row " + std::to_string(n) +
                        ": " + std::string(what);
  }

  AuditVerification found_;
  std::map<Integer, End> heads_, ends_;
  std::map<std::pair<Integer, Integer>, const AuditHead*> wanted_;
  Instant kept_since_;
};

struct Chain {
  Integer partition = 0, head = 0, first = 1;
};

}  // namespace

std::vector<AuditHead> read_audit_heads(Connection& connection) {
  std::vector<AuditHead> heads;
  connection.prepare(newest_audit_rows).rows([&](const auto& row) {
    const auto& [partition, n, hash, at] = row.values;
    heads.push_back({static_cast<int>(partition), n, hash, from_ms(at)});
  });
  return heads;
}

AuditVerification verify_audit(Connection& connection, const AuditEvidence& evidence) {
  AuditWalk walk(evidence);
  connection.prepare(all_audit_heads).rows([&](const auto& row) {
    const auto& [partition, n, hash, first_n, first_prev] = row.values;
    walk.expect(partition, {n, hash, first_n}, first_prev);
  });
  connection.prepare(walk_audit).rows([&](const AuditColumns& row) { walk.take(row); });
  return walk.finish();
}

std::int64_t prune_audit(Connection& connection, Instant before, int limit) {
  std::vector<Chain> chains;
  connection.prepare(all_audit_heads).rows([&](const auto& row) {
    chains.push_back({std::get<0>(row.values), std::get<1>(row.values), std::get<3>(row.values)});
  });
  std::int64_t removed = 0;
  for (const Chain& chain : chains) {
    Integer last = 0;
    std::string hash;
    bool is_old = true;
    auto& oldest = connection.prepare(oldest_audit_rows);
    oldest.with(chain.partition, chain.first, chain.head, Integer{limit}).rows([&](const auto& r) {
      is_old = is_old && std::get<2>(r.values) < to_ms(before);
      if (is_old) std::tie(last, hash) = std::tie(std::get<0>(r.values), std::get<1>(r.values));
    });
    if (last == 0) continue;
    connection.prepare(move_audit_start).with(last + 1, hash, chain.partition).run();
    removed += connection.prepare(delete_audit_rows).with(chain.partition, last).run();
  }
  return removed;
}

}  // namespace gongzhi::records
