// Search: Chinese by two characters, behind the record, rebuildable, forgetful on demand.
#include "records/search.hpp"

#include <gmock/gmock.h>

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
    return must(search_cases(*connection, typed, 50));
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

}  // namespace
}  // namespace gongzhi::test
