// Host, Origin and proxies, from the settings.
#include "gateway/door_rules.hpp"

#include <gtest/gtest.h>

namespace gongzhi::gateway {
namespace {

constexpr std::string_view ours = "https://gongzhi.example.cn";

DoorRules rules(std::vector<std::string> origins, std::vector<std::string> proxies = {},
                const std::string& header = "x-forwarded-for") {
  runtime::Settings::Gateway settings;
  settings.public_origins = std::move(origins);
  settings.trusted_proxies = std::move(proxies);
  settings.forwarded_header = header;
  auto made = DoorRules::make(settings);
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

Client client(const char* address, bool is_secure = false) {
  return {asio::ip::make_address(address), is_secure};
}

TEST(DoorRulesSettings, AreRefusedByName) {
  runtime::Settings::Gateway settings;
  settings.public_origins = {"gongzhi.example.cn", "ftp://a", "https://a/b", "https://"};
  settings.trusted_proxies = {"10.0.0.0/33", "proxy", "::1/129"};

  const auto made = DoorRules::make(settings);

  ASSERT_FALSE(made);
  const Error error = made.error();
  EXPECT_EQ(error.fields.size(), 7U);
  EXPECT_NE(error.message.find("gongzhi.example.cn"), std::string::npos);
}

TEST(S33, OnlyAHostOfOursIsTaken) {
  const DoorRules some = rules({std::string(ours), "http://inner.example:8080"});

  for (const char* host : {"gongzhi.example.cn", "GongZhi.Example.cn:443", "inner.example:8080",
                           "localhost:9", "127.0.0.1", "[::1]:80"})
    EXPECT_TRUE(some.accepts_host(host)) << host;
  for (const char* host : {"evil.com", "gongzhi.example.cn.evil.com", "gongzhi.example.cn:80",
                           "inner.example", "x.gongzhi.example.cn", ""})
    EXPECT_FALSE(some.accepts_host(host)) << host;
  EXPECT_TRUE(rules({}).accepts_host("anything"));
}

TEST(S33, ANameOfTheMachineIsTakenOnlyOnLoopback) {
  runtime::Settings::Gateway settings;
  settings.public_origins = {std::string(ours)};
  settings.listen = "0.0.0.0:8080";

  EXPECT_FALSE(DoorRules::make(settings)->accepts_host("localhost"));
}

TEST(S17, APageOfAnotherOriginIsElsewhere) {
  const DoorRules some = rules({std::string(ours)});
  const auto from = [&](std::string_view origin, std::string_view site = {}) {
    return some.asked_from({"gongzhi.example.cn", origin, site, true});
  };

  EXPECT_EQ(from(""), AskedFrom::unsaid);
  EXPECT_EQ(from(ours), AskedFrom::here);
  EXPECT_EQ(from("https://GONGZHI.example.cn:443"), AskedFrom::here);
  EXPECT_EQ(from("", "same-origin"), AskedFrom::here);
  EXPECT_EQ(from("", "none"), AskedFrom::here);
  for (const char* origin :
       {"https://evil", "null", "http://gongzhi.example.cn", "https://gongzhi.example.cn:444",
        "https://a.gongzhi.example.cn", "https://gongzhi.example.cn.evil", "gongzhi.example.cn"})
    EXPECT_EQ(from(origin), AskedFrom::elsewhere) << origin;
  for (const char* site : {"cross-site", "same-site", "nonsense"})
    EXPECT_EQ(from(ours, site), AskedFrom::elsewhere) << site;
}

TEST(S17, WithoutPublicOriginsTheHostIsTheOrigin) {
  const DoorRules any = rules({});
  const auto from = [&](std::string_view host, std::string_view origin, bool is_secure = false) {
    return any.asked_from({host, origin, {}, is_secure});
  };

  EXPECT_EQ(from("localhost:8080", "http://localhost:8080"), AskedFrom::here);
  EXPECT_EQ(from("a", "https://a"), AskedFrom::here);
  EXPECT_EQ(from("a", "http://a", true), AskedFrom::elsewhere);
  EXPECT_EQ(from("localhost:8080", "http://localhost"), AskedFrom::elsewhere);
  EXPECT_EQ(from("localhost:8080", "http://localhost:8081"), AskedFrom::elsewhere);
  EXPECT_EQ(from("a", "null"), AskedFrom::elsewhere);
}

TEST(S34, WhatAStrangerSaysOfHimselfIsNotRead) {
  const DoorRules some = rules({}, {"10.0.0.0/8"});

  const Client seen = some.client_of(client("192.0.2.1"), {"203.0.113.9", "https", "for=1.2.3.4"});

  EXPECT_EQ(seen.address.to_string(), "192.0.2.1");
  EXPECT_FALSE(seen.is_secure);
}

TEST(S34, TheRightmostAddressThatIsNoProxyIsTheClient) {
  const DoorRules some = rules({}, {"10.0.0.0/8", "2001:db8::/32"});
  const auto address = [&](std::string_view list, const char* peer = "10.0.0.1") {
    return some.client_of(client(peer), {list, "", "for=6.6.6.6"}).address.to_string();
  };

  EXPECT_EQ(address("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(address("6.6.6.6, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(address("6.6.6.6,203.0.113.9 , 10.1.1.1"), "203.0.113.9");
  EXPECT_EQ(address("203.0.113.9:4711"), "203.0.113.9");
  EXPECT_EQ(address("[2001:4860::1]:4711"), "2001:4860::1");
  EXPECT_EQ(address("203.0.113.9", "2001:db8::5"), "203.0.113.9");
  EXPECT_EQ(address("203.0.113.9", "::ffff:10.0.0.1"), "203.0.113.9");
  EXPECT_EQ(address("203.0.113.9, unknown"), "10.0.0.1");
  EXPECT_EQ(address("203.0.113.9, <script>, 10.0.0.2"), "10.0.0.2");
  EXPECT_EQ(address("10.0.0.3, 10.0.0.2"), "10.0.0.3");
  EXPECT_EQ(address(""), "10.0.0.1");
}

TEST(S34, ForwardedIsReadWhereItIsTheHeaderOfTheProxies) {
  const DoorRules some = rules({}, {"10.0.0.1"}, "forwarded");

  const Client seen = some.client_of(
      client("10.0.0.1"),
      {"6.6.6.6", "http", "for=6.6.6.6;proto=http, for=\"[2001:4860::1]:9\";proto=https;by=x"});

  EXPECT_EQ(seen.address.to_string(), "2001:4860::1");
  EXPECT_TRUE(seen.is_secure);
}

TEST(S34, TheProxyNextToUsSaysWhetherItWasEncrypted) {
  const DoorRules some = rules({}, {"10.0.0.1"});

  EXPECT_TRUE(some.client_of(client("10.0.0.1"), {"1.1.1.1", "https", ""}).is_secure);
  EXPECT_FALSE(some.client_of(client("10.0.0.1"), {"1.1.1.1", "https, http", ""}).is_secure);
  EXPECT_FALSE(some.client_of(client("10.0.0.1", true), {"1.1.1.1", "http", ""}).is_secure);
  EXPECT_TRUE(some.client_of(client("10.0.0.1", true), {"1.1.1.1", "", ""}).is_secure);
}

TEST(S34, ASourceIsAnAddressOrAnIpv6Network) {
  EXPECT_EQ(source_of(asio::ip::make_address("192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(source_of(asio::ip::make_address("::ffff:192.0.2.1")), "192.0.2.1");
  EXPECT_EQ(source_of(asio::ip::make_address("2001:db8::1")),
            source_of(asio::ip::make_address("2001:db8::ffff:2")));
  EXPECT_NE(source_of(asio::ip::make_address("2001:db8::1")),
            source_of(asio::ip::make_address("2001:db8:0:1::1")));
}

}  // namespace
}  // namespace gongzhi::gateway
