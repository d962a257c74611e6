// R44, R45: the drill. A backup is made under load, the load goes on, everything is killed, and the
// installation is restored from the backup.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <set>

#include "records/reader.hpp"
#include "tests/process/parts.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/files.hpp"
#include "tests/support/http_client.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* own_passphrase = "a passphrase for the drill";

class Drill {
 public:
  Drill() : room_(scene_.platform().data().parent_path()) {
    std::ofstream(passphrase()) << own_passphrase << '\n';
    fs::permissions(passphrase(), fs::perms::owner_read);
  }

  Scene& scene() { return scene_; }
  fs::path passphrase() const { return room_ / "passphrase"; }
  fs::path backups() const { return room_ / "backups"; }
  fs::path restored() const { return room_ / "restored"; }

  Finished backup() const {
    return run({"backup", "--to", backups().string(), "--data", scene_data().string()});
  }
  Finished restore(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"restore", "--from", backups().string(), "--data",
                                   restored().string()};
    words.insert(words.end(), more.begin(), more.end());
    return run(std::move(words));
  }
  Finished run(std::vector<std::string> words) const {
    words.insert(words.begin(), GONGZHI_BINARY);
    if (words[1] == "backup" || words[1] == "restore")
      words.insert(words.end(), {"--passphrase-file", passphrase().string()});
    return run_command({std::move(words)}, 120s);
  }
  /// The platform on the restored directory, on another port.
  void serve() {
    Child child({{GONGZHI_BINARY, "serve", "--data", restored().string(), "--config",
                  (room_ / "gongzhi.toml").string(), "--listen",
                  "127.0.0.1:" + std::to_string(port_.number())},
                 {},
                 room_ / "restored.log"});
    serving_.emplace(std::move(child));
    ASSERT_TRUE(wait_until(
        [&] { return HttpClient(port_.number()).get("/api/v1/kinds").status == 200; }, 40s))
        << end_of_file(room_ / "restored.log", 3000);
  }
  void stop() {
    if (!serving_) return;
    serving_->signal(SIGTERM);
    serving_->wait(20s);
  }
  ~Drill() { stop(); }
  Drill(const Drill&) = delete;
  Drill& operator=(const Drill&) = delete;

  /// Clients that give up soon: their platform will be gone.
  LoadPlan first_load() const {
    LoadPlan plan = scene_.load_plan();
    plan.settle_limit = 2s;
    return plan;
  }
  LoadPlan load_plan() const {
    LoadPlan plan = scene_.load_plan();
    plan.ports = {port_.number()};
    plan.first_client = 100;
    return plan;
  }
  Evidence evidence() const {
    const auto dir = runtime::DataDir::open(restored()).value();
    return {dir.store(), dir.redis_socket().string()};
  }
  fs::path scene_data() const { return room_ / "data"; }

 private:
  Scene scene_;
  fs::path room_;
  HeldPort port_;
  std::optional<Child> serving_;
};

