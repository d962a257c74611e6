// Time in a whole Worker: what came due while nobody was there, and never before what was accepted
// first.
#include "tests/integration/workers/worker_rig.hpp"
#include "wire/envelope.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::WorkerRig;

Instant a_month_ago() {
  return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()) -
         std::chrono::hours{24 * 30};
}

// A report that was accepted and applied a month ago, by a worker that has not run since.
struct Forgotten : testing::Test {
  Forgotten() {
    auto applier =
        workers::Applier::open({rig.county.dir(), rig.county.keyring(), 16, "test"}, a_month_ago());
    EXPECT_TRUE(applier);
    const queue::Submission report = rig.submission("old", 7);
    queue::Entry entry;
    entry.id = {1, 0};
    entry.at = a_month_ago();
    entry.envelope = report.envelope;
    entry.mac = report.mac;
    number = {business_day(entry.at), 7, 1};
    const auto generation = (*applier)->generation();
    const vault::Keyring keyring = rig.county.keyring();
    EXPECT_TRUE((*applier)->apply({workers::read_entry(7, entry, {keyring, generation})}));
  }
  std::int64_t timers() { return rig.ask("SELECT COUNT(*) FROM inbox WHERE type = 'timer'"); }

  WorkerRig rig;
  CaseNumber number;
};

TEST_F(Forgotten, CaseIsEscalatedAsSoonAsAWorkerRunsAgain) {
  rig.start();

  ASSERT_TRUE(rig.wait_for([&] { return timers() >= 3; }));
  ASSERT_TRUE(rig.wait_for([&] {
    return rig.ask("SELECT COUNT(*) FROM cases WHERE next_timer_at <= " +
                   std::to_string(to_ms(a_month_ago()) + 29LL * 86'400'000)) == 0;
  }));
  const auto fired = timers();
  rig.stop();
  rig.start();
  rig.submit("new");
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));

  EXPECT_EQ(timers(), fired) << "a restart fires nothing twice";
}

TEST_F(Forgotten, EffectOnAnotherCaseIsDeliveredAtTheStart) {
  {
    auto store = records::Store::open(rig.county.dir().store(), a_month_ago());
    ASSERT_TRUE(store);
    // Nothing else may move the worker to look.
    (*store)->connection().execute("UPDATE cases SET next_timer_at = NULL");
    auto transaction = (*store)->begin();
    ASSERT_TRUE(transaction);
    Message effect;
    effect.id = rig.county.keyring().derived_id("test", "effect");
    effect.partition = 7;
    effect.actor.system = "outbox";
    effect.body = Followup{number, number, "link", {}};
    records::OutboxRow row;
    row.stable_id = effect.id.hex();
    row.kind = "followup";
    row.partition = 7;
    row.payload = wire::write_envelope(effect, rig.generation(), a_month_ago());
    row.created_at = a_month_ago();
    ASSERT_TRUE((*transaction)->add_outbox(row));
    ASSERT_TRUE((*transaction)->commit());
  }

  rig.start();

  EXPECT_TRUE(rig.wait_for(
      [&] { return rig.ask("SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL") == 0; }));
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM inbox WHERE type = 'followup'"), 1);
}

TEST_F(Forgotten, CaseIsNotEscalatedWhenItsReporterWasAcceptedBeforeTheClockWasLookedAt) {
  queue::Feed feed(rig.io.get_executor(), rig.queue_settings);
  const auto ended = test::spawn(rig.io, feed.run());
  ASSERT_TRUE(rig.run(feed.wait_connected(5s)));
  ASSERT_TRUE(
      rig.run(feed.open_gates({{.partition = 7, .applied_seq = 1, .applied_at = a_month_ago()}})));
  feed.stop();
  ASSERT_TRUE(rig.wait_for([&] { return *ended; }));
  const vault::Keyring keyring = rig.county.keyring();
  Message withdraw;
  withdraw.id = keyring.message_id("resident-001", "withdraw");
  withdraw.partition = 7;
  withdraw.actor.user = "resident-001";
  withdraw.fingerprint = vault::fingerprint_of("withdraw");
  withdraw.body = CaseAction{number, "withdraw", std::nullopt, {{"reason", std::string("已清走")}}};
  queue::Submission submission;
  submission.partition = 7;
  submission.message_id = withdraw.id.hex();
  submission.fingerprint = withdraw.fingerprint;
  submission.envelope = wire::write_envelope(withdraw, rig.generation(), a_month_ago());
  submission.mac = keyring.envelope_mac(submission.envelope);
  ASSERT_TRUE(rig.run(rig.intake.submit(submission)));

  rig.start();
  ASSERT_TRUE(rig.wait_for([&] { return rig.applied() == 2; }));
  rig.submit("new");
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));

  EXPECT_EQ(timers(), 0);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases WHERE state = 'withdrawn'"), 1);
}

}  // namespace
}  // namespace gongzhi
