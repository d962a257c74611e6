// Categories, standards, and the suggestion of a category for what people write.
#include "governance/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "governance/keywords.hpp"

namespace gongzhi {
namespace {

Category category(std::string code, std::string name, std::vector<std::string> keywords = {}) {
  Category row;
  row.code = std::move(code);
  row.name = std::move(name);
  row.keywords = std::move(keywords);
  return row;
}

Standard standard(std::string id, std::string category_code, std::string limit) {
  Standard row;
  row.id = std::move(id);
  row.category = std::move(category_code);
  row.limit = parse_limit(limit).value();
  return row;
}

Catalogue small_catalogue() {
  return Catalogue::build(
             {category("C0137", "路灯", {"路灯不亮", "路灯坏了"}),
              category("E0110", "暴露生活垃圾", {"垃圾", "垃圾成堆", "臭味"}),
              category("E0192", "垃圾满溢", {"垃圾桶", "垃圾桶满", "没人清运"}),
              category("E0101", "私搭乱建(在建)", {"违建", "违章建筑"}),
              category("N0105", "停车纠纷", {"停车", "占车位", "EV充电"})},
             {standard("E0192-1", "E0192", "4小时"), standard("C0137-1", "C0137", "2天"),
              standard("C0137-2", "C0137", "2工作时"), standard("C0137-3", "C0137", "1天")})
      .value();
}

const Catalogue::Suggestion suggest(std::string_view title, std::string_view text) {
  static const Catalogue catalogue = small_catalogue();
  return catalogue.suggest(title, text);
}

std::string code_of(const Catalogue::Suggestion& suggestion) {
  return suggestion.category ? suggestion.category->code : "unsure";
}

TEST(Catalogue, FindsCategoriesAndTheirStandardsInTableOrder) {
  const Catalogue catalogue = small_catalogue();

  ASSERT_NE(catalogue.find_category("E0110"), nullptr);
  EXPECT_EQ(catalogue.find_category("E0110")->name, "暴露生活垃圾");
  EXPECT_EQ(catalogue.find_category("E011"), nullptr);
  const auto lights = catalogue.standards_of("C0137");
  ASSERT_EQ(lights.size(), 3U);
  EXPECT_EQ(lights[0].id, "C0137-1");
  EXPECT_EQ(lights[2].id, "C0137-3");
  EXPECT_TRUE(catalogue.standards_of("E0110").empty());
  EXPECT_EQ(catalogue.find_standard("E0192-1")->category, "E0192");
}

TEST(Catalogue, TheStrictestLimitCountsUntilAStandardIsChosen) {
  const Catalogue catalogue = small_catalogue();

  EXPECT_EQ(catalogue.strictest("C0137")->id, "C0137-2");
  EXPECT_EQ(catalogue.strictest("E0110"), nullptr);
}

TEST(Catalogue, RefusesDoubledIdsAndStandardsWithoutCategory) {
  const auto built =
      Catalogue::build({category("E0110", "垃圾"), category("E0110", "垃圾"), category("", "")},
                       {standard("S-1", "E0110", "1天"), standard("S-1", "E9999", "1天")});

  ASSERT_FALSE(built);
  const Error error = built.error();
  std::vector<std::string> errors;
  for (const FieldError& field : error.fields) errors.push_back(field.pointer + " " + field.code);
  EXPECT_EQ(errors,
            (std::vector<std::string>{"/categories/1/code doubled", "/categories/2/code required",
                                      "/categories/2/name required", "/standards/1/id doubled",
                                      "/standards/1/category unknown_category"}));
}

TEST(Suggest, AKeywordInTheTitleSuffices) {
  const auto suggestion = suggest("门口路灯不亮", "晚上看不清路");

  EXPECT_EQ(code_of(suggestion), "C0137");
  EXPECT_EQ(suggestion.matched, std::vector<std::string>{"路灯不亮"});
}

TEST(Suggest, OneWordInTheTextIsUnsure) {
  const auto suggestion = suggest("请尽快处理", "小区里停车很乱");

  EXPECT_EQ(code_of(suggestion), "unsure");
  EXPECT_GT(suggestion.score, 0);
  EXPECT_EQ(suggestion.matched, std::vector<std::string>{"停车"});
}

TEST(Suggest, TwoWordsInTheTextSuffice) {
  EXPECT_EQ(code_of(suggest("请尽快处理", "小区里停车很乱，天天有人占车位")), "N0105");
}

TEST(Suggest, NothingFoundIsUnsure) {
  const auto suggestion = suggest("感谢信", "社区工作人员很热心");

  EXPECT_EQ(code_of(suggestion), "unsure");
  EXPECT_EQ(suggestion.score, 0);
  EXPECT_TRUE(suggestion.matched.empty());
}

TEST(Suggest, TwoCategoriesAlikeAreUnsure) {
  EXPECT_EQ(code_of(suggest("违建和停车", "有人违建，有人乱停车")), "unsure");
}

TEST(Guesses, AreAllThatTheWordsAllowTheLikeliestFirst) {
  const Catalogue catalogue = small_catalogue();

  const auto guesses = catalogue.guesses("违建和停车", "有人违建，天天有人占车位");

  ASSERT_EQ(guesses.size(), 2U);
  EXPECT_EQ(guesses[0].category->code, "N0105");
  EXPECT_EQ(guesses[0].matched, (std::vector<std::string>{"停车", "占车位"}));
  EXPECT_GT(guesses[0].score, guesses[1].score);
  EXPECT_TRUE(catalogue.guesses("感谢信", "社区工作人员很热心").empty());
}

TEST(Guesses, BeginWithWhatIsSuggestedWhereThatIsSure) {
  const Catalogue catalogue = small_catalogue();
  for (const char* title : {"门口路灯不亮", "垃圾桶满了没人清运"}) {
    const auto sure = catalogue.suggest(title, "");
    const auto guesses = catalogue.guesses(title, "");

    ASSERT_NE(sure.category, nullptr) << title;
    ASSERT_FALSE(guesses.empty());
    EXPECT_EQ(guesses[0].category->code, sure.category->code);
    EXPECT_EQ(guesses[0].matched, sure.matched);
    EXPECT_EQ(guesses[0].score, sure.score);
  }
}

TEST(Suggest, TheLongerWordIsTheMoreSpecificOne) {
  // 垃圾 belongs to E0110, but 垃圾桶满 and 没人清运 say E0192.
  EXPECT_EQ(code_of(suggest("垃圾桶满了没人清运", "")), "E0192");
}

TEST(Suggest, TheNameWithoutItsRemarkIsAKeyword) {
  EXPECT_EQ(code_of(suggest("有人私搭乱建", "")), "E0101");
}

TEST(Suggest, RepeatingAWordDoesNotMakeItMore) {
  const auto once = suggest("", "停车");
  const auto often = suggest("", "停车停车停车停车停车停车");

  EXPECT_EQ(once.score, often.score);
}

TEST(Suggest, WidthCaseAndBlanksDoNotMatter) {
  EXPECT_EQ(code_of(suggest("ｅｖ 充电 没地方", "")), "N0105");
  EXPECT_EQ(code_of(suggest("路 灯　不 亮", "")), "C0137");
}

TEST(Suggest, BrokenUtf8IsReadOver) {
  EXPECT_EQ(code_of(suggest("\xE8\xB7 路灯不亮 \xFF\xC0\x80\xED\xA0\x80", "\xF0\x9F")), "C0137");
}

TEST(Suggest, TheSameMessageAlwaysGetsTheSameAnswer) {
  const auto first = suggest("垃圾成堆", "臭味很大，垃圾桶也满了");
  for (int i = 0; i < 20; ++i) {
    const auto again = suggest("垃圾成堆", "臭味很大，垃圾桶也满了");
    EXPECT_EQ(again.category, first.category);
    EXPECT_EQ(again.score, first.score);
    EXPECT_EQ(again.matched, first.matched);
  }
}

TEST(Suggest, AnEmptyCatalogueIsUnsure) {
  EXPECT_EQ(Catalogue().suggest("路灯不亮", "路灯不亮").category, nullptr);
}

TEST(Keywords, EveryOccurrenceIsFoundOnceAndTheSlowWayAgrees) {
  std::vector<std::u32string> words{U"a",    U"ab", U"abc",  U"bc", U"cc",
                                    U"路灯", U"路", U"灯不", U"",   U"ab"};
  const KeywordIndex index(words);
  const std::u32string text = U"abcab路灯不亮ccc路abcd";
  std::vector<KeywordIndex::Hit> hits;

  index.find(text, hits);

  std::size_t expected = 0;
  for (std::uint32_t word = 0; word < words.size(); ++word)
    for (std::size_t at = 0; !words[word].empty() && at < text.size(); ++at)
      if (text.compare(at, words[word].size(), words[word]) == 0) {
        ++expected;
        EXPECT_EQ(std::count_if(hits.begin(), hits.end(),
                                [&](const auto& hit) { return hit.word == word && hit.at == at; }),
                  1);
      }
  EXPECT_EQ(hits.size(), expected);
}

/// Enough pairs that some share their bucket with the single code point they begin with.
TEST(Keywords, WordsThatShareABucketAreFoundOnce) {
  constexpr char32_t first = 0x4E00, count = 20'000;
  std::vector<std::u32string> words;
  for (char32_t c = 0; c < count; ++c) words.push_back({first + c});
  const KeywordIndex index(words);
  std::vector<KeywordIndex::Hit> hits;

  for (char32_t c = 0; c + 10 < count; ++c)
    for (char32_t next = c + 1; next <= c + 10; ++next) {
      hits.clear();
      index.find(std::u32string{first + c, first + next}, hits);
      ASSERT_EQ(hits.size(), 2U) << std::uint32_t{c} << " " << std::uint32_t{next};
    }
}

TEST(Keywords, StopAtABound) {
  std::vector<KeywordIndex::Hit> hits;

  KeywordIndex({U"a"}).find(std::u32string(100'000, U'a'), hits);

  EXPECT_EQ(hits.size(), KeywordIndex::hits_max);
}

TEST(Keywords, ComparableTextIsBounded) {
  EXPECT_EQ(comparable_text("ＡＢＣ　abc", 100), U"abcabc");
  EXPECT_EQ(comparable_text("路灯不亮", 2), U"路灯");
  EXPECT_EQ(comparable_text("\xE8\xB7", 5), U"\uFFFD");
}

}  // namespace
}  // namespace gongzhi
