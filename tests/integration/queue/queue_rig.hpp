// What most tests of queue/ need: a private Redis, an intake, a feed, their loops, and shorthands
// that wait.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "queue/feed.hpp"
#include "queue/intake.hpp"
#include "tests/support/private_redis.hpp"
#include "tests/support/run.hpp"

namespace gongzhi::queue {

/// Short limits, so that a test of a failure does not take long.
inline Settings settings_for(const std::string& socket) {
  Settings settings;
  settings.unix_path = socket;
  settings.command_limit = Milliseconds{1'000};
  settings.connect_limit = Milliseconds{1'000};
  settings.backoff_min = Milliseconds{5};
  settings.backoff_max = Milliseconds{50};
  settings.pressure_every = Milliseconds{20};
  return settings;
}

inline Submission submission(std::string message_id, std::string envelope = "envelope") {
  return {.partition = 7,
          .message_id = std::move(message_id),
          .fingerprint = "print",
          .envelope = std::move(envelope),
          .mac = "mac",
          .answer = "answer"};
}

class QueueRig {
 public:
  explicit QueueRig(test::PrivateRedis::Options options = {}, std::string socket = "")
      : redis(std::move(options)),
        settings(settings_for(socket.empty() ? redis.socket() : socket)),
        intake(io.get_executor(), settings),
        feed(io.get_executor(), settings) {
    test::spawn(io, intake.run());
    test::spawn(io, feed.run());
    connect();
  }
  ~QueueRig() {
    intake.stop();
    feed.stop();
    EXPECT_TRUE(test::drain(io)) << "a loop did not end after stop()";
  }

  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    return test::run(io, std::move(coroutine), Milliseconds{20'000});
  }

  void connect() {
    ASSERT_TRUE(run(intake.wait_connected(Milliseconds{10'000})));
    ASSERT_TRUE(run(feed.wait_connected(Milliseconds{10'000})));
  }

  /// Opens the gate of partition 7 as a worker would that has applied up to `seq` at `at`.
  std::uint64_t open_gate(std::uint64_t seq = 0, Instant at = {}) {
    const auto last =
        run(feed.open_gates({{.partition = 7, .applied_seq = seq, .applied_at = at}}));
    EXPECT_TRUE(last) << last.error().detail;
    return last ? last->front() : 0;
  }

  Result<Receipt> submit(Submission what) { return run(intake.submit(std::move(what))); }

  Tail tail() {
    const auto tails = run(feed.tails({7}));
    EXPECT_TRUE(tails);
    return tails ? tails->front() : Tail{};
  }

  /// Everything retained of partition 7.
  std::vector<Entry> entries() {
    const auto read = run(feed.read({.after = {{7, {}}}, .count_max = 100'000, .block = {}}));
    EXPECT_TRUE(read) << read.error().detail;
    return read && !read->empty() ? read->front().entries : std::vector<Entry>{};
  }

  /// Runs the loops until `condition` holds; false after ten seconds.
  bool wait_for(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    io.restart();
    while (!condition() && std::chrono::steady_clock::now() < end)
      io.run_one_for(std::chrono::milliseconds{5});
    return condition();
  }

  boost::asio::io_context io{1};
  test::PrivateRedis redis;
  Settings settings;
  Intake intake;
  Feed feed;
};

}  // namespace gongzhi::queue
