// R29 and R30: reports that always throw, that take the worker down, or that never end. They go to
// the dead letters; everybody else's go on; and they can be replayed.
#include <gtest/gtest.h>
#include <signal.h>

#include <set>

#include "records/reader.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

std::vector<records::DeadLetter> letters_in(const Evidence& evidence) {
  records::DatabaseConfig config;
  config.file = evidence.store;
  const auto reader = records::Reader::open(config).value();
  records::DeadLetterQuery query;
  query.limit = 1'000;
  return reader->dead_letters(query).value();
}

Finished letters_command(Scene& scene, const std::string& word, std::int64_t id) {
  return run_gongzhi(scene.platform().data(), {"dead-letters", word, std::to_string(id)});
}

TEST(R29, AReportThatAlwaysThrowsIsBuriedAfterFiveTriesAndReplayedOnce) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "throw_on_marker"});
  LoadPlan plan = scene.load_plan();
  plan.poison_every = 100;
  Load load(plan, scene.history());
  EXPECT_TRUE(load.wait_for_more(1'000 * test_scale(), 60s));
  const Verdict during = scene.settle(load);
  const auto letters = letters_in(scene.evidence());

  tell("R29", {{"letters", static_cast<std::int64_t>(letters.size())}}, during);
  EXPECT_TRUE(during.is_clean()) << during;
  ASSERT_GE(letters.size(), 2U);
  EXPECT_EQ(during.buried, static_cast<int>(letters.size()));
  for (const records::DeadLetter& letter : letters) {
    EXPECT_EQ(letter.reason, "exception");
    EXPECT_EQ(letter.tries, 5);
    EXPECT_FALSE(letter.envelope.empty());
    EXPECT_NE(letter.detail.find("poisoned"), std::string::npos) << letter.detail;
  }

  // The fault is mended, the first letter is replayed, and the second is dropped.
  ASSERT_EQ(scene.platform().stop(), 0);
  scene.platform().start("");
  const Finished listed = run_gongzhi(scene.platform().data(), {"dead-letters", "list", "--json"});
  EXPECT_NE(listed.output.find(letters[0].msg_id), std::string::npos) << listed.output;
  const Finished shown = letters_command(scene, "show", letters[0].id);
  EXPECT_NE(shown.output.find(poison_mark), std::string::npos) << shown.output;
  EXPECT_EQ(letters_command(scene, "replay", letters[0].id).status, 0);
  EXPECT_NE(letters_command(scene, "replay", letters[0].id).status, 0) << "twice";
  EXPECT_EQ(letters_command(scene, "drop", letters[1].id).status, 0);
  EXPECT_NE(letters_command(scene, "replay", letters[1].id).status, 0) << "after it was dropped";
  const Verdict after = judge(scene.history(), scene.evidence());
  EXPECT_TRUE(after.is_clean()) << after;
  EXPECT_EQ(after.cases, during.cases + 1);
  EXPECT_EQ(after.buried, during.buried - 1);
  EXPECT_EQ(letters_in(scene.evidence()).size(), letters.size() - 2);
}

TEST(R29, ControlWorkerThatNeverGivesUpIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "throw_on_marker,no_dead_letters"});
  LoadPlan plan = scene.load_plan();
  plan.poison_every = 20;
  plan.settle_limit = 3s;
  plan.action_percent = 0;
  Load load(plan, scene.history());
  load.wait_for_more(300, 20s);
  const Verdict verdict = scene.settle(load, 4s);

  tell("R29 control", {}, verdict);
  EXPECT_GT(verdict.not_drained, 0) << verdict;
}

// How long to wait for the dead letter, for the clients, and for the queue.
struct Patience {
  Milli bury;
  Milli settle;
  Milli drain;
};
constexpr Patience whole{35s, 20s, 15s};
constexpr Patience of_a_control{8s, 3s, 3s};

struct Poisoned {
  int restarts = 0;
  Milli buried_in{0};
  Verdict verdict;
};

void send_poison(Scene& scene) {
  Attempt attempt;
  attempt.op_id = "poison-1";
  attempt.key = "key-poison-1";
  attempt.t_send_us = now_us();
  const HttpAnswer answer = HttpClient(scene.platform().port(), 5s)
                                .post("/api/v1/cases", report_body(attempt.op_id, poison_mark),
                                      {{"Authorization", "Bearer " + scene.load_plan().tokens[0]},
                                       {"Idempotency-Key", attempt.key}});
  attempt.t_reply_us = now_us();
  attempt.status = answer.status;
  attempt.number = text_member(answer.body, "number");
  attempt.body_hash = hash_of(answer.body);
  scene.history().append(attempt);
  EXPECT_EQ(answer.status, 201) << answer.body;
}

// Sends one report that takes the worker down, under load, and watches until it is buried.
Poisoned poison_worker(Scene& scene, Patience patience) {
  LoadPlan plan = scene.load_plan();
  plan.clients = 3;
  plan.settle_limit = patience.settle;
  Load load(plan, scene.history());
  load.wait_for_more(50, 10s);
  Poisoned seen;
  std::set<pid_t> workers;
  send_poison(scene);
  const auto began = std::chrono::steady_clock::now();
  wait_until(
      [&] {
        if (const pid_t pid = scene.platform().pid_of(Platform::Part::worker)) workers.insert(pid);
        return !letters_in(scene.evidence()).empty();
      },
      patience.bury);
  seen.buried_in = since(began);
  seen.restarts = static_cast<int>(workers.size()) - 1;
  seen.verdict = scene.settle(load, patience.drain);
  return seen;
}

void expect_buried(Scene& scene, const Poisoned& seen) {
  EXPECT_TRUE(seen.verdict.is_clean()) << seen.verdict;
  EXPECT_EQ(seen.verdict.buried, 1);
  EXPECT_LE(seen.restarts, 3);
  EXPECT_LT(seen.buried_in, 30s);
  const auto letters = letters_in(scene.evidence());
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].reason, "poison");
  EXPECT_EQ(letters[0].tries, 3);
  ASSERT_EQ(scene.platform().stop(), 0);
  scene.platform().start("");
  EXPECT_EQ(letters_command(scene, "replay", letters[0].id).status, 0);
  const Verdict after = judge(scene.history(), scene.evidence());
  EXPECT_TRUE(after.is_clean()) << after;
  EXPECT_EQ(after.buried, 0);
}

TEST(R30, AReportThatCrashesTheWorkerIsBuriedAfterThreeRestarts) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "crash_on_marker"});

  const Poisoned seen = poison_worker(scene, whole);

  tell("R30 crash", {{"restarts", seen.restarts}, {"buried_ms", seen.buried_in.count()}},
       seen.verdict);
  expect_buried(scene, seen);
}

TEST(R30, AReportThatNeverEndsIsBuriedAfterThreeRestarts) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "loop_on_marker"});

  const Poisoned seen = poison_worker(scene, whole);

  tell("R30 loop", {{"restarts", seen.restarts}, {"buried_ms", seen.buried_in.count()}},
       seen.verdict);
  expect_buried(scene, seen);
}

TEST(R30, ControlWorkerThatForgetsItsCrashesIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "crash_on_marker,no_in_flight_mark"});

  const Poisoned seen = poison_worker(scene, of_a_control);

  tell("R30 control", {{"restarts", seen.restarts}}, seen.verdict);
  EXPECT_GT(seen.verdict.not_drained, 0) << seen.verdict;
  EXPECT_GT(seen.restarts, 3);
}

}  // namespace
}  // namespace gongzhi::test
