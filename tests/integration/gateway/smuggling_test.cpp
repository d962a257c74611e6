// The corpus of smuggling.txt against the running gateway, as raw bytes: one answer, the connection
// closed, and the report that hides behind it is neither answered nor accepted.
#include <gmock/gmock.h>

#include <sstream>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

struct Shape {
  std::string name;
  int status = 0;
  std::string bytes;
};

void PrintTo(const Shape& shape, std::ostream* out) {
  *out << shape.name;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (const char c = text.at(++i); c) {
      case 'r': out += '\r'; break;
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case '0': out += '\0'; break;
      case 'x':
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      default: out += c; break;
    }
  }
  return out;
}

// {N*TEXT} is TEXT N times; bodies hold `{}`, which is no repetition.
void repeat(std::string& text) {
  for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const auto star = text.find('*', at);
    const auto end = text.find('}', at);
    if (star == std::string::npos || end == std::string::npos || star > end || star == at + 1)
      continue;
    std::string many;
    for (int n = std::stoi(text.substr(at + 1)); n > 0; --n)
      many += text.substr(star + 1, end - star - 1);
    text.replace(at, end - at + 1, many);
  }
}

std::vector<Shape> corpus() {
  std::istringstream file(
      read_file(std::string(GONGZHI_SOURCE_DIR) + "/tests/integration/gateway/smuggling.txt"));
  std::vector<Shape> shapes;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("== ")) {
      std::istringstream words(line.substr(3));
      shapes.emplace_back();
      words >> shapes.back().name >> shapes.back().status;
    } else {
      shapes.back().bytes += line;
    }
  }
  for (Shape& shape : shapes) {
    replace_all(shape.bytes, "HOST", "Host: localhost\\r\\n");
    replace_all(shape.bytes, "JSON",
                "Content-Type: application/json\\r\\n"
                "Idempotency-Key: 0123456789012345678901234\\r\\n");
    repeat(shape.bytes);
    shape.bytes = unescaped(shape.bytes);
  }
  return shapes;
}

std::string hidden() {
  const std::string body = report_body("incident", "E0110");
  return "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
         "Idempotency-Key: " +
         fresh_key() + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::int64_t accepted() {
  return demo().figure("gongzhi_reports_accepted_total");
}

class Smuggling : public testing::TestWithParam<Shape> {};

TEST_P(Smuggling, HasOneAnswerAndNothingBehindItIsRead) {
  const Shape& shape = GetParam();
  const std::int64_t before = accepted();

  const std::string all =
      HttpClient(demo().port()).send_and_read_all(shape.bytes + hidden() + hidden());

  EXPECT_THAT(all, testing::StartsWith("HTTP/1.1 " + std::to_string(shape.status) + " ")) << all;
  EXPECT_THAT(all, testing::HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_EQ(all.find("HTTP/1.1 ", 1), std::string::npos) << all;
  EXPECT_EQ(accepted(), before);
}

INSTANTIATE_TEST_SUITE_P(S33, Smuggling, testing::ValuesIn(corpus()),
                         [](const auto& tested) { return tested.param.name; });

TEST(S33, TheHiddenReportIsAcceptedWhenNothingHidesIt) {
  const std::int64_t before = accepted();

  EXPECT_EQ(HttpClient(demo().port()).send(hidden()).status, 201);

  EXPECT_EQ(accepted(), before + 1);
}

TEST(R37, AThousandPipelinedRequestsAreAnsweredForThemselves) {
  HttpClient client(demo().port());
  std::string requests;
  const auto id = [](int i) { return "pipelined-" + std::to_string(i); };
  for (int i = 0; i < 1'000; ++i)
    requests += "GET /api/v1/" + std::string(i % 3 == 0 ? "nowhere" : "me") +
                " HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + id(i) + "\r\n\r\n";

  for (int i = 0; i < 1'000; ++i) {
    const HttpAnswer answer = client.send(i == 0 ? requests : "");
    ASSERT_EQ(answer.status, i % 3 == 0 ? 404 : 200) << i;
    ASSERT_EQ(answer.field("x-request-id"), id(i));
  }
}

TEST(R37, NonsenseIsAnsweredAtOnceAndNotAfterTheTimeForAHead) {
  for (const std::string& bytes : {std::string("\x16\x03\x01\x02\x00\x01", 6),
                                   std::string("GET / HTTP/1.1\nHost: localhost\n")}) {
    const auto began = std::chrono::steady_clock::now();

    const std::string all = HttpClient(demo().port()).send_and_read_all(bytes);

    EXPECT_THAT(all, testing::StartsWith("HTTP/1.1 400 "));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
  }
}

}  // namespace
}  // namespace gongzhi::test
