// The loop: accept, apply, announce; restarts and losses of Redis; gaps; a record that is away.
#include "queue/announcements.hpp"
#include "tests/integration/workers/worker_rig.hpp"
#include "workers/adoption.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::WorkerRig;

TEST(Worker, AppliesWhatIsAcceptedInEveryPartitionAndAnnouncesIt) {
  WorkerRig rig;
  int announced = 0;
  queue::Announcements ears(rig.io.get_executor(), rig.queue_settings,
                            std::string(workers::changes_channel),
                            {.on_payload =
                                 [&](const std::string& payload) {
                                   const auto heard = wire::parse_announcement(payload);
                                   ASSERT_TRUE(heard);
                                   announced += static_cast<int>(heard->cases.size());
                                 },
                             .on_gap = [] {}});
  const auto deaf = test::spawn(rig.io, ears.run());
  ASSERT_TRUE(rig.run(ears.wait_subscribed(5s)));
  rig.start();

  for (unsigned partition = 0; partition < 16; ++partition)
    for (int i = 0; i < 3; ++i)
      rig.submit("k" + std::to_string(partition) + "-" + std::to_string(i), partition);

  EXPECT_TRUE(rig.wait_for([&] { return announced >= 48; }));
  EXPECT_EQ(rig.cases(), 48);
  EXPECT_EQ(rig.applied(15), 3);
  ears.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *deaf; }));
}

TEST(Worker, GoesOnAfterRedisWasKilledWithoutLossOrRepetition) {
  WorkerRig rig;
  rig.start();
  std::uint64_t last = 0;

  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) {
      const auto receipt = rig.submit(std::to_string(round) + "-" + std::to_string(i));
      EXPECT_GT(receipt.seq, last);
      last = receipt.seq;
    }
    rig.redis.kill();
    rig.redis.restart();
  }
  const auto repeat = rig.submit("0-0");

  EXPECT_EQ(repeat.kind, queue::Receipt::Kind::repeat);
  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 60; })) << rig.cases();
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 0);
}

TEST(Worker, ReadsOnWhereItWasAfterItsOwnRestart) {
  WorkerRig rig;
  rig.start();
  for (int i = 0; i < 10; ++i) rig.submit("a" + std::to_string(i));
  EXPECT_LT(rig.stop(), 5s);
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(rig.try_submit("b" + std::to_string(i)))
        << "reports are accepted while no worker runs";
  EXPECT_LE(rig.cases(), 10);

  rig.start();

  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 20; }));
  EXPECT_EQ(rig.applied(), 20);
}

TEST(Worker, BuriesForgedEntriesAndGoesOnBehindTheHoleTheyLeave) {
  WorkerRig rig;
  rig.start();
  rig.submit("a");
  rig.redis.ask("XADD {p7}:in 5-1 e forged m forged at 1");
  rig.redis.ask("XADD {p7}:in 9-0 e forged m forged at 1");
  const auto behind = rig.submit("b");

  EXPECT_EQ(behind.seq, 10u);
  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));
  EXPECT_TRUE(rig.wait_for([&] { return rig.ask("SELECT COUNT(*) FROM dead_letters") == 2; }));
  rig.stop();
  rig.start();
  rig.submit("c");
  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 3; }));
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 2);
}

TEST(Worker, StopsAPartitionInWhichAMessageIsMissingUntilAnOperatorAcceptsIt) {
  WorkerRig rig;
  rig.start();
  rig.stop();
  for (const char* key : {"a", "b", "c"}) ASSERT_TRUE(rig.try_submit(key));
  ASSERT_TRUE(rig.try_submit("d", 8));
  rig.redis.ask("XDEL {p7}:in 2-0");

  rig.start();
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));
  ASSERT_TRUE(rig.try_submit("e", 8));
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 3; })) << "the other partitions go on";
  EXPECT_EQ(rig.applied(7), 1);
  rig.stop();
  rig.start(WorkerRig::Gaps::accept);

  EXPECT_TRUE(rig.wait_for([&] { return rig.applied(7) == 3; }));
  EXPECT_EQ(rig.cases(), 4);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters WHERE reason = 'gap'"), 1);
}

TEST(Worker, StopsAPartitionWhoseNewestMessageIsMissing) {
  WorkerRig rig;
  rig.start();
  rig.stop();
  for (const char* key : {"a", "b"}) ASSERT_TRUE(rig.try_submit(key));
  rig.redis.ask("XDEL {p7}:in 2-0");

  rig.start();
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 1; }));
  rig.stop();
  rig.start(WorkerRig::Gaps::accept);
  EXPECT_TRUE(rig.wait_for([&] { return rig.applied(7) == 2; }));
  rig.submit("c");

  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters WHERE reason = 'gap'"), 1);
}

TEST(Worker, OpensTheGateAgainThatSomebodyClosedUnderAStandingConnection) {
  WorkerRig rig;
  rig.start();
  rig.submit("a");
  rig.redis.ask("DEL {p7}:ready");
  EXPECT_FALSE(rig.try_submit("b"));

  EXPECT_EQ(rig.submit("b").seq, 2u);

  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 2; }));
}

