// How a path finds its route; that the table is what openapi.yaml says is tests/contract/api.
#include "gateway/router.hpp"

#include <gtest/gtest.h>

namespace gongzhi::gateway {
namespace {

TEST(Router, FindsLiteralBeforeParameter) {
  const Match match = match_route(Method::get, "/api/v1/cases/nearby");

  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->path, "/cases/nearby");
}

TEST(Router, HandsOutArgumentsInOrder) {
  const Match match = match_route(Method::post, "/api/v1/cases/26112307-01234/actions/claim");

  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.arguments[0], "26112307-01234");
  EXPECT_EQ(match.arguments[1], "claim");
}

TEST(Router, SaysWhichMethodsAKnownPathHas) {
  const Match match = match_route(Method::other, "/api/v1/cases");

  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "POST, GET, HEAD");
}

TEST(Router, AnswersHeadAsGet) {
  ASSERT_NE(match_route(Method::head, "/api/v1/kinds").route, nullptr);
  EXPECT_EQ(match_route(Method::head, "/api/v1/cases:batch").route, nullptr);
}

TEST(Router, KnowsNothingElse) {
  for (const char* path : {"/", "", "/api/v1", "/api/v1/", "/api/v1/cases/", "/api/v2/cases",
                           "/api/v1cases", "/api/v1/cases/1/2", "/metrics", "/.git/HEAD",
                           "/api/v1/cases//timeline", "/api/v1//cases"}) {
    const Match match = match_route(Method::get, path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_EQ(match.allow, "") << path;
  }
}

}  // namespace
}  // namespace gongzhi::gateway
