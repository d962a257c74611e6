// Search: Chinese by two characters, behind the record, rebuildable, forgetful on demand.
#include "records/search.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "records/erase.hpp"
#include "records/search_text.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

using records::search_cases;
using records::search_grams;
using records::search_question;
using records::SearchIndex;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SearchText, CutsRunsIntoPairs) {
  EXPECT_EQ(search_grams("垃圾3桶。A"), "垃圾 圾3 3桶 桶 A");
  EXPECT_EQ(search_grams("３号楼"), "3号 号楼 楼");
  EXPECT_EQ(search_grams("，。 !"), "");
}

TEST(SearchText, AsksOnlyWithQuotedPairs) {
  EXPECT_EQ(search_question("垃圾堆"), "\"垃圾 圾堆\"");
  EXPECT_EQ(search_question("楼"), "\"楼\" *");
  EXPECT_EQ(search_question("NEAR(\"x\" OR *)"), "\"NE EA AR\" AND \"x\" * AND \"OR\"");
  EXPECT_EQ(search_question("\xff\xe5%_'\xe5\x9e"), "");
  EXPECT_EQ(search_question("  "), "");
}

class Search : public RecordsTest {
 protected:
  Search() : index_(must(SearchIndex::open(index_file()))) {
    auto stored = make_case(1);
    stored.item.title = "电梯困人";
    stored.item.description = "三单元电梯停在五楼，里面有人";
    stored.item.address = "幸福小区3号楼";
    auto other = make_case(2);
    other.item.title = "垃圾满溢";
    other.item.description = "幸福小区东门垃圾桶满了";
    other.item.address = "";
    insert({stored, other});
  }

  std::filesystem::path index_file() const { return file().parent_path() / "search.db"; }

  void catch_up() {
    const auto record = reader();
    for (int steps = 0; steps < 100; ++steps) {
      if (must(index_->step(record->connection())) == 0) return;
    }
    FAIL() << "the index does not come to an end";
  }

  std::vector<std::int64_t> find(std::string_view typed) {
    records::DatabaseConfig config;
    config.file = index_file();
    const auto connection = must(records::Connection::open(config, records::Access::read));
    std::vector<std::int64_t> keys;
    for (const records::SearchHit& hit : must(search_cases(*connection, {typed, 0, 50})))
      keys.push_back(hit.case_key);
    return keys;
  }

  std::unique_ptr<SearchIndex> index_;
  const std::int64_t first_ = number_of(1).key();
  const std::int64_t second_ = number_of(2).key();
};

TEST_F(Search, FindsTwoCharactersAnywhereNewestFirst) {
  catch_up();

  EXPECT_THAT(find("电梯"), ElementsAre(first_));
  EXPECT_THAT(find("小区"), ElementsAre(second_, first_));
  EXPECT_THAT(find("号楼"), ElementsAre(first_));
  EXPECT_THAT(find("楼"), ElementsAre(first_));
  EXPECT_THAT(find("幸福小区 满溢"), ElementsAre(second_));
  EXPECT_THAT(find("3号"), ElementsAre(first_));
}

TEST_F(Search, DoesNotFindAcrossPunctuationOrApart) {
  catch_up();

  EXPECT_THAT(find("五楼里"), IsEmpty());
  EXPECT_THAT(find("梯电"), IsEmpty());
  EXPECT_THAT(find("' OR 1=1 --"), IsEmpty());
}

TEST_F(Search, StaysBehindUntilItSteps) {
  EXPECT_THAT(find("电梯"), IsEmpty());
  catch_up();
  insert({make_case(3)});
  EXPECT_THAT(find("没人"), IsEmpty());
  catch_up();

  EXPECT_THAT(find("没人"), ElementsAre(number_of(3).key()));
}

TEST_F(Search, FindsTheNewTextOfAChangedCaseOnly) {
  catch_up();
  auto changed = must(reader()->find_case(number_of(1))).value().stored;
  changed.item.title = "扶梯故障";
  changed.item.description = "";
  changed.item.version = 2;
  update(changed, monday(), entry("correct", "sign", "sign"));
  catch_up();

  EXPECT_THAT(find("扶梯"), ElementsAre(first_));
  EXPECT_THAT(find("电梯"), IsEmpty());
  EXPECT_EQ(must(index_->stale()), 1);
}

TEST_F(Search, ForgetsAtOnceAndForGoodWithARebuild) {
  catch_up();
  must(index_->forget(first_));

  EXPECT_THAT(find("电梯"), IsEmpty());
  EXPECT_EQ(must(index_->stale()), 1);

  tamper("UPDATE cases SET title = '', description = '', address = '' WHERE id = 107");
  must(index_->rebuild());
  EXPECT_EQ(must(index_->stale()), 0);
  catch_up();
  EXPECT_THAT(find("电梯"), IsEmpty());
  EXPECT_THAT(find("满溢"), ElementsAre(second_));
}

TEST_F(Search, GoesOnWhereItStoodAfterARestart) {
  catch_up();
  index_.reset();
  index_ = must(SearchIndex::open(index_file()));

  EXPECT_EQ(must(index_->step(reader()->connection())), 0);
  EXPECT_THAT(find("电梯"), ElementsAre(first_));
}

