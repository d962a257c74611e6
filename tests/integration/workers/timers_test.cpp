// Time as a participant: months of clocks in a moment, each rung once, in order, in bounded
// batches.
#include <set>

#include "records/database.hpp"
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;
using Days = std::chrono::duration<int, std::ratio<86'400>>;

// Applies what is due until nothing is, as the worker does; answers the batches it took.
int pass_until(ApplierRig& rig, Instant then, int partition = 7) {
  for (int batches = 1; batches < 500; ++batches) {
    const auto report = rig.applier().apply_timers(partition, then);
    EXPECT_TRUE(report) << report.error().message << report.error().detail;
    if (!report || !report->did_something()) return batches;
    EXPECT_LE(report->applied + report->refused, workers::own_messages_max);
  }
  ADD_FAILURE() << "timers never end";
  return 0;
}

std::string story(const ApplierRig& rig, const CaseNumber& number) {
  std::string text;
  const auto entries = rig.reader()->timeline(number.key(), 0, 500);
  EXPECT_TRUE(entries);
  for (const auto& stored : *entries)
    text += stored.entry.action + " " + stored.entry.from + ">" + stored.entry.to + "\n";
  return text;
}

// Each rung of the ladder stands in the story once; and there are some.
bool has_unique_rungs(const ApplierRig& rig, const CaseNumber& number) {
  std::set<std::string> seen;
  const auto entries = rig.reader()->timeline(number.key(), 0, 500);
  for (const auto& stored : *entries)
    if (stored.entry.action == "rung" && !seen.insert(stored.facts).second) return false;
  return seen.size() >= 2;
}

TEST(Timers, TellTheSameStoryWhetherTheWorkerWasThereOrAwayForMonths) {
  const Instant then = test::monday() + Days{120};
  ApplierRig there;
  ApplierRig away;
  for (ApplierRig* rig : {&there, &away})
    rig->apply({rig->report("a", {.seq = 1}), rig->report("b", {.seq = 2, .minutes = 7})});

  for (Instant at = test::monday(); at <= then; at += std::chrono::hours{6}) {
    pass_until(there, at);
    if (to_ms(at) / 21'600'000 % 40 == 0) there.reopen();
  }
  pass_until(away, then);

  for (const std::uint64_t seq : {1u, 2u}) {
    const CaseNumber number = ApplierRig::number_at({.seq = seq});
    EXPECT_EQ(story(there, number), story(away, number));
    EXPECT_NE(story(there, number), "");
  }
  EXPECT_GT(there.ask("SELECT COUNT(*) FROM inbox WHERE type = 'timer'"), 4);
  EXPECT_EQ(there.ask("SELECT COUNT(*) FROM inbox"), away.ask("SELECT COUNT(*) FROM inbox"));
  EXPECT_TRUE(has_unique_rungs(there, ApplierRig::number_at({.seq = 1})));
  there.expect_verified();
  away.expect_verified();
}

TEST(Timers, NeverGoBackInTime) {
  ApplierRig rig;
  for (std::uint64_t seq = 1; seq <= 20; ++seq)
    rig.apply({rig.report("k" + std::to_string(seq),
                          {.seq = seq, .minutes = static_cast<int>(seq) * 50})});

  pass_until(rig, test::monday() + Days{60});

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM (SELECT at, LAG(at) OVER (ORDER BY n) AS earlier"
                    " FROM timeline WHERE partition = 7) WHERE at < earlier"),
            0);
  EXPECT_GE(rig.position().at, test::monday() + Days{1});
}

TEST(Timers, TakeAtMost256InOneTransactionAfterAnOutage) {
  ApplierRig rig;
  std::vector<workers::Incoming> batch;
  for (std::uint64_t seq = 1; seq <= 300; ++seq)
    batch.push_back(rig.report("k" + std::to_string(seq), {.seq = seq}));
  rig.apply(std::move(batch));

  const int batches = pass_until(rig, test::monday() + Days{30});

  EXPECT_GE(batches, 3);
  EXPECT_EQ(
      rig.ask("SELECT COUNT(*) FROM (SELECT COUNT(*) AS n FROM timeline WHERE case_id > 0"
              " GROUP BY case_id) WHERE n <> (SELECT COUNT(*) FROM timeline WHERE case_id = 107)"),
      0)
      << "equal cases have unequal stories";
  rig.expect_verified();
}

TEST(Timers, DoNothingOnceWhatTheyWaitedForHappened) {
  ApplierRig rig;
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  rig.apply({rig.report("a", {.seq = 1}),
             rig.act(number, "resident-001", "withdraw", {{"reason", std::string("已清走")}},
                     {.seq = 2, .minutes = 1})});
  const auto before = story(rig, number);

  pass_until(rig, test::monday() + Days{120});

  EXPECT_EQ(story(rig, number), before);
}

TEST(Timers, OfADamagedCaseDoNotHoldUpTheOthers) {
  ApplierRig rig;
  rig.apply({rig.report("a", {.seq = 1}), rig.report("b", {.seq = 2})});
  {
    records::DatabaseConfig config;
    config.file = rig.dir().store();
    auto hand = records::Connection::open(config, records::Access::write);
    ASSERT_TRUE(hand);
    (*hand)->execute("UPDATE cases SET detail = '{broken' WHERE id = 107");
  }
  rig.reopen();

  pass_until(rig, test::monday() + Days{30});

  EXPECT_GT(rig.ask("SELECT COUNT(*) FROM timeline WHERE case_id = 207"),
            rig.ask("SELECT COUNT(*) FROM timeline WHERE case_id = 107"));
}

}  // namespace
}  // namespace gongzhi
