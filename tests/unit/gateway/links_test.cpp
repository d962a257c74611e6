// What one-time links begin with (security.md S16).
#include "gateway/links.hpp"

#include <gtest/gtest.h>

namespace gongzhi::gateway {
namespace {

runtime::Settings listening_at(const char* listen) {
  runtime::Settings settings;
  settings.gateway.listen = listen;
  return settings;
}

TEST(S16, ALinkBeginsWithTheFirstPublicOrigin) {
  runtime::Settings settings = listening_at("127.0.0.1:8080");
  settings.gateway.public_origins = {"https://gongzhi.example.cn/", "https://other.example.cn"};

  EXPECT_EQ(link_url(settings, "abc"), "https://gongzhi.example.cn/invitation#abc");
}

TEST(S16, WithoutOneItBeginsWhereTheGatewayListens) {
  EXPECT_EQ(link_url(listening_at("127.0.0.1:8080"), "abc"),
            "http://127.0.0.1:8080/invitation#abc");
  runtime::Settings encrypted = listening_at("0.0.0.0:8443");
  encrypted.gateway.tls = "local_ca";
  encrypted.gateway.tls_names = "gongzhi.lan";

  EXPECT_EQ(link_url(encrypted, "abc"), "https://gongzhi.lan:8443/invitation#abc");
}

}  // namespace
}  // namespace gongzhi::gateway
