// Years pass: what is due is erased everywhere, and the chain still verifies (security.md P07).
// Time is an argument.
#include "workers/retention.hpp"

#include <gmock/gmock.h>

#include "records/personal.hpp"
#include "records/store.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "tests/support/files.hpp"
#include "vault/sealing.hpp"

namespace gongzhi::test {
namespace {

using std::chrono::hours;

const std::string phone = "13712345678";
const std::string words = "三楼漏水滴到床上";
constexpr auto month = hours{24 * 31};

// A report with a person, withdrawn an hour later: closed.
class P07 : public testing::Test {
 protected:
  P07() {
    const vault::DataKey key = vault::DataKey::random();
    workers::Incoming report = rig_.report("with-a-person", {7, 1, 0}, words);
    auto& body = std::get<CreateCase>(report.message.body);
    body.personal.key = key.seal_with(rig_.keyring());
    body.personal.fields.emplace("contact_phone", key.seal("contact_phone", phone));
    body.personal.index.push_back(rig_.keyring().blind_index("phone", phone));
    body.address = key.seal("address", "幸福小区三号楼");
    sealed_phone_ = text_of(body.personal.fields, "contact_phone");
    rig_.apply({std::move(report)});
    rig_.apply({rig_.act(number(), "resident-001", "withdraw", {}, {7, 2, 60})});
    EXPECT_TRUE(rig_.case_of(number()).closed_at);
  }

  static CaseNumber number() { return ApplierRig::number_at({7, 1, 0}); }
  void pass(Instant now) {
    for (int step = 0; step < 4; ++step) ASSERT_TRUE(rig_.applier().forget_people(now));
  }
  std::vector<std::string> files_with(const std::string& text) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(rig_.dir().root()))
      if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos)
        found.push_back(entry.path().filename().string());
    return found;
  }

  ApplierRig rig_;
  std::string sealed_phone_;
};

TEST_F(P07, NothingIsErasedBeforeItsTime) {
  pass(monday() + 11 * month);

  EXPECT_EQ(rig_.ask("SELECT COUNT(*) FROM personal_keys"), 1);
  EXPECT_EQ(rig_.case_of(number()).title, words);
}

TEST_F(P07, AfterAYearTheKeyIsGoneAndTheSealedTextOpensNoMore) {
  pass(monday() + 13 * month);

  EXPECT_EQ(rig_.ask("SELECT COUNT(*) FROM personal_keys"), 0);
  EXPECT_EQ(rig_.ask("SELECT COUNT(*) FROM personal_index"), 0);
  EXPECT_EQ(rig_.case_of(number()).title, words) << "what happened is kept longer";
  EXPECT_THAT(files_with(rig_.keyring().blind_index("phone", phone)), testing::IsEmpty());
  rig_.expect_verified();
}

TEST_F(P07, AfterThreeYearsNothingOfThePersonIsInAnyFileAndTheChainVerifies) {
  ASSERT_THAT(files_with(words), testing::Not(testing::IsEmpty()));
  ASSERT_THAT(files_with(sealed_phone_), testing::Not(testing::IsEmpty()));

  pass(monday() + 38 * month);

  EXPECT_THAT(files_with(words), testing::IsEmpty());
  EXPECT_THAT(files_with(sealed_phone_), testing::IsEmpty());
  EXPECT_EQ(rig_.case_of(number()).title, "");
  EXPECT_EQ(rig_.ask("SELECT COUNT(*) FROM erasures"), 1);
  rig_.expect_verified();
}

TEST_F(P07, ALogTellsWhatWasErasedAndARestoredBackupIsErasedAgainFromIt) {
  rig_.close();
  const auto store_file = rig_.dir().store();
  const auto backup = rig_.dir().root() / "backup.db";
  {
    auto store = records::Store::open(store_file, monday());
    ASSERT_TRUE((*store)->connection().truncate_log());
  }
  std::filesystem::copy_file(store_file, backup);
  rig_.reopen();
  pass(monday() + 38 * month);
  const auto log = rig_.dir().root() / "erasures.log";
  EXPECT_THAT(read_file(log), testing::HasSubstr(number().text() + " all\n"));

  auto restored = records::Store::open(backup, monday());
  ASSERT_TRUE(restored);
  const auto again = workers::erase_again(**restored, log);

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, 1);
  restored->reset();
  EXPECT_THAT(files_with(words), testing::IsEmpty());
  EXPECT_FALSE(rig_.dir().root().empty());
}

}  // namespace
}  // namespace gongzhi::test
