// Overload (reliability.md D14): before anything is full, new work is refused with 503 and
// Retry-After; what was acknowledged is drained meanwhile, and then work is taken again.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/process/scene.hpp"
#include "tests/support/http_client.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

class Reporter {
 public:
  explicit Reporter(Scene& scene)
      : client_(scene.platform().port()), token_(scene.platform().token("grid-001")) {}

  HttpAnswer report() {
    const std::string op = "overload-" + std::to_string(++next_);
    return client_.post("/api/v1/cases", report_body(op),
                        {{"Idempotency-Key", op}, {"Authorization", "Bearer " + token_}});
  }
  int read() {
    return client_.get("/api/v1/cases", {{"Authorization", "Bearer " + token_}}).status;
  }

 private:
  HttpClient client_;
  std::string token_;
  int next_ = 0;
};

// How many were taken before the first refusal.
int fill(Reporter& reporter, HttpAnswer& refused) {
  int taken = 0;
  static_cast<void>(wait_until(
      [&] {
        refused = reporter.report();
        taken += refused.status == 201;
        return refused.status != 201;
      },
      20s, 2ms));
  return taken;
}

TEST(D14, ALongBacklogIsRefusedEarlyAndTakenAgainWhenItIsDrained) {
  Scene scene({.settings = "[limits]\nbacklog_max = 200\n"});
  Reporter reporter(scene);
  ASSERT_EQ(reporter.report().status, 201);
  HttpAnswer refused;
  int taken = 0;
  {
    const pid_t worker = scene.platform().pid_of(Platform::Part::worker);
    ::kill(worker, SIGSTOP);
    taken = fill(reporter, refused);
    EXPECT_EQ(reporter.read(), 200) << "reading goes on";
    ::kill(worker, SIGCONT);
  }

  EXPECT_GE(taken, 150);
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.field("retry-after"), "");
  EXPECT_NE(refused.field("content-type").find("problem+json"), std::string::npos);
  EXPECT_TRUE(wait_until([&] { return reporter.report().status == 201; }, 15s, 50ms));
}

TEST(D14, AFullDiskIsSeenBeforeItIsFull) {
  // More than any disk of a test machine has: it is short from the first look on.
  Scene scene({.settings = "[limits]\ndisk_free_mb_min = 1048576\n"});
  Reporter reporter(scene);
  HttpAnswer refused;

  fill(reporter, refused);

  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(reporter.read(), 200);
}

}  // namespace
}  // namespace gongzhi::test
