// What open cases hold on to, asked before a row of the configuration goes; and cases as routing
// saw them. Any connection, also inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// How many open cases name the row of that table ("orgs", "grids", "categories", "standards"), and
/// the number of one of them. Other tables are named by none.
struct OpenUse {
  std::int64_t cases = 0;
  std::string number;
};
Result<OpenUse> open_use(Connection& connection, std::string_view table, const std::string& id);

/// A case as routing sees it, and where it went.
struct RoutedCase {
  std::string number;
  Instant accepted_at{};
  std::string category;
  std::string source;
  bool urgent = false;
  std::string grid;
  std::string community;
  std::string township;
  std::string rule;
  std::string lead;
  std::int64_t key = 0;
};

/// Where the next page goes on: cases accepted before it.
struct RoutedAfter {
  Instant at{};
  std::int64_t key = 0;
};

/// Those accepted since `since` and before `after`, the newest first, at most `limit`.
Result<std::vector<RoutedCase>> routed_cases(Connection& connection, Instant since,
                                             const RoutedAfter& after, int limit);

}  // namespace gongzhi::records
