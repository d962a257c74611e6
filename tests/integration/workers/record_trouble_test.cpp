// The record is busy, full, or refuses an import half way: nothing is half done, and it goes on by
// itself (R11, R23).
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "records/damage.hpp"
#include "records/database.hpp"
#include "runtime/data_dir.hpp"
#include "tests/integration/workers/worker_rig.hpp"
#include "tests/support/damaged_record.hpp"
#include "workers/bundle.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;

TEST(RecordTrouble, OfALockHeldElsewhereMovesNothingAndPassesByItself) {
  ApplierRig rig;
  test::OtherWriter other(rig.dir().store());

  const auto busy = rig.applier().apply({rig.report("a", {.seq = 1})});
  other.let_go();
  const auto after = rig.applier().apply({rig.report("a", {.seq = 1})});

  EXPECT_EQ(busy.error().code, Errc::busy);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->applied, 1);
  EXPECT_TRUE(rig.letters().empty());
}

// Files of this process may not grow any more, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(RecordTrouble, OfAFullDiskMovesNothingBuriesNothingAndPassesByItself) {
  ApplierRig rig;
  rig.apply({rig.report("first", {.seq = 1})});
  const auto log = rig.dir().store().string() + "-wal";
  std::vector<workers::Incoming> batch;
  for (std::uint64_t seq = 2; seq <= 200; ++seq)
    batch.push_back(rig.report("k" + std::to_string(seq), {.seq = seq}));
  std::vector<Errc> failures;

  {
    const FullDisk full(std::filesystem::file_size(log) + 8'192);
    for (int tries = 0; tries < 3; ++tries) {
      const auto report = rig.applier().apply(batch);
      failures.push_back(report ? Errc::internal : report.error().code);
    }
  }
  EXPECT_EQ(rig.position().seq, 1u);
  const auto after = rig.applier().apply(batch);

  for (const Errc failure : failures) EXPECT_EQ(failure, Errc::unavailable) << name(failure);
  ASSERT_TRUE(after) << after.error().message << after.error().detail;
  EXPECT_EQ(after->applied, 199);
  EXPECT_TRUE(rig.letters().empty());
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 200);
  rig.expect_verified();
}

TEST(RecordTrouble, OfADamagedFileIsToldAndBuriesNothing) {
  ApplierRig rig;
  rig.apply({rig.report("first", {.seq = 1})});
  rig.close();
  test::damage(rig.dir().store(), "cases");
  rig.reopen();
  std::vector<workers::Incoming> batch;
  for (std::uint64_t seq = 2; seq <= 5; ++seq)
    batch.push_back(rig.report("k" + std::to_string(seq), {.seq = seq}));

  const auto report = rig.applier().apply(batch);

  ASSERT_FALSE(report);
  EXPECT_TRUE(records::is_damage(report.error())) << report.error().message;
  EXPECT_NE(report.error().detail.find("sqlite 11"), std::string::npos) << report.error().detail;
  EXPECT_EQ(rig.position().seq, 1U);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 0);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM inbox"), 2) << "the county and the first";
}

TEST(RecordTrouble, OfAFileThatIsDamagedStopsTheWorkerWhichGoesOnOnceItIsRestored) {
  test::WorkerRig rig;
  const auto store = rig.county.dir().store();
  const auto backup = store.string() + ".backup";
  rig.start();
  rig.submit("before");
  ASSERT_TRUE(rig.wait_for([&] { return rig.applied() == 1; }));
  rig.stop();
  std::filesystem::copy_file(store, backup);
  test::damage(store, "cases");
  rig.start();

  for (int i = 0; i < 5; ++i) rig.submit("k" + std::to_string(i));
  const Error words = rig.last_words();
  EXPECT_EQ(words.code, Errc::corrupt) << words.message;
  EXPECT_NE(words.message.find("Restore the record from a backup"), std::string::npos);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 0);
  std::filesystem::remove(store.string() + "-wal");
  std::filesystem::remove(store.string() + "-shm");
  std::filesystem::copy_file(backup, store, std::filesystem::copy_options::overwrite_existing);
  rig.start();

  EXPECT_TRUE(rig.wait_for([&] { return rig.applied() == 6; })) << rig.applied();
  EXPECT_EQ(rig.cases(), 6);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM dead_letters"), 0);
}

