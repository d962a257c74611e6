// What a page of somebody else may not do with a visitor's cookie, on every route that changes
// anything (security.md S17).
#include <gmock/gmock.h>

#include "gateway/pages.hpp"
#include "gateway/router.hpp"
#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

const std::vector<HttpFields> other_pages{
    {{"Origin", "https://evil.example"}},
    {{"Origin", "null"}},
    {{"Origin", "http://localhost:81"}},
    {{"Origin", "https://localhost.evil.example"}},
    {{"Sec-Fetch-Site", "cross-site"}},
    {{"Sec-Fetch-Site", "same-site"}},
    {{"Origin", "http://localhost"}, {"Sec-Fetch-Site", "cross-site"}}};

std::string filled(std::string path) {
  for (auto at = path.find('{'); at != path.npos; at = path.find('{'))
    path.replace(at, path.find('}') - at + 1, "x");
  return path;
}

std::string said(const HttpFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += name + ": " + value + " ";
  return text;
}

TEST(S17, NobodySignsInFromAPageOfSomebodyElse) {
  for (const HttpFields& page : other_pages) {
    Visitor lured("127.0.10.1");
    lured.page = page;
    const Answered api = lured.sign_in("member-170");
    EXPECT_EQ(api.status(), 403) << said(page);
    EXPECT_EQ(api.at("/reason"), "cross_site") << said(page);
    EXPECT_EQ(lured.form("/login", "login=member-170&password=" + demo().demo_password()).status(),
              403)
        << said(page);
    EXPECT_EQ(lured.cookie, "") << said(page);
  }
}

TEST(S17, ACookieChangesNothingFromAPageOfSomebodyElse) {
  Visitor visitor("127.0.10.2");
  ASSERT_EQ(visitor.sign_in("member-171").status(), 200);
  std::vector<std::pair<std::string, gateway::Route::Body>> posts;
  for (const gateway::Route& route : gateway::routes())
    if (route.method == gateway::Method::post)
      posts.emplace_back("/api/v1" + filled(std::string(route.path)), route.body);
  for (const gateway::Route& route : gateway::pages())
    if (route.method == gateway::Method::post)
      posts.emplace_back(filled(std::string(route.path)), route.body);
  ASSERT_GT(posts.size(), 20U);

  std::vector<HttpFields> pages = other_pages;
  pages.push_back({});  // a cookie, and nothing said of the page
  for (const HttpFields& page : pages) {
    visitor.page = page;
    for (const auto& [path, body] : posts) {
      const bool is_form = body == gateway::Route::Body::form;
      const Answered answer = is_form ? visitor.form(path, "a=b") : visitor.post(path, "{}");
      EXPECT_EQ(answer.status(), 403) << path << " " << said(page);
      EXPECT_EQ(answer.at("/reason"), "cross_site") << path << " " << said(page);
    }
  }

  visitor.page = said_by_our_page();
  EXPECT_EQ(visitor.get("/api/v1/me").at("/user/id"), "member-171") << "still signed in";
  EXPECT_EQ(visitor.post("/api/v1/session/end", "{}").status(), 200);
}

TEST(S17, NothingIsChangedByAsking) {
  Visitor visitor("127.0.10.3");
  ASSERT_EQ(visitor.sign_in("member-172").status(), 200);

  for (const char* path : {"/logout", "/account/sessions", "/login/code",
                           "/account/second-factor/confirm", "/api/v1/session/end"}) {
    const Answered answer = visitor.get(path);
    EXPECT_EQ(answer.status(), 405) << path;
    EXPECT_THAT(answer.http.field("allow"), HasSubstr("POST")) << path;
  }
  EXPECT_EQ(visitor.get("/api/v1/me").status(), 200);
}

TEST(S17, ATextThatPassesForJsonIsRefused) {
  Visitor visitor("127.0.10.4");
  HttpFields fields = said_by_our_page();
  fields.emplace_back("Content-Type", "text/plain");

  EXPECT_EQ(
      visitor.client()
          .post("/api/v1/session",
                json_of({{"login", "member-173"}, {"password", demo().demo_password()}}), fields)
          .status,
      415);
}

}  // namespace
}  // namespace gongzhi::test
