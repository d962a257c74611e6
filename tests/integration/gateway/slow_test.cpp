// Whoever sends too slowly loses the connection (reliability.md D21, R33); whoever only listens or
// waits for an answer does not.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Clock = std::chrono::steady_clock;

constexpr auto limit = std::chrono::milliseconds(300);
constexpr auto long_after = std::chrono::seconds(5);  // a client of these tests waits ten

DemoPlatform& impatient() {
  static DemoPlatform platform(
      "[gateway]\nheader_timeout_ms = 300\nbody_timeout_ms = 300\nidle_timeout_ms = 300\n");
  return platform;
}

struct Ended {
  std::string heard;
  Clock::duration took;
};

Ended send_and_wait(const std::string& bytes) {
  const auto began = Clock::now();
  HttpClient client(impatient().port());
  std::string heard = client.send_and_read_all(bytes);
  return {std::move(heard), Clock::now() - began};
}

TEST(SlowSender, OfAHeadIsClosed) {
  const Ended ended = send_and_wait("GET /api/v1/me HTTP/1.1\r\nHost: loc");

  EXPECT_EQ(ended.heard, "");
  EXPECT_GE(ended.took, limit);
  EXPECT_LT(ended.took, long_after);
}

TEST(SlowSender, OfABodyIsClosed) {
  for (const std::string framing : {"Content-Length: 100\r\n\r\n{\"kind\"",
                                    "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"kind\""}) {
    const Ended ended = send_and_wait(
        "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Idempotency-Key: 0123456789012345678901234\r\n" +
        framing);

    EXPECT_EQ(ended.heard, "") << framing;
    EXPECT_GE(ended.took, limit) << framing;
    EXPECT_LT(ended.took, long_after) << framing;
  }
}

TEST(SlowSender, OfTheNextRequestIsClosedAfterItsAnswer) {
  const Ended ended = send_and_wait("GET /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\n\r\n");

  EXPECT_THAT(ended.heard, StartsWith("HTTP/1.1 200 "));
  EXPECT_GE(ended.took, limit);
  EXPECT_LT(ended.took, long_after);
}

TEST(SlowSender, IsNobodyWhoListens) {
  HttpClient listener(impatient().port());
  const HttpAnswer answer =
      listener.get("/api/v1/live", {{"Authorization", "Bearer " + impatient().token(secretary)}});
  ASSERT_EQ(answer.status, 200);
  listener.read_until("\n\n");

  // Another connection comes and is closed for its silence, twice.
  send_and_wait("GET");
  send_and_wait("GET");
  Api worker(impatient(), grid_worker);
  const std::string number = worker.report(report_body("incident", "E0110"));

  EXPECT_THAT(listener.read_until(number), HasSubstr(number));
}

}  // namespace
}  // namespace gongzhi::test
