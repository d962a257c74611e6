// Every operation of openapi.yaml, really asked: whatever comes back is a documented status with a
// body of its schema and the header fields that are promised, and every documented status that can
// be provoked was seen.
#include <gmock/gmock.h>

#include <csignal>
#include <map>
#include <set>

#include "gateway/router.hpp"
#include "tests/contract/api/document.hpp"
#include "tests/contract/api/managing.hpp"
#include "tests/support/authenticator.hpp"
#include "tests/support/pictures/pictures.hpp"
#include "wire/schema.hpp"

namespace gongzhi::test {
namespace {

struct Seen {
  std::string operation;
  Answered answer;
};

const std::string acts = "post /cases/{number}/actions/{action}";
const std::string reveals = "post /cases/{number}/reveal";
const std::string withdrawals = "post /cases/{number}/withdraw-consent";
const std::string erasures = "post /cases/{number}/erase";

/// Asks everything once and keeps the answers.
class Survey {
 public:
  Survey() {
    upload();
    report();
    const std::string number = number_;
    wait_until_applied();
    read(number);
    act(number);
    ManagingSurvey managing(platform_, number,
                            [this](const std::string& operation, Answered answer) {
                              note(operation, std::move(answer));
                            });
    managing_ = &managing;
    managing.ask();
    ask_about_people();
    be_refused(number);
    sign_in();
    set_up_second_factor();
    administer();
    be_unready(number);
    managing_ = nullptr;
  }
  const std::vector<Seen>& seen() const { return seen_; }

 private:
  void note(const std::string& operation, Answered answer) {
    seen_.push_back({operation, std::move(answer)});
  }
  void get(const std::string& route, const std::string& path, HttpFields fields = {}) {
    note("get " + route, staff_.get(path, std::move(fields)));
  }
  // A list that still changes has another ETag the second time.
  void wait_until_applied() {
    for (const Seen& one : seen_)
      for (const char* pointer : {"/number", "/items/0/receipt/number"})
        if (const std::string number = one.answer.at(pointer); number != "(none)")
          staff_.wait_for_state(number, "sign");
  }
  /// 200 and, with its ETag, 304.
  void get_twice(const std::string& route, const std::string& path) {
    get(route, path);
    get(route, path, {{"If-None-Match", seen_.back().answer.http.field("etag")}});
  }

  void upload() {
    const HttpFields jpeg{{"Content-Type", "image/jpeg"}};
    const std::string route = "post /uploads";
    note(route, staff_.post("/uploads", jpeg_file(quadrants(60, 40)), jpeg));
    note(route, staff_.post("/uploads", "", jpeg));
    note(route, staff_.post("/uploads", "<svg/>", jpeg));
    note(route, staff_.post("/uploads", png_bomb(9'000, 9'000), jpeg));
    note(route,
         nobody_.post("/uploads", "x",
                      {{"Content-Type", "image/jpeg"}, {"Authorization", "Bearer nonsense"}}));
  }

