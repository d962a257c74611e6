// R28: an Idempotency-Key used for something else, by somebody else, or not as a key at all.
#include <gtest/gtest.h>

#include "tests/process/parts.hpp"
#include "tests/process/scene.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

struct Misuse {
  int other_body = 0;
  int other_user = 0;
  int missing = 0;
  int too_long = 0;
  int with_cr = 0;
  int with_lf = 0;
  int guessable = 0;
  bool is_independent = false;  // another user's report with the same key is a case of its own
};

int post_raw(std::uint16_t port, const std::string& fields, const std::string& body) {
  HttpClient client(port, 5s);
  return client
      .send(
          "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          "Content-Length: " +
          std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body)
      .status;
}

Misuse misuse_keys(Parts& parts) {
  const std::uint16_t port = parts.ports()[0];
  HttpClient client(port, 5s);
  const auto as = [&](std::size_t user, const std::string& key) {
    return HttpFields{{"Authorization", "Bearer " + parts.tokens()[user]},
                      {"Idempotency-Key", key}};
  };
  const std::string authorization = "Authorization: Bearer " + parts.tokens()[0] + "\r\n";
  const std::string body = report_body("misuse");
  const std::string path = "/api/v1/cases";
  const HttpAnswer first = client.post(path, body, as(0, "one-key"));
  EXPECT_EQ(first.status, 201) << first.body;
  Misuse seen;
  seen.other_body = client.post(path, report_body("another"), as(0, "one-key")).status;
  const HttpAnswer other = client.post(path, body, as(1, "one-key"));
  seen.other_user = other.status;
  seen.is_independent =
      other.status == 201 && text_member(other.body, "number") != text_member(first.body, "number");
  seen.missing = post_raw(port, authorization, body);
  seen.too_long = client.post(path, body, as(0, std::string(256, 'k'))).status;
  seen.with_cr = post_raw(port, authorization + "Idempotency-Key: one\rtwo\r\n", body);
  seen.with_lf = post_raw(port, authorization + "Idempotency-Key: one\n two\r\n", body);
  seen.guessable = client.post(path, body, {{"Idempotency-Key", "1234"}}).status;
  return seen;
}

TEST(R28, AMisusedKeyIsRefusedAndNothingIsStored) {
  Parts parts({});

  const Misuse seen = misuse_keys(parts);

  EXPECT_EQ(seen.other_body, 422);
  EXPECT_EQ(seen.other_user, 201);
  EXPECT_TRUE(seen.is_independent);
  EXPECT_EQ(seen.missing, 400);
  EXPECT_EQ(seen.too_long, 400);
  EXPECT_EQ(seen.with_cr, 400);
  EXPECT_EQ(seen.with_lf, 400);
  EXPECT_EQ(seen.guessable, 400);
  EXPECT_TRUE(wait_drained(parts.evidence(), 10s));
  EXPECT_EQ(parts.judge_now().cases, 3) << "the probe at the start and the two good reports";
}

TEST(R28, ControlGatewayThatForgetsKeysIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Parts parts({.gateway_faults = "random_message_id"});

  EXPECT_NE(misuse_keys(parts).other_body, 422) << "a reused key was seen without the key";
}

}  // namespace
}  // namespace gongzhi::test
