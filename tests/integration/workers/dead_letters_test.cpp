// What cannot be applied: it is buried once, says why, stops nobody, and comes back on an order.
#include "records/database.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "wire/envelope.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;
using workers::Incoming;
using What = DeadLetterOrder::What;

// The process dies in the middle of this message.
void crash_in(ApplierRig& rig, const MessageId& id) {
  rig.applier().mark().begin(id, std::chrono::seconds{1});
  rig.reopen();
}

Incoming raw(ApplierRig& rig, queue::Entry entry) {
  return workers::read_entry(7, std::move(entry), {rig.keyring(), rig.applier().generation()});
}

queue::Entry forged(std::uint64_t seq, std::uint64_t sub = 0) {
  queue::Entry entry;
  entry.id = {seq, sub};
  entry.shape = sub == 0 ? queue::Entry::Shape::ours : queue::Entry::Shape::foreign_id;
  entry.at = test::monday();
  entry.envelope = "{\"v\":1}";
  entry.mac = std::string(32, 'x');
  return entry;
}

TEST(DeadLetters, HoldWhatIsForgedOnceAndDoNotTouchTheSequence) {
  ApplierRig rig;
  const auto batch = [&] {
    return std::vector<Incoming>{rig.report("a", {.seq = 1}), raw(rig, forged(9)),
                                 raw(rig, forged(9, 3))};
  };

  EXPECT_EQ(rig.apply(batch()).dead, 2);
  EXPECT_EQ(rig.position().seq, 1u);
  rig.reopen();
  EXPECT_EQ(rig.apply(batch()).dead, 0);
  rig.apply({rig.report("b", {.seq = 10}), raw(rig, forged(9))});

  const auto letters = rig.letters();
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(letters[0].reason, "bad_mac");
  EXPECT_EQ(letters[0].envelope, "{\"v\":1}");
  EXPECT_EQ(letters[1].reason, "foreign");
  EXPECT_NE(letters[1].detail.find("9-3"), std::string::npos);
  EXPECT_EQ(rig.position().seq, 10u);
  rig.expect_verified();
}

TEST(DeadLetters, HoldWhatIsOursButCannotBeReadAndGoOnBehindIt) {
  ApplierRig rig;
  queue::Entry unreadable;
  unreadable.id = {1, 0};
  unreadable.at = test::monday();
  unreadable.envelope = "{\"v\":1,\"id\":17}";
  unreadable.mac = rig.keyring().envelope_mac(unreadable.envelope);
  Message stranger;
  stranger.id = rig.id_of("x");
  stranger.partition = 7;
  stranger.actor.user = "resident-001";
  stranger.body = CreateCase{.kind = "incident", .category = "", .title = "t"};
  queue::Entry other_store = unreadable;
  other_store.id = {2, 0};
  other_store.envelope = wire::write_envelope(stranger, "another", test::monday());
  other_store.mac = rig.keyring().envelope_mac(other_store.envelope);

  rig.apply({raw(rig, unreadable), raw(rig, other_store), rig.report("a", {.seq = 3})});

  const auto letters = rig.letters();
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(letters[0].reason, "schema");
  EXPECT_EQ(letters[1].reason, "other_store");
  EXPECT_EQ(rig.position().seq, 3u);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 1);
}

