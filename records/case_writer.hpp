// Writes cases within one transaction: only what changed, and what the change means for the
// figures. Functions throw soci_error; the transaction translates.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "records/case_columns.hpp"
#include "records/database.hpp"
#include "records/figures.hpp"

namespace gongzhi::records {

class CaseWriter {
 public:
  CaseWriter(Connection& connection, Figures& figures)
      : connection_(connection), figures_(figures) {}

  Result<std::vector<StoredCase>> load(std::span<const std::int64_t> keys);
  void insert(const StoredCase& stored);
  /// False when no row had that version; nothing is written then.
  Result<bool> update(const StoredCase& stored, std::int64_t expected_version, Instant at);

  /// The digest of a text that was written and that no timeline entry covers yet; empty when there
  /// is none. Answers it once.
  std::string take_text_digest(std::int64_t key);
  /// False while a text waits for its timeline entry.
  bool all_texts_covered() const { return uncovered_texts_.empty(); }

 private:
  void write_text(const Case& item);
  void write_bodies(const StoredCase* before, const StoredCase& after);
  void write_terms(const StoredCase* before, const StoredCase& after);
  void write_sides(const StoredCase* before, const StoredCase& after);

  Connection& connection_;
  Figures& figures_;
  std::unordered_map<std::int64_t, StoredCase> known_;             // as they stand in the record
  std::unordered_map<std::int64_t, std::string> uncovered_texts_;  // key -> digest
};

}  // namespace gongzhi::records
