// What `submit` promises: one entry per id, the same answer to a repeat, times and sequences that
// never go back.
#include <boost/asio/use_awaitable.hpp>

#include "tests/integration/queue/queue_rig.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using namespace std::string_literals;

TEST(Submit, AppendsUnderItsSequenceAndIsFound) {
  QueueRig rig;
  rig.open_gate();
  const std::string envelope = "bytes \0\r\n with everything \xff"s;

  const auto first = rig.submit(submission("aa", envelope));
  const auto second = rig.submit(submission("bb"));
  const auto found = rig.run(rig.intake.find(7, 1));
  const auto absent = rig.run(rig.intake.find(7, 3));

  ASSERT_TRUE(first && second && found && absent);
  EXPECT_EQ(first->kind, Receipt::Kind::fresh);
  EXPECT_EQ(first->seq, 1u);
  EXPECT_EQ(second->seq, 2u);
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->shape, Entry::Shape::ours);
  EXPECT_EQ((*found)->envelope, envelope);
  EXPECT_EQ((*found)->mac, "mac");
  EXPECT_EQ((*found)->at, first->at);
  EXPECT_FALSE(absent->has_value());
}

TEST(Submit, AnswersARepeatWithTheFirstReceipt) {
  QueueRig rig;
  rig.open_gate();
  Submission first = submission("aa");
  first.fingerprint = "\0\xff 17 "s;
  first.answer = "{\"number\":\"26112307-00001\"}\0"s;

  const auto fresh = rig.submit(first);
  Submission other = submission("aa", "other");
  other.fingerprint = "other print";
  const auto repeat = rig.submit(other);

  ASSERT_TRUE(fresh && repeat);
  EXPECT_EQ(repeat->kind, Receipt::Kind::repeat);
  EXPECT_EQ(repeat->seq, fresh->seq);
  EXPECT_EQ(repeat->at, fresh->at);
  EXPECT_EQ(repeat->fingerprint, first.fingerprint) << "the caller must see that the bodies differ";
  EXPECT_EQ(repeat->answer, first.answer);
  EXPECT_EQ(rig.entries().size(), 1u);
}

asio::awaitable<void> submit_into(Intake& intake, Submission what,
                                  std::vector<Result<Receipt>>* into) {
  into->push_back(co_await intake.submit(std::move(what)));
}

TEST(Submit, KeepsOneOfAHundredParallelRepeats) {
  QueueRig rig;
  rig.open_gate();
  std::vector<Result<Receipt>> receipts;

  for (int i = 0; i < 100; ++i)
    test::spawn(rig.io, submit_into(rig.intake, submission("aa"), &receipts));
  ASSERT_TRUE(rig.wait_for([&] { return receipts.size() == 100; }));

  int fresh = 0;
  for (const auto& receipt : receipts) {
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->seq, 1u);
    fresh += receipt->kind == Receipt::Kind::fresh ? 1 : 0;
  }
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(rig.entries().size(), 1u);
}

TEST(Submit, ForgetsAnIdAfterItsTime) {
  QueueRig rig;
  rig.open_gate();

  ASSERT_TRUE(rig.submit(submission("aa")));

  const long long ttl_s = std::stoll(rig.redis.ask("TTL {p7}:id:aa"));
  EXPECT_GT(ttl_s, 86'000);
  EXPECT_LE(ttl_s, 86'400);
}

TEST(Submit, IsRefusedWhileTheGateIsClosedEvenForKnownIds) {
  QueueRig rig;
  EXPECT_EQ(rig.submit(submission("aa")).error().code, Errc::unavailable);
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));

  rig.redis.ask("SET {p7}:ready another-run-id");

  EXPECT_EQ(rig.submit(submission("aa")).error().code, Errc::unavailable);
  EXPECT_EQ(rig.submit(submission("bb")).error().code, Errc::unavailable);
  EXPECT_EQ(rig.redis.ask("XLEN {p7}:in"), "1");
}

