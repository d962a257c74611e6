// The sums behind boards and reports: open cases now (open_counts) and what happened on a day (daily). Summed up in
// memory while a transaction changes cases, written once before it commits.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// The columns of `daily` that count, in the order of the table.
enum class DailyCount {
  received,
  claimed,
  handled,
  handled_on_time,
  returned,
  reworked,
  reopened,
  closed,
  closed_unconfirmed,
  rejected,
  merged,
  withdrawn
};
inline constexpr std::size_t daily_count_columns = 12;
using DailyCounts = std::array<std::int64_t, daily_count_columns>;

struct DailyKey {
  std::int64_t day = 0;  // business day, days since 1970
  std::string org, kind, category;
  auto operator<=>(const DailyKey&) const = default;
};

struct OpenKey {
  std::string org, dimension, value;
  std::int64_t is_private = 0;
  auto operator<=>(const OpenKey&) const = default;
};

struct OpenCount {
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};

/// The org under which categories are counted for the whole county.
inline constexpr std::string_view whole_county = "*";

class Figures {
 public:
  /// A case was written; `before` is null for a new one.
  void note(const StoredCase* before, const StoredCase& after, Instant at);
  /// Adds the sums to the tables and forgets them. Throws soci_error.
  void write(Connection& connection);

  /// Adds `sign` times the case's share of open_counts; for recounting too.
  void count_open(const CaseSubject& subject, const CaseProgress& progress, int sign);
  const std::map<OpenKey, OpenCount>& open_counts() const { return open_; }

 private:
  void count_day(const StoredCase* before, const StoredCase& after, Instant at);

  std::map<OpenKey, OpenCount> open_;
  std::map<DailyKey, DailyCounts> days_;
  std::map<std::int64_t, bool> overdue_;  // of cases written in this transaction
};

}  // namespace gongzhi::records
