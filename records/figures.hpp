// Counters that follow from changes of cases, summed over a batch and written once: what happened
// on a business day in a community (`daily`), and open cases of the county (`open_counts`).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

class Figures {
 public:
  void inserted(const StoredCase& after);
  void updated(const StoredCase& before, const StoredCase& after, Instant at);
  /// Adds the sums to the tables and forgets them. Throws soci_error.
  void write(Connection& connection);

 private:
  /// Places in Counters, in the order of the table's columns.
  enum Counter : std::size_t {
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
  using Counters = std::array<std::int64_t, 12>;

  struct DailyKey {
    std::int64_t day = 0;  // business day, days since 1970
    std::string org, kind, category;
    auto operator<=>(const DailyKey&) const = default;
  };
  struct OpenKey {
    std::string dimension, value;
    std::int64_t is_private = 0;
    auto operator<=>(const OpenKey&) const = default;
  };

  static void count_end(Counters& counters, const Case& after);
  void count_open(const StoredCase& stored, std::int64_t change);

  std::map<DailyKey, Counters> daily_;
  std::map<OpenKey, std::int64_t> open_;
};

}  // namespace gongzhi::records
