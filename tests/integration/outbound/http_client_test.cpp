// The client against a server that keeps, drops, stalls and floods.
#include "outbound/http_client.hpp"

#include <gtest/gtest.h>

#include "tests/support/run.hpp"
#include "tests/support/scripted_server.hpp"

namespace gongzhi::outbound {
namespace {

using namespace std::chrono_literals;
using test::ScriptedServer;

struct World {
  explicit World(ScriptedServer::Step step, HttpLimits limits = {})
      : server(io, std::move(step)),
        client(io.get_executor(), *parse_http_url(server.url()), limits) {}

  Result<HttpAnswer> send(HttpRequest request) {
    return test::run(io, client.send(std::move(request)));
  }

  boost::asio::io_context io{1};
  ScriptedServer server;
  HttpClient client;
};

TEST(HttpClient, KeepsOneConnectionForManyRequests) {
  World world([](const std::string&) { return ScriptedServer::answer(200, "{}"); });

  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.send({HttpMethod::get, "/a"})->status, 200);

  EXPECT_EQ(world.server.connections(), 1);
  EXPECT_EQ(world.server.requests().size(), 3U);
}

TEST(HttpClient, SendsBodyFieldsAndHost) {
  World world([](const std::string&) {
    return ScriptedServer::answer(201, "{\"n\":1}", "Retry-After: 2\r\n");
  });

  const auto answer =
      world.send({HttpMethod::post, "/cases", {{"Idempotency-Key", "k1"}}, "{\"a\":1}"});

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "{\"n\":1}");
  EXPECT_EQ(answer->field("retry-AFTER"), "2");
  const std::string& request = world.server.requests().front();
  EXPECT_NE(request.find("POST /cases HTTP/1.1\r\n"), std::string::npos);
  EXPECT_NE(request.find("Idempotency-Key: k1\r\n"), std::string::npos);
  EXPECT_NE(request.find("Content-Length: 7\r\n"), std::string::npos);
  EXPECT_NE(request.find("Host: 127.0.0.1:"), std::string::npos);
}

TEST(HttpClient, NeverSendsTwiceByItself) {
  World world([](const std::string&) { return std::string(); });

  const auto answer = world.send({HttpMethod::post, "/cases", {}, "{}"});

  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_EQ(world.server.requests().size(), 1U);
}

TEST(HttpClient, ConnectsAnewAfterALostConnection) {
  int asked = 0;
  World world([&asked](const std::string&) {
    return ++asked == 1 ? std::string() : ScriptedServer::answer(200, "{}");
  });

  EXPECT_EQ(world.send({HttpMethod::get, "/a"}).error().code, Errc::unavailable);
  EXPECT_EQ(world.send({HttpMethod::get, "/a"})->status, 200);

  EXPECT_EQ(world.server.connections(), 2);
}

TEST(HttpClient, GivesUpOnAServerThatStalls) {
  HttpLimits limits;
  limits.exchange = 100ms;
  World world([](const std::string&) { return "HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\nab"; },
              limits);

  EXPECT_EQ(world.send({HttpMethod::get, "/a"}).error().code, Errc::timeout);
}

TEST(HttpClient, RefusesAnAnswerOverItsLimit) {
  HttpLimits limits;
  limits.answer_bytes_max = 1000;
  World world(
      [](const std::string&) { return ScriptedServer::answer(200, std::string(1001, 'x')); },
      limits);

  EXPECT_EQ(world.send({HttpMethod::get, "/a"}).error().code, Errc::too_large);
}

TEST(HttpClient, CallsNonsenseInvalid) {
  World world([](const std::string&) { return "SSH-2.0-OpenSSH_9.2\r\n\r\n"; });

  EXPECT_EQ(world.send({HttpMethod::get, "/a"}).error().code, Errc::invalid);
}

TEST(HttpClient, SaysUnavailableWhereNobodyListens) {
  boost::asio::io_context io{1};
  boost::asio::ip::tcp::acceptor closed(io, {boost::asio::ip::address_v4::loopback(), 0});
  const auto port = closed.local_endpoint().port();
  closed.close();
  HttpClient client(io.get_executor(), *parse_http_url("http://127.0.0.1:" + std::to_string(port)));

  const auto answer = test::run(io, client.send({HttpMethod::get, "/a"}));

  EXPECT_EQ(answer.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace gongzhi::outbound
