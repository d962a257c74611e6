// The pages of login, as a browser without JavaScript uses them.
#include <gmock/gmock.h>

#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string form_of(const std::string& login, const std::string& password) {
  return "login=" + login + "&password=" + password;
}

TEST(Pages, SignInShowWhoOneIsAndSignOut) {
  Visitor visitor("127.0.8.1");
  const Answered page = visitor.get("/login");
  EXPECT_EQ(page.status(), 200);
  EXPECT_THAT(page.http.field("content-type"), HasSubstr("text/html; charset=utf-8"));
  EXPECT_THAT(page.http.body, HasSubstr("<form method=\"post\" action=\"/login\">"));
  EXPECT_THAT(page.http.body, Not(HasSubstr("<script>")));

  const Answered in = visitor.form("/login", form_of("grid-030", demo().demo_password()));
  EXPECT_EQ(in.status(), 303) << in;
  EXPECT_EQ(in.http.field("location"), "/account");
  const Answered account = visitor.get("/account");
  EXPECT_THAT(account.http.body, HasSubstr("grid-030"));
  EXPECT_THAT(account.http.body, HasSubstr("127.0.8.1"));
  EXPECT_EQ(account.http.field("cache-control"), "no-store");

  EXPECT_EQ(visitor.form("/logout", "").http.field("location"), "/login");
  EXPECT_EQ(visitor.get("/account").http.field("location"), "/login");
}

TEST(Pages, SayWhatIsWrongBesideTheFormAndShowNoMarkupOfOthers) {
  Visitor visitor("127.0.8.2");

  const Answered wrong = visitor.form("/login", form_of("%3Cimg+src%3Dx%3E%22", "something+wrong"));

  EXPECT_EQ(wrong.status(), 401);
  EXPECT_THAT(wrong.http.body, HasSubstr("role=\"alert\""));
  EXPECT_THAT(wrong.http.body, HasSubstr("&lt;img src=x&gt;&quot;"));
  EXPECT_THAT(wrong.http.body, Not(HasSubstr("<img")));
  EXPECT_EQ(visitor.cookie, "");
}

TEST(Pages, LeadASecretaryThroughTheSecondFactor) {
  Visitor visitor("127.0.8.3");
  ASSERT_EQ(visitor.form("/login", form_of("secretary-020", demo().demo_password())).status(), 303);
  EXPECT_THAT(visitor.get("/account").http.body, HasSubstr("/account/second-factor"));

  const Answered begun = visitor.form("/account/second-factor", "");
  const auto at = begun.http.body.find("<code>") + 6;
  const std::string secret = begun.http.body.substr(at, begun.http.body.find('<', at) - at);
  const Answered confirmed =
      visitor.form("/account/second-factor/confirm", "code=" + code_of(secret, -1));

  EXPECT_EQ(confirmed.status(), 200);
  EXPECT_THAT(confirmed.http.body, HasSubstr("恢复码"));
  EXPECT_THAT(visitor.get("/account").http.body, HasSubstr("secretary-020"));
  Visitor later("127.0.8.4");
  later.form("/login", form_of("secretary-020", demo().demo_password()));
  EXPECT_THAT(later.get("/account").http.body, HasSubstr("/login/code"));
  EXPECT_EQ(later.form("/login/code", "code=" + code_of(secret)).status(), 303);
}

TEST(Pages, KeepTheSecretOfASecondFactorWhenItsFirstCodeIsMistyped) {
  Visitor visitor("127.0.8.6");
  ASSERT_EQ(visitor.form("/login", form_of("secretary-021", demo().demo_password())).status(), 303);
  const Answered begun = visitor.form("/account/second-factor", "");
  const auto at = begun.http.body.find("<code>") + 6;
  const std::string secret = begun.http.body.substr(at, begun.http.body.find('<', at) - at);

  const Answered wrong = visitor.form("/account/second-factor/confirm", "code=000000");

  EXPECT_EQ(wrong.status(), 401);
  EXPECT_THAT(wrong.http.body, HasSubstr("name=\"code\""));
  EXPECT_THAT(wrong.http.body, Not(HasSubstr(secret)));
  EXPECT_EQ(visitor.form("/account/second-factor/confirm", "code=" + code_of(secret, -1)).status(),
            200);
}

TEST(Pages, LeadWhoeverHasNotSignedInToTheLogin) {
  for (const char* path : {"/account", "/account/password", "/account/second-factor"}) {
    Visitor visitor("127.0.8.7");
    const Answered answer = visitor.get(path);
    EXPECT_EQ(answer.status(), 303) << path;
    EXPECT_EQ(answer.http.field("location"), "/login") << path;
  }
}

TEST(Pages, ShowRolesAndDevicesInTheWordsOfPeople) {
  Visitor visitor("127.0.8.8");
  ASSERT_EQ(visitor.form("/login", form_of("member-175", demo().demo_password())).status(), 303);

  const Answered account = visitor.get("/account");

  EXPECT_THAT(account.http.body, HasSubstr("在职党员"));
  EXPECT_THAT(account.http.body, Not(HasSubstr("<dd></dd>")));
}

TEST(Pages, TakeTheCodeOfALinkWithoutPuttingItIntoAnAddress) {
  Api admin(demo(), "security-admin");
  const std::string url = admin.post("/users/grid-031/actions/invite", "{}").at("/url");
  const std::string token = url.substr(url.find('#') + 1);
  Visitor visitor("127.0.8.5");
  EXPECT_THAT(visitor.get("/invitation").http.body, HasSubstr("src=\"/login.js\""));
  EXPECT_THAT(visitor.get("/login.js").http.field("content-type"), HasSubstr("text/javascript"));
  EXPECT_EQ(visitor.get("/login.css").status(), 200);

  const Answered bad = visitor.form("/invitation", "token=" + token + "&password=12345678");
  EXPECT_EQ(bad.status(), 400);
  EXPECT_THAT(bad.http.body, HasSubstr("太常见"));
  const Answered done =
      visitor.form("/invitation", "token=" + token + "&password=the+linden+trees+of+may");

  EXPECT_EQ(done.status(), 200);
  EXPECT_EQ(visitor.sign_in("grid-031", "the linden trees of may").status(), 200);
}

}  // namespace
}  // namespace gongzhi::test
