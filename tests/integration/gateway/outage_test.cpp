// Parts that are away (issue "Bad input"): nothing is acknowledged that is not on disk, answers
// come within two seconds, reports go on without the record, and everything recovers alone.
#include <csignal>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using Clock = std::chrono::steady_clock;
using Part = DemoPlatform::Part;
using namespace std::chrono_literals;

constexpr auto answer_limit = 2'500ms;  // two seconds, and half of one for a busy machine

struct Timed {
  Answered answer;
  Clock::duration took;
};

template <class Ask>
Timed timed(Ask ask) {
  const auto began = Clock::now();
  Answered answer = ask();
  return {std::move(answer), Clock::now() - began};
}

void expect_unavailable(const Timed& timed, const std::string& what) {
  EXPECT_EQ(timed.answer.status(), 503) << what << " " << timed.answer;
  EXPECT_NE(timed.answer.http.field("retry-after"), "") << what;
  EXPECT_EQ(timed.answer.http.field("content-type"), "application/problem+json; charset=utf-8");
  EXPECT_LT(timed.took, answer_limit) << what;
}

// Accepts again within ten seconds, also what was refused before under the same key.
void expect_recovery(Api& api, const HttpFields& key) {
  EXPECT_TRUE(wait_until(
      [&] { return api.post("/cases", report_body("incident", "E0110"), key).status() == 201; }));
}

TEST(RedisAway, StoppedIs503AndTheSameKeyIsTakenOnceAfterwards) {
  Api api(demo(), resident);
  Api staff(demo(), secretary);
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  const std::string number = signed_for_later();
  const std::string total = staff.get("/cases?count=true&limit=1").at("/total");
  {
    const Halted redis(demo(), Part::redis);
    for (int i = 0; i < 3; ++i)
      expect_unavailable(
          timed([&] { return api.post("/cases", report_body("incident", "E0110"), key); }),
          "report");
    expect_unavailable(timed([&] { return staff.act(number, "comment", R"({"text":"?"})"); }),
                       "action");
    // The record answers without the road.
    EXPECT_EQ(staff.get("/cases/" + number).status(), 200);
    EXPECT_EQ(staff.get("/board").status(), 200);
  }

  expect_recovery(api, key);
  const Answered receipt = api.post("/cases", report_body("incident", "E0110"), key);
  api.wait_for_state(receipt.at("/number"), "sign");
  const auto after = std::atoi(staff.get("/cases?count=true&limit=1").at("/total").c_str());
  EXPECT_EQ(after, std::atoi(total.c_str()) + 1);
}

TEST(RedisAway, KilledIs503UntilTheSupervisorHasItBack) {
  Api api(demo(), resident);
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  const std::string number = signed_for_later();
  {
    const Halted supervisor(demo(), Part::serve);
    demo().send(Part::redis, SIGKILL);
    for (int i = 0; i < 3; ++i)
      expect_unavailable(
          timed([&] { return api.post("/cases", report_body("incident", "E0110"), key); }),
          "report");
  }

  expect_recovery(api, key);
  EXPECT_EQ(Api(demo(), secretary).get("/cases/" + number).status(), 200);
}

TEST(RedisAway, FullIs503) {
  Api api(demo(), resident);
  const std::string key = fresh_key();
  ASSERT_TRUE(demo().ask_redis("CONFIG SET maxmemory 1mb").starts_with("+OK"));

  const Timed refused = timed([&] {
    return api.post("/cases", report_body("incident", "E0110"), {{"Idempotency-Key", key}});
  });
  demo().ask_redis("CONFIG SET maxmemory 1024mb");

  expect_unavailable(refused, "report");
  expect_recovery(api, {{"Idempotency-Key", key}});
}

TEST(RecordAway, ReportsAreStillTakenAndAppliedLater) {
  Api api(demo(), resident);
  Api staff(demo(), secretary);
  const std::string old = signed_for_later();
  std::vector<std::string> numbers;
  {
    const LockedRecord lock(demo());
    for (int i = 0; i < 5; ++i) numbers.push_back(api.report(report_body("incident", "E0110")));
    for (const std::string& path :
         {std::string("/cases"), std::string("/tasks"), std::string("/board"), "/cases/" + old,
          "/cases/" + numbers.front(), "/cases/" + old + "/timeline",
          std::string("/cases/nearby?lon=111&lat=35.02&category=E0110")})
      expect_unavailable(timed([&] { return staff.get(path); }), path);
    expect_unavailable(
        timed([&] {
          return staff.act(old, "comment", R"({"text":"?"})", {{"If-Match", "\"3\""}});
        }),
        "action");
  }

  for (const std::string& number : numbers) api.wait_for_state(number, "sign");
  EXPECT_EQ(staff.get("/cases/" + old).status(), 200);
  EXPECT_EQ(staff.get("/board").status(), 200);
}

TEST(WorkerAway, ReportsWaitAndAreApplied) {
  Api api(demo(), resident);
  std::string number;
  {
    const Halted worker(demo(), Part::worker);
    number = api.report(report_body("incident", "E0110"));
    EXPECT_EQ(api.get("/cases/" + number).at("/state"), "received");
  }

  api.wait_for_state(number, "sign");
}

TEST(Readiness, SaysWhichPartIsAway) {
  HttpClient admin(demo().admin_port());
  ASSERT_TRUE(wait_until([&] { return admin.get("/readyz").status == 200; }));
  {
    const LockedRecord lock(demo());
    Api(demo(), secretary).get("/board");
    EXPECT_EQ(admin.get("/healthz").status, 200);
    EXPECT_EQ(admin.get("/readyz").status, 503);
  }

  EXPECT_TRUE(wait_until([&] {
    Api(demo(), secretary).get("/board");
    return admin.get("/readyz").status == 200;
  }));
  EXPECT_NE(admin.get("/metrics").body.find("gongzhi_http_requests_total{"), std::string::npos);
}

}  // namespace
}  // namespace gongzhi::test
