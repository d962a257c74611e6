// R02: the worker is killed again and again under load, and R05: a worker that was stopped wakes up
// when another has taken over.
#include <gtest/gtest.h>
#include <signal.h>

#include <set>

#include "records/reader.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

int kill_worker(Platform& platform, int times) {
  int kills = 0;
  for (int i = 0; i < times; ++i) {
    let_pass(300ms);
    // Now and then it may get further than its start.
    if (i % 4 == 3) let_pass(400ms);
    if (platform.kill(Platform::Part::worker)) ++kills;
  }
  return kills;
}

TEST(R02, KilledWorkerAppliesEverythingExactlyOnce) {
  Scene scene;
  Load load(scene.load_plan(), scene.history());

  const int kills = kill_worker(scene.platform(), 20 * test_scale());
  const Verdict verdict = scene.settle(load, 20s);

  tell("R02", {{"kills", kills}, {"drained_ms", scene.drained_in().count()}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_GT(kills, 15 * test_scale());
  EXPECT_GT(verdict.acknowledged, 100);
  EXPECT_EQ(verdict.dead_letters, 0);
  EXPECT_LT(scene.drained_in(), 10s);
}

TEST(R02, ControlPositionThatMovesBeforeItsBatchIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  // The second fault takes away the second defence: the look through what is still on the queue.
  Scene scene({.faults = "position_before_batch,no_sweep"});
  LoadPlan plan = scene.load_plan();
  plan.settle_limit = 2s;
  Load load(plan, scene.history());

  const int kills = kill_worker(scene.platform(), 16);
  const Verdict verdict = scene.settle(load, 5s);

  tell("R02 control", {{"kills", kills}}, verdict);
  EXPECT_GT(verdict.lost, 0) << verdict;
}

std::set<std::string> owners(const Evidence& evidence) {
  records::DatabaseConfig config;
  config.file = evidence.store;
  const auto reader = records::Reader::open(config).value();
  std::string owner;
  std::set<std::string> all;
  soci::statement rows =
      (reader->connection().session().prepare << "SELECT DISTINCT owner FROM ownership",
       soci::into(owner));
  rows.execute();
  while (rows.fetch()) all.insert(owner);
  return all;
}

// With SQLite a transaction that is stopped in its middle holds the write lock, and nobody could
// take over: the zombie has to be caught between two.
bool stop_between_transactions(const Evidence& evidence, pid_t worker) {
  records::DatabaseConfig config;
  config.file = evidence.store;
  config.busy_timeout = 100ms;
  for (int tries = 0; tries < 50; ++tries) {
    ::kill(worker, SIGSTOP);
    const auto connection = records::Connection::open(config, records::Access::write);
    if (connection) {
      try {
        (*connection)->begin_write();
        (*connection)->rollback();
        return true;
      } catch (const soci::soci_error&) {
        // It is in a transaction.
      }
    }
    ::kill(worker, SIGCONT);
    let_pass(30ms);
  }
  return false;
}

// An operator believes that the worker is dead, removes its lock and starts another one.
std::optional<Child> take_over(Scene& scene, pid_t zombie) {
  const runtime::DataDir dir = scene.platform().dir();
  std::filesystem::remove(dir.run() / "worker.lock");
  Child second({{GONGZHI_BINARY, "worker", "--data", scene.platform().data().string()},
                "",
                scene.platform().log_file()});
  if (!scene.platform().wait_ready_again(Platform::Part::worker, zombie, 10s)) return std::nullopt;
  return second;
}

struct Takeover {
  bool zombie_ended = false;
  bool second_lives = false;
  std::set<std::string> owners;
  std::string second;
  Verdict verdict;
};

Takeover wake_a_zombie(Scene& scene) {
  Takeover seen;
  LoadPlan plan = scene.load_plan();
  plan.settle_limit = 8s;
  {
    Load before(plan, scene.history());
    before.wait_for_more(100, 10s);
    before.stop();
  }
  EXPECT_TRUE(wait_drained(scene.evidence(), 10s));
  const pid_t zombie = scene.platform().pid_of(Platform::Part::worker);
  EXPECT_TRUE(stop_between_transactions(scene.evidence(), zombie));
  auto second = take_over(scene, zombie);
  EXPECT_TRUE(second.has_value()) << "nobody could take over";
  if (!second) return seen;
  plan.first_client = plan.clients;
  Load load(plan, scene.history());
  let_pass(Milli(2'000 * test_scale()));
  ::kill(zombie, SIGCONT);
  seen.zombie_ended =
      wait_until([&] { return scene.platform().pid_of(Platform::Part::worker) != zombie; }, 10s);
  let_pass(1s);
  seen.second_lives = second->is_running();
  seen.second = "pid " + std::to_string(second->pid());
  seen.verdict = scene.settle(load, 5s);
  seen.owners = owners(scene.evidence());
  return seen;
}

TEST(R05, AWorkerThatWakesUpAfterATakeoverWritesNothing) {
  Scene scene;

  const Takeover seen = wake_a_zombie(scene);

  tell("R05", {{"old_epoch_writes", seen.owners.size() == 1 ? 0 : 1}}, seen.verdict);
  EXPECT_TRUE(seen.zombie_ended) << "it went on although it had lost the partitions";
  EXPECT_TRUE(seen.second_lives);
  EXPECT_EQ(seen.owners, std::set<std::string>{seen.second});
  EXPECT_TRUE(seen.verdict.is_clean()) << seen.verdict;
  EXPECT_EQ(seen.verdict.dead_letters, 0);
}

TEST(R05, ControlWorkerWithoutFenceIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Scene scene({.faults = "no_fence"});

  const Takeover seen = wake_a_zombie(scene);

  tell("R05 control", {{"second_lives", seen.second_lives ? 1 : 0}}, seen.verdict);
  EXPECT_FALSE(seen.owners == std::set<std::string>{seen.second})
      << "the old worker wrote, and nobody has seen it";
}

}  // namespace
}  // namespace gongzhi::test
