// Effects of one case on another: delivered once, also over a crash between commit and delivery.
#include "records/database.hpp"
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;

// Two reports that wait in triage, the second merged into the first, which lies in another
// partition.
struct Merged : testing::Test {
  Merged() {
    rig.apply({unsure("a", {.partition = 3, .seq = 1}), unsure("b", {.seq = 1})});
    const Values input{{"parent", parent.text()}, {"transfer_followers", true}};
    const auto report =
        rig.apply({rig.act(child, "triager-001", "merge", input, {.seq = 2, .minutes = 3})});
    EXPECT_EQ(report.applied, 1) << "not merged: " << outcome_text();
  }
  workers::Incoming unsure(const std::string& key, ApplierRig::Place place) {
    auto incoming = rig.report(key, place);
    Message message = incoming.message;
    std::get<CreateCase>(message.body).category.clear();
    return rig.incoming(std::move(message), place);
  }
  std::string outcome_text() {
    std::string text(200, ' ');
    rig.reader()->connection().session()
        << "SELECT outcome_reason || outcome_message FROM inbox WHERE type = 'case.action'",
        soci::into(text);
    return text;
  }
  void by_hand(const std::string& sql) {
    records::DatabaseConfig config;
    config.file = rig.dir().store();
    auto hand = records::Connection::open(config, records::Access::write);
    ASSERT_TRUE(hand);
    (*hand)->execute(sql);
  }

  ApplierRig rig;
  const CaseNumber parent = ApplierRig::number_at({.partition = 3, .seq = 1});
  const CaseNumber child = ApplierRig::number_at({.seq = 1});
};

TEST_F(Merged, CaseTellsItsParentOnceThoughTheWorkerDiedInBetween) {
  const auto before = rig.case_of(parent).version;
  EXPECT_EQ(rig.case_of(child).state, "merged");

  rig.reopen();
  const auto delivered = rig.applier().apply_followups();
  rig.reopen();
  const auto again = rig.applier().apply_followups();

  ASSERT_TRUE(delivered && again);
  EXPECT_EQ(delivered->applied, 1);
  EXPECT_FALSE(again->did_something());
  EXPECT_EQ(rig.case_of(parent).version, before + 1);
  rig.expect_verified();
}

TEST_F(Merged, EffectIsDedupedByItsIdAndNotByTheOutbox) {
  ASSERT_TRUE(rig.applier().apply_followups());
  const auto version = rig.case_of(parent).version;
  by_hand("UPDATE outbox SET delivered_at = NULL");

  const auto again = rig.applier().apply_followups();

  ASSERT_TRUE(again);
  EXPECT_EQ(again->repeated, 1);
  EXPECT_EQ(rig.case_of(parent).version, version);
}

TEST_F(Merged, EffectThatCannotBeReadIsBuriedAndTheOthersAreDelivered) {
  by_hand(
      "INSERT INTO outbox (stable_id, kind, partition, target, payload, created_at)"
      " SELECT '', 'followup', 3, target, '{broken', created_at FROM outbox LIMIT 1");

  const auto delivered = rig.applier().apply_followups();
  const auto again = rig.applier().apply_followups();

  ASSERT_TRUE(delivered && again);
  EXPECT_EQ(delivered->applied, 1);
  EXPECT_EQ(delivered->dead, 1);
  EXPECT_FALSE(again->did_something());
  ASSERT_EQ(rig.letters().size(), 1u);
  EXPECT_EQ(rig.letters()[0].reason, "schema");
}

TEST_F(Merged, EffectIsFoundBehindAnyNumberOfRowsForOtherReceivers) {
  by_hand(
      "UPDATE outbox SET id = id + 1000; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
      "FROM n WHERE i < 600)"
      " INSERT INTO outbox (id, stable_id, kind, partition, target, payload, created_at)"
      " SELECT i, '', 'notice', 0, '', '', 0 FROM n");

  const auto delivered = rig.applier().apply_followups();

  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->applied, 1);
}

}  // namespace
}  // namespace gongzhi
