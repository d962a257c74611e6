// The case that tests of lists and boards vary: every column that a list looks at has one known
// value.
#pragma once

#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {

/// In state `dispatch` of community com1 (township t1), grid 1408020010010001, led by env, reported
/// by res1, nobody assists; promised for 24 hours after acceptance, which is `seq` seconds after
/// monday().
inline records::StoredCase plain_case(std::uint64_t seq, int partition = 7) {
  records::StoredCase stored = make_case(seq, partition);
  Case& item = stored.item;
  item.reporter = {};
  item.reporter.user = "res1";
  item.accepted_at = monday() + std::chrono::seconds(seq);
  item.state = "dispatch";
  item.grid = "1408020010010001";
  item.lead = "env";
  item.assists.clear();
  item.handling = {};
  item.stage_due = item.accepted_at + std::chrono::hours(24);
  item.next_timer = item.stage_due;
  return stored;
}

}  // namespace gongzhi::test
