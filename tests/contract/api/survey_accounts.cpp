// Asking about accounts: signing in, second factors, people, links and tokens.
#include "tests/contract/api/survey.hpp"
#include "tests/support/authenticator.hpp"

namespace gongzhi::test {

// One browser: the session that was set last.
Answered Survey::browse(const std::string& operation, const std::string& path,
                        const std::string& body, HttpFields fields) {
  if (!cookie_.empty()) fields.emplace_back("Cookie", "__Host-sid=" + cookie_);
  Answered answer = body.empty() ? nobody_.get(path, fields) : nobody_.post(path, body, fields);
  const std::string& set = answer.http.field("set-cookie");
  if (set.starts_with("__Host-sid=")) cookie_ = set.substr(11, set.find(';') - 11);
  note(operation, answer);
  return answer;
}

void Survey::sign_in() {
  const std::string password = platform_.demo_password();
  const auto login = [&](const std::string& who, const std::string& typed) {
    return R"({"login":")" + who + R"(","password":")" + typed + "\"}";
  };
  browse("post /session/code", "/session/code", R"({"code":"123456"})");
  browse("post /session/code", "/session/code", "{}");
  browse("post /sessions/{id}/revoke", "/sessions/x/revoke", "{}");
  browse("post /session", "/session", "{}");
  browse("post /session", "/session", "{}", {{"Content-Type", "text/plain"}});
  for (int i = 0; i < 5; ++i) browse("post /session", "/session", login("nobody", "xxxxxxxx"));
  browse("post /password", "/password", R"({"old_password":"a","password":"b"})");
  browse("post /second-factor/begin", "/second-factor/begin", "{}");
  browse("post /second-factor/confirm", "/second-factor/confirm", R"({"code":"123456"})");
  browse("post /second-factor/confirm", "/second-factor/confirm", "{}");
  browse("post /second-factor/remove", "/second-factor/remove", "{}");
  browse("post /second-factor/remove", "/second-factor/remove",
         R"({"password":"x","code":"123456"})");
  browse("post /session", "/session", login("grid-002", password));
  browse("get /session", "/session", "");
  browse("get /sessions", "/sessions", "");
  browse("post /sessions/{id}/revoke", "/sessions/x/revoke", "{}");
  const std::string old = R"({"old_password":")" + password + R"(","password":")";
  browse("post /password", "/password", R"({"old_password":"a","password":"linden in may"})");
  browse("post /password", "/password", old + "12345678\"}");
  browse("post /password", "/password", old + "linden trees in may\"}");
  const std::string id = browse("get /sessions", "/sessions", "").at("/items/0/id");
  browse("post /sessions/{id}/revoke", "/sessions/" + id + "/revoke", "{}");
  browse("post /session/end", "/session/end", "{}");
}

void Survey::set_up_second_factor() {
  const std::string login =
      R"({"login":"secretary-003","password":")" + platform_.demo_password() + "\"}";
  browse("post /session", "/session", login);
  const std::string secret =
      browse("post /second-factor/begin", "/second-factor/begin", "{}").at("/secret");
  const auto code = [&](int steps) { return R"({"code":")" + code_of(secret, steps) + "\"}"; };
  const std::string recovery =
      browse("post /second-factor/confirm", "/second-factor/confirm", code(-1))
          .at("/recovery_codes/0");
  browse("post /second-factor/begin", "/second-factor/begin", "{}");
  browse("post /session", "/session", login);
  browse("post /session/code", "/session/code", code(0));
  const auto proof = [&](const std::string& password) {
    return R"({"password":")" + password + R"(","code":")" + recovery + "\"}";
  };
  browse("post /second-factor/remove", "/second-factor/remove", proof("wrong password"));
  browse("post /second-factor/remove", "/second-factor/remove", proof(platform_.demo_password()));
  browse("post /session/end", "/session/end", "{}");
}

void Survey::administer() {
  const std::string person =
      R"({"id":"grid-950","name":"丁","role":"triager","org":"140802001001"})";
  note("post /users", county_.post("/users", person));
  note("post /users", county_.post("/users", person));
  note("post /users", county_.post("/users", "{}"));
  note("post /users", nobody_.post("/users", person));
  note("post /users", member_.post("/users", person));
  note("post /users",
       county_.post("/users", R"({"id":"y","name":"丁","role":"king","org":"140802001001"})"));
  const std::string acts_on = "post /users/{id}/actions/{action}";
  const std::string invite = "/users/grid-950/actions/invite";
  const Answered link = security_.post(invite, "{}");
  note(acts_on, link);
  note(acts_on, security_.post(invite, "["));
  note(acts_on, nobody_.post(invite, "{}"));
  note(acts_on, member_.post(invite, "{}"));
  note(acts_on, security_.post("/users/grid-950/actions/crown", "{}"));
  const std::string use = R"({"token":")" + link.at("/url").substr(link.at("/url").find('#') + 1) +
                          R"(","password":"linden trees in may"})";
  note("post /invitations/use", nobody_.post("/invitations/use", use));
  note("post /invitations/use", nobody_.post("/invitations/use", use));
  note("post /invitations/use",
       nobody_.post("/invitations/use", use, {{"Content-Type", "text/plain"}}));
  note(acts_on, security_.post("/users/grid-950/actions/disable", "{}"));
  note(acts_on, security_.post("/users/grid-950/actions/enable", "{}"));
  const Answered token = staff_.post("/tokens", R"({"scopes":["read"],"days":1})");
  note("post /tokens", token);
  note("post /tokens", staff_.post("/tokens", R"({"scopes":["all"]})"));
  note("post /tokens", nobody_.post("/tokens", "{}"));
  note("post /tokens", member_.post("/tokens", R"({"user":"auditor"})"));
  get("/tokens", "/tokens");
  const std::string revoke = "/tokens/" + token.at("/id") + "/revoke";
  note("post /tokens/{id}/revoke", nobody_.post(revoke, "{}"));
  note("post /tokens/{id}/revoke", member_.post(revoke, "{}"));
  note("post /tokens/{id}/revoke", staff_.post(revoke, "{}"));
  note("post /tokens/{id}/revoke", staff_.post(revoke, "{}"));
}

}  // namespace gongzhi::test