TEST_F(Search, LooksAtAtMostFiveHundredEntriesAStep) {
  std::vector<records::StoredCase> many;
  for (std::uint64_t seq = 10; seq < 710; ++seq) many.push_back(make_case(seq, seq % 3 == 0));
  insert(many);

  EXPECT_EQ(must(index_->step(reader()->connection())), 500);
  EXPECT_EQ(must(index_->step(reader()->connection())), 202);
  EXPECT_EQ(must(index_->step(reader()->connection())), 0);
}

TEST_F(Search, FindsNumbersTooAlsoTheCases) {
  catch_up();

  EXPECT_THAT(find("26112307"), ElementsAre(second_, first_));
  EXPECT_THAT(find(number_of(1).text()), ElementsAre(first_));
}

TEST_F(Search, SaysHowFarItIs) {
  std::vector<records::StoredCase> many;
  for (std::uint64_t seq = 10; seq < 710; ++seq) many.push_back(make_case(seq));
  insert(many);

  must(index_->step(reader()->connection()));
  EXPECT_EQ(index_->behind(), 202);
  must(index_->step(reader()->connection()));
  EXPECT_EQ(index_->behind(), 0);
}

TEST_F(Search, BeginsAnewWhenTheFileIsDamagedOrGone) {
  catch_up();
  index_.reset();
  for (const char* tail : {"-wal", "-shm"}) std::filesystem::remove(index_file().string() + tail);
  std::ofstream(index_file(), std::ios::binary | std::ios::trunc) << std::string(8192, 'x');

  index_ = must(SearchIndex::open(index_file()));
  catch_up();
  EXPECT_THAT(find("电梯"), ElementsAre(first_));

  index_.reset();
  records::remove_search_file(index_file());
  index_ = must(SearchIndex::open(index_file()));
  catch_up();
  EXPECT_THAT(find("电梯"), ElementsAre(first_));
}

TEST_F(Search, BeginsAnewWhenAnOlderProgramMadeIt) {
  catch_up();
  index_.reset();
  {
    records::DatabaseConfig config;
    config.file = index_file();
    const auto connection = must(records::Connection::open(config, records::Access::write));
    connection->execute("UPDATE shape SET version = '0'; DELETE FROM documents");
  }

  index_ = must(SearchIndex::open(index_file()));
  catch_up();
  EXPECT_THAT(find("电梯"), ElementsAre(first_));
}

class SearchAfterErasure : public Search {
 protected:
  void erase_first() {
    const auto transaction = must(store().begin());
    must(records::erase_personal_text(*transaction, {first_, "{}", monday()}));
    must(transaction->commit());
    EXPECT_TRUE(store().connection().truncate_log());
  }

  /// What the index itself holds of a pair, whether or not a case is found by it.
  int held(const std::string& pair) {
    records::DatabaseConfig config;
    config.file = index_file();
    const auto connection = must(records::Connection::open(config, records::Access::read));
    int rows = 0;
    connection->session() << "SELECT COUNT(*) FROM texts WHERE texts MATCH '\"" + pair + "\"'",
        soci::into(rows);
    return rows;
  }
};

TEST_F(SearchAfterErasure, FindsNothingOfItAtOnceAndHoldsNothingOfItAfterARebuild) {
  catch_up();
  ASSERT_FALSE(must(index_->follow_erasures(reader()->connection())));
  erase_first();

  EXPECT_TRUE(must(index_->follow_erasures(reader()->connection())));
  EXPECT_THAT(find("电梯"), IsEmpty());
  EXPECT_FALSE(must(index_->follow_erasures(reader()->connection())));

  ASSERT_EQ(held("困人"), 1);
  must(index_->rebuild());
  catch_up();
  EXPECT_EQ(held("困人"), 0);
  EXPECT_THAT(find("电梯"), IsEmpty());
  EXPECT_THAT(find("满溢"), ElementsAre(second_));
  EXPECT_FALSE(must(index_->follow_erasures(reader()->connection())));
}

TEST_F(Search, IsAskedThroughAReader) {
  records::DatabaseConfig with_search = config();
  with_search.search_file = index_file();
  const auto asked = must(records::Reader::open(with_search));
  EXPECT_THAT(must(asked->search({"小区", 0, 50})).items, IsEmpty());
  catch_up();

  const auto first_page = must(asked->search({"小区", 0, 1}));
  ASSERT_EQ(first_page.items.size(), 1U);
  EXPECT_EQ(first_page.items.front().item.number, number_of(2));
  EXPECT_TRUE(first_page.is_readable);
  EXPECT_TRUE(first_page.indexed_until.has_value());
  const auto second_page = must(asked->search({"小区", first_page.next, 1}));
  ASSERT_EQ(second_page.items.size(), 1U);
  EXPECT_EQ(second_page.items.front().item.number, number_of(1));

  // A new file in its place is seen, and none at all is no trouble of the record.
  index_.reset();
  records::remove_search_file(index_file());
  EXPECT_FALSE(must(asked->search({"小区", 0, 50})).is_readable);
  index_ = must(SearchIndex::open(index_file()));
  catch_up();
  EXPECT_EQ(must(asked->search({"小区", 0, 50})).items.size(), 2U);
}

}  // namespace
}  // namespace gongzhi::test
