// What comes from outside as JSON is refused before it can hurt (reliability.md D22, R38).
#include "wire/json.hpp"

#include <gtest/gtest.h>

#include "wire/json_scan.hpp"
#include "wire/json_writer.hpp"
#include "wire/language.hpp"
#include "wire/values_json.hpp"

namespace gongzhi::wire {
namespace {

std::string nested(std::size_t depth, bool is_balanced) {
  std::string text(depth, '[');
  if (is_balanced) text += std::string(depth, ']');
  return text;
}

/// The code of the first problem; "accepted" when there is none.
std::string code_of(std::string_view text, const JsonLimits& limits = {}) {
  const auto document = parse_json(text, limits);
  if (document.has_value()) return "accepted";
  if (document.error().fields.empty()) return std::string(name(document.error().code));
  return document.error().fields.front().code;
}

struct Refusal {
  std::string name;
  std::string text;
  std::string code;
};

class JsonRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(JsonRefuses, WithACodeAndASentence) {
  const auto document = parse_json(GetParam().text);
  ASSERT_TRUE(document.has_error());
  EXPECT_EQ(code_of(GetParam().text), GetParam().code);
  EXPECT_FALSE(document.error().message.empty());
  EXPECT_EQ(document.error().code, Errc::invalid);
}

INSTANTIATE_TEST_SUITE_P(
    Malformed, JsonRefuses,
    testing::Values(
        Refusal{"Empty", "", "empty"}, Refusal{"Blank", " \n", "empty"},
        Refusal{"Depth33", nested(33, true), "depth"},
        Refusal{"DepthOpen", nested(33, false), "depth"},
        Refusal{"DepthThousand", nested(1000, true), "depth"},
        Refusal{"DepthSixtyThousandOpen", nested(60000, false), "depth"},
        Refusal{"Duplicate", R"({"a":1,"b":{"c":1,"c":2}})", "duplicate_member"},
        Refusal{"DuplicateByEscape", R"({"a":1,"\u0061":2})", "duplicate_member"},
        Refusal{"Latin1", "{\"a\":\"\xE9\"}", "encoding"},
        Refusal{"Overlong", "{\"a\":\"\xC0\xAF\"}", "encoding"},
        Refusal{"Surrogate", "{\"a\":\"\xED\xA0\x80\"}", "encoding"},
        Refusal{"LoneSurrogateEscape", R"({"a":"\ud800"})", "encoding"},
        Refusal{"NulEscape", R"({"a":"x\u0000y"})", "character"},
        Refusal{"NulInName", R"({"x\u0000y":1})", "character"},
        Refusal{"Noncharacter", "{\"a\":\"\xEF\xBF\xBE\"}", "character"},
        Refusal{"NoncharacterFdd0", R"({"a":"\ufdd0"})", "character"},
        Refusal{"NoncharacterPlane16", "{\"a\":\"\xF4\x8F\xBF\xBF\"}", "character"},
        Refusal{"RawNul", std::string("{\"a\":1}\0", 8), "nul"},
        Refusal{"NulAndTail", std::string("{\"a\":1}\0{}", 10), "nul"},
        Refusal{"Bom", "\xEF\xBB\xBF{}", "bom"}, Refusal{"Trailing", "{} {}", "trailing"},
        Refusal{"TrailingWord", "{}x", "trailing"},
        Refusal{"NumberTooBig", R"({"a":1e400})", "number_range"},
        Refusal{"NumberTooLong", "{\"a\":" + std::string(65, '1') + "}", "number_length"},
        Refusal{"LoneLowSurrogate", R"({"a":"\udede"})", "character"},
        Refusal{"LoneLowSurrogateInAName", R"({"\uDC00":1})", "character"},
        Refusal{"ZeroWithExponent", R"({"a":-0e0301})", "number_range"},
        Refusal{"ZeroOfManyDecimals", R"({"a":0.0000000000000000000000000})", "number_range"},
        Refusal{"NaN", R"({"a":NaN})", "syntax"},
        Refusal{"Infinity", R"({"a":Infinity})", "syntax"},
        Refusal{"Comment", "{} // hi", "trailing"}, Refusal{"SingleQuotes", "{'a':1}", "syntax"},
        Refusal{"TrailingComma", R"({"a":1,})", "syntax"}, Refusal{"Open", R"({"a":)", "syntax"},
        Refusal{"OpenString", R"({"a":"x)", "syntax"},
        Refusal{"ControlCharacter", "{\"a\":\"\n\"}", "syntax"}),
    [](const auto& info) { return info.param.name; });

TEST(Json, AcceptsWhatIsAtTheLimits) {
  EXPECT_EQ(code_of(nested(32, true)), "accepted");
  EXPECT_EQ(code_of("{\"a\":" + std::string(64, '1') + "}"), "accepted");
  EXPECT_EQ(code_of(R"([0.0, -0.0, 0.5e3, 0.00000000000000000000001])"), "accepted");
  EXPECT_EQ(code_of(R"([-0, 9007199254740993, "\"[{,", "\\"])"), "accepted");
  EXPECT_EQ(code_of(R"({"a":"井盖缺失，存在安全隐患😀"})"), "accepted");
}

TEST(Json, KeepsIntegersExact) {
  const auto document = parse_json(R"({"n":9007199254740993})");
  std::int64_t n = 0;
  ASSERT_TRUE(read_member(*document, "n", n));
  EXPECT_EQ(n, 9007199254740993);
}

TEST(Json, SaysTooLargeBeforeLooking) {
  const std::string text = "[\"" + std::string(1024 * 1024, 'a') + "\"]";
  EXPECT_EQ(parse_json(text).error().code, Errc::too_large);
}

TEST(Json, BoundsTheNumberOfMembers) {
  std::string text = "{";
  for (int i = 0; i < 10000; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
  EXPECT_EQ(code_of(text + "}", {1 << 20, 32, 4096, Language::zh}), "members");
}

TEST(Json, NamesTheDoubledMemberByItsPointer) {
  const auto document = parse_json(R"({"list":[{"a/b":1},{"x":1,"a/b":1,"a/b":2}]})");
  ASSERT_TRUE(document.has_error());
  EXPECT_EQ(document.error().fields.front().pointer, "/list/1/a~1b");
}

TEST(Json, FindsADoubledNameAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(code_of(text + "\"k7\":1}"), "duplicate_member");
  EXPECT_EQ(code_of(text + "\"last\":1}"), "accepted");
}

TEST(Json, SpeaksEnglishWhenAsked) {
  EXPECT_NE(parse_json("{", {1024, 32, 10, Language::en}).error().message.find("not JSON"),
            std::string::npos);
  EXPECT_NE(parse_json("{").error().message.find("不是正确的 JSON"), std::string::npos);
}

TEST(Utf8, IsToldFromOtherBytes) {
  EXPECT_TRUE(is_utf8("井盖 abc \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xBE\xAE\xB8\xC7"));  // 井盖 in GB18030
  EXPECT_FALSE(is_utf8("\xE4\xBA"));
  EXPECT_FALSE(is_utf8("\xC1\xBF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
}

TEST(JsonWriterTest, ClosesWhatItOpens) {
  JsonWriter writer;
  {
    const auto object = writer.object();
    writer.text("t", "引号\" 反斜\\ \n");
    writer.text_or_null("none", "");
    {
      const auto list = writer.array("list");
      writer.integer(-1);
      writer.boolean(true);
      writer.number(0.5);
      writer.null();
    }
    writer.time("at", from_ms(0));
  }
  EXPECT_EQ(writer.take(),
            "{\"t\":\"引号\\\" 反斜\\\\ \\n\",\"none\":null,\"list\":[-1,true,0.5,null],"
            "\"at\":\"1970-01-01T08:00:00+08:00\"}");
}

TEST(ValuesJson, ComeBackAsTheyWere) {
  const Values values{{"flag", true},
                      {"count", std::int64_t{-7}},
                      {"area", 12.25},
                      {"whole", 3.0},
                      {"text", std::string("井盖 \"x\"")},
                      {"list", std::vector<std::string>{"a", "物业"}},
                      {"none", std::vector<std::string>{}}};
  const auto back = parse_values(write_values(values));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(*back, values);
}

TEST(ValuesJson, RefuseNestingWithItsPointer) {
  for (const std::string text : {R"({"a":{"b":1}})", R"({"a":[1]})", R"({"a":null})",
                                 R"({"a":[["x"]]})", R"({"a":18446744073709551615})"}) {
    const auto document = parse_json(text);
    ASSERT_TRUE(document.has_value());
    const auto values = read_values(*document, "/fields");
    ASSERT_TRUE(values.has_error()) << text;
    EXPECT_EQ(values.error().fields.front().pointer, "/fields/a");
  }
}

TEST(ValuesJson, StoredTextThatIsBrokenIsCorrupt) {
  EXPECT_EQ(parse_values("{").error().code, Errc::corrupt);
  EXPECT_EQ(parse_values("[]").error().code, Errc::corrupt);
}

TEST(AcceptLanguage, IsChineseUnlessEnglishIsPreferred) {
  EXPECT_EQ(parse_accept_language(""), Language::zh);
  EXPECT_EQ(parse_accept_language("fr, de;q=0.8"), Language::zh);
  EXPECT_EQ(parse_accept_language("en-US,en;q=0.9,zh;q=0.1"), Language::en);
  EXPECT_EQ(parse_accept_language("zh-CN, en;q=0.9"), Language::zh);
  EXPECT_EQ(parse_accept_language("en;q=0.5, zh;q=0.7"), Language::zh);
  EXPECT_EQ(parse_accept_language("en;q=x"), Language::zh);
}

// Every byte a text can hold, at every place of the writer's blocks.
TEST(JsonWriter, WritesEveryCharacterSoThatItComesBack) {
  for (std::size_t before = 0; before <= 130; before += 13) {
    std::string text(before, 'x');
    for (char c = 1; c < 0x7f; ++c) text += c;
    text += "，中文 \U0001F600";
    JsonWriter writer;
    {
      const auto object = writer.object();
      writer.text(text, text);
      writer.text("empty", "");
    }

    const auto document = parse_json(writer.take());

    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(text_member(*document, text), text);
    ASSERT_NE(find_member(*document, "empty"), nullptr);
    EXPECT_EQ(text_member(*document, "empty"), "");
  }
}

TEST(JsonWriter, EscapesWhatTheStandardNames) {
  JsonWriter writer;
  writer.text("\x01\b\t\n\v\f\r\x1f\"\\/");
  EXPECT_EQ(writer.take(), R"("\u0001\b\t\n\u000B\f\r\u001F\"\\/")");
}

TEST(Utf8Look, IsPlainOnlyWhenNothingNeedsAnotherLook) {
  for (const std::string_view plain :
       {"", "a", R"({"a":"\n"})", "中文，（）！", "é", "\xEC\xBF\xBF"})
    EXPECT_EQ(look_at_utf8(plain), Utf8Look::plain) << plain;
  for (const std::string_view special :
       {R"("\u0000")", "\xEF\xBF\xBE", "\xEF\xB7\x90", "\xF0\x9F\xBF\xBE", "\xF0\x9F\x98\x80"})
    EXPECT_EQ(look_at_utf8(special), Utf8Look::special) << special;
  for (const std::string_view broken :
       {"\xE4", "\xE4\xB8", "\xE4\xB8\x2D", "\xE4\x38\xAD", "\xE4\xF8\xAD", "\xE4\xB8\xED",
        "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\x80"})
    EXPECT_EQ(look_at_utf8(broken), Utf8Look::broken);
}

}  // namespace
}  // namespace gongzhi::wire