TEST(Worker, EndsAndNamesTheWayOutWhenRedisWasEmptiedAndGoesOnOnceItIsAdopted) {
  WorkerRig rig;
  rig.start();
  for (const char* key : {"a", "b", "c"}) rig.submit(key);
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 3; }));

  rig.redis.ask("FLUSHALL");
  const Error why = rig.last_words();
  EXPECT_EQ(why.code, Errc::corrupt);
  EXPECT_NE(why.message.find("gongzhi queue adopt"), std::string::npos) << why.message;
  EXPECT_FALSE(rig.try_submit("d"));

  queue::Feed feed(rig.io.get_executor(), rig.queue_settings);
  const auto ended = test::spawn(rig.io, feed.run());
  ASSERT_TRUE(rig.run(feed.wait_connected(5s)));
  const std::map<int, records::Position> applied{{7, {3, test::monday()}}, {8, {}}};
  auto adoption = rig.run(workers::look_before_adopting(feed, rig.generation(), applied));
  ASSERT_TRUE(adoption);
  EXPECT_TRUE(adoption->is_needed());
  const auto lost = workers::what_is_lost(*adoption);
  ASSERT_GE(lost.size(), 2u);
  EXPECT_NE(lost[0].find("partition 7: applied up to 3"), std::string::npos) << lost[0];
  ASSERT_TRUE(rig.run(workers::adopt(feed, *adoption)));
  EXPECT_FALSE(rig.try_submit("d")) << "gates stay closed until a worker opens them";
  EXPECT_EQ(rig.redis.ask("HGET {p7}:seq seq"), "3");
  feed.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *ended; }));

  rig.start();
  EXPECT_EQ(rig.submit("d").seq, 4u) << "no number twice";
  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 4; }));
}

TEST(Worker, RefusesARedisOfAnotherRecord) {
  WorkerRig rig;
  rig.redis.ask("SET gongzhi:gen 0123456789abcdef0123456789abcdef");

  queue::Feed feed(rig.io.get_executor(), rig.queue_settings);
  const auto ended = test::spawn(rig.io, feed.run());
  ASSERT_TRUE(rig.run(feed.wait_connected(5s)));
  const auto adoption = rig.run(workers::look_before_adopting(feed, rig.generation(), {{7, {}}}));
  ASSERT_TRUE(adoption);
  EXPECT_NE(workers::what_is_lost(*adoption)[0].find("another record store"), std::string::npos);
  feed.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *ended; }));
  workers::Worker worker(
      rig.io, {rig.settings, rig.county.dir(), rig.county.keyring(), rig.queue_settings});
  const auto done = rig.run(worker.run([] {}));

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::corrupt);
  EXPECT_NE(done.error().message.find("0123456789abcdef"), std::string::npos);
}

TEST(Worker, WaitsWhileAnotherProcessHoldsTheRecordAndReportsAreAcceptedMeanwhile) {
  WorkerRig rig;
  rig.start();
  test::OtherWriter other(rig.county.dir().store());

  for (int i = 0; i < 20; ++i) rig.submit("k" + std::to_string(i));
  ASSERT_TRUE(rig.wait_for([&] { return rig.retries() > 0; }));
  EXPECT_EQ(rig.cases(), 0);
  other.let_go();

  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 20; }));
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 0);
}

TEST(Worker, StopsWithinTenSecondsThoughTheRecordIsAway) {
  WorkerRig rig;
  rig.start();
  test::OtherWriter other(rig.county.dir().store());
  rig.submit("a");
  ASSERT_TRUE(rig.wait_for([&] { return rig.retries() > 0; }));

  EXPECT_LT(rig.stop(), 10s);

  other.let_go();
  rig.start();
  EXPECT_TRUE(rig.wait_for([&] { return rig.cases() == 1; }));
}

TEST(Worker, StopsWithinTenSecondsThoughRedisIsSilent) {
  WorkerRig rig;
  rig.start();
  rig.submit("a");
  rig.redis.freeze();

  const auto took = rig.stop();
  rig.redis.thaw();

  EXPECT_LT(took, 10s);
}

TEST(Worker, TrimsBehindWhatIsAppliedAndKeepsItsShareOfMemory) {
  WorkerRig rig({.config = {"maxmemory 16mb"}});
  rig.settings.worker.trim_memory_percent = 1;  // 10 kB a partition
  rig.start();

  for (int i = 0; i < 200; ++i) rig.submit("k" + std::to_string(i));
  ASSERT_TRUE(rig.wait_for([&] { return rig.cases() == 200; }));

  EXPECT_TRUE(rig.wait_for([&] { return std::stoi(rig.redis.ask("XLEN {p7}:in")) < 60; }, 25s));
  EXPECT_GT(std::stoi(rig.redis.ask("XLEN {p7}:in")), 0);
  EXPECT_EQ(rig.submit("more").seq, 201u);
}

}  // namespace
}  // namespace gongzhi