  void report() {
    const std::string picture = seen_.front().answer.at("/id");
    const std::string good = report_body(
        "incident", "E0110", R"(,"attachments":[{"id":")" + picture + R"(","as":"before"}])");
    note("post /cases", staff_.post("/cases", good));
    number_ = seen_.back().answer.at("/number");
    note("post /cases", nobody_.post("/cases", good));
    const HttpFields key{{"Idempotency-Key", fresh_key()}};
    note("post /cases", staff_.post("/cases", good, key));
    note("post /cases", staff_.post("/cases", report_body("incident", "E0111"), key));
    note("post /cases", staff_.post("/cases", "{"));
    note("post /cases", auditor_.post("/cases", good));
    note("post /cases", nobody_.post("/cases", good, {{"Authorization", "Bearer nonsense"}}));
    note("post /cases", staff_.post("/cases", std::string(70'000, ' ')));
    note("post /cases", staff_.post("/cases", good, {{"Content-Type", "text/plain"}}));
    const std::string batch = R"({"items":[)" + good + "," + report_body("parade", "") + "]}";
    note("post /cases:batch", staff_.post("/cases:batch", batch));
    note("post /cases:batch", staff_.post("/cases:batch", R"({"items":[]})"));
    note("post /cases:batch", nobody_.post("/cases:batch", batch, {{"Authorization", "Bearer x"}}));
    note("post /cases:batch", staff_.post("/cases:batch", std::string(1'100'000, ' ')));
    note("post /cases:batch", staff_.post("/cases:batch", batch, {{"Content-Type", "text/plain"}}));
  }

  void read(const std::string& number) {
    get_twice("/cases", "/cases?limit=1&count=true");
    get_twice("/cases/{number}", "/cases/" + number);
    const std::string picture = attachment_of(number);
    for (const char* end : {"", "/thumbnail"})
      get_twice("/cases/{number}/attachments/{id}" + std::string(end), picture + end);
    get("/cases/{number}/timeline", "/cases/" + number + "/timeline?limit=1");
    get("/cases/nearby", "/cases/nearby?lon=111&lat=35.02&category=E0110");
    for (const char* path : {"/tasks", "/board", "/categories", "/kinds", "/orgs", "/openapi.json"})
      get_twice(path, path);
    get("/me", "/me");
    note("get /audit", auditor_.get("/audit?limit=1"));
    get("/audit", "/audit");
    note("get /me", member_.get("/me"));
    get("/search", "/search?q=%E5%9E%83%E5%9C%BE");
    note("get /me", nobody_.get("/me"));
    note("get /live", nobody_.get("/live"));
    Api listener(platform_, "secretary-001");
    note("get /live", listener.get("/live"));
  }

  std::string attachment_of(const std::string& number) {
    const std::string id = staff_.get("/cases/" + number).at("/attachments/0/id");
    return "/cases/" + number + "/attachments/" + id;
  }

  void act(const std::string& number) {
    Api department(platform_, "dept-sanitation");
    note(acts, department.post("/cases/" + number + "/actions/sign", "{}"));
    note(acts, department.act(number, "sign", "{}", {{"If-Match", "\"0\""}}));
    note(acts, department.act(number, "sign"));
    const std::string id = seen_.back().answer.at("/outcome");
    note("get /outcomes/{id}", department.get("/outcomes/" + id));
    note(acts, department.act(number, "sign"));
    note(acts, department.act(number, "handle", "["));
    note(acts, department.act(number, "handle", R"({"mood":"good"})"));
    note(acts, department.act(number, "handle", std::string(70'000, ' ')));
    note(acts, department.act(number, "handle", "{}", {{"Content-Type", "text/plain"}}));
    note(acts, department.act(number, "file"));
    note(acts, nobody_.post("/cases/" + number + "/actions/sign", "{}"));
    note(acts, staff_.act("26112307-99999", "sign", "{}", {{"If-Match", "\"1\""}}));
    const Halted worker(platform_, DemoPlatform::Part::worker);
    note(acts, department.act(number, "comment", R"({"text":"在路上"})"));
    note("get /outcomes/{id}", department.get("/outcomes/" + seen_.back().answer.at("/id")));
  }

  /// Personal data: shown in plain, asked for by the reporter, withdrawn, erased.
  void ask_about_people() {
    const Answered receipt = nobody_.post(
        "/cases", report_body("incident", "E0110", R"(,"contact":{"phone":"13800001234"})"));
    const std::string number = receipt.at("/number");
    const std::string base = "/cases/" + number;
    const HttpFields key{{"X-Case-Key", receipt.at("/key")}};
    staff_.wait_for_state(number, "sign");
    reveal(base);
    const std::string withdraw = R"({"purpose":"contact"})";
    own(key, base, "withdraw-consent", withdraw);
    note(withdrawals, nobody_.post(base + "/withdraw-consent", withdraw, key));
    note(withdrawals, nobody_.post(base + "/withdraw-consent", R"({"purpose":"all"})", key));
    note(erasures, nobody_.post(base + "/erase", "", key));
    HttpFields versioned = key;
    versioned.emplace_back("If-Match", nobody_.get(base, key).http.field("etag"));
    note(acts, nobody_.post(base + "/actions/withdraw", "{}", versioned));
    own(key, base, "erase", "");
    HttpFields no_key = key;
    no_key.emplace_back("Idempotency-Key", "");
    note(erasures, nobody_.post(base + "/erase", "", no_key));
    for (const char* path : {"/access-log", "/copy"}) {
      note("get /cases/{number}" + std::string(path), nobody_.get(base + path, key));
      note("get /cases/{number}" + std::string(path), staff_.get(base + path));
    }
  }

  void reveal(const std::string& base) {
    const std::string path = base + "/reveal";
    const std::string why = R"({"fields":["contact_phone"],"reason":"联系上报人核实"})";
    const HttpFields used{{"Idempotency-Key", fresh_key()}};
    note(reveals, staff_.post(path, why, used));
    note(reveals, staff_.post(path, R"({"fields":["address"],"reason":"到现场核实"})", used));
    note(reveals, staff_.post(path, R"({"fields":[]})"));
    note(reveals, Api(platform_, "dept-sanitation").post(path, why));
    note(reveals, member_.post("/cases/26112307-99999/reveal", why));
    note(reveals, staff_.post(path, std::string(70'000, ' ')));
    note(reveals, staff_.post(path, why, {{"Content-Type", "text/plain"}}));
    note(reveals, nobody_.post(path, why));
    const Halted worker(platform_, DemoPlatform::Part::worker);
    note(reveals, staff_.post(path, why));
  }

  /// What the reporter does with the receipt's key, and what others get for it.
  void own(const HttpFields& key, const std::string& base, const std::string& word,
           const std::string& body) {
    const std::string operation = "post /cases/{number}/" + word;
    const std::string path = base + "/" + word;
    HttpFields used = key;
    used.emplace_back("Idempotency-Key", fresh_key());
    note(operation, nobody_.post(path, body, used));
    const std::string other = word == "erase" ? "withdraw-consent" : "erase";
    note("post /cases/{number}/" + other,
         nobody_.post(base + "/" + other, R"({"purpose":"contact"})", used));
    note(operation, staff_.post(path, body));
    note(operation, nobody_.post(path, body));
    note(operation, nobody_.post(path, std::string(70'000, ' '), key));
    if (word == "erase") return;
    HttpFields text = key;
    text.emplace_back("Content-Type", "text/plain");
    note(operation, nobody_.post(path, body, text));
  }

  void be_refused(const std::string& number) {
    for (const gateway::Route& route : gateway::routes()) {
      if (route.method != gateway::Method::get) continue;
      std::string path(route.path);
      if (const auto at = path.find("{number}"); at != path.npos) path.replace(at, 8, number);
      if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, "zz");
      if (const auto at = path.find("{table}"); at != path.npos) path.replace(at, 7, "duty");
      const std::string name(route.path);
      get(name, path + "?nonsense=1");
      note("get " + name, nobody_.get(path, {{"Authorization", "Bearer nonsense"}}));
    }
    note("get /cases/nearby", nobody_.get("/cases/nearby?lon=111&lat=35&category=E0110",
                                          {{"Authorization", "Bearer nonsense"}}));
    note("get /outcomes/{id}",
         nobody_.get("/outcomes/" + std::string(32, 'a'), {{"Authorization", "Bearer nonsense"}}));
    get("/outcomes/{id}", "/outcomes/" + std::string(32, 'a'));
    get("/cases/{number}", "/cases/26112307-99999");
    get("/cases/{number}/timeline", "/cases/26112307-99999/timeline");
    for (const char* end : {"", "/thumbnail"})
      get("/cases/{number}/attachments/{id}" + std::string(end),
          "/cases/" + number + "/attachments/" + std::string(64, '0') + end);
    get("/board", "/board?org=140802002001");
    note("get /cases", member_.get("/cases?reinspect=true"));
  }

  // One browser: the session that was set last.
  Answered browse(const std::string& operation, const std::string& path, const std::string& body,
                  HttpFields fields = {}) {
    if (!cookie_.empty()) fields.emplace_back("Cookie", "__Host-sid=" + cookie_);
    Answered answer = body.empty() ? nobody_.get(path, fields) : nobody_.post(path, body, fields);
    const std::string& set = answer.http.field("set-cookie");
    if (set.starts_with("__Host-sid=")) cookie_ = set.substr(11, set.find(';') - 11);
    note(operation, answer);
    return answer;
  }

  void sign_in() {
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

  void set_up_second_factor() {
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

  void administer() {
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
    const std::string use = R"({"token":")" +
                            link.at("/url").substr(link.at("/url").find('#') + 1) +
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

  /// The record locked, then Redis stopped.
  void be_unready(const std::string& number) {
    const std::string good = report_body("incident", "E0110");
    {
      const LockedRecord lock(platform_);
      for (const char* path : {"/cases", "/tasks", "/board"}) get(path, path);
      note("get /audit", auditor_.get("/audit"));
      get("/search", "/search?q=%E5%9E%83%E5%9C%BE");
      get("/cases/{number}", "/cases/" + number);
      get("/cases/{number}/timeline", "/cases/" + number + "/timeline");
      for (const char* end : {"", "/thumbnail"})
        get("/cases/{number}/attachments/{id}" + std::string(end),
            "/cases/" + number + "/attachments/" + std::string(64, '0') + end);
      for (const char* path : {"/access-log", "/copy"})
        get("/cases/{number}" + std::string(path), "/cases/" + number + path);
      note(reveals, staff_.post("/cases/" + number + "/reveal",
                                R"({"fields":["contact_phone"],"reason":"联系上报人核实"})"));
      note(erasures, staff_.post("/cases/" + number + "/erase", ""));
      note(withdrawals,
           staff_.post("/cases/" + number + "/withdraw-consent", R"({"purpose":"contact"})"));
      get("/cases/nearby", "/cases/nearby?lon=111&lat=35.02&category=E0110");
      get("/outcomes/{id}", "/outcomes/" + std::string(32, 'a'));
      note("get /me", member_.get("/me"));
      note(acts, staff_.act(number, "comment", R"({"text":"?"})", {{"If-Match", "\"3\""}}));
      managing_->ask_while_the_record_is_locked();
    }
    {
      const Halted worker(platform_, DemoPlatform::Part::worker);
      managing_->ask_while_the_worker_is_stopped();
    }
    const Halted redis(platform_, DemoPlatform::Part::redis);
    note("post /cases", staff_.post("/cases", good));
    managing_->ask_while_redis_is_stopped();
  }

  std::string number_;
  ManagingSurvey* managing_ = nullptr;  // while the survey is made
  DemoPlatform platform_;
  Api staff_{platform_, "secretary-001"};
  Api nobody_{platform_};
  Api auditor_{platform_, "auditor"};
  Api member_{platform_, "member-001"};
  Api security_{platform_, "security-admin"};
  Api county_{platform_, "county-admin"};
  std::string cookie_;
  std::vector<Seen> seen_;
};

const std::vector<Seen>& survey() {
  static const Survey survey;
  return survey.seen();
}

TEST(Operations, AnswerWithDocumentedStatuses) {
  const Document document;
  for (const Seen& seen : survey())
    EXPECT_NE(document.find(seen.operation, std::to_string(seen.answer.status())), nullptr)
        << seen.operation << " " << seen.answer;
}

TEST(Operations, AnswerWithBodiesOfTheirSchemas) {
  const Document document;
  const wire::SchemaSet schemas = wire::SchemaSet::embedded();
  for (const Seen& seen : survey()) {
    const auto* response = document.find(seen.operation, std::to_string(seen.answer.status()));
    if (response == nullptr) continue;  // the test above says so
    const Promise promise = document.promise(*response);
    const std::string& type = seen.answer.http.field("content-type");
    EXPECT_EQ(type.substr(0, type.find(';')), promise.content_type) << seen.operation;
    if (promise.content_type.empty()) EXPECT_EQ(seen.answer.http.body, "") << seen.operation;
    if (!promise.content_type.ends_with("json")) continue;
    EXPECT_TRUE(seen.answer.body.is_json()) << seen.operation;
    if (promise.schema.empty() || !seen.answer.body.is_json()) continue;
    const auto valid = schemas.validate(promise.schema, seen.answer.body.json());
    EXPECT_TRUE(valid.has_value()) << seen.operation << " " << valid.error().fields.front().pointer
                                   << " " << valid.error().fields.front().detail << "\n"
                                   << seen.answer.http.body.substr(0, 1'000);
  }
}

TEST(Operations, AnswerWithThePromisedHeaderFields) {
  const Document document;
  for (const Seen& seen : survey()) {
    const auto* response = document.find(seen.operation, std::to_string(seen.answer.status()));
    if (response == nullptr) continue;
    for (const std::string& field : document.promise(*response).fields)
      EXPECT_NE(seen.answer.http.field(field), "")
          << field << " of " << seen.operation << " " << seen.answer.status();
  }
}

TEST(Operations, TellCachesAndBrowsersWhatTheyMay) {
  const std::set<std::string> for_everybody{"get /categories", "get /kinds", "get /orgs",
                                            "get /openapi.json"};
  for (const Seen& seen : survey()) {
    const HttpAnswer& http = seen.answer.http;
    const bool is_public = for_everybody.contains(seen.operation) && http.status < 400;
    const bool is_picture = seen.operation.find("{id}") != std::string::npos &&
                            seen.operation.find("attachments") != std::string::npos &&
                            http.status < 400;
    EXPECT_EQ(http.field("cache-control"), is_public    ? "no-cache"
                                           : is_picture ? "private, no-cache"
                                                        : "no-store")
        << seen.operation;
    EXPECT_EQ(http.field("x-content-type-options"), "nosniff");
    EXPECT_EQ(http.field("referrer-policy"), "same-origin");
    // Unencrypted, and no https origin is configured (RFC 6797 7.2).
    EXPECT_EQ(http.field("strict-transport-security"), "") << seen.operation;
    EXPECT_THAT(
        http.field("content-security-policy"),
        testing::HasSubstr(is_picture ? "default-src 'none'; sandbox" : "default-src 'self'"));
    EXPECT_EQ(http.field("server"), "");
    EXPECT_EQ(http.field("access-control-allow-origin"), "");
    EXPECT_NE(http.field("x-request-id"), "");
    if (http.status == 401) EXPECT_EQ(http.field("www-authenticate"), "Bearer") << seen.operation;
    if (http.status >= 400)
      EXPECT_EQ(seen.answer.at("/trace_id"), http.field("x-request-id")) << seen.operation;
  }
}

TEST(Operations, WereSeenWithEveryStatusThatCanBeProvoked) {
  // Only while the platform starts, or not built yet.
  const std::set<std::string> not_provoked{
      "get /categories 503", "get /kinds 503", "get /orgs 503", "get /live 503",
      "post /cases:batch 503", "post /uploads 503", "post /uploads 507",
      "get /duty 503",
      // A bearer token has a machine's limit.
      "post /cases 429", "post /cases:batch 429", "post /cases/{number}/actions/{action} 429",
      // These wait as all acts do, or need a hundred looks.
      "post /cases/{number}/withdraw-consent 202", "post /cases/{number}/erase 202",
      "post /cases/{number}/reveal 429", "post /users 202", "post /tokens 202",
      "post /tokens/{id}/revoke 202", "post /users/{id}/actions/{action} 202"};
  std::set<std::string> seen;
  for (const Seen& one : survey())
    seen.insert(one.operation + " " + std::to_string(one.answer.status()));
  const Document document;
  for (const std::string& operation : document.operations())
    for (const std::string& status : document.statuses(operation)) {
      const std::string pair = operation + " " + status;
      if (status == "default" || not_provoked.contains(pair)) continue;
      EXPECT_TRUE(seen.contains(pair)) << pair << " was not seen";
    }
}

}  // namespace
}  // namespace gongzhi::test
