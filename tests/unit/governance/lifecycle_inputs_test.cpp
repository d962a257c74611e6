// Inputs of actions against what a kind asks for.
#include <gtest/gtest.h>

#include "governance/inputs.hpp"
#include "tests/support/small_county.hpp"

namespace gongzhi {
namespace {

using Type = FieldSpec::Type;
using namespace std::string_literals;

const Directory& directory() {
  static const WorldPtr world = test::make_small_county({});
  return world->directory;
}

FieldSpec field(Type type) {
  FieldSpec spec;
  spec.name = "x";
  spec.label = "项目";
  spec.type = type;
  spec.length_max = 3;
  if (type == Type::choice) spec.choices = {"a", "b"};
  return spec;
}

std::string code_of(Type type, Value value) {
  const std::vector<FieldSpec> specs{field(type)};
  const auto errors = check_inputs({{"x", std::move(value)}}, specs, directory());
  if (errors.empty()) return "";
  EXPECT_EQ(errors.front().pointer, "/x");
  EXPECT_FALSE(errors.front().detail.empty());
  return errors.front().code;
}

TEST(Inputs, LengthsCountCharactersNotBytes) {
  EXPECT_EQ(code_of(Type::text, "三个字"s), "");
  EXPECT_EQ(code_of(Type::text, "四个字了"s), "length");
  EXPECT_EQ(code_of(Type::list, std::vector<std::string>(4, "a")), "length");
}

TEST(Inputs, EachTypeTakesOnlyItsOwn) {
  EXPECT_EQ(code_of(Type::text, true), "type");
  EXPECT_EQ(code_of(Type::boolean, "true"s), "type");
  EXPECT_EQ(code_of(Type::integer, 1.5), "type");
  EXPECT_EQ(code_of(Type::integer, std::int64_t{1}), "");
  EXPECT_EQ(code_of(Type::number, std::int64_t{1}), "");
  EXPECT_EQ(code_of(Type::number, "1"s), "type");
  EXPECT_EQ(code_of(Type::list, "a"s), "type");
  EXPECT_EQ(code_of(Type::choice, "a"s), "");
  EXPECT_EQ(code_of(Type::choice, "c"s), "choice");
  EXPECT_EQ(code_of(Type::date, "2026-11-23"s), "");
  EXPECT_EQ(code_of(Type::date, "23.11.2026"s), "time");
  EXPECT_EQ(code_of(Type::time, "2026-11-23T08:00:00+08:00"s), "");
  EXPECT_EQ(code_of(Type::time, "2026-11-23"s), "");
  EXPECT_EQ(code_of(Type::time, "soon"s), "time");
  EXPECT_EQ(code_of(Type::case_number, "26112307-01234"s), "");
  EXPECT_EQ(code_of(Type::case_number, "1234"s), "number");
}

TEST(Inputs, PeopleAndBodiesMustExist) {
  EXPECT_EQ(code_of(Type::user, "sec1"s), "");
  EXPECT_EQ(code_of(Type::user, "nobody"s), "unknown_user");
  EXPECT_EQ(code_of(Type::org, "env"s), "");
  EXPECT_EQ(code_of(Type::org, "nothing"s), "unknown_org");
}

TEST(Inputs, WhatIsRequiredMustBeMoreThanBlank) {
  FieldSpec spec = field(Type::text);
  spec.required = true;
  const std::vector<FieldSpec> specs{spec};

  EXPECT_EQ(check_inputs({}, specs, directory()).at(0).code, "required");
  EXPECT_EQ(check_inputs({{"x", "  "s}}, specs, directory()).at(0).code, "required");
}

TEST(Inputs, AWordToGoWithItIsAlwaysAllowedAndNothingElse) {
  EXPECT_TRUE(check_inputs({{"note", "辛苦了"s}}, {}, directory()).empty());
  EXPECT_EQ(check_inputs({{"notes", "辛苦了"s}}, {}, directory()).at(0).code, "unknown_input");
  EXPECT_EQ(check_inputs({{"note", true}}, {}, directory()).at(0).code, "type");
}

TEST(Inputs, ADateMeansTheEndOfThatBusinessDay) {
  EXPECT_EQ(format_rfc3339(moment_of({{"until", "2026-12-01"s}}, "until").value()),
            "2026-12-02T00:00:00+08:00");
  EXPECT_FALSE(moment_of({}, "until"));
}

TEST(Inputs, WhatIsSaidBringsAlongWhatItNeeds) {
  FieldSpec done = field(Type::boolean);
  done.with = {"after"};
  FieldSpec after = field(Type::text);
  after.name = "after";
  const std::vector<FieldSpec> specs{done, after};

  const auto errors = check_inputs({{"x", true}}, specs, directory());
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors.front().pointer, "/after");
  EXPECT_EQ(errors.front().code, "required");
  EXPECT_EQ(check_inputs({{"x", true}, {"after", " "s}}, specs, directory()).size(), 1U);
  EXPECT_TRUE(check_inputs({{"x", true}, {"after", "好"s}}, specs, directory()).empty());
  EXPECT_TRUE(check_inputs({{"x", false}}, specs, directory()).empty());
  EXPECT_TRUE(check_inputs({}, specs, directory()).empty());
}

}  // namespace
}  // namespace gongzhi
