// The small readers round a request: problems, keys, versions, cursors, parameters, reply text.
#include "gateway/request.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "gateway/actor.hpp"
#include "gateway/cursor.hpp"
#include "gateway/parameters.hpp"
#include "gateway/reply_text.hpp"

namespace gongzhi::gateway {
namespace {

vault::Keyring make_keyring() {
  std::string pattern = (std::filesystem::temp_directory_path() / "gongzhi-key-XXXXXX").string();
  const std::filesystem::path directory = ::mkdtemp(pattern.data());
  auto keyring = vault::Keyring::load_or_create(directory);
  std::filesystem::remove_all(directory);
  return *std::move(keyring);
}

Request with_query(std::string query) {
  Request request;
  request.query = std::move(query);
  return request;
}

TEST(Problem, HasOneStatusPerCode) {
  EXPECT_EQ(status_of(Errc::invalid), 400);
  EXPECT_EQ(status_of(Errc::unauthorized), 401);
  EXPECT_EQ(status_of(Errc::forbidden), 403);
  EXPECT_EQ(status_of(Errc::not_found), 404);
  EXPECT_EQ(status_of(Errc::conflict), 409);
  EXPECT_EQ(status_of(Errc::too_large), 413);
  EXPECT_EQ(status_of(Errc::busy), 503);
  EXPECT_EQ(status_of(Errc::unavailable), 503);
  EXPECT_EQ(status_of(Errc::timeout), 503);
  EXPECT_EQ(status_of(Errc::corrupt), 500);
  EXPECT_EQ(status_of(Errc::internal), 500);
}

TEST(Problem, TellsAStaleVersionFromALostRace) {
  Outcome stale{OutcomeStatus::refused, Errc::conflict, "stale_version", "已有变化", {}, 0};
  Outcome lost{OutcomeStatus::refused, Errc::conflict, "already_claimed", "已被认领", {}, 0};

  EXPECT_EQ(problem_of(stale, wire::Language::zh).status, 412);
  EXPECT_EQ(problem_of(lost, wire::Language::zh).status, 409);
  EXPECT_EQ(problem_of(lost, wire::Language::zh).reason, "already_claimed");
}

TEST(Problem, RefusesInTheLanguageOfTheRequest) {
  const Outcome lost{OutcomeStatus::refused, Errc::conflict, "already_claimed", "已被认领", {}, 0};
  const Outcome wrong{OutcomeStatus::refused, Errc::invalid, "required:text", "请填写说明", {}, 0};
  const Outcome later{OutcomeStatus::refused, Errc::conflict, "not_invented", "明天", {}, 0};

  EXPECT_EQ(problem_of(lost, wire::Language::zh).error.message, "已被认领");
  EXPECT_EQ(problem_of(lost, wire::Language::en).error.message,
            "somebody was quicker and every place is taken; thank you, please look at the other "
            "tasks");
  EXPECT_EQ(problem_of(wrong, wire::Language::en).error.fields.at(0).detail, "`text` is required");
  EXPECT_EQ(problem_of(later, wire::Language::en).error.message, "明天");
}

TEST(Problem, SaysWhenToComeBackWhenFull) {
  Request request;
  request.trace_id = "0123456789abcdef";

  const Reply reply = reply_of(problem_of(fail(Errc::busy, "忙")), request);

  EXPECT_EQ(reply.status, 503);
  EXPECT_NE(reply.fields.find("Retry-After: "), std::string::npos);
  EXPECT_NE(reply.body.find("\"trace_id\":\"0123456789abcdef\""), std::string::npos);
}

TEST(Problem, ShowsNothingOfAnInternalError) {
  const Reply reply =
      reply_of(problem_of(fail(Errc::internal, "secret", "more secret")), Request{});

  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body.find("secret"), std::string::npos);
}

TEST(IdempotencyKey, IsReadQuotedAndBare) {
  Request request;
  request.idempotency_key = "\"abc\"";
  EXPECT_EQ(*idempotency_key(request), "abc");
  request.idempotency_key = "abc";
  EXPECT_EQ(*idempotency_key(request), "abc");
}

TEST(IdempotencyKey, IsRefusedWhenMissingLongOrNotPrintable) {
  Request request;
  EXPECT_EQ(key_problem(idempotency_key(request).error(), request).reason, "key_missing");
  request.idempotency_key = "\"\"";
  EXPECT_FALSE(idempotency_key(request));
  request.idempotency_key = std::string(129, 'a');
  EXPECT_FALSE(idempotency_key(request));
  request.idempotency_key = "a b";
  EXPECT_FALSE(idempotency_key(request));
}

TEST(Asker, IsTheSameDeviceWithAndWithoutTheCookieThatTheFirstAnswerSet) {
  const vault::Keyring keyring = make_keyring();
  const Directory directory;
  Request first;
  first.idempotency_key = "0123456789abcdefghijklm";

  const auto anonymous = identify_reporter(first, directory, keyring);
  ASSERT_TRUE(anonymous);
  ASSERT_FALSE(anonymous->new_cookie.empty());
  Request second = first;
  second.cookie = "other=1; gz_device=" + anonymous->new_cookie;
  const auto known = identify_reporter(second, directory, keyring);

  ASSERT_TRUE(known);
  EXPECT_EQ(known->actor, anonymous->actor);
  EXPECT_TRUE(known->new_cookie.empty());
}

TEST(Asker, IsRefusedWithATokenThatDoesNotVerify) {
  const vault::Keyring keyring = make_keyring();
  Request request;
  request.authorization = "Bearer gz1.somebody.0000";
  request.credential.kind = Credential::Kind::refused;  // as the gate finds

  const auto asker = identify(request, Directory(), keyring);

  ASSERT_FALSE(asker);
  EXPECT_EQ(asker.error().code, Errc::unauthorized);
}

TEST(ContentType, IsJsonWithAndWithoutParameters) {
  EXPECT_TRUE(is_json("application/json"));
  EXPECT_TRUE(is_json("Application/JSON ; charset=utf-8"));
  EXPECT_FALSE(is_json("text/plain"));
  EXPECT_FALSE(is_json("application/jsonx"));
  EXPECT_FALSE(is_json(""));
}

TEST(Version, IsReadQuotedAndBareAndNothingElse) {
  EXPECT_EQ(*parse_version("\"3\""), 3);
  EXPECT_EQ(*parse_version("12"), 12);
  for (const char* wrong : {"", "\"\"", "\"a\"", "-1", "W/\"3\"", "\"3", "1,2"})
    EXPECT_FALSE(parse_version(wrong)) << wrong;
}

TEST(Problem, SaysHowToSignInOnEvery401) {
  EXPECT_EQ(problem_of(fail(Errc::unauthorized, "no")).fields, "WWW-Authenticate: Bearer\r\n");
  EXPECT_EQ(problem_of(fail(Errc::forbidden, "no")).fields, "");
}

TEST(Cursor, ComesBackAsItWasSealed) {
  const vault::Keyring keyring = make_keyring();

  const std::string cursor = seal_cursor(keyring, "cases", "123 456");

  EXPECT_EQ(*open_cursor(keyring, "cases", cursor), "123 456");
  EXPECT_EQ(*open_cursor(keyring, "cases", ""), "");
}

TEST(Cursor, IsRefusedWhenChangedOrOfAnotherList) {
  const vault::Keyring keyring = make_keyring();
  const std::string cursor = seal_cursor(keyring, "cases", "123");
  std::string changed = cursor;
  changed[1] = changed[1] == '1' ? '2' : '1';

  EXPECT_FALSE(open_cursor(keyring, "cases", changed));
  EXPECT_FALSE(open_cursor(keyring, "orgs", cursor));
  EXPECT_FALSE(open_cursor(keyring, "cases", "zz.00"));
  EXPECT_FALSE(open_cursor(keyring, "cases", "."));
}

TEST(Parameters, RefuseWhatIsUnknownDoubledOrBroken) {
  for (const char* wrong : {"b=1", "a=1&a=1", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%00", "%61=1&a=2",
                            "a=%c0%af", "a=%e0%80%80", "a=%ed%a0%80", "a=%f4%90%80%80"})
    EXPECT_FALSE(Parameters::parse(with_query(wrong), {"a"})) << wrong;
}

TEST(Parameters, AreDecodedAndTyped) {
  const auto parameters =
      Parameters::parse(with_query("a=%E7%9B%90+x&limit=5&open=true"), {"a", "limit", "open"});

  ASSERT_TRUE(parameters);
  EXPECT_EQ(parameters->text("a"), "盐 x");
  EXPECT_EQ(*parameters->integer("limit", 20, {1, 100}), 5);
  EXPECT_TRUE(*parameters->flag("open"));
  EXPECT_FALSE(parameters->number("a"));
  EXPECT_EQ(parameters->without("limit"), "a=%E7%9B%90%20x&open=true");
}

TEST(Parameters, KeepLimitsWithinBounds) {
  for (const char* wrong : {"limit=0", "limit=101", "limit=1x", "limit=", "limit=-1"}) {
    const auto parameters = Parameters::parse(with_query(wrong), {"limit"});
    ASSERT_TRUE(parameters);
    EXPECT_FALSE(parameters->integer("limit", 20, {1, 100})) << wrong;
  }
}

TEST(Tag, IsFoundInAList) {
  EXPECT_TRUE(names_tag("\"3\"", "\"3\""));
  EXPECT_TRUE(names_tag("\"1\", W/\"3\"", "\"3\""));
  EXPECT_TRUE(names_tag("*", "\"3\""));
  EXPECT_FALSE(names_tag("\"13\"", "\"3\""));
  EXPECT_FALSE(names_tag("", "\"3\""));
}

TEST(ReplyText, CarriesTheStandingFieldsOnErrorsToo) {
  const Reply reply = reply_of(no_such_thing(wire::Language::zh), Request{});

  Framing framing{"trace-id-1"};
  framing.is_https = true;
  const std::string text = reply_text(reply, framing);

  EXPECT_TRUE(text.starts_with("HTTP/1.1 404 Not Found\r\n"));
  for (const char* field :
       {"Strict-Transport-Security: ", "Content-Security-Policy: default-src 'self'",
        "X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin",
        "Cache-Control: no-store", "X-Request-Id: trace-id-1",
        "Content-Type: application/problem+json; charset=utf-8"})
    EXPECT_NE(text.find(field), std::string::npos) << field;
  EXPECT_EQ(text.find("Server:"), std::string::npos);
}

TEST(ReplyText, LeavesTheBodyOutForHead) {
  Reply reply;
  reply.body = "{\"a\":1}";
  Framing framing{"t"};
  framing.body = Framing::Body::left_out;

  const std::string text = reply_text(reply, framing);

  EXPECT_NE(text.find("Content-Length: 7\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\n"));
}

}  // namespace
}  // namespace gongzhi::gateway
