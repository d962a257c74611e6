// R05: the epoch predicate. A worker that lost its partitions cannot leave a single row behind.
#include <gtest/gtest.h>

#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

class Fence : public RecordsTest {};

// One batch of the worker of `epoch`: a message, its case, its entry, and the position last.
Result<void> write_batch(records::Store& store, std::int64_t epoch, std::uint64_t seq) {
  const auto transaction = must(store.begin());
  const records::StoredCase stored = make_case(seq);
  must(transaction->insert_inbox(report_row(stored.item)));
  must(transaction->insert_case(stored));
  const auto row = entry("create", "", "sign", "打电话来的");
  must(transaction->append_timeline(
      {7, stored.item.number.key(), 1, stored.item.accepted_at, std::span(&row, 1)}));
  if (auto moved = transaction->move_position({7, epoch, seq, monday()}); !moved) return moved;
  return transaction->commit();
}

TEST_F(Fence, LeavesNothingOfABatchOfAnOlderEpoch) {
  const std::int64_t zombie = must(store().take_ownership("w1", 16, monday()));
  must(write_batch(store(), zombie, 1));
  const std::int64_t owner = must(store().take_ownership("w2", 16, monday()));

  const auto refused = write_batch(store(), zombie, 2);

  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::conflict);
  for (const char* table : {"inbox", "cases", "timeline"}) EXPECT_EQ(count(table), 1) << table;
  EXPECT_EQ(must(store().positions()).at(7).seq, 1U);
  must(write_batch(store(), owner, 2));
  EXPECT_EQ(count("cases"), 2);
}

}  // namespace
}  // namespace gongzhi::test
