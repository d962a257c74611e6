// Tampering that verify() must name, and erasure that it must accept.
#include "records/verify.hpp"

#include <gmock/gmock.h>

#include "records/erase.hpp"
#include "tests/integration/records/fixture.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

using records::Verification;
using records::verify;
using std::chrono::hours;
using ::testing::HasSubstr;

class Verify : public RecordsTest {
 protected:
  Verify() {
    insert({make_case(1), make_case(2), make_case(3), make_case(4, 8)});
    update(closed(make_case(2), monday() + hours(5)), monday() + hours(5),
           entry("close", "sign", "closed", "张三电话 13800001234 说已清运"));
  }

  Verification verified() { return must(verify(reader()->connection())); }

  /// The place of the first difference; empty when it verifies.
  std::string where() {
    const Verification result = verified();
    return result.difference ? result.difference->where : std::string{};
  }
};

TEST_F(Verify, AcceptsWhatTheWriterWrote) {
  const Verification result = verified();

  EXPECT_FALSE(result.difference) << result.difference->where << ": " << result.difference->what;
  EXPECT_EQ(result.entries, 5);
  EXPECT_EQ(result.cases, 4);
  EXPECT_EQ(result.messages, 4);
}

TEST_F(Verify, AcceptsATimelineThatAMigrationHasMoved) {
  tamper("DELETE FROM migrations WHERE number = 5");

  reopen();

  EXPECT_EQ(where(), "");
  EXPECT_EQ(verified().entries, 5);
}

TEST_F(Verify, NamesAnEditedEntry) {
  tamper("UPDATE timeline SET actor = 'somebody' WHERE partition = 7 AND n = 2");

  EXPECT_EQ(where(), "partition 7 entry 2");
}

TEST_F(Verify, NamesAnEditedEntryWhoseHashWasMadeToFit) {
  tamper("UPDATE timeline SET hash = 'abc' WHERE partition = 7 AND n = 2");
  tamper("UPDATE timeline SET prev_hash = 'abc' WHERE partition = 7 AND n = 3");

  EXPECT_EQ(where(), "partition 7 entry 2");
}

TEST_F(Verify, NamesADeletedEntry) {
  tamper("DELETE FROM timeline WHERE partition = 7 AND n = 2");

  EXPECT_EQ(where(), "partition 7 entry 2");
}

TEST_F(Verify, NamesReorderedEntries) {
  tamper("UPDATE timeline SET n = 99 WHERE partition = 7 AND n = 2");
  tamper("UPDATE timeline SET n = 2 WHERE partition = 7 AND n = 3");
  tamper("UPDATE timeline SET n = 3 WHERE partition = 7 AND n = 99");

  EXPECT_EQ(where(), "partition 7 entry 2");
}

TEST_F(Verify, NamesATailThatWasCutOff) {
  tamper("DELETE FROM timeline WHERE partition = 7 AND n = 4");

  EXPECT_EQ(where(), "partition 7 entry 4");
}

TEST_F(Verify, NamesATailThatWasCutOffTogetherWithItsHead) {
  tamper("DELETE FROM timeline WHERE partition = 7 AND n >= 3");
  tamper(
      "UPDATE chain_heads SET n = 2, hash = (SELECT hash FROM timeline WHERE partition = 7 AND n = "
      "2) WHERE partition = 7");

  EXPECT_EQ(where(), "case " + number_of(2).text());
}

TEST_F(Verify, NamesAnEditedHeadAndAMissingOne) {
  tamper("UPDATE chain_heads SET hash = 'abc' WHERE partition = 8");
  EXPECT_EQ(where(), "partition 8 entry 1");

  tamper("DELETE FROM chain_heads WHERE partition = 8");
  EXPECT_EQ(where(), "partition 8 entry 1");
}

TEST_F(Verify, NamesAnEditedStepOfAMessage) {
  const auto transaction = must(store().begin());
  auto stored = closed(make_case(3), monday() + hours(5));
  must(transaction->update_case(stored, 1, monday() + hours(5)));
  std::vector<records::TimelineRow> steps{entry("sign", "sign", "doing", "我来处理"),
                                          entry("handle", "doing", "handled"),
                                          entry("close", "handled", "closed")};
  must(transaction->append_timeline(
      {7, number_of(3).key(), stored.item.version, monday() + hours(5), steps}));
  must(transaction->commit());
  ASSERT_EQ(where(), "");
  ASSERT_EQ(verified().entries, 6) << "one message is one row";

  tamper("UPDATE timeline SET steps = REPLACE(steps, 'handle', 'hundle') WHERE n = 5");

  EXPECT_EQ(where(), "partition 7 entry 5");
}

TEST_F(Verify, NamesAMessageThatVanished) {
  tamper("DELETE FROM inbox WHERE number = '" + number_of(3).text() + "'");

  EXPECT_EQ(where(), "inbox");
}

