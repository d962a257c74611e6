// Redis killed, cut off or silent while commands are in flight: everybody gets an answer, nothing
// is sent twice, a retry with the same id has one effect (R03, R21 at small size).
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "tests/integration/queue/queue_rig.hpp"
#include "tests/support/chaos_gate.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Ledger {
  std::map<std::string, std::uint64_t> acknowledged;  // id -> seq
  std::size_t answered = 0;
  std::size_t refused = 0;
};

asio::awaitable<void> submit_many(Intake& intake, int client, int count, Ledger* ledger) {
  for (int i = 0; i < count; ++i) {
    const std::string id = std::to_string(client) + "0a0" + std::to_string(i);
    const auto receipt = co_await intake.submit(submission(id));
    ++ledger->answered;
    if (receipt) {
      ledger->acknowledged[id] = receipt->seq;
    } else {
      ++ledger->refused;
    }
  }
}

TEST(Outage, LeavesNoWaiterWithoutAnAnswerWhenRedisIsKilled) {
  QueueRig rig;
  rig.open_gate();
  Ledger ledger;
  for (int client = 0; client < 20; ++client)
    test::spawn(rig.io, submit_many(rig.intake, client, 500, &ledger));
  ASSERT_TRUE(rig.wait_for([&] { return ledger.acknowledged.size() > 1'000; }));
  const std::size_t before = ledger.answered;

  rig.redis.kill();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(rig.wait_for([&] { return ledger.answered == 10'000; }));

  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s) << "no submission may hang over 2 s";
  EXPECT_LT(before, 10'000u);
  EXPECT_GT(ledger.refused, 0u);
}

TEST(Outage, KeepsEverythingAcknowledgedAndClosesTheGateUntilTheWorkerOpensIt) {
  QueueRig rig;
  rig.open_gate();
  Ledger ledger;
  for (int client = 0; client < 10; ++client)
    test::spawn(rig.io, submit_many(rig.intake, client, 300, &ledger));
  ASSERT_TRUE(rig.wait_for([&] { return ledger.acknowledged.size() > 500; }));
  const std::string first_run = rig.feed.run_id();
  const std::uint64_t session = rig.feed.session();

  rig.redis.restart();
  ASSERT_TRUE(rig.wait_for([&] { return ledger.answered == 3'000; }));
  ASSERT_TRUE(
      rig.wait_for([&] { return rig.feed.session() >= session + 2 && rig.feed.connected(); }));
  rig.connect();
  const auto refused = rig.submit(submission("fff"));
  const std::uint64_t last = rig.open_gate();
  const auto accepted = rig.submit(submission("fff"));

  EXPECT_NE(rig.feed.run_id(), first_run);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->seq, last + 1);
  std::set<std::uint64_t> stored;
  for (const Entry& entry : rig.entries()) EXPECT_TRUE(stored.insert(entry.seq()).second);
  for (const auto& [id, seq] : ledger.acknowledged)
    EXPECT_TRUE(stored.contains(seq)) << "lost what was acknowledged: " << id;
  EXPECT_EQ(*stored.rbegin(), stored.size()) << "sequences have a gap";
}

TEST(Outage, StartsOverOnAnEmptyServerBehindWhatSqlKnows) {
  QueueRig rig;
  rig.open_gate();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(rig.submit(submission("a" + std::to_string(i))));
  const std::uint64_t session = rig.feed.session();

  rig.redis.restart_empty();
  ASSERT_TRUE(
      rig.wait_for([&] { return rig.feed.session() >= session + 2 && rig.feed.connected(); }));
  rig.connect();

  EXPECT_EQ(rig.open_gate(3), 3u);
  EXPECT_EQ(rig.submit(submission("bb")).value().seq, 4u);
}

TEST(Outage, EndsABlockedReadWhenTheConnectionBreaks) {
  QueueRig rig;
  rig.open_gate();
  std::optional<Errc> outcome;
  struct Reading {
    static asio::awaitable<void> run(Feed& feed, std::optional<Errc>* into) {
      ReadRequest request{.after = {{7, StreamId{}}}, .count_max = 1, .block = 10s};
      const auto read = co_await feed.read(std::move(request));
      into->emplace(read ? Errc::internal : read.error().code);
    }
  };
  test::spawn(rig.io, Reading::run(rig.feed, &outcome));
  ASSERT_TRUE(rig.wait_for([&] {
    return rig.redis.ask("INFO clients").find("blocked_clients:1") != std::string::npos;
  }));

  rig.redis.kill();

  ASSERT_TRUE(rig.wait_for([&] { return outcome.has_value(); }));
  EXPECT_EQ(*outcome, Errc::unavailable);
}

TEST(Outage, AnswersWithinTheLimitWhenRedisIsSilent) {
  QueueRig rig;
  rig.open_gate();

  rig.redis.freeze();
  const auto begin = std::chrono::steady_clock::now();
  const auto silent = rig.submit(submission("aa"));
  const auto took = std::chrono::steady_clock::now() - begin;
  rig.redis.thaw();
  rig.connect();
  const auto retried = rig.submit(submission("aa"));

  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, Errc::timeout) << silent.error().detail;
  EXPECT_LT(took, 2s);
  ASSERT_TRUE(retried);
  EXPECT_EQ(rig.entries().size(), 1u)
      << "the frozen command ran after all, the retry must not run again";
}

// An intake behind a gate, beside the rig's own feed.
struct Gated {
  explicit Gated(QueueRig& of)
      : rig(of), gate(of.redis.socket()), intake(of.io.get_executor(), behind(of)) {
    ended = test::spawn(rig.io, intake.run());
    connect();
  }
  ~Gated() {
    intake.stop();
    EXPECT_TRUE(rig.wait_for([&] { return *ended; }));
  }
  void connect() { ASSERT_TRUE(rig.run(intake.wait_connected(5s))); }
  Settings behind(const QueueRig& of) const {
    Settings settings = of.settings;
    settings.unix_path = gate.socket();
    settings.command_limit = 60ms;
    settings.intake_connections = 1;
    settings.pressure_every = 10s;
    return settings;
  }

  QueueRig& rig;
  test::ChaosGate gate;
  Intake intake;
  std::shared_ptr<const bool> ended;
};

TEST(LostReply, ThenRetryWithTheSameIdHasOneEffect) {
  QueueRig rig;
  rig.open_gate();
  Gated gated(rig);

  for (int i = 0; i < 200; ++i) {
    const std::string id = "a" + std::to_string(i);
    gated.gate.drop_replies();
    const auto lost = rig.run(gated.intake.submit(submission(id)));
    ASSERT_FALSE(lost);
    gated.gate.pass();
    Result<Receipt> retried = lost;
    while (!retried) {
      gated.connect();
      retried = rig.run(gated.intake.submit(submission(id)));
    }
    EXPECT_EQ(retried->kind, Receipt::Kind::repeat);
    EXPECT_EQ(retried->seq, static_cast<std::uint64_t>(i) + 1);
  }

  EXPECT_EQ(rig.entries().size(), 200u);
  EXPECT_GT(gated.gate.dropped(), 0u);
}

// The broken control of the test above (reliability.md, control rule): a new id for each try
// doubles the effect.
TEST(LostReply, ThenRetryWithANewIdWouldHaveTwo) {
  QueueRig rig;
  rig.open_gate();
  Gated gated(rig);

  gated.gate.drop_replies();
  ASSERT_FALSE(rig.run(gated.intake.submit(submission("aa"))));
  gated.gate.pass();
  Result<Receipt> retried = fail(Errc::timeout, "");
  while (!retried) {
    gated.connect();
    retried = rig.run(gated.intake.submit(submission("bb")));
  }

  EXPECT_EQ(rig.entries().size(), 2u);
}

TEST(LostReply, InTheMiddleOfItsBytesIsUnavailableAndNeverMisread) {
  QueueRig rig;
  rig.open_gate();
  Gated gated(rig);

  for (std::size_t bytes = 1; bytes < 24; ++bytes) {
    const std::string id = "b" + std::to_string(bytes);
    gated.gate.cut_after(bytes);
    const auto cut = rig.run(gated.intake.submit(submission(id)));
    ASSERT_FALSE(cut) << bytes;
    EXPECT_EQ(cut.error().code, Errc::unavailable);
    gated.connect();
    EXPECT_EQ(rig.run(gated.intake.submit(submission(id))).value().seq, bytes);
  }

  EXPECT_EQ(rig.entries().size(), 23u);
}

TEST(LostReply, OfAStalledLineIsUnknownAndComesInStepAfterwards) {
  QueueRig rig;
  rig.open_gate();
  Gated gated(rig);

  gated.gate.stall();
  const auto stalled = rig.run(gated.intake.submit(submission("aa")));
  gated.gate.pass();
  const auto after = rig.run(gated.intake.submit(submission("bb")));

  ASSERT_FALSE(stalled);
  EXPECT_EQ(stalled.error().code, Errc::timeout);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->seq, 2u) << "the late reply of the first belongs to nobody";
  EXPECT_EQ(after->kind, Receipt::Kind::fresh);
}

}  // namespace
}  // namespace gongzhi::queue
