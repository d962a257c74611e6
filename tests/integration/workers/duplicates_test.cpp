// Likely duplicates are named to the triager when a report becomes a case (domain.md 6.3).
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;
using workers::Incoming;

Incoming elsewhere(Incoming incoming, double lon_more) {
  std::get<CreateCase>(incoming.message.body).location->lon += lon_more;
  return incoming;
}

TEST(Duplicates, AreNamedToTheTriagerAlsoWithinABatch) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1}), rig.report("b", {.seq = 2, .minutes = 1})});
  rig.apply({rig.report("c", {.partition = 3, .seq = 1, .minutes = 2}, "垃圾没人清运")});

  const std::string first = ApplierRig::number_at({.seq = 1}).text();
  const std::string second = ApplierRig::number_at({.seq = 2}).text();
  EXPECT_TRUE(rig.case_of(ApplierRig::number_at({.seq = 1})).duplicates.empty());
  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 2})).duplicates,
            std::vector<std::string>{first});
  const Case third = rig.case_of(ApplierRig::number_at({.partition = 3, .seq = 1, .minutes = 2}));
  EXPECT_EQ(third.duplicates.size(), 2u);
}

TEST(Duplicates, AreToldToStaffOnly) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1}), rig.report("b", {.seq = 2})});

  const auto entries = rig.reader()->timeline(ApplierRig::number_at({.seq = 2}).key(), 0, 100);
  ASSERT_TRUE(entries.has_value());
  bool is_told = false;
  for (const records::StoredEntry& stored : *entries) {
    const bool names_it =
        stored.facts.find(ApplierRig::number_at({.seq = 1}).text()) != std::string::npos;
    if (!names_it) continue;
    is_told = true;
    EXPECT_EQ(stored.entry.action, "find_duplicates");
    EXPECT_EQ(stored.entry.visibility, Visibility::staff);
  }
  EXPECT_TRUE(is_told);
}

TEST(Duplicates, AreNotFoundFarAwayNorWithoutAPlace) {
  ApplierRig rig;
  Incoming nowhere = rig.report("c", {.seq = 3});
  std::get<CreateCase>(nowhere.message.body).location.reset();
  rig.apply({rig.report("a", {.seq = 1}), elsewhere(rig.report("b", {.seq = 2}), 0.002), nowhere});

  EXPECT_TRUE(rig.case_of(ApplierRig::number_at({.seq = 2})).duplicates.empty());
  EXPECT_TRUE(rig.case_of(ApplierRig::number_at({.seq = 3})).duplicates.empty());
}

TEST(Duplicates, OneMessageIsOneRowOfTheTimelineAndEveryEntryIsShown) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1}), rig.report("b", {.seq = 2})});

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM timeline WHERE case_id <> 0"), 2);
  const auto key = ApplierRig::number_at({.seq = 2}).key();
  const auto all = rig.reader()->timeline(key, 0, 100);
  ASSERT_TRUE(all.has_value());
  ASSERT_GT(all->size(), 2u);
  EXPECT_EQ(all->front().entry.action, "create");
  EXPECT_EQ(all->front().entry.to, "received");
  EXPECT_EQ(all->back().entry.to, rig.case_of(ApplierRig::number_at({.seq = 2})).state);
  // In pages of one, each entry once and in order.
  std::uint64_t after = 0;
  for (const records::StoredEntry& entry : *all) {
    const auto page = rig.reader()->timeline(key, after, 1);
    ASSERT_TRUE(page.has_value());
    ASSERT_EQ(page->size(), 1u);
    EXPECT_EQ(page->front().entry.action, entry.entry.action);
    EXPECT_GT(page->front().n, after);
    after = page->front().n;
  }
  EXPECT_TRUE(rig.reader()->timeline(key, after, 1)->empty());
  rig.expect_verified();
}

}  // namespace
}  // namespace gongzhi
