// How connections are opened (reliability.md D17), and what foreign errors become.
#include <gmock/gmock.h>

#include <fstream>

#include "records/migrations.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

using records::Access;
using records::Connection;
using ::testing::HasSubstr;
using ::testing::Not;

class Connections : public RecordsTest {
 protected:
  static std::string ask(Connection& connection, const std::string& question) {
    std::string answer;
    connection.session() << question, soci::into(answer);
    return answer;
  }
};

TEST_F(Connections, WriterIsDurableAndForgetsWhatItDeletes) {
  Connection& writer = store().connection();

  EXPECT_EQ(ask(writer, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(ask(writer, "PRAGMA synchronous"), "2");
  EXPECT_EQ(ask(writer, "PRAGMA foreign_keys"), "1");
  EXPECT_EQ(ask(writer, "PRAGMA secure_delete"), "1");
  EXPECT_EQ(ask(writer, "PRAGMA wal_autocheckpoint"), "16000");
}

TEST_F(Connections, ReaderNeitherWritesNorCheckpoints) {
  const auto open = reader();

  EXPECT_EQ(ask(open->connection(), "PRAGMA query_only"), "1");
  EXPECT_EQ(ask(open->connection(), "PRAGMA wal_autocheckpoint"), "0");
  EXPECT_THROW(open->connection().execute("DELETE FROM cases"), soci::soci_error);
}

TEST_F(Connections, ClosingTheLastReaderLeavesTheLog) {
  insert({make_case(1)});
  auto last = reader();
  const auto log = file().string() + "-wal";
  ASSERT_GT(std::filesystem::file_size(log), 0U);
  // A writer that is killed leaves its log; SQLite would fold it in when the last connection goes.
  const auto kept = std::filesystem::path(file().string() + "-copy");
  std::filesystem::copy_file(file(), kept);
  std::filesystem::copy_file(log, kept.string() + "-wal");
  records::DatabaseConfig copy = config();
  copy.file = kept;
  const auto before = std::filesystem::file_size(kept);
  must(records::Reader::open(copy)).reset();

  EXPECT_EQ(std::filesystem::file_size(kept), before);
  EXPECT_GT(std::filesystem::file_size(kept.string() + "-wal"), 0U);
}

TEST_F(Connections, ReaderOfARecordThatIsNotThereIsUnavailable) {
  records::DatabaseConfig nowhere = config();
  nowhere.file = file().parent_path() / "nothing.db";

  const auto opened = records::Reader::open(nowhere);

  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().code, Errc::unavailable);
}

TEST_F(Connections, FileThatIsNoDatabaseIsCorrupt) {
  const auto path = file().parent_path() / "text.db";
  std::ofstream(path) << std::string(5000, 'x');

  const auto opened = records::Store::open(path, monday());

  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().code, Errc::corrupt);
}

TEST_F(Connections, FullDiskIsUnavailableAndLeavesTheRecordUsable) {
  store().connection().execute("PRAGMA max_page_count = 110");
  {
    const auto transaction = must(store().begin());
    Result<void> written;
    for (std::uint64_t seq = 1; seq < 2000 && written; ++seq) {
      written = transaction->insert_case(make_case(seq));
    }
    ASSERT_TRUE(written.has_error());
    EXPECT_EQ(written.error().code, Errc::unavailable);
    EXPECT_THAT(written.error().detail, HasSubstr("full"));
  }
  store().connection().execute("PRAGMA max_page_count = 1000000");
  EXPECT_EQ(count("cases"), 0);
  insert({make_case(1)});
  EXPECT_EQ(count("cases"), 1);
}

TEST_F(Connections, ErrorsDoNotCarryPersonalTextIntoTheLog) {
  insert({make_case(1)});
  auto again = make_case(1);
  again.item.title = "李四 13800001234";

  const auto transaction = must(store().begin());
  const Error error = transaction->insert_case(again).error();

  EXPECT_EQ(error.code, Errc::conflict);
  EXPECT_THAT(error.message, Not(HasSubstr("13800001234")));
  EXPECT_THAT(error.detail, Not(HasSubstr("13800001234")));
}

TEST_F(Connections, MigrationsRunOnceAndRefuseANewerRecord) {
  Connection& writer = store().connection();
  EXPECT_TRUE(must(records::plan_migrations(writer)).empty());
  EXPECT_EQ(must(records::migrate(writer, monday())), 0);

  tamper("INSERT INTO migrations (number, name, at) VALUES (999, 'later', 0)");
  const auto opened = records::Store::open(config(), monday());

  ASSERT_TRUE(opened.has_error());
  EXPECT_EQ(opened.error().code, Errc::conflict);
}

}  // namespace
}  // namespace gongzhi::test
