// The worker's side against a real Redis: reading, blocking, trimming, states, announcements,
// generation.
#include "queue/announcements.hpp"
#include "queue/generation.hpp"
#include "tests/integration/queue/queue_rig.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

std::vector<std::uint64_t> sequences(const std::vector<Entry>& entries) {
  std::vector<std::uint64_t> list;
  for (const Entry& entry : entries) list.push_back(entry.seq());
  return list;
}

TEST(Feed, ReadsPartitionsInOrderBehindTheirPositions) {
  QueueRig rig;
  ASSERT_TRUE(rig.run(rig.feed.open_gates({{.partition = 7}, {.partition = 8}})));
  for (int i = 0; i < 5; ++i) {
    Submission what = submission("a" + std::to_string(i), "e" + std::to_string(i));
    ASSERT_TRUE(rig.submit(what));
    what.partition = 8;
    ASSERT_TRUE(rig.submit(what));
  }

  const auto read = rig.run(rig.feed.read(
      {.after = {{7, {2, 0}}, {8, {0, 0}}, {9, {0, 0}}}, .count_max = 3, .block = 100ms}));

  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2u) << "a partition without entries is not listed";
  EXPECT_EQ((*read)[0].partition, 7u);
  EXPECT_EQ(sequences((*read)[0].entries), (std::vector<std::uint64_t>{3, 4, 5}));
  EXPECT_EQ((*read)[0].entries[0].envelope, "e2");
  EXPECT_EQ(sequences((*read)[1].entries), (std::vector<std::uint64_t>{1, 2, 3}));
}

asio::awaitable<void> read_into(Feed& feed, ReadRequest request,
                                std::optional<Result<std::vector<PartitionEntries>>>* into) {
  into->emplace(co_await feed.read(std::move(request)));
}

TEST(Feed, WakesABlockedReadWhenAnEntryComes) {
  QueueRig rig;
  rig.open_gate();
  std::optional<Result<std::vector<PartitionEntries>>> got;
  const auto begin = std::chrono::steady_clock::now();
  test::spawn(rig.io, read_into(rig.feed, {.after = {{7, {}}}, .block = 8s}, &got));

  ASSERT_TRUE(rig.submit(submission("aa")));
  const bool woken = rig.wait_for([&] { return got.has_value(); });

  ASSERT_TRUE(woken && *got);
  ASSERT_EQ((*got)->size(), 1u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

TEST(Feed, ReturnsEmptyWhenNothingComes) {
  QueueRig rig;
  rig.open_gate();

  const auto read = rig.run(rig.feed.read({.after = {{7, {}}}, .block = 20ms}));

  ASSERT_TRUE(read);
  EXPECT_TRUE(read->empty());
}

TEST(Feed, RefusesAReadWithoutABound) {
  QueueRig rig;
  EXPECT_EQ(rig.run(rig.feed.read({.after = {{7, {}}}, .count_max = 0})).error().code,
            Errc::invalid);
}

TEST(Feed, FlagsForgedAndMalformedEntriesInstantly) {
  QueueRig rig;
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));
  rig.redis.ask("XADD {p7}:in 1-1 e forged m forged at 1");
  rig.redis.ask("XADD {p7}:in 2-0 hello world");
  ASSERT_TRUE(rig.submit(submission("bb")));

  const auto entries = rig.entries();

  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[0].shape, Entry::Shape::ours);
  EXPECT_EQ(entries[1].shape, Entry::Shape::foreign_id);
  EXPECT_EQ(entries[2].shape, Entry::Shape::malformed);
  EXPECT_EQ(entries[3].shape, Entry::Shape::ours);
  EXPECT_EQ(entries[3].seq(), 3u);
}

