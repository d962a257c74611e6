// What may be listened on without encryption, and what is said when it may not.
#include "gateway/listening.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/redirect_door.hpp"
#include "runtime/admin_listener.hpp"

namespace gongzhi::gateway {
namespace {

Result<Encryption> ask(const char* listen, const std::function<void(runtime::Settings&)>& set) {
  runtime::Settings settings;
  set(settings);
  return encryption_of(settings, runtime::parse_endpoint(listen).value());
}

void nothing(runtime::Settings&) {}

TEST(S37, LoopbackNeedsNoTls) {
  EXPECT_EQ(ask("127.0.0.1:80", nothing).value(), Encryption::none);
  EXPECT_EQ(ask("[::1]:80", nothing).value(), Encryption::none);
}

TEST(S37, BeyondLoopbackNothingStartsInTheClearAndEveryWayOutIsNamed) {
  for (const char* listen : {"0.0.0.0:8443", "[::]:80", "192.168.1.5:8080"}) {
    const auto answer = ask(listen, nothing);
    ASSERT_FALSE(answer) << listen;
    EXPECT_EQ(answer.error().code, Errc::invalid);
    for (const char* way :
         {"gateway.tls_certificate_file", "--tls local_ca", "behind_proxy", "--listen 127.0.0.1:"})
      EXPECT_NE(answer.error().detail.find(way), std::string::npos) << way;
  }
}

TEST(S37, BeyondLoopbackTlsIsServedByFilesOrAnAuthorityOfOurOwn) {
  EXPECT_EQ(ask("0.0.0.0:443",
                [](runtime::Settings& s) {
                  s.gateway.tls_certificate_file = "/a.pem";
                  s.gateway.tls_key_file = "/b.pem";
                })
                .value(),
            Encryption::files);
  EXPECT_EQ(ask("0.0.0.0:443", [](runtime::Settings& s) { s.gateway.tls = "local_ca"; }).value(),
            Encryption::local_ca);
}

TEST(S37, HalfACertificateAndAContradictionAreRefused) {
  EXPECT_FALSE(
      ask("127.0.0.1:443", [](runtime::Settings& s) { s.gateway.tls_key_file = "/b.pem"; }));
  EXPECT_FALSE(ask("127.0.0.1:443", [](runtime::Settings& s) {
    s.gateway.tls = "local_ca";
    s.gateway.tls_certificate_file = "/a.pem";
    s.gateway.tls_key_file = "/b.pem";
  }));
}

TEST(S37, AProxyMustBeNamed) {
  const auto answer =
      ask("0.0.0.0:80", [](runtime::Settings& s) { s.gateway.tls = "behind_proxy"; });

  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("gateway.trusted_proxies"), std::string::npos);
}

TEST(S37, ThePlainPortSendsPagesOnAndRefusesTheApi) {
  const auto ask_plainly = [](const std::string& line) {
    return redirect_answer(line + " HTTP/1.1\r\nHost: office.lan:8080\r\n\r\n", 8443);
  };

  EXPECT_TRUE(ask_plainly("GET /login?next=%2F").starts_with("HTTP/1.1 301 "));
  EXPECT_NE(ask_plainly("GET /login?next=%2F")
                .find("\r\nLocation: https://office.lan:8443/login?next=%2F\r\n"),
            std::string::npos);
  for (const char* api : {"GET /api/v1/cases", "GET /api", "POST /login", "GET /api?x=1"})
    EXPECT_TRUE(ask_plainly(api).starts_with("HTTP/1.1 403 ")) << api;
  EXPECT_TRUE(redirect_answer("GET / HTTP/1.1\r\n\r\n", 443).starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(redirect_answer("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 443)
                  .starts_with("HTTP/1.1 400 "));
}

TEST(Listening, TheNamesOfTheMachineAreThoseItIsCalledBy) {
  runtime::Settings settings;
  settings.gateway.tls_names = "office.lan, 10.1.2.3";

  const auto names =
      names_of_this_machine(settings, runtime::parse_endpoint("192.168.9.9:443").value());

  EXPECT_EQ(names.front(), "office.lan");
  for (const char* one : {"10.1.2.3", "192.168.9.9", "localhost", "127.0.0.1"})
    EXPECT_EQ(std::count(names.begin(), names.end(), one), 1) << one;
}

}  // namespace
}  // namespace gongzhi::gateway
