// Schemas: what would be ignored is refused, and a person hears all that is wrong at once.
#include "wire/schema.hpp"

#include <gtest/gtest.h>

#include "wire/json.hpp"
#include "wire/schema_check.hpp"

namespace gongzhi::wire {
namespace {

struct Ignored {
  std::string name;
  std::string schema;
};

class SchemaCheckRefuses : public testing::TestWithParam<Ignored> {};

TEST_P(SchemaCheckRefuses, WhatTheValidatorWouldIgnore) {
  EXPECT_FALSE(check_schema("s", GetParam().schema).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Schema, SchemaCheckRefuses,
    testing::Values(
        Ignored{"Format", R"({"type":"string","format":"date"})"},
        Ignored{"Const", R"({"const":"x"})"}, Ignored{"If", R"({"if":{}})"},
        Ignored{"Misspelt", R"({"type":"string","maxlength":5})"},
        Ignored{"NumericExclusiveMinimum", R"({"type":"number","exclusiveMinimum":0})"},
        Ignored{"RemoteRef", R"({"$ref":"other.json"})"},
        Ignored{"UnresolvedRef", R"({"$ref":"#/definitions/x"})"},
        Ignored{"RefToRef",
                R"({"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/a"}}})"},
        Ignored{"BesideRef", R"({"properties":{"p":{"$ref":"#/definitions/a","maxLength":3}},
                                 "definitions":{"a":{"type":"string"}}})"},
        Ignored{"PatternWithClass", R"({"type":"string","maxLength":5,"pattern":"^\\d+$"})"},
        Ignored{"PatternWithLookahead", R"x({"type":"string","maxLength":5,"pattern":"(?!x)"})x"},
        Ignored{"PatternWithoutLength", R"({"type":"string","pattern":"^a$"})"},
        Ignored{"NumbersInEnum", R"({"enum":[1,2]})"}, Ignored{"WrongType", R"({"type":"text"})"},
        Ignored{"LengthAsText", R"({"type":"string","maxLength":"5"})"},
        Ignored{"RequiredButUnknown", R"({"type":"object","required":["a"],"properties":{}})"},
        Ignored{"TupleItems", R"({"type":"array","items":[{"type":"string"}]})"},
        Ignored{"NotJson", "{"}, Ignored{"NotAnObject", "true"}),
    [](const auto& info) { return info.param.name; });

SchemaSet one_schema(std::string text) {
  const std::vector<SchemaSource> sources{{"s", std::move(text)}};
  auto set = SchemaSet::make(sources);
  EXPECT_TRUE(set.has_value());
  return *std::move(set);
}

std::vector<std::string> complaints(const SchemaSet& set, std::string_view text) {
  std::vector<std::string> list;
  const auto checked = set.validate_text("s", text);
  if (checked.has_value()) return list;
  for (const Error error = checked.error(); const FieldError& field : error.fields)
    list.push_back(field.pointer + " " + field.code);
  return list;
}

const std::string order = R"({"type":"object","additionalProperties":false,"required":["a","b","c"],
  "properties":{"a":{"type":"string","maxLength":3},"b":{"type":"integer","minimum":1},
  "c":{"type":"array","maxItems":3,"items":{"type":"string","maxLength":2}},
  "d":{"type":"object","required":["x","y"],
  "properties":{"x":{"type":"string"},"y":{"type":"string"}}}}})";

TEST(SchemaSetTest, NamesEverythingThatIsWrongAtOnce) {
  const auto set = one_schema(order);
  EXPECT_EQ(complaints(set, R"({"a":"long text","b":0,"z":1,"c":["xxx"],"d":{}})"),
            (std::vector<std::string>{"/a maxLength", "/b minimum", "/z additionalProperties",
                                      "/c/0 maxLength", "/d/x required", "/d/y required"}));
}

TEST(SchemaSetTest, NamesEveryMissingMemberAndNoneThatIsThere) {
  const auto set = one_schema(order);
  EXPECT_EQ(complaints(set, R"({})"),
            (std::vector<std::string>{"/a required", "/b required", "/c required"}));
  EXPECT_EQ(complaints(set, R"({"a":5,"c":[]})"),
            (std::vector<std::string>{"/a type", "/b required"}));
}

TEST(SchemaSetTest, CountsCharactersNotBytes) {
  const auto set = one_schema(order);
  EXPECT_TRUE(complaints(set, R"({"a":"井盖坏","b":1,"c":[]})").empty());
  EXPECT_EQ(complaints(set, R"({"a":"井盖坏了","b":1,"c":[]})"),
            std::vector<std::string>{"/a maxLength"});
}

TEST(SchemaSetTest, ComplainsAboutTheRoot) {
  const auto set = one_schema(order);
  EXPECT_EQ(complaints(set, "[]"), std::vector<std::string>{" type"});
  EXPECT_EQ(complaints(set, "{"), std::vector<std::string>{" syntax"});
}

TEST(SchemaSetTest, SpeaksTheReadersLanguage) {
  const auto set = one_schema(order);
  const std::string text = R"({"a":"long","b":1,"c":[]})";
  EXPECT_EQ(set.validate_text("s", text).error().message, "/a：太长，最多 3 个字");
  EXPECT_EQ(set.validate_text("s", text, Language::en).error().message,
            "/a: too long, at most 3 characters");
}

TEST(SchemaSetTest, IsBoundedInWhatItTells) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) text += (i > 0 ? ",\"u" : "\"u") + std::to_string(i) + "\":1";
  EXPECT_EQ(complaints(one_schema(order), text + "}").size(), SchemaSet::problems_max);
}

TEST(SchemaSetTest, DoesNotStartWithABrokenSchema) {
  const std::vector<SchemaSource> sources{{"good", "{}"}, {"bad", R"({"const":1})"}};
  const auto set = SchemaSet::make(sources);
  ASSERT_TRUE(set.has_error());
  EXPECT_EQ(set.error().fields.front().pointer, "bad.json#/const");
}

TEST(SchemaSetTest, UnknownNameIsOurBug) {
  EXPECT_EQ(one_schema("{}").validate_text("nope", "{}").error().code, Errc::internal);
}

}  // namespace
}  // namespace gongzhi::wire