TEST(Feed, TrimsExactlyWhatIsBehindAndKeepsTheRest) {
  QueueRig rig;
  rig.open_gate();
  for (int i = 0; i < 250; ++i) ASSERT_TRUE(rig.submit(submission("a" + std::to_string(i))));

  const auto removed = rig.run(rig.feed.trim(7, 200));
  const auto again = rig.run(rig.feed.trim(7, 200));
  const auto nothing = rig.run(rig.feed.trim(7, 0));
  const auto absent = rig.run(rig.feed.trim(3, 100));
  const auto state = rig.run(rig.feed.partition_state(7));

  ASSERT_TRUE(removed && again && nothing && absent && state);
  EXPECT_EQ(*removed, 199u);
  EXPECT_EQ(*again + *nothing + *absent, 0u);
  EXPECT_EQ(state->first, (StreamId{200, 0}));
  EXPECT_EQ(rig.entries().size(), 51u);
}

TEST(Feed, GoesOnCountingAfterEverythingIsTrimmed) {
  QueueRig rig;
  rig.open_gate();
  ASSERT_TRUE(rig.submit(submission("aa")));
  ASSERT_TRUE(rig.run(rig.feed.trim(7, 2)));

  EXPECT_EQ(rig.run(rig.feed.partition_state(7)).value().first, std::nullopt);
  EXPECT_EQ(rig.submit(submission("bb")).value().seq, 2u);
}

TEST(Feed, ShowsTheStateOfAPartition) {
  QueueRig rig;
  const auto empty = rig.run(rig.feed.partition_state(7));
  rig.open_gate();
  const auto first = rig.submit(submission("aa"));
  const auto second = rig.submit(submission("bb"));

  const auto state = rig.run(rig.feed.partition_state(7));

  ASSERT_TRUE(empty && first && second && state);
  EXPECT_EQ(empty->seq, std::nullopt);
  EXPECT_EQ(empty->first, std::nullopt);
  EXPECT_EQ(empty->ready_for, "");
  EXPECT_EQ(state->seq, 2u);
  EXPECT_EQ(state->at, second->at);
  EXPECT_EQ(state->length, 2u);
  EXPECT_EQ(state->first, (StreamId{1, 0}));
  EXPECT_EQ(state->last, (StreamId{2, 0}));
  EXPECT_EQ(state->oldest_at, first->at);
  EXPECT_EQ(state->ready_for, rig.feed.run_id());
}

TEST(Generation, IsCreatedOnceAndNeverReplaced) {
  QueueRig rig;
  Client& client = rig.feed.commands();

  EXPECT_EQ(rig.run(find_generation(client)).value(), std::nullopt);
  EXPECT_EQ(rig.run(create_generation(client, "0123abcd")).value(), "0123abcd");
  EXPECT_EQ(rig.run(create_generation(client, "other")).value(), "0123abcd");
  EXPECT_EQ(rig.run(find_generation(client)).value(), "0123abcd");
  EXPECT_EQ(rig.run(create_generation(client, "")).error().code, Errc::invalid);
}

TEST(Announcements, ReachTheListenerInOrderAndTellOfGaps) {
  QueueRig rig;
  std::vector<std::string> heard;
  int gaps = 0;
  Announcements ears(
      rig.io.get_executor(), rig.settings, "gongzhi:changed",
      {.on_payload = [&](std::string payload) { heard.push_back(std::move(payload)); },
       .on_gap = [&] { ++gaps; }});
  const auto ended = test::spawn(rig.io, ears.run());
  ASSERT_TRUE(rig.run(ears.wait_subscribed(5s)));
  EXPECT_EQ(gaps, 1);

  EXPECT_EQ(rig.run(rig.feed.announce("gongzhi:changed", "one")).value(), 1u);
  ASSERT_TRUE(rig.run(rig.feed.announce("gongzhi:changed", "two")));
  ASSERT_TRUE(rig.run(rig.feed.announce("gongzhi:elsewhere", "not for us")));
  ASSERT_TRUE(rig.wait_for([&] { return heard.size() == 2; }));
  rig.redis.ask("CLIENT KILL TYPE pubsub");
  ASSERT_TRUE(rig.wait_for([&] { return gaps == 2; }));
  ASSERT_TRUE(rig.run(rig.feed.announce("gongzhi:changed", "three")));
  ASSERT_TRUE(rig.wait_for([&] { return heard.size() == 3; }));

  EXPECT_EQ(heard, (std::vector<std::string>{"one", "two", "three"}));
  ears.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *ended; }));
}

}  // namespace
}  // namespace gongzhi::queue
