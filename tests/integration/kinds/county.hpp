// The one platform of this program: stories of whole kinds through the real gateway, Redis and
// worker, over the demo county.
#pragma once

#include "tests/support/api.hpp"

namespace gongzhi::test {

/// Started at the first use, stopped when the program ends.
inline DemoPlatform& county() {
  static DemoPlatform platform;
  return platform;
}

/// A report of a kind without categories. `fields` is a JSON object.
inline std::string matter(const std::string& kind, const std::string& title,
                          const std::string& fields = "{}") {
  return R"({"kind":")" + kind + R"(","category":"","title":")" + title +
         R"(","description":"","fields":)" + fields + "}";
}

/// Does the action as that person, and is red unless it is applied.
inline Answered must(Api& who, const std::string& number, const std::string& action,
                     const std::string& input = "{}") {
  Answered answer = who.act(number, action, input);
  EXPECT_EQ(answer.status(), 200) << action << ": " << answer;
  return answer;
}

}  // namespace gongzhi::test