TEST(DeadLetters, TakeAMessageThatKilledTheWorkerThreeTimesAndNotBefore) {
  ApplierRig rig;
  const auto batch = [&] {
    return std::vector<Incoming>{rig.report("a", {.seq = 1}), rig.report("bad", {.seq = 2}),
                                 rig.report("b", {.seq = 3})};
  };
  for (int crash = 0; crash < 3; ++crash) crash_in(rig, rig.id_of("bad"));
  crash_in(rig, rig.id_of("a"));
  crash_in(rig, rig.id_of("a"));

  const auto report = rig.apply(batch());
  rig.reopen();
  const auto again = rig.apply(batch());

  EXPECT_EQ(report.applied, 2);
  EXPECT_EQ(report.dead, 1);
  EXPECT_EQ(again.repeated, 3);
  EXPECT_EQ(again.dead, 0);
  const auto letters = rig.letters();
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].reason, "poison");
  EXPECT_EQ(letters[0].tries, 3);
  EXPECT_EQ(letters[0].number, ApplierRig::number_at({.seq = 2}).text());
  EXPECT_EQ(rig.position().seq, 3u);
  const auto outcome = rig.reader()->find_outcome(rig.id_of("bad"));
  ASSERT_TRUE(outcome && *outcome) << "whoever waits must hear";
  EXPECT_EQ((*outcome)->outcome.reason, "dead_letter");
  rig.expect_verified();
}

TEST(DeadLetters, TakeWhatTheRecordRefusesWhileTheRestOfTheBatchIsApplied) {
  ApplierRig rig;
  rig.apply({rig.report("first", {.seq = 2})});
  {
    // As if the number had been used by somebody else: the message is new, its row is there.
    records::DatabaseConfig config;
    config.file = rig.dir().store();
    auto hand = records::Connection::open(config, records::Access::write);
    ASSERT_TRUE(hand);
    (*hand)->execute("UPDATE position SET seq = 0; DELETE FROM inbox WHERE msg_id = '" +
                     rig.id_of("first").hex() + "'");
  }
  rig.reopen();

  const auto report = rig.apply(
      {rig.report("a", {.seq = 1}), rig.report("first", {.seq = 2}), rig.report("b", {.seq = 3})});

  EXPECT_EQ(report.applied, 2);
  EXPECT_EQ(report.dead, 1);
  ASSERT_EQ(rig.letters().size(), 1u);
  EXPECT_EQ(rig.letters()[0].reason, "impossible");
  EXPECT_EQ(rig.position().seq, 3u);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 3);
}

struct Buried : testing::Test {
  Buried() {
    for (int crash = 0; crash < 3; ++crash) crash_in(rig, rig.id_of("bad"));
    rig.apply({rig.report("bad", {.seq = 1})});
    letter = rig.letters().at(0).id;
  }
  Outcome outcome_of(const Incoming& incoming) {
    rig.apply({incoming});
    auto row = rig.reader()->find_outcome(incoming.message.id);
    EXPECT_TRUE(row && *row);
    return row && *row ? (*row)->outcome : Outcome{};
  }
  ApplierRig rig;
  std::int64_t letter = 0;
};

TEST_F(Buried, MessageIsAppliedUnderItsOwnNumberWhenItIsReplayed) {
  const Outcome replayed = outcome_of(rig.order(What::replay, letter, {.seq = 2, .minutes = 5}));
  const Outcome again = outcome_of(rig.order(What::replay, letter, {.seq = 3, .minutes = 6}));
  rig.apply({rig.report("bad", {.seq = 1})});

  EXPECT_EQ(replayed.status, OutcomeStatus::applied) << replayed.message;
  EXPECT_EQ(again.reason, "no_such_letter");
  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 1})).title, "楼下垃圾堆积");
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 1);
  EXPECT_EQ(rig.letters()[0].resolution, "replayed");
  rig.expect_verified();
}

TEST_F(Buried, MessageStaysAwayWhenItIsDropped) {
  const Outcome dropped = outcome_of(rig.order(What::drop, letter, {.seq = 2}));
  rig.apply({rig.report("bad", {.seq = 1})});

  EXPECT_EQ(dropped.status, OutcomeStatus::applied);
  EXPECT_EQ(rig.letters()[0].resolution, "dropped");
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 0);
}

TEST_F(Buried, MessageObeysItsOwnPartitionOnly) {
  const Outcome refused = outcome_of(rig.order(What::replay, letter, {.partition = 3, .seq = 1}));

  EXPECT_EQ(refused.reason, "wrong_partition");
  EXPECT_EQ(rig.letters()[0].resolution, "");
}

