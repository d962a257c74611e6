// Raw heads that two parsers could read differently are refused (reliability.md D21).
#include "gateway/head_check.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gongzhi::gateway {
namespace {

using namespace std::string_literals;

struct RefusedHead {
  const char* name;
  std::string head;
  int status;
};

class HeadCheck : public testing::TestWithParam<RefusedHead> {};

TEST_P(HeadCheck, RefusesWhatCouldBeReadTwoWays) {
  const auto fault = check_head(GetParam().head);

  ASSERT_TRUE(fault.has_value());
  EXPECT_EQ(fault->status, GetParam().status);
  EXPECT_FALSE(fault->detail.zh.empty());
  EXPECT_FALSE(fault->detail.en.empty());
}

std::string many_fields() {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < head_fields_max; ++i) head += "X-" + std::to_string(i) + ": 1\r\n";
  return head + "\r\n";
}

const std::string post = "POST /a HTTP/1.1\r\nHost: a\r\n";

INSTANTIATE_TEST_SUITE_P(
    All, HeadCheck,
    testing::Values(
        RefusedHead{"unknown_coding", post + "Transfer-Encoding: xchunked\r\n\r\n", 501},
        RefusedHead{"coding_list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        RefusedHead{"two_codings",
                    post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        RefusedHead{"coding_and_length",
                    post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        RefusedHead{"coding_in_http_1_0",
                    "POST /a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        RefusedHead{"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        RefusedHead{"empty_host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
        RefusedHead{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        RefusedHead{"two_lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n", 400},
        RefusedHead{"length_list", post + "Content-Length: 3, 3\r\n\r\n", 400},
        RefusedHead{"signed_length", post + "Content-Length: +3\r\n\r\n", 400},
        RefusedHead{"empty_length", post + "Content-Length:\r\n\r\n", 400},
        RefusedHead{"huge_length", post + "Content-Length: 99999999999999999999\r\n\r\n", 400},
        RefusedHead{"folding", post + "X-A: 1\r\n 2\r\n\r\n", 400},
        RefusedHead{"blank_before_colon", post + "X-A : 1\r\n\r\n", 400},
        RefusedHead{"no_colon", post + "X-A\r\n\r\n", 400},
        RefusedHead{"too_many_fields", many_fields(), 431},
        RefusedHead{"non_ascii_target", "GET /\xE4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"blank_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"foreign_authority", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        RefusedHead{"no_version", "GET /\r\nHost: a\r\n\r\n", 400},
        RefusedHead{"body_on_get", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 400},
        RefusedHead{"chunks_on_head",
                    "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        RefusedHead{"nul", "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"s, 400},
        RefusedHead{"bare_cr", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", 400},
        RefusedHead{"bare_lf", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
        RefusedHead{"two_keys", post + "Idempotency-Key: a\r\nidempotency-key: b\r\n\r\n", 400},
        RefusedHead{"two_tokens", post + "Authorization: a\r\nAuthorization: b\r\n\r\n", 400},
        RefusedHead{"unknown_expectation", post + "Expect: miracles\r\n\r\n", 417},
        RefusedHead{"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        RefusedHead{"host_with_user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        RefusedHead{"host_list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
        RefusedHead{"host_port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
        RefusedHead{"two_origins", post + "Origin: http://a\r\nOrigin: http://b\r\n\r\n", 400},
        RefusedHead{"empty", "\r\n", 400},
        RefusedHead{"bytes_behind", "GET / HTTP/1.1\r\nHost: a\r\n\r\nx", 400}),
    [](const auto& info) { return info.param.name; });

TEST(HeadCheckAccepts, OrdinaryRequests) {
  EXPECT_FALSE(check_head("GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(check_head("GET / HTTP/1.0\r\nHOST: a\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_FALSE(check_head(post + "Content-Length: 12\r\nAccept: a\r\nAccept: b\r\n\r\n"));
  EXPECT_FALSE(check_head(post + "transfer-encoding:\tChunked \r\n\r\n"));
}

TEST(HeadCheckAccepts, AbsoluteFormOfOurOwnAuthority) {
  EXPECT_FALSE(check_head("GET http://a:80/x HTTP/1.1\r\nHost: a:80\r\n\r\n"));
  EXPECT_FALSE(check_head("GET https://a/x?y HTTP/1.1\r\nHost: A\r\n\r\n"));
}

TEST(HeadCheckAccepts, HostsOfEveryForm) {
  for (const char* host : {"a", "A-1.example.cn:8080", "[::1]:80", "[::1]", "127.0.0.1:1"})
    EXPECT_FALSE(check_head("GET / HTTP/1.1\r\nHost: "s + host + "\r\n\r\n")) << host;
}

TEST(R37, ABeginningThatBecomesNoHeadIsSeenAtOnce) {
  for (const std::string& beginning :
       {"\x16\x03\x01\x02\x00"s, "GET / HTTP/1.1\nHost"s, "GET / HTTP/1.1\rHost"s, "G\0"s, "\n"s})
    EXPECT_TRUE(is_beyond_repair(beginning));
  for (const char* beginning : {"", "G", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\nHost: a\tb\r\n"})
    EXPECT_FALSE(is_beyond_repair(beginning));
  // Byte for byte, each look from where the last one ended.
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i <= head.size(); ++i)
    EXPECT_FALSE(is_beyond_repair(std::string_view(head).substr(0, i), i - 1)) << i;
}

TEST(HeadLanguage, IsReadOffAHeadThatIsRefused) {
  using wire::Language;
  EXPECT_EQ(language_of_head("GET /\xE5 HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n"),
            Language::en);
  EXPECT_EQ(language_of_head("GET /\xE5 HTTP/1.1\r\nHost: a\r\n\r\n"), Language::zh);
  EXPECT_EQ(language_of_head(""), Language::zh);
}

}  // namespace
}  // namespace gongzhi::gateway