TEST(Submit, ClosesTheGateByItselfWhenTheCounterIsGone) {
  QueueRig rig;
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));

  rig.redis.ask("DEL {p7}:seq {p7}:in");

  EXPECT_EQ(rig.submit(submission("bb")).error().code, Errc::unavailable);
  EXPECT_EQ(rig.tail().gate, Gate::closed);
  rig.open_gate(1);
  EXPECT_EQ(rig.submit(submission("bb")).value().seq, 2u);
}

TEST(Submit, RefusesWhatIsOutOfBoundsBeforeSending) {
  QueueRig rig;
  rig.open_gate();
  Submission bad_id = submission("not hex");
  Submission empty = submission("aa", "");
  Submission large = submission("aa", std::string(rig.settings.envelope_bytes_max + 1, 'x'));
  Submission long_answer = submission("aa");
  long_answer.answer = std::string(rig.settings.answer_bytes_max + 1, 'x');

  EXPECT_EQ(rig.submit(bad_id).error().code, Errc::invalid);
  EXPECT_EQ(rig.submit(empty).error().code, Errc::invalid);
  EXPECT_EQ(rig.submit(large).error().code, Errc::too_large);
  EXPECT_EQ(rig.submit(long_answer).error().code, Errc::too_large);
  EXPECT_TRUE(rig.entries().empty());
}

TEST(Submit, StepsOverEntriesAddedByHand) {
  QueueRig rig;
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));

  rig.redis.ask("XADD {p7}:in 9-3 hello world");
  const auto next = rig.submit(submission("bb"));

  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_EQ(next->seq, 10u);
  EXPECT_EQ(rig.redis.ask("HGET {p7}:seq seq"), "10");
  const auto entries = rig.entries();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[1].shape, Entry::Shape::foreign_id);
  EXPECT_EQ(entries[1].id, (StreamId{9, 3}));
  EXPECT_EQ(entries[2].shape, Entry::Shape::ours);
}

TEST(Submit, WritesNothingWhenItsKeysAreDamaged) {
  const std::vector<std::string> damage{"SET {p7}:in text", "HSET {p7}:seq seq many",
                                        "HSET {p7}:seq at -5", "HSET {p7}:seq seq 1e300",
                                        "XADD {p7}:in 18446744073709551615-1 hello world"};
  for (const std::string& command : damage) {
    QueueRig rig;
    rig.open_gate();
    rig.redis.ask(command);
    const std::string counter = rig.redis.ask("HGETALL {p7}:seq");

    const auto refused = rig.submit(submission("aa"));

    ASSERT_FALSE(refused) << command;
    EXPECT_EQ(refused.error().code, Errc::corrupt) << command << ": " << refused.error().detail;
    EXPECT_EQ(rig.redis.ask("EXISTS {p7}:id:aa"), "0") << command;
    EXPECT_EQ(rig.redis.ask("HGETALL {p7}:seq"), counter) << command;
  }
}

TEST(Submit, NeverTakesATimeEarlierThanTheLast) {
  QueueRig rig;
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));
  // As if the clock had been a year ahead and was put right.
  const std::int64_t ahead_ms =
      to_ms(std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now())) +
      365LL * 86'400'000;
  rig.redis.ask("HSET {p7}:seq at " + std::to_string(ahead_ms));

  const auto next = rig.submit(submission("bb"));
  const Tail tail = rig.tail();
  const auto after = rig.submit(submission("cc"));

  ASSERT_TRUE(next && after);
  EXPECT_EQ(to_ms(next->at), ahead_ms);
  EXPECT_EQ(to_ms(tail.at), ahead_ms);
  EXPECT_GT(after->at, tail.at);
}

TEST(Tail, IsAWatermarkThatLaterSubmissionsExceedStrictly) {
  QueueRig rig;
  rig.open_gate();
  Instant last_at{};
  std::uint64_t last_seq = 0;

  for (int i = 0; i < 100; ++i) {
    const auto receipt = rig.submit(submission("a" + std::to_string(i)));
    ASSERT_TRUE(receipt);
    ASSERT_GT(receipt->at, last_at) << "not later than the watermark handed out before";
    const Tail tail = rig.tail();
    ASSERT_EQ(tail.gate, Gate::open);
    ASSERT_EQ(tail.seq, receipt->seq);
    ASSERT_EQ(tail.seq, last_seq + 1);
    ASSERT_GE(tail.at, receipt->at);
    last_at = tail.at;
    last_seq = tail.seq;
  }
}