TEST_F(Buried, ReportOpensUnderTheNumberOfItsRepeatTooOnceItIsReplayed) {
  rig.apply({rig.report("bad", {.seq = 2})});
  outcome_of(rig.order(What::replay, letter, {.seq = 3}));

  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 2})).number,
            ApplierRig::number_at({.seq = 1}));
}

TEST(DeadLetters, RefuseToReplayWhatIsForged) {
  ApplierRig rig;
  rig.apply({raw(rig, forged(1))});
  const auto order = rig.order(What::replay, rig.letters().at(0).id, {.seq = 2});
  rig.apply({order});

  const auto outcome = rig.reader()->find_outcome(order.message.id);
  ASSERT_TRUE(outcome && *outcome);
  EXPECT_EQ((*outcome)->outcome.reason, "bad_mac");
  EXPECT_EQ(rig.letters()[0].resolution, "");
}

std::vector<records::AuditRow> rows_of(const ApplierRig& rig, const std::string& act) {
  auto page = rig.reader()->audit({.act = act});
  return page ? page->rows : std::vector<records::AuditRow>{};
}

Incoming by_user(const ApplierRig& rig, Incoming order, const std::string& user) {
  order.message.actor = {.user = user};
  return rig.incoming(order.message, {.seq = order.seq});
}

TEST(S30, WhatBecomesOfADeadLetterStandsInTheTrail) {
  ApplierRig rig;
  for (int crash = 0; crash < 3; ++crash) crash_in(rig, rig.id_of("bad"));
  for (int crash = 0; crash < 3; ++crash) crash_in(rig, rig.id_of("worse"));
  rig.apply({rig.report("bad", {.seq = 1}), rig.report("worse", {.seq = 2})});
  const auto letters = rig.letters();
  ASSERT_EQ(letters.size(), 2u);

  rig.apply({rig.order(What::drop, letters[0].id, {.seq = 3}),
             rig.order(What::drop, letters[0].id, {.seq = 4}),
             rig.order(What::replay, letters[1].id, {.seq = 5})});

  const auto dropped = rows_of(rig, "queue.drop");
  ASSERT_EQ(dropped.size(), 2u) << "also the order that came too late";
  EXPECT_EQ(dropped[0].entry.reason, "no_such_letter");
  EXPECT_EQ(dropped[1].entry.actor.system, "cli");
  EXPECT_EQ(dropped[1].entry.result, AuditResult::done);
  EXPECT_EQ(dropped[1].entry.subject, letters[0].number);
  EXPECT_NE(dropped[1].facts.find("poison"), std::string::npos) << dropped[1].facts;
  const auto replayed = rows_of(rig, "queue.replay");
  ASSERT_EQ(replayed.size(), 1u);
  EXPECT_EQ(replayed[0].entry.subject, letters[1].number);
  rig.expect_verified();
}

TEST(S30, WhoMayNotDropADeadLetterIsRefusedAndNoted) {
  ApplierRig rig;
  for (int crash = 0; crash < 3; ++crash) crash_in(rig, rig.id_of("bad"));
  rig.apply({rig.report("bad", {.seq = 1})});
  const std::int64_t letter = rig.letters().at(0).id;

  rig.apply({by_user(rig, rig.order(What::drop, letter, {.seq = 2}), "secretary-001")});

  EXPECT_EQ(rig.letters()[0].resolution, "");
  auto rows = rows_of(rig, "queue.drop");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].entry.actor.user, "secretary-001");
  EXPECT_EQ(rows[0].entry.reason, "not_permitted");

  rig.apply({by_user(rig, rig.order(What::drop, letter, {.seq = 3}), "system-admin")});

  EXPECT_EQ(rig.letters()[0].resolution, "dropped") << "the table gives them queue.*";
}

}  // namespace
}  // namespace gongzhi
