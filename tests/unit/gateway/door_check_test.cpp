// What is refused before a body is read, and what every answer says (security.md S17, S18, S39).
#include "gateway/door_check.hpp"

#include <gmock/gmock.h>

#include "gateway/reply_text.hpp"

namespace gongzhi::gateway {
namespace {

using testing::HasSubstr;
using testing::Not;

int status_of_site(const Request& request, const DoorRules& rules = {}) {
  const auto refused = check_site(rules, request);
  return refused ? refused->status : 200;
}

Request post(AskedFrom from) {
  Request request;
  request.method = Method::post;
  request.asked_from = from;
  return request;
}

TEST(S17, AnUnsafeRequestOfAnotherPageIsRefusedWhateverItCarries) {
  Request request = post(AskedFrom::elsewhere);
  EXPECT_EQ(status_of_site(request), 403);
  request.authorization = "Bearer x";
  EXPECT_EQ(status_of_site(request), 403);
  request.method = Method::other;
  EXPECT_EQ(status_of_site(request), 403);
  request.method = Method::get;
  EXPECT_EQ(status_of_site(request), 200);
}

TEST(S17, ACookieAloneProvesNoPage) {
  Request request = post(AskedFrom::unsaid);
  EXPECT_EQ(status_of_site(request), 200);
  request.cookie = "__Host-sid=x";
  EXPECT_EQ(status_of_site(request), 403);
  request.authorization = "Bearer x";
  EXPECT_EQ(status_of_site(request), 200);
  request.authorization = {};
  request.asked_from = AskedFrom::here;
  EXPECT_EQ(status_of_site(request), 200);
}

TEST(S33, AHostThatIsNotOursIsMisdirected) {
  runtime::Settings::Gateway settings;
  settings.public_origins = {"https://gongzhi.example.cn"};
  Request request;
  request.host = "evil.com";

  EXPECT_EQ(status_of_site(request, *DoorRules::make(settings)), 421);
}

int status_of_shape(Route::Body body, const std::string& type, const std::string& query = {}) {
  Request request;
  request.content_type = type;
  request.query = query;
  const auto refused = check_shape({Method::post, "/a", nullptr, body}, request);
  return refused ? refused->status : 200;
}

TEST(S17, OnlyADeclaredRouteTakesAForm) {
  constexpr const char* form = "application/x-www-form-urlencoded";
  EXPECT_EQ(status_of_shape(Route::Body::single, form), 415);
  EXPECT_EQ(status_of_shape(Route::Body::single, "text/plain"), 415);
  EXPECT_EQ(status_of_shape(Route::Body::batch, "multipart/form-data; boundary=x"), 415);
  EXPECT_EQ(status_of_shape(Route::Body::single, "application/json; charset=utf-8"), 200);
  EXPECT_EQ(status_of_shape(Route::Body::form, form), 200);
  EXPECT_EQ(status_of_shape(Route::Body::form, "Application/X-WWW-Form-urlencoded ; charset=utf-8"),
            200);
  EXPECT_EQ(status_of_shape(Route::Body::form, "application/json"), 415);
  EXPECT_EQ(status_of_shape(Route::Body::form, ""), 415);
}

TEST(S39, AParameterThatStandsTwiceIsRefusedOnEveryRoute) {
  EXPECT_EQ(status_of_shape(Route::Body::none, "", "id=1&id=2"), 400);
  EXPECT_EQ(status_of_shape(Route::Body::none, "", "id&id=2"), 400);
  EXPECT_EQ(status_of_shape(Route::Body::none, "", "id=1&ids=2"), 200);
}

TEST(S18, OnlyWhatCameEncryptedPromisesToStayEncrypted) {
  Framing framing{"trace"};
  EXPECT_THAT(reply_text(Reply{}, framing), Not(HasSubstr("Strict-Transport-Security")));
  framing.is_https = true;
  EXPECT_THAT(reply_text(Reply{}, framing),
              HasSubstr("\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains\r\n"));
}

TEST(S38, AnAnswerSaysWhatIsLeft) {
  RateState rate;
  rate.limit = 20;
  rate.remaining = 3;
  rate.reset = std::chrono::seconds(51);
  Framing framing{"trace"};
  framing.rate = &rate;

  EXPECT_THAT(reply_text(Reply{}, framing),
              HasSubstr("\r\nRateLimit-Limit: 20\r\nRateLimit-Remaining: 3\r\n"
                        "RateLimit-Reset: 51\r\n"));
}

TEST(S38, ARefusalSaysWhenToComeAgain) {
  RateState rate;
  rate.is_allowed = false;
  rate.retry_after = std::chrono::seconds(7);

  const Reply reply = reply_of(too_often(rate, wire::Language::zh), Request{});

  EXPECT_EQ(reply.status, 429);
  EXPECT_THAT(reply.fields, HasSubstr("Retry-After: 7\r\n"));
  EXPECT_EQ(reply.fields.find("Retry-After"), reply.fields.rfind("Retry-After"));
}

}  // namespace
}  // namespace gongzhi::gateway
