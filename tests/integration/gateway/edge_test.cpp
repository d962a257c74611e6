// HTTP as it must not be (reliability.md D21, security.md S33): raw bytes over real sockets. Each
// is refused, the connection is closed, and what hides behind it is never answered.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

struct Edge {
  const char* name;
  std::string bytes;
  int status;
};

void PrintTo(const Edge& edge, std::ostream* out) {
  *out << edge.name;
}

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* hidden = "GET /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string get(const std::string& fields, const std::string& target = "/api/v1/me") {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields, const std::string& body = {}) {
  return "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\n"
         "Content-Type: application/json\r\nIdempotency-Key: 0123456789012345678901234\r\n" +
         fields + "\r\n" + body;
}

std::string many_fields(int count) {
  std::string fields = "Host: localhost\r\n";
  for (int i = 1; i < count; ++i) fields += "X-" + std::to_string(i) + ": 1\r\n";
  return fields;
}

class HttpEdge : public testing::TestWithParam<Edge> {};

TEST_P(HttpEdge, IsRefusedAndTheConnectionClosed) {
  const auto appended = demo().appended();
  const auto began = std::chrono::steady_clock::now();

  const std::string all = HttpClient(demo().port()).send_and_read_all(GetParam().bytes + hidden);

  const std::string status = std::to_string(GetParam().status);
  EXPECT_THAT(all, StartsWith("HTTP/1.1 " + status + " "));
  EXPECT_THAT(all, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(all, HasSubstr("\r\nContent-Type: application/problem+json; charset=utf-8\r\n"));
  // One answer only: what hides behind is not a request.
  EXPECT_EQ(all.find("HTTP/1.1 ", 1), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  EXPECT_EQ(demo().appended(), appended);
  // And the server is there for the next one.
  EXPECT_EQ(HttpClient(demo().port()).get("/api/v1/me").status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    D21, HttpEdge,
    testing::Values(
        Edge{"unknown_coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        Edge{"two_codings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        Edge{"coding_in_http_1_0",
             "POST /api/v1/cases HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
             "0\r\n\r\n",
             400},
        Edge{"coding_and_length",
             post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        Edge{"coding_twice",
             post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             400},
        Edge{"no_host", get(""), 400}, Edge{"empty_host", get("Host:\r\n"), 400},
        Edge{"two_hosts", get("Host: localhost\r\nHost: evil\r\n"), 400},
        Edge{"two_lengths", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400},
        Edge{"list_of_lengths", post("Content-Length: 2, 2\r\n", "{}"), 400},
        Edge{"signed_length", post("Content-Length: +2\r\n", "{}"), 400},
        Edge{"negative_length", post("Content-Length: -1\r\n"), 400},
        Edge{"endless_length", post("Content-Length: 99999999999999999999\r\n"), 400},
        Edge{"two_gigabytes", post("Content-Length: 2147483648\r\n"), 413},
        Edge{"folded", get("Host: localhost\r\nX-A: 1\r\n 2\r\n"), 400},
        Edge{"blank_before_colon", get("Host: localhost\r\nX-A : 1\r\n"), 400},
        Edge{"no_colon", get("Host: localhost\r\nnonsense\r\n"), 400},
        Edge{"bare_line_feeds", "GET /api/v1/me HTTP/1.1\nHost: localhost\r\n\r\n", 400},
        Edge{"nul_in_head", get(std::string("Host: localhost\r\nX-A: a\0b\r\n", 28)), 400},
        Edge{"hundred_and_one_fields", get(many_fields(101)), 431},
        Edge{"head_of_nine_kilobytes",
             get("Host: localhost\r\nX-A: " + std::string(9'000, 'a') + "\r\n"), 431},
        Edge{"target_not_ascii", get("Host: localhost\r\n", "/api/v1/\xE4\xBB\xB6"), 400},
        Edge{"target_with_blank", get("Host: localhost\r\n", "/api/v1/me x"), 400},
        Edge{"target_of_another", get("Host: localhost\r\n", "http://evil.example/api/v1/me"), 400},
        Edge{"body_on_get", get("Host: localhost\r\nContent-Length: 2\r\n"), 400},
        Edge{"chunked_get", get("Host: localhost\r\nTransfer-Encoding: chunked\r\n"), 400},
        Edge{"unknown_expectation", post("Expect: miracles\r\nContent-Length: 2\r\n", "{}"), 417},
        Edge{"two_keys", post("Idempotency-Key: another\r\nContent-Length: 2\r\n", "{}"), 400},
        Edge{"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        Edge{"http_9", "GET /api/v1/me HTTP/9.9\r\nHost: localhost\r\n\r\n", 505},
        Edge{"chunk_of_no_size", post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"),
             400},
        Edge{"long_chunk_extension",
             post("Transfer-Encoding: chunked\r\n",
                  "2;x=" + std::string(300, 'x') + "\r\n{}\r\n0\r\n\r\n"),
             400},
        Edge{"trailers", post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\nX-A: 1\r\n\r\n"),
             400},
        Edge{"same_site_post", post("Sec-Fetch-Site: same-site\r\nContent-Length: 2\r\n", "{}"),
             403},
        Edge{"post_of_another_origin",
             post("Origin: https://evil.example\r\nContent-Length: 2\r\n", "{}"), 403},
        Edge{"cookie_without_a_page",
             post("Cookie: __Host-sid=0123456789012345678901\r\nContent-Length: 2\r\n", "{}"), 403},
        Edge{"connect", "CONNECT evil:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        Edge{"cross_site_post", post("Sec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n", "{}"),
             403},
        Edge{"trace", "TRACE /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
             405},
        Edge{"options",
             "OPTIONS /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405},
        Edge{"delete",
             "DELETE /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405},
        Edge{"metrics_on_the_public_side",
             "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 404}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(HttpWire, ServesPipelinedRequestsInTheirOrder) {
  HttpClient client(demo().port());
  std::string requests;
  for (int i = 0; i < 100; ++i)
    requests += "GET /api/v1/" + std::string(i % 2 == 0 ? "me" : "nowhere") +
                " HTTP/1.1\r\nHost: localhost\r\n\r\n";

  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(client.send(i == 0 ? requests : "").status, i % 2 == 0 ? 200 : 404) << i;
}

TEST(HttpWire, TakesABodyInChunksAndAfter100Continue) {
  const std::string body = report_body("incident", "E0110");
  const std::string half = body.substr(0, 20);
  char sizes[2][16];
  std::snprintf(sizes[0], sizeof sizes[0], "%zx", half.size());
  std::snprintf(sizes[1], sizeof sizes[1], "%zx", body.size() - half.size());
  const std::string head =
      "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Idempotency-Key: ";
  HttpClient client(demo().port());

  const HttpAnswer chunked = client.send(
      head + fresh_key() + "\r\nTransfer-Encoding: chunked\r\n\r\n" + sizes[0] + "\r\n" + half +
      "\r\n" + sizes[1] + ";note=1\r\n" + body.substr(20) + "\r\n0\r\n\r\n");
  const HttpAnswer go =
      client.send(head + fresh_key() + "\r\nExpect: 100-continue\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n");
  const HttpAnswer done = client.send(body);

  EXPECT_EQ(chunked.status, 201) << chunked.body;
  EXPECT_EQ(go.status, 100);
  EXPECT_EQ(done.status, 201) << done.body;
}

TEST(HttpWire, AnswersHeadLikeGetWithoutItsBody) {
  const HttpAnswer get = HttpClient(demo().port()).get("/api/v1/kinds");

  const std::string head = HttpClient(demo().port())
                               .send_and_read_all(
                                   "HEAD /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\n"
                                   "Connection: close\r\n\r\n");

  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Length: " + get.field("content-length") + "\r\n"));
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(HttpWire, AcceptsAnAbsoluteTargetOfOurOwn) {
  HttpClient client(demo().port());

  EXPECT_EQ(
      client.send("GET http://localhost/api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
      200);
}

TEST(HttpWire, PassesOnAUsableRequestIdAndMakesOneOtherwise) {
  HttpClient client(demo().port());

  EXPECT_EQ(client.get("/api/v1/me", {{"X-Request-Id", "trace-0123456789"}}).field("x-request-id"),
            "trace-0123456789");
  const HttpAnswer own = client.get("/api/v1/me", {{"X-Request-Id", "a b<script>"}});
  EXPECT_EQ(own.field("x-request-id").size(), 16U);
}

TEST(HttpWire, ClosesAfterHttp10) {
  HttpClient client(demo().port());

  const HttpAnswer answer =
      client.send("GET /api/v1/me HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("connection"), "close");
}

}  // namespace
}  // namespace gongzhi::test
