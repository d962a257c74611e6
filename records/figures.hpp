// Counters that follow from changes of cases, summed over a batch and written once: what happened on a business day
// in a community (`daily`), and open cases of the county (`open_counts`).
#pragma once

#include <array>
#include <compare>
#include <map>
#include <string>
#include <string_view>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// What a case adds to open_counts while it is open.
struct OpenShare {
  std::string_view community, state, category, grid;
  bool is_private = false;
  bool overdue = false;
};

class Figures {
 public:
  /// A case was written at `at`; `before` is null for a new one.
  void note(const StoredCase* before, const StoredCase& after, Instant at);
  /// Adds the sums to the tables and forgets them. Throws soci_error.
  void write(Connection& connection);

  /// Adds `sign` times the share; for recounting too.
  void count_open(const OpenShare& share, int sign);
  const std::map<OpenKey, OpenCount>& open_counts() const { return open_; }

 private:
  void count_day(const StoredCase* before, const StoredCase& after, Instant at);

  std::map<OpenKey, OpenCount> open_;
  std::map<DailyKey, DailyCounts> days_;
};

}  // namespace gongzhi::records
