// S28: whatever is typed is a value, never a piece of SQL or of a search expression.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

// As a browser sends it in a query.
std::string encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

const std::vector<std::string> hostile{"' or 1=1--",
                                       "\" OR \"\"=\"",
                                       "1; DROP TABLE cases",
                                       "%",
                                       "_",
                                       "NEAR(\"a\" \"b\")",
                                       "\"a\" NEAR/3",
                                       "垃圾* OR *",
                                       "title:垃圾",
                                       "{col1} : x",
                                       "a AND (b",

                                       "');SELECT(1);--",
                                       "\\",
                                       "*",
                                       "-- x"};

class S28 : public testing::TestWithParam<std::string> {};

TEST_P(S28, WhatIsTypedIntoAFilterFindsNothingMore) {
  signed_for_later();
  Api api(demo(), secretary);
  for (const std::string parameter :
       {"category", "state", "community", "kind", "lead", "grid", "cursor", "limit", "sort"}) {
    const Answered answer = api.get("/cases?" + parameter + "=" + encoded(GetParam()));
    EXPECT_THAT(answer.status(), testing::AnyOf(400, 422)) << parameter << " " << answer;
  }
}

TEST_P(S28, ASearchTakesWordsAndNothingElse) {
  const std::string number = signed_for_later();
  Api api(demo(), secretary);
  const Answered answer = api.get("/search?q=" + encoded(GetParam()));
  ASSERT_THAT(answer.status(), testing::AnyOf(200, 400)) << answer;
  // Nothing in the demo's words holds such a text.
  if (answer.status() == 200) EXPECT_EQ(answer.body.size("/items"), 0U) << answer;
}

TEST_P(S28, APathIsAPath) {
  Api api(demo(), secretary);
  for (const std::string path : {"/cases/", "/outcomes/"}) {
    const Answered answer = api.get(path + encoded(GetParam()));
    EXPECT_THAT(answer.status(), testing::AnyOf(400, 404)) << path << " " << answer;
  }
}

INSTANTIATE_TEST_SUITE_P(Hostile, S28, testing::ValuesIn(hostile));

TEST(S28, TheRecordIsWholeAfterwards) {
  Api api(demo(), secretary);
  EXPECT_EQ(api.get("/cases?limit=1").status(), 200);
}

}  // namespace
}  // namespace gongzhi::test
