// A batch: exactly once whatever is read again, repeats, order, and who may write.
#include "records/store.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "wire/envelope.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;
using workers::Incoming;

std::vector<Incoming> reports(const ApplierRig& rig, int first, int last) {
  std::vector<Incoming> list;
  for (int seq = first; seq <= last; ++seq)
    list.push_back(rig.report("k" + std::to_string(seq),
                              {.seq = static_cast<std::uint64_t>(seq), .minutes = seq}));
  return list;
}

TEST(Apply, TakesAMessageOnceHoweverOftenTheTailIsRead) {
  ApplierRig rig;
  EXPECT_EQ(rig.apply(reports(rig, 1, 5)).applied, 5);
  const auto entries = rig.ask("SELECT COUNT(*) FROM timeline");

  EXPECT_EQ(rig.apply(reports(rig, 1, 5)).repeated, 5);
  rig.reopen();
  EXPECT_EQ(rig.apply(reports(rig, 3, 7)).applied, 2);

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 7);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM timeline"), entries / 5 * 7);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM aliases"), 0);
  EXPECT_EQ(rig.position().seq, 7u);
  rig.expect_verified();
}

TEST(Apply, OpensTheSameCaseUnderTheNumberOfARepeatThatRedisForgot) {
  ApplierRig rig;
  rig.apply({rig.report("key", {.seq = 1})});

  rig.apply({rig.report("key", {.seq = 2, .minutes = 60 * 30})});
  rig.apply({rig.report("key", {.seq = 2, .minutes = 60 * 30})});

  const auto second =
      rig.reader()->find_case(ApplierRig::number_at({.seq = 2, .minutes = 60 * 30}));
  ASSERT_TRUE(second && *second);
  EXPECT_TRUE((*second)->by_alias);
  EXPECT_EQ((*second)->stored.item.number, ApplierRig::number_at({.seq = 1}));
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 1);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM aliases"), 1);
  EXPECT_EQ(rig.position().seq, 2u);
}

TEST(Apply, MakesACaseOfItsOwnAndFlagsItWhenAUsedKeyCarriesOtherContent) {
  ApplierRig rig;
  rig.apply({rig.report("key", {.seq = 1})});

  const auto other = rig.report("key", {.seq = 2}, "路灯不亮");
  rig.apply({other});
  rig.apply({other});
  rig.apply({rig.report("key", {.seq = 3}, "路灯不亮")});

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 2);
  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 2})).flag, "key_reused");
  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 3})).number,
            ApplierRig::number_at({.seq = 2}));
  EXPECT_EQ(rig.case_of(ApplierRig::number_at({.seq = 1})).flag, "");
  rig.expect_verified();
}

TEST(Apply, LetsLaterMessagesOfABatchSeeWhatEarlierOnesDid) {
  ApplierRig rig;
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  const Values words{{"text", std::string("又多了一堆")}};
  const Values reason{{"reason", std::string("已经清走了")}};

  const auto report =
      rig.apply({rig.report("key", {.seq = 1}),
                 rig.act(number, "resident-001", "comment", words, {.seq = 2, .minutes = 1}),
                 rig.act(number, "resident-001", "withdraw", reason, {.seq = 3, .minutes = 2}),
                 rig.act(number, "resident-001", "withdraw", reason, {.seq = 4, .minutes = 3})});

  EXPECT_EQ(report.applied, 3);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(rig.case_of(number).state, "withdrawn");
  EXPECT_EQ(rig.position().seq, 4u);
  rig.expect_verified();
}

TEST(Apply, NeverLetsTimeGoBackInAPartition) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1, .minutes = 60})});

  // As if the clock of Redis had been put back by an hour.
  rig.apply({rig.report("b", {.seq = 2, .minutes = 0})});

  EXPECT_EQ(rig.position().at, test::monday() + std::chrono::hours{1});
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM timeline t WHERE partition = 7 AND EXISTS (SELECT 1 FROM"
                    " timeline u WHERE u.partition = 7 AND u.n < t.n AND u.at > t.at)"),
            0);
}

TEST(Apply, WritesNothingOnceAnotherWorkerHasTakenOver) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1})});
  auto other = records::Store::open(rig.dir().store(), test::monday());
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->take_ownership("another", 16, test::monday()));

  const auto late = rig.applier().apply({rig.report("b", {.seq = 2})});
  const auto again = rig.applier().apply({rig.report("a", {.seq = 1})});
  const auto timers = rig.applier().apply_timers(7, test::monday() + std::chrono::hours{24 * 30});

  EXPECT_EQ(late.error().code, Errc::unauthorized);
  EXPECT_EQ(again.error().code, Errc::unauthorized);
  EXPECT_EQ(timers.error().code, Errc::unauthorized);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 1);
  EXPECT_EQ(rig.ask("SELECT seq FROM position WHERE partition = 7"), 1);
}

TEST(Apply, ReadsTheConfigurationAgainWhenItsVersionMoved) {
  ApplierRig rig;
  const auto before = rig.applier().world()->version;
  {
    auto other = records::Store::open(rig.dir().store(), test::monday());
    ASSERT_TRUE(other);
    auto transaction = (*other)->begin();
    ASSERT_TRUE(transaction);
    records::ConfigurationChange change;
    change.policy = std::vector<records::PolicyRow>{{"open_claims_max", "2"}};
    ASSERT_TRUE(records::replace(**transaction, change, test::monday()));
    ASSERT_TRUE((*transaction)->commit());
  }

  rig.apply({rig.report("a", {.seq = 1})});

  EXPECT_EQ(rig.applier().world()->version, before + 1);
  EXPECT_EQ(rig.applier().world()->policy.open_claims_max, 2);
}

}  // namespace
}  // namespace gongzhi
