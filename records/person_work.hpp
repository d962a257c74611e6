// What open cases a person has to do with: asked before they leave, and when their work is handed
// over. Any connection, also inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "records/case_columns.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

/// A case and how the person is tied to it: "holder", "verifier", "claim", "offer".
struct TiedCase {
  std::string number;
  std::string state;
  std::string category;
  std::string tie;
};

struct PersonWork {
  std::int64_t held = 0;
  std::int64_t to_check = 0;
  std::int64_t claimed = 0;
  std::int64_t offered = 0;
  std::vector<TiedCase> cases;  // ordered by tie; one may stand here with several ties
};

/// At most `limit` cases of each tie are listed, by key.
Result<PersonWork> person_work(Connection& connection, const std::string& user, int limit);

}  // namespace gongzhi::records