TEST(Gate, NeverGivesASequenceTwiceWhateverRedisLost) {
  QueueRig rig;
  rig.open_gate();
  Instant last_at{};
  for (int i = 0; i < 5; ++i) last_at = rig.submit(submission("a" + std::to_string(i)))->at;

  rig.redis.ask("FLUSHALL");
  const auto refused = rig.submit(submission("bb"));
  const Tail closed = rig.tail();
  // SQL had applied four of the five, the timers up to an hour later.
  const Instant sql_at = last_at + std::chrono::hours{1};
  const std::uint64_t last = rig.open_gate(5, sql_at);
  const auto next = rig.submit(submission("bb"));

  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_EQ(closed.gate, Gate::closed);
  EXPECT_EQ(last, 5u);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->seq, 6u);
  EXPECT_GT(next->at, sql_at);
}

TEST(Gate, NeverLowersWhatRedisKnows) {
  QueueRig rig;
  rig.open_gate();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(rig.submit(submission("a" + std::to_string(i))));
  rig.redis.ask("XADD {p7}:in 8-0 hello world");

  EXPECT_EQ(rig.open_gate(3), 8u);
  EXPECT_EQ(rig.submit(submission("bb")).value().seq, 9u);
}

TEST(Submit, IsUnavailableWhenMemoryIsFullWhileReadingAndTrimmingWork) {
  QueueRig rig;
  rig.open_gate();
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(rig.submit(submission("a" + std::to_string(i), std::string(10'000, 'x'))));

  rig.redis.ask("CONFIG SET maxmemory 1mb");
  const auto refused = rig.submit(submission("bb"));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_NE(refused.error().detail.find("OOM"), std::string::npos);
  EXPECT_TRUE(rig.wait_for([&] {
    const auto& pressure = rig.intake.pressure();
    return pressure && pressure->maxmemory == 1u << 20 &&
           pressure->used_memory > pressure->maxmemory;
  }));
  EXPECT_EQ(rig.entries().size(), 20u);
  EXPECT_EQ(rig.tail().gate, Gate::open);
  EXPECT_EQ(rig.open_gate(20), 20u);
  const auto trimmed = rig.run(rig.feed.trim(7, 15));
  ASSERT_TRUE(trimmed) << trimmed.error().detail;
  EXPECT_EQ(*trimmed, 14u);
  rig.redis.ask("CONFIG SET maxmemory 0");
  EXPECT_TRUE(rig.submit(submission("bb")));
}

TEST(Submit, TellsBusyFromUnavailableWhenTooMuchIsInFlight) {
  QueueRig rig;
  rig.open_gate();
  Settings narrow = rig.settings;
  narrow.intake_connections = 1;
  narrow.in_flight_max = 8;
  Intake intake(rig.io.get_executor(), narrow);
  const auto ended = test::spawn(rig.io, intake.run());
  ASSERT_TRUE(rig.run(intake.wait_connected(Milliseconds{5'000})));
  std::vector<Result<Receipt>> receipts;

  for (int i = 0; i < 50; ++i)
    test::spawn(rig.io, submit_into(intake, submission("a" + std::to_string(i)), &receipts));
  ASSERT_TRUE(rig.wait_for([&] { return receipts.size() == 50; }));

  std::size_t taken = 0;
  for (const auto& receipt : receipts) {
    if (receipt) {
      ++taken;
    } else {
      EXPECT_EQ(receipt.error().code, Errc::busy);
    }
  }
  EXPECT_GE(taken, 7u);
  EXPECT_LT(taken, 50u);
  EXPECT_EQ(rig.entries().size(), taken);
  intake.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *ended; }));
}

}  // namespace
}  // namespace gongzhi::queue
