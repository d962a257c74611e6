// What a server's address may look like, and how long it asks us to wait.
#include <gtest/gtest.h>

#include "outbound/http_client.hpp"

namespace gongzhi::outbound {
namespace {

TEST(HttpUrl, ReadsHostPortAndBase) {
  const auto plain = parse_http_url("http://127.0.0.1:8080");
  const auto with_base = parse_http_url("http://localhost:81/gongzhi/");
  const auto six = parse_http_url("http://[::1]:8080/");

  ASSERT_TRUE(plain && with_base && six);
  EXPECT_EQ(plain->host, "127.0.0.1");
  EXPECT_EQ(plain->port, "8080");
  EXPECT_EQ(plain->base, "");
  EXPECT_EQ(with_base->base, "/gongzhi");
  EXPECT_EQ(six->host, "::1");
  EXPECT_EQ(six->port, "8080");
}

TEST(HttpUrl, TakesPort80WhenNoneIsNamed) {
  EXPECT_EQ(parse_http_url("http://county.example")->port, "80");
}

TEST(HttpUrl, RefusesWhatItCannotReachSafely) {
  for (const char* url : {"https://127.0.0.1:1", "127.0.0.1:8080", "http://", "http://:80",
                          "http://a:0", "http://a:70000", "http://a:b", "http://u@a:1",
                          "http://a:1/x?y", "http://a b:1", "http://a:1\r\nX: y"})
    EXPECT_EQ(parse_http_url(url).error().code, Errc::invalid) << url;
}

TEST(RetryAfter, ReadsSecondsAndNothingElse) {
  const auto of = [](std::string value) {
    return retry_after(HttpAnswer{503, {{"retry-after", std::move(value)}}, ""});
  };

  EXPECT_EQ(of("3"), std::chrono::seconds(3));
  EXPECT_EQ(of(""), std::nullopt);
  EXPECT_EQ(of("-1"), std::nullopt);
  EXPECT_EQ(of("Wed, 21 Oct 2026 07:28:00 GMT"), std::nullopt);
  EXPECT_EQ(retry_after(HttpAnswer{}), std::nullopt);
}

}  // namespace
}  // namespace gongzhi::outbound