TEST_F(Verify, NamesAnEditedNumber) {
  tamper("UPDATE cases SET number = '26112407-00003' WHERE id = 307");

  EXPECT_NE(where(), "");
}

TEST_F(Verify, NamesAnEditedNote) {
  tamper("UPDATE timeline_notes SET note = '没有清运'");

  EXPECT_EQ(where(), "partition 7 entry 4");
}

TEST_F(Verify, NamesANoteThatVanishedWithoutErasure) {
  tamper("DELETE FROM timeline_notes");

  EXPECT_EQ(where(), "partition 7 entry 4");
}

TEST_F(Verify, NamesAnEditedText) {
  tamper("UPDATE cases SET description = '没有垃圾' WHERE id = 307");

  EXPECT_EQ(where(), "case " + number_of(3).text());
}

TEST_F(Verify, NamesACaseThatIsNotWhereItsTimelineSays) {
  tamper("UPDATE cases SET state = 'doing' WHERE id = 307");

  EXPECT_EQ(where(), "case " + number_of(3).text());
}

TEST_F(Verify, NamesAVersionWithoutEntry) {
  tamper("UPDATE cases SET version = 2 WHERE id = 307");

  EXPECT_EQ(where(), "case " + number_of(3).text());
}

TEST_F(Verify, NamesEntriesOfAVanishedCase) {
  tamper("DELETE FROM cases WHERE id = 307");

  EXPECT_EQ(where(), "partition 7 entry 3");
}

TEST_F(Verify, NamesAReportWithoutCase) {
  auto lost = report_row(make_case(77).item);
  const auto transaction = must(store().begin());
  must(transaction->insert_inbox(lost));
  must(transaction->commit());

  EXPECT_EQ(where(), "message " + lost.id.hex());
}

TEST_F(Verify, NamesAFigureThatDoesNotRecount) {
  tamper("UPDATE open_counts SET n = n + 1 WHERE dimension = 'state' AND value = 'sign'");

  EXPECT_EQ(where(), "open_counts state sign");
}

TEST_F(Verify, NamesADayThatDoesNotRecount) {
  tamper("UPDATE daily SET received = received - 1");

  EXPECT_EQ(where(), "daily 2026-11-23");
}

TEST_F(Verify, NamesAPositionBehindItsCases) {
  must(store().take_ownership("w1", 16, monday()));

  EXPECT_EQ(where(), "position of partition 7");
}

class Erase : public Verify {
 protected:
  void erase(std::uint64_t seq) {
    const auto transaction = must(store().begin());
    must(records::erase_personal_text(*transaction, {number_of(seq).key(), "{}", monday()}));
    must(transaction->commit());
    EXPECT_TRUE(store().connection().truncate_log());
  }

  std::string bytes_of_all_files() const {
    std::string bytes;
    for (const auto& item : std::filesystem::directory_iterator(file().parent_path()))
      bytes += read_file(item.path());
    return bytes;
  }
};

TEST_F(Erase, ForgetsTheTextAndStillVerifies) {
  erase(2);

  EXPECT_EQ(where(), "");
  const auto found = must(reader()->find_case(number_of(2))).value();
  EXPECT_EQ(found.stored.item.title, "");
  EXPECT_EQ(found.stored.item.description, "");
  EXPECT_EQ(found.stored.item.address, "");
  EXPECT_EQ(found.stored.item.state, "closed");
  const auto entries = must(reader()->timeline(number_of(2).key(), 0, 10));
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].entry.note, "");
  EXPECT_TRUE(entries[1].erased);
  EXPECT_FALSE(entries[0].erased);
  const auto other = must(reader()->find_case(number_of(1))).value();
  EXPECT_THAT(other.stored.item.title, HasSubstr("楼下垃圾"));
}

TEST_F(Erase, LeavesNoTraceInTheFiles) {
  ASSERT_THAT(bytes_of_all_files(), HasSubstr("13800001234"));
  ASSERT_THAT(bytes_of_all_files(), HasSubstr("楼下垃圾 2"));

  erase(2);

  EXPECT_EQ(bytes_of_all_files().find("13800001234"), std::string::npos);
  EXPECT_EQ(bytes_of_all_files().find("楼下垃圾 2"), std::string::npos);
  EXPECT_NE(bytes_of_all_files().find("楼下垃圾 3"), std::string::npos);
}

TEST_F(Erase, StillTellsTamperingFromErasure) {
  erase(2);
  tamper("UPDATE cases SET title = '别的' WHERE id = 207");

  EXPECT_EQ(where(), "case " + number_of(2).text());
}

TEST_F(Erase, SaysWhenThereIsNoSuchCase) {
  const auto transaction = must(store().begin());

  const auto erased = records::erase_personal_text(*transaction, {9999, "{}", monday()});

  ASSERT_TRUE(erased.has_error());
  EXPECT_EQ(erased.error().code, Errc::not_found);
}

}  // namespace
}  // namespace gongzhi::test
