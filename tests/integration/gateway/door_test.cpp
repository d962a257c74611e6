// The door as browsers, proxies and impatient people find it (security.md S08, S17, S18, S19, S29,
// S33 to S36, S38, S39).
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A platform behind a proxy on this machine, with few requests a minute for everybody.
DemoPlatform& behind_proxy() {
  static DemoPlatform platform(
      "[gateway]\npublic_origins = [\"https://gongzhi.example.cn\"]\n"
      "trusted_proxies = [\"127.0.0.1\"]\n"
      "[limits]\nwrites_per_minute_by_source = 8\nwrites_per_minute_by_device = 5\n"
      "reads_per_minute_by_source = 10\n");
  return platform;
}

HttpFields from_client(const std::string& address, HttpFields more = {}) {
  more.emplace_back("X-Forwarded-For", address);
  return more;
}

HttpAnswer report(HttpClient& client, HttpFields fields = {}) {
  fields.emplace_back("Idempotency-Key", fresh_key());
  return client.post("/api/v1/cases", report_body("incident", "E0110"), fields);
}

std::vector<std::string> answers_of_every_sort() {
  const std::vector<std::string> requests{
      "GET /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "HEAD /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "GET /api/v1/board HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "OPTIONS /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "GET /api/v1/me HTTP/1.1\r\n\r\n",
      "GET /api/v1/me HTTP/2.0\r\nHost: localhost\r\n\r\n",
      "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n",
      "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2147483648\r\n\r\n",
      "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "\x16\x03\x01"};
  std::vector<std::string> answers;
  for (const std::string& request : requests)
    answers.push_back(HttpClient(demo().port()).send_and_read_all(request));
  HttpClient live(demo().port());
  const HttpAnswer stream =
      live.get("/api/v1/live", {{"Authorization", "Bearer " + demo().token(secretary)}});
  std::string head = "HTTP/1.1 " + std::to_string(stream.status) + " \r\n";
  for (const auto& [name, value] : stream.fields) head += name + ": " + value + "\r\n";
  answers.push_back(head);
  return answers;
}

TEST(S18, EveryAnswerCarriesTheSecurityFields) {
  for (const std::string& answer : answers_of_every_sort()) {
    std::string head = answer.substr(0, answer.find("\r\n\r\n"));
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    ASSERT_THAT(head, StartsWith("http/1.1 "));
    EXPECT_THAT(head, HasSubstr("content-security-policy: default-src 'self'; script-src 'self'; "
                                "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"));
    EXPECT_THAT(head, HasSubstr("x-content-type-options: nosniff"));
    EXPECT_THAT(head, HasSubstr("x-frame-options: deny"));
    EXPECT_THAT(head, HasSubstr("referrer-policy: same-origin"));
    EXPECT_THAT(head, HasSubstr("cross-origin-opener-policy: same-origin"));
    EXPECT_THAT(head, HasSubstr("cross-origin-resource-policy: same-origin"));
    EXPECT_THAT(head, HasSubstr("cache-control: no-"));
    EXPECT_THAT(head, HasSubstr("charset=utf-8"));
    EXPECT_THAT(head, Not(HasSubstr("\nserver:")));
    // It came unencrypted, and no https origin is configured.
    EXPECT_THAT(head, Not(HasSubstr("strict-transport-security")));
  }
}

TEST(S18, HttpsIsPromisedWhereItIsTheConfiguredOrigin) {
  HttpClient client(behind_proxy().port());
  const std::string other =
      "GET /api/v1/kinds HTTP/1.1\r\nHost: gongzhi.example.cn\r\nX-Forwarded-For: 9.9.9.1\r\n\r\n";

  EXPECT_THAT(client.send(other).field("strict-transport-security"), HasSubstr("max-age=31536000"));
  EXPECT_THAT(HttpClient(behind_proxy().port())
                  .send("GET / HTTP/9.9\r\n\r\n")
                  .field("strict-transport-security"),
              HasSubstr("max-age=31536000"));
}

TEST(S19, NoOtherOriginMayReadAnything) {
  HttpClient client(demo().port());
  for (const char* origin : {"https://evil", "null", "http://a.localhost"}) {
    const HttpAnswer answer = client.get("/api/v1/kinds", {{"Origin", origin}});
    EXPECT_EQ(answer.field("access-control-allow-origin"), "") << origin;
    EXPECT_EQ(answer.field("cross-origin-resource-policy"), "same-origin");
    const HttpAnswer preflight = client.send(
        "OPTIONS /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nOrigin: " + std::string(origin) +
        "\r\nAccess-Control-Request-Method: POST\r\n\r\n");
    EXPECT_EQ(preflight.status, 403) << origin;
    EXPECT_EQ(preflight.field("access-control-allow-methods"), "");
  }
}

TEST(S17, ACrossSiteFormIsRefusedAndOurOwnPageIsNot) {
  HttpClient client(demo().port());
  const auto before = demo().figure("gongzhi_reports_accepted_total");
  const std::string cookie = "gz_device=01234567890123456789012345";

  EXPECT_EQ(report(client, {{"Origin", "https://evil"}}).status, 403);
  EXPECT_EQ(report(client, {{"Origin", "null"}}).status, 403);
  EXPECT_EQ(report(client, {{"Origin", "http://localhost:81"}}).status, 403);
  EXPECT_EQ(report(client, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(report(client, {{"Sec-Fetch-Site", "same-site"}}).status, 403);
  EXPECT_EQ(report(client, {{"Cookie", cookie}}).status, 403);
  EXPECT_EQ(report(client, {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(report(client, {{"Content-Type", "application/x-www-form-urlencoded"}}).status, 415);
  EXPECT_EQ(demo().figure("gongzhi_reports_accepted_total"), before);
  EXPECT_EQ(report(client, {{"Cookie", cookie}, {"Origin", "http://localhost"}}).status, 201);
  EXPECT_EQ(report(client, {{"Cookie", cookie}, {"Sec-Fetch-Site", "same-origin"}}).status, 201);
}

TEST(S08, ALiveStreamOfAnotherOriginIsRefused) {
  HttpClient client(demo().port());
  const std::string token = "Bearer " + demo().token(secretary);

  EXPECT_EQ(client.get("/api/v1/live").status, 401);
  EXPECT_EQ(
      client.get("/api/v1/live", {{"Authorization", token}, {"Origin", "https://evil"}}).status,
      403);
  EXPECT_EQ(client.get("/api/v1/live", {{"Authorization", token}, {"Sec-Fetch-Site", "cross-site"}})
                .status,
            403);
  EXPECT_EQ(
      client.get("/api/v1/live", {{"Authorization", token}, {"Origin", "http://localhost"}}).status,
      200);
}

TEST(S33, AnotherHostIsMisdirected) {
  HttpClient client(behind_proxy().port());
  const auto status = [&](const std::string& host) {
    return client
        .send("GET /api/v1/kinds HTTP/1.1\r\nX-Forwarded-For: 9.9.9.2\r\nHost: " + host +
              "\r\n\r\n")
        .status;
  };

  EXPECT_EQ(status("evil.com"), 421);
  EXPECT_EQ(status("gongzhi.example.cn:81"), 421);
  EXPECT_EQ(status("gongzhi.example.cn"), 200);
  EXPECT_EQ(status("localhost"), 200);
  // What a proxy says of the Host is not read.
  EXPECT_EQ(
      client.get("/api/v1/kinds", from_client("9.9.9.2", {{"X-Forwarded-Host", "evil"}})).status,
      200);
}

TEST(S34, OnlyAProxySaysWhoTheClientIs) {
  // Whoever is no proxy cannot get a fresh limit by a header: no limit is shared, none is split.
  static DemoPlatform platform(
      "[limits]\nloopback = \"counted\"\nreads_per_minute_by_source = 5\n");
  HttpClient client(platform.port());
  int allowed = 0;

  for (int i = 0; i < 20; ++i)
    allowed += client
                   .get("/api/v1/kinds", {{"X-Forwarded-For", "1.2.3." + std::to_string(i)},
                                          {"Forwarded", "for=1.2.4." + std::to_string(i)},
                                          {"X-Real-IP", "1.2.5." + std::to_string(i)}})
                   .status == 200;

  EXPECT_EQ(allowed, 5);
}

TEST(S34, BehindAProxyEachClientHasLimitsOfItsOwn) {
  HttpClient client(behind_proxy().port());
  const auto reads = [&](const std::string& said) {
    int allowed = 0;
    for (int i = 0; i < 20; ++i)
      allowed += client.get("/api/v1/kinds", from_client(said)).status == 200;
    return allowed;
  };

  EXPECT_EQ(reads("7.7.7.1"), 10);
  EXPECT_EQ(reads("7.7.7.2"), 10);
  EXPECT_EQ(reads("6.6.6.6, 7.7.7.1"), 0) << "what the client said of itself does not count";
}

TEST(S38, AHundredReportsOfOneSourceAreMostlyRefusedAndSayWhenToComeAgain) {
  HttpClient client(behind_proxy().port());
  int taken = 0;
  HttpAnswer last;
  for (int i = 0; i < 100; ++i) {
    last = report(client, from_client("8.8.8.1"));
    taken += last.status == 201;
  }

  EXPECT_EQ(taken, 8);
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(last.field("ratelimit-limit"), "8");
  EXPECT_EQ(last.field("ratelimit-remaining"), "0");
  EXPECT_GT(std::atoi(last.field("ratelimit-reset").c_str()), 30);
  EXPECT_GT(std::atoi(last.field("retry-after").c_str()), 0);
  EXPECT_EQ(report(client, from_client("8.8.8.2")).status, 201);
}

TEST(S38, ADeviceIsKnownWhereverItComesFrom) {
  HttpClient client(behind_proxy().port());
  const HttpAnswer first = report(client, from_client("8.8.9.1"));
  const std::string set = first.field("set-cookie");
  const std::string cookie = set.substr(0, set.find(';'));
  int taken = 0;

  for (int i = 0; i < 20; ++i)
    taken += report(client, from_client("8.8.9." + std::to_string(i + 2),
                                        {{"Cookie", cookie}, {"Origin", "http://localhost"}}))
                 .status == 201;

  EXPECT_EQ(taken, 5);
}

TEST(S38, ABatchCostsAsMuchAsItHolds) {
  HttpClient client(behind_proxy().port());
  const std::string one = report_body("incident", "E0110");
  const auto batch_of = [&](int count) {
    std::string items = one;
    for (int i = 1; i < count; ++i) items += "," + one;
    return "{\"items\":[" + items + "]}";
  };
  const auto send = [&](const std::string& body, const std::string& address) {
    return client.post("/api/v1/cases:batch", body,
                       from_client(address, {{"Idempotency-Key", fresh_key()}}));
  };

  EXPECT_EQ(send(batch_of(2), "8.8.7.1").status, 207);
  EXPECT_EQ(send(batch_of(9), "8.8.7.1").status, 429);
}

TEST(S38, WhoFillsTheFieldThatNobodySeesIsTakenForAProgram) {
  Api nobody(demo());
  Api staff(demo(), grid_worker);
  const std::string baited = report_body("incident", "E0110", R"(,"homepage":"https://spam")");

  const Answered refused = nobody.post("/cases", baited);

  EXPECT_EQ(refused.status(), 422);
  EXPECT_EQ(refused.http.body.find("homepage"), std::string::npos) << refused;
  EXPECT_EQ(staff.post("/cases", baited).status(), 201);
  EXPECT_EQ(nobody.post("/cases", report_body("incident", "E0110", R"(,"homepage":"")")).status(),
            201);
}

TEST(S38, AMachineIsNotThrottledWherePeopleAre) {
  Api machine(behind_proxy(), grid_worker);

  for (int i = 0; i < 50; ++i) ASSERT_EQ(machine.get("/kinds").status(), 200) << i;
  EXPECT_EQ(machine.get("/kinds").http.field("ratelimit-limit"), "6000000");
}

TEST(S38, AWrongTokenPaysLikeNobody) {
  HttpClient client(behind_proxy().port());
  int refused = 0;
  for (int i = 0; i < 30; ++i)
    refused += client
                   .get("/api/v1/me",
                        from_client("8.8.6.1", {{"Authorization", "Bearer x" + std::to_string(i)}}))
                   .status == 429;

  EXPECT_EQ(refused, 20);
}

TEST(S35, NothingOfTheInsideIsServedOutside) {
  HttpClient client(demo().port());
  for (const char* path : {"/metrics", "/debug", "/.git/HEAD", "/api-docs", "/healthz", "/readyz",
                           "/api/v1/metrics", "/api/v1/../../etc/passwd", "/server-status", "/"})
    EXPECT_EQ(client.get(path).status, 404) << path;
  for (const char* method : {"TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"})
    EXPECT_EQ(
        client.send(std::string(method) + " /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
        405)
        << method;
  const HttpAnswer trace = client.send(
      "TRACE /api/v1/nowhere HTTP/1.1\r\nHost: localhost\r\nX-Secret: word-of-mine\r\n\r\n");
  EXPECT_EQ(trace.status, 404);
  EXPECT_THAT(trace.body, Not(HasSubstr("word-of-mine")));
}

TEST(S39, DoubledAndListedParametersAreRefused) {
  Api api(demo(), secretary);
  for (const char* path :
       {"/cases?limit=1&limit=2", "/cases?limit=1&limit=1", "/cases?kind[]=incident",
        "/cases?kind=incident&ki%6ed=wish", "/kinds?a=1&a=2", "/tasks?x=1&x=2"})
    EXPECT_EQ(api.get(path).status(), 400) << path;
  const std::string body = report_body("incident", "E0110");
  EXPECT_EQ(api.post("/cases?id=1&id=2", body).status(), 400);
  for (const char* wrong :
       {R"({"kind":["incident"],"category":"E0110","title":"t","description":"d"})",
        R"({"kind":"incident","category":"E0110","title":["t"],"description":"d"})",
        R"({"kind":"incident","category":"E0110","title":1,"description":"d"})"})
    EXPECT_EQ(api.post("/cases", wrong).status(), 400) << wrong;
}

TEST(S29, WhatPeopleSendDoesNotBreakTheLog) {
  const Halted redis(demo(), DemoPlatform::Part::redis);  // so that there is something to log
  HttpClient client(demo().port());
  const std::string nasty = "a\xE2\x80\xA8\"}{\\u001b[31m\\r\\n\xC2\x9B" + std::string(3'000, 'x');
  client.post("/api/v1/cases?x=%0d%0a%1b[31m", report_body("incident", "E0110"),
              {{"Idempotency-Key", fresh_key()},
               {"User-Agent", nasty},
               {"X-Request-Id", nasty},
               {"X-Case-Key", "secret-key-of-a-case"},
               {"Authorization", "Bearer secret-token-of-somebody"}});
  report(client, {{"User-Agent", nasty}, {"X-Request-Id", "forged\",\"level\":\"x"}});

  const std::string log = demo().log();

  EXPECT_FALSE(log.empty());
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    // What `serve --demo` says to whoever started it, before anybody has sent anything.
    if (line.starts_with("gongzhi: demo accounts: ")) continue;
    EXPECT_TRUE(Body(line).is_json()) << line;
    EXPECT_LT(line.size(), 8'000U);
    EXPECT_TRUE(std::ranges::none_of(line, [](char c) {
      return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    })) << line;
    for (const char* secret :
         {"secret-key-of-a-case", "secret-token-of-somebody", "gz1.", "\xE2\x80\xA8", "\xC2\x9B"})
      EXPECT_THAT(line, Not(HasSubstr(secret)));
  }
}

TEST(S36, AFailureShowsATraceIdAndNothingElse) {
  ::setenv("GONGZHI_FAULT", "request_throws", 1);
  DemoPlatform broken;
  ::unsetenv("GONGZHI_FAULT");

  const HttpAnswer answer = HttpClient(broken.port()).get("/api/v1/kinds");

  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.field("content-type"), "application/problem+json; charset=utf-8");
  EXPECT_EQ(Body(answer.body).at("/status"), "500");
  EXPECT_EQ(Body(answer.body).at("/trace_id").size(), 16U) << answer.body;
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_THAT(broken.log(), HasSubstr(Body(answer.body).at("/trace_id")));
  EXPECT_EQ(HttpClient(broken.port()).get("/api/v1/kinds").status, 500) << "it goes on";
}

TEST(S36, WithoutTheRecordNobodyMaySeeAnything) {
  Api staff(demo(), secretary);
  Api nobody(demo());
  const std::string number = signed_for_later();
  const LockedRecord lock(demo());

  for (const std::string& path : {"/cases/" + number, std::string("/cases"), std::string("/board")})
    for (Api* who : {&staff, &nobody}) {
      const Answered answer = who->get(path);
      EXPECT_TRUE(answer.status() == 503 || answer.status() == 401) << answer;
      EXPECT_FALSE(answer.at("/trace_id").empty());
      for (const char* inner : {"sqlite", "SQL", "database", ".db", "redis"})
        EXPECT_THAT(answer.http.body, Not(HasSubstr(inner)));
    }
}

}  // namespace
}  // namespace gongzhi::test
