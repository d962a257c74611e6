// Remembered ids give way before they make Redis refuse reports.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/integration/queue/queue_rig.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;

struct Tally {
  std::size_t taken = 0;
  std::size_t refused = 0;
};

// At most five hundred a second, so that what the shortest time keeps fits into so small a Redis.
asio::awaitable<void> submit_large(Intake& intake, int client, int count, Tally* tally) {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (int i = 0; i < count; ++i) {
    pause.expires_after(std::chrono::milliseconds{4});
    co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    Submission what = submission(std::to_string(client) + "0a0" + std::to_string(i));
    what.answer = std::string(800, 'a');
    const auto receipt = co_await intake.submit(std::move(what));
    ++(receipt ? tally->taken : tally->refused);
    if (tally->refused > 0) co_return;
  }
}

// 5,000 answers of 1 kB into 5 MB, while the streams are trimmed as a worker would.
Tally fill(QueueRig& rig, std::uint64_t least_s) {
  Settings settings = rig.settings;
  settings.ids_ttl_least_s = least_s;
  Intake intake(rig.io.get_executor(), settings);
  const auto ended = test::spawn(rig.io, intake.run());
  EXPECT_TRUE(rig.run(intake.wait_connected(Milliseconds{5'000})));
  rig.open_gate();
  Tally tally;
  constexpr int clients = 2, each = 2'500;
  std::vector<std::shared_ptr<const bool>> done;
  for (int client = 0; client < clients; ++client)
    done.push_back(test::spawn(rig.io, submit_large(intake, client, each, &tally)));
  const auto all_done = [&] {
    return std::all_of(done.begin(), done.end(), [](const auto& flag) { return *flag; });
  };
  std::size_t trimmed = 0;
  while (!all_done()) {
    const std::size_t before = tally.taken;
    if (!rig.wait_for([&] { return tally.taken >= before + 200 || all_done(); })) break;
    EXPECT_TRUE(rig.run(rig.feed.trim(7, tally.taken)));
    ++trimmed;
  }
  EXPECT_TRUE(all_done());
  EXPECT_GT(trimmed, 10u);
  intake.stop();
  EXPECT_TRUE(rig.wait_for([&] { return *ended; }));
  return tally;
}

TEST(Memory, OfRememberedIdsNeverMakesRedisRefuse) {
  QueueRig rig({.config = {"maxmemory 5mb"}});

  const Tally tally = fill(rig, 1);

  EXPECT_EQ(tally.refused, 0u);
  EXPECT_EQ(tally.taken, 5'000u);
}

// The broken control: ids that are kept whatever happens fill Redis.
TEST(Memory, WouldRunOutIfIdsWereKept) {
  QueueRig rig({.config = {"maxmemory 5mb"}});

  const Tally tally = fill(rig, rig.settings.ids_ttl_s);

  EXPECT_GT(tally.refused, 0u);
}

TEST(Memory, ShortensTheTimeOnlyWhenItIsShort) {
  QueueRig rig({.config = {"maxmemory 1gb"}});
  rig.open_gate();
  ASSERT_TRUE(rig.wait_for([&] { return rig.intake.pressure().has_value(); }));
  ASSERT_TRUE(rig.submit(submission("aa")));
  rig.redis.ask("CONFIG SET maxmemory 3mb");
  ASSERT_TRUE(rig.wait_for([&] { return rig.intake.pressure()->maxmemory == 3u << 20; }));
  ASSERT_TRUE(rig.submit(submission("bb")));

  EXPECT_GT(std::stoll(rig.redis.ask("TTL {p7}:id:aa")), 86'000);
  EXPECT_LT(std::stoll(rig.redis.ask("TTL {p7}:id:bb")), 80'000);
}

}  // namespace
}  // namespace gongzhi::queue
