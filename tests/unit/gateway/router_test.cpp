// The table of routes, and that it is what openapi.yaml says.
#include "gateway/router.hpp"

#include <gtest/gtest.h>

#include <set>

#include "wire/json.hpp"
#include "wire/openapi.hpp"

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

TEST(Router, HasWhatOpenApiDescribesAndNothingElse) {
  const auto description = wire::parse_json(wire::openapi_json(), wire::file_limits);
  ASSERT_TRUE(description.has_value());
  std::set<std::string> described;
  for (const auto& path : wire::find_object(*description, "paths")->GetObject())
    for (const char* method : {"get", "post"})
      if (wire::find_member(path.value, method))
        described.insert(std::string(method) + " " + path.name.GetString());

  std::set<std::string> built;
  for (const Route& route : routes())
    built.insert((route.method == Method::post ? "post " : "get ") + std::string(route.path));

  EXPECT_EQ(built, described);
}

}  // namespace
}  // namespace gongzhi::gateway