struct Import : testing::Test {
  // Sends these files as an import; the outcome of it.
  Outcome import(const workers::BundleFiles& files) {
    EXPECT_TRUE(workers::stage_bundle(rig.dir().imports(), files));
    Message message;
    message.id = rig.keyring().derived_id("test import", std::to_string(++seq));
    message.actor.system = "import";
    message.body = ImportBundle{workers::bundle_hash(files), "test"};
    rig.apply({rig.incoming(message, {.partition = 0, .seq = seq + 1}),
               rig.report("beside" + std::to_string(seq), {.seq = seq})});
    auto row = rig.reader()->find_outcome(message.id);
    EXPECT_TRUE(row && *row);
    return row && *row ? (*row)->outcome : Outcome{};
  }
  std::int64_t version() { return rig.ask("SELECT version FROM config_version"); }

  ApplierRig rig;
  workers::BundleFiles county = workers::load_bundle(test::county_files()).value();
  std::uint64_t seq = 0;
};

TEST_F(Import, ThatFailsHalfWayImportsNothing) {
  const auto before = rig.applier().world()->version;
  workers::BundleFiles files;
  files["policy.csv"] = "name,value\nopen_claims_max,2\n";
  files["orgs.csv"] = county.at("orgs.csv");
  // The same version of a kind with another text is refused only when the tables are half written.
  files["kinds/wish.json"] = county.at("kinds/wish.json") + "\n";

  const Outcome outcome = import(files);

  EXPECT_EQ(outcome.status, OutcomeStatus::refused);
  EXPECT_EQ(outcome.reason, "bundle_has_errors") << outcome.message;
  EXPECT_EQ(rig.applier().world()->version, before);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM policy"), 0);
  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM cases"), 1) << "the report beside it is applied";
  EXPECT_TRUE(rig.letters().empty());
}

TEST_F(Import, WithAnErrorNamesFileAndLineAndImportsNothing) {
  const auto before = rig.applier().world()->version;
  workers::BundleFiles files;
  files["users.csv"] = county.at("users.csv") + "nobody,无名,no_such_role,140802,,,,,,,active\n";

  const Outcome outcome = import(files);

  EXPECT_EQ(outcome.status, OutcomeStatus::refused);
  EXPECT_NE(outcome.message.find("users.csv:"), std::string::npos) << outcome.message;
  EXPECT_EQ(rig.applier().world()->version, before);
}

TEST_F(Import, WhoseStagedFilesWereChangedIsRefused) {
  workers::BundleFiles files;
  files["policy.csv"] = "name,value\nopen_claims_max,2\n";
  ASSERT_TRUE(workers::stage_bundle(rig.dir().imports(), files));
  std::ofstream(rig.dir().imports() / workers::bundle_hash(files) / "policy.csv")
      << "name,value\nopen_claims_max,9\n";

  const Outcome outcome = import(files);

  EXPECT_EQ(outcome.reason, "no_such_bundle") << outcome.message;
}

TEST_F(Import, TakesEffectForTheMessagesBehindItInTheSameBatch) {
  const auto before = rig.applier().world()->version;
  workers::BundleFiles files;
  files["policy.csv"] = "name,value\nopen_claims_max,2\n";

  const Outcome outcome = import(files);

  EXPECT_EQ(outcome.status, OutcomeStatus::applied) << outcome.message;
  EXPECT_EQ(rig.applier().world()->version, before + 1);
  EXPECT_EQ(rig.applier().world()->policy.open_claims_max, 2);
}

}  // namespace
}  // namespace gongzhi
