// Heads outside the record: read back as they were written, and refused when they were not.
#include "workers/audit_heads.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "tests/support/files.hpp"
#include "workers/backup_mark.hpp"

namespace gongzhi::workers {
namespace {

namespace fs = std::filesystem;

class KeptHeadsTest : public ::testing::Test {
 protected:
  KeptHeadsTest() {
    std::string name = (fs::temp_directory_path() / "heads-XXXXXX").string();
    dir_ = ::mkdtemp(name.data());
  }
  ~KeptHeadsTest() override { fs::remove_all(dir_); }
  fs::path file() const { return dir_ / "heads.jsonl"; }
  vault::Keyring keyring(const char* name = "a") const {
    return vault::Keyring::load_or_create(dir_ / name).value();
  }
  void add(const AuditHead& head) const {
    const std::array<std::string, 1> lines{signed_line(keyring(), head)};
    ASSERT_TRUE(append_durably(file(), lines));
  }
  fs::path dir_;
};

using R53Heads = KeptHeadsTest;

TEST_F(R53Heads, ComeBackAsTheyWereWritten) {
  const AuditHead first{0, 12, "abc", from_ms(1'795'395'600'123)}, second{7, 3, "def", from_ms(5)};
  add(first);
  add(second);
  add(first);

  const auto kept = load_kept_heads(keyring(), file());

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->heads, (std::vector<AuditHead>{first, second}));
  EXPECT_EQ(kept->torn, 0);
}

TEST_F(R53Heads, AnEditedLineIsNamed) {
  add({0, 12, "abc", from_ms(5)});
  add({0, 13, "abd", from_ms(6)});
  std::string text = test::read_file(file());
  text.replace(text.find("\"n\":13"), 6, "\"n\":11");
  std::ofstream(file(), std::ios::binary) << text;

  const auto kept = load_kept_heads(keyring(), file());

  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Errc::corrupt);
  EXPECT_NE(kept.error().message.find("heads.jsonl:2"), std::string::npos);
}

TEST_F(R53Heads, AnotherInstallationCannotSignThem) {
  add({0, 12, "abc", from_ms(5)});

  EXPECT_EQ(load_kept_heads(keyring("b"), file()).error().code, Errc::corrupt);
}

TEST_F(R53Heads, ALineTornByACrashCostsThatLineOnly) {
  add({0, 12, "abc", from_ms(5)});
  fs::resize_file(file(), fs::file_size(file()) - 20);
  add({0, 13, "abd", from_ms(6)});

  const auto kept = load_kept_heads(keyring(), file());

  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->torn, 1);
  ASSERT_EQ(kept->heads.size(), 1U);
  EXPECT_EQ(kept->heads[0].n, 13);
}

TEST_F(R53Heads, RowsMayGoAfterTheMonthsOfTheSettings) {
  runtime::Settings::Audit settings;
  settings.keep_months = 6;

  const Instant since =
      audit_kept_since(settings, parse_rfc3339("2026-08-31T10:00:00+08:00").value());

  EXPECT_EQ(format_rfc3339(since), "2026-02-28T08:00:00+08:00");
}

TEST_F(KeptHeadsTest, TheMarkOfABackupComesBack) {
  const auto dir = runtime::DataDir::open(dir_ / "data").value();
  EXPECT_FALSE(find_backup_mark(dir));

  ASSERT_TRUE(write_backup_mark(dir, {from_ms(5'000), {{0, 12}, {7, 99}}}));

  const auto mark = find_backup_mark(dir);
  ASSERT_TRUE(mark);
  EXPECT_EQ(mark->seqs.at(7), 99U);
  std::ofstream(dir.root() / "backup_mark.json") << "{";
  EXPECT_FALSE(find_backup_mark(dir));
}

}  // namespace
}  // namespace gongzhi::workers