TEST(R45, WhatCameAfterTheBackupIsAppliedOnceFromTheOldQueue) {
  Drill drill;
  Load load(drill.first_load(), drill.scene().history());
  ASSERT_TRUE(load.wait_for_more(100, 20s));
  const Finished made = drill.backup();
  ASSERT_EQ(made.status, 0) << made.output;
  ASSERT_TRUE(load.wait_for_more(100, 20s)) << "the backup stopped the service";
  drill.scene().platform().kill_everything();
  const auto began = std::chrono::steady_clock::now();

  const Finished done = drill.restore({"--queue-from", drill.scene_data().string()});
  ASSERT_EQ(done.status, 0) << done.output;
  drill.serve();
  const auto took = since(began);
  load.stop();
  Load again(drill.load_plan(), drill.scene().history());
  EXPECT_TRUE(again.wait_for_more(50, 20s)) << "nothing is accepted any more";
  again.stop();
  wait_drained(drill.evidence(), 20s);
  Verdict verdict = judge(drill.scene().history(), drill.evidence());
  verdict.unresolved = 0;  // the first clients had nobody to ask any more

  tell("R45", {{"restore_ms", took.count()}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_GT(verdict.acknowledged, 200);
  drill.stop();
  EXPECT_EQ(drill.run({"verify", "--data", drill.restored().string()}).status, 0);
  const Finished audit = drill.run({"audit", "verify", "--data", drill.restored().string()});
  EXPECT_EQ(audit.status, 0) << audit.output;
  const Finished listed = drill.run(
      {"audit", "list", "--act", "platform.restore", "--data", drill.restored().string()});
  EXPECT_NE(listed.output.find("platform.restore"), std::string::npos) << listed.output;
  EXPECT_LT(took, 60s);
}

TEST(R44, AnEmptyMachineGoesOnFromTheBackupAndGivesNoNumberTwice) {
  Drill drill;
  Load load(drill.first_load(), drill.scene().history());
  ASSERT_TRUE(load.wait_for_more(100, 20s));
  load.stop();
  const Finished made = drill.backup();
  ASSERT_EQ(made.status, 0) << made.output;
  const std::string lost_after = drill.scene().platform().token("grid-001");
  std::set<std::string> lost_numbers;
  for (int i = 0; i < 8; ++i) {
    HttpClient client(drill.scene().platform().port(), 3s);
    const HttpAnswer answer =
        client.post("/api/v1/cases", report_body("after-" + std::to_string(i)),
                    {{"Authorization", "Bearer " + lost_after},
                     {"Idempotency-Key", "after-key-" + std::to_string(i)}});
    ASSERT_EQ(answer.status, 201) << answer.body;
    lost_numbers.insert(text_member(answer.body, "number"));
  }
  drill.scene().platform().kill_everything();

  const Finished done = drill.restore();
  ASSERT_EQ(done.status, 0) << done.output;
  drill.serve();
  Load again(drill.load_plan(), drill.scene().history());
  EXPECT_TRUE(again.wait_for_more(100, 20s)) << "nothing is accepted any more";
  again.stop();
  wait_drained(drill.evidence(), 20s);
  const Verdict verdict = judge(drill.scene().history(), drill.evidence());

  tell("R44", {}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  for (const auto& [op, operation] : drill.scene().history().load())
    for (const Attempt& attempt : operation.attempts)
      EXPECT_FALSE(lost_numbers.contains(attempt.number)) << attempt.number << " was given twice";
  drill.stop();
  EXPECT_EQ(drill.run({"verify", "--data", drill.restored().string()}).status, 0);
}

// Reports that were accepted while no worker ran stand in no record yet.
TEST(R44, WhatOnlyTheQueueHeldComesBackIntoANewOne) {
  Parts parts({});
  const fs::path data = parts.evidence().store.parent_path().parent_path();
  const fs::path room = data.parent_path();
  std::ofstream(room / "pass") << own_passphrase << '\n';
  fs::permissions(room / "pass", fs::perms::owner_read);
  PrivateRedis fresh;
  std::ofstream(room / "old.toml")
      << "[queue]\naddress = \"unix:" << parts.redis().socket() << "\"\n";
  std::ofstream(room / "new.toml") << "[queue]\naddress = \"unix:" << fresh.socket() << "\"\n";
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), GONGZHI_BINARY);
    words.insert(words.end(), {"--passphrase-file", (room / "pass").string()});
    return run_command({std::move(words)}, 120s);
  };
  const std::string restored = (room / "restored").string();
  const std::vector<std::string> back{"restore", "--from", (room / "b").string(),
                                      "--data",  restored, "--config"};
  const auto with = [](std::vector<std::string> words, std::vector<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  parts.worker().signal(SIGKILL);
  parts.worker().wait(5s);
  LoadPlan plan = parts.load_plan();
  plan.submit_percent = 100;
  plan.action_percent = 0;
  plan.settle_limit = 2s;
  Load load(plan, parts.history());
  ASSERT_TRUE(load.wait_for_more(100, 20s));
  load.stop();

  const Finished made = run({"backup", "--to", (room / "b").string(), "--data", data.string(),
                             "--config", (room / "old.toml").string()});
  ASSERT_EQ(made.status, 0) << made.output;
  const Finished done = run(with(back, {(room / "new.toml").string(), "--new-queue"}));
  ASSERT_EQ(done.status, 0) << done.output;
  const Verdict verdict =
      judge(parts.history(), {fs::path(restored) / "store" / "gongzhi.db", fresh.socket()});

  tell("R44 tail", {}, verdict);
  EXPECT_EQ(verdict.lost, 0) << verdict;
  EXPECT_EQ(verdict.wrong_numbers, 0) << verdict;
  EXPECT_EQ(verdict.duplicates, 0) << verdict;
  EXPECT_EQ(verdict.difference, "");
  EXPECT_GE(verdict.acknowledged, 100);
}

TEST(P07, WhoWasErasedAfterTheBackupStaysErased) {
  Drill drill;
  Load load(drill.first_load(), drill.scene().history());
  ASSERT_TRUE(load.wait_for_more(20, 20s));
  load.stop();
  wait_drained(drill.scene().evidence(), 20s);
  ASSERT_EQ(drill.backup().status, 0);
  std::int64_t key = 0;
  std::string number;
  for (const auto& [op, operation] : drill.scene().history().load())
    for (const Attempt& attempt : operation.attempts)
      if (const auto parsed = parse_case_number(attempt.number); parsed && attempt.status == 201)
        key = parsed->key(), number = attempt.number;
  const fs::path list = drill.passphrase().parent_path() / "erasures.log";
  // The last line is torn, as by a crash while it was written.
  std::ofstream(list) << "2026-11-23T08:00:00+08:00 " << number << " all\n2026-11-23T08";
  drill.scene().platform().kill_everything();

  const Finished done = drill.restore({"--erasures", list.string()});

  ASSERT_EQ(done.status, 0) << done.output;
  EXPECT_NE(done.output.find("erased again: 1"), std::string::npos) << done.output;
  EXPECT_EQ(drill.run({"verify", "--data", drill.restored().string()}).status, 0);
  records::DatabaseConfig config;
  config.file = drill.restored() / "store" / "gongzhi.db";
  auto reader = records::Reader::open(config).value();
  std::string title = "?";
  reader->connection().session() << "SELECT title FROM cases WHERE id = " << key, soci::into(title);
  EXPECT_EQ(title, "");
}

TEST(R44, ControlARecordAheadOfItsCasesIsSeen) {
  Drill drill;
  Load load(drill.first_load(), drill.scene().history());
  ASSERT_TRUE(load.wait_for_more(50, 20s));
  ASSERT_EQ(drill.backup().status, 0);
  ASSERT_TRUE(load.wait_for_more(50, 20s));
  drill.scene().platform().kill_everything();
  load.stop();
  // A restore that believes that everything of the queue was applied.
  ASSERT_EQ(drill.restore({"--skip", "1000"}).status, 0);
  fs::remove_all(drill.restored() / "redis" / "appendonlydir");
  fs::copy(drill.scene_data() / "redis" / "appendonlydir",
           drill.restored() / "redis" / "appendonlydir", fs::copy_options::recursive);
  drill.serve();
  wait_drained(drill.evidence(), 3s);

  const Verdict verdict = judge(drill.scene().history(), drill.evidence());

  tell("R44 control", {}, verdict);
  EXPECT_FALSE(verdict.lost == 0 && verdict.wrong_numbers == 0 && verdict.not_drained == 0)
      << "positions ahead of the cases go unnoticed: " << verdict;
}

TEST(R44, ABackupIsCheckedBeforeAnythingIsInItsPlace) {
  Drill drill;
  ASSERT_EQ(drill.backup().status, 0);
  fs::path file;
  for (const auto& entry : fs::directory_iterator(drill.backups())) file = entry.path();

  EXPECT_EQ(drill.run({"backup", "verify", file.string()}).status, 0);
  EXPECT_EQ(
      drill.run({"restore", "--from", file.string(), "--data", drill.scene_data().string()}).status,
      2)
      << "over a directory that is not empty";
  std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(static_cast<std::streamoff>(fs::file_size(file) / 2));
  damaged.put('x').put('y');
  damaged.close();
  EXPECT_EQ(drill.run({"backup", "verify", file.string()}).status, 1);
  const Finished refused = drill.restore();
  EXPECT_EQ(refused.status, 1) << refused.output;
  EXPECT_FALSE(fs::exists(drill.restored())) << "half of it is in place";
}

TEST(P04, NothingCanBeReadInABackup) {
  Drill drill;
  Load load(drill.first_load(), drill.scene().history());
  ASSERT_TRUE(load.wait_for_more(20, 20s));
  load.stop();
  ASSERT_EQ(drill.backup().status, 0);

  int files = 0;
  for (const auto& entry : fs::directory_iterator(drill.backups())) {
    const std::string bytes = read_file(entry.path());
    ++files;
    for (const char* word : {"grid-001", "SQLite format", "communit", "msg_id"})
      EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << entry.path();
  }
  EXPECT_EQ(files, 1) << "nothing else is left there";
  EXPECT_FALSE(fs::exists(drill.scene_data() / "run" / "backup")) << "the unsealed copy stayed";
}

}  // namespace
}  // namespace gongzhi::test
