// The replay against a server that is busy, drops connections, refuses, and loses.
#include "cli/replay_run.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "tests/support/scripted_server.hpp"

namespace gongzhi::cli {
namespace {

using test::ScriptedServer;

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto at = text.find(begin);
  if (at == std::string::npos) return {};
  const auto from = at + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

// Keeps what is posted under its key, as the platform would.
class FakePlatform {
 public:
  explicit FakePlatform(std::function<std::string(int asked, const std::string& request)> trouble)
      : trouble_(std::move(trouble)),
        server_(io_, [this](const std::string& request) { return answer(request); }),
        thread_([this] { io_.run(); }) {}
  ~FakePlatform() {
    boost::asio::post(io_, [this] { server_.close(); });
    thread_.join();
  }
  FakePlatform(const FakePlatform&) = delete;
  FakePlatform& operator=(const FakePlatform&) = delete;

  std::string url() const { return server_.url(); }
  std::size_t kept() const { return numbers_.size(); }
  std::size_t tries(const std::string& key) const { return tries_.at(key); }

 private:
  std::string answer(const std::string& request) {
    std::string trouble = trouble_(++asked_, request);
    const bool is_post = request.starts_with("POST");
    if (!is_post) {
      if (!trouble.empty()) return trouble;
      const std::string number = between(request, "/cases/", " HTTP");
      const std::string words = between(bodies_[number], "\"title\"", ",\"location\"");
      return ScriptedServer::answer(
          200, "{\"number\":\"" + number + "\",\"version\":2,\"title\"" + words + "}");
    }
    const std::string key = between(request, "Idempotency-Key: ", "\r\n");
    ++tries_[key];
    if (trouble.starts_with("HTTP/1.1 4")) return trouble;
    const auto number = numbers_.try_emplace(key, "n" + std::to_string(numbers_.size())).first;
    bodies_[number->second] = between(request, "\r\n\r\n", "\n\n\n");
    // A lost answer comes after the report was kept.
    if (trouble == "drop") return {};
    if (!trouble.empty()) return trouble;
    return ScriptedServer::answer(201, "{\"number\":\"" + number->second + "\"}");
  }

  std::function<std::string(int, const std::string&)> trouble_;
  int asked_ = 0;
  std::map<std::string, std::string> numbers_, bodies_;
  std::map<std::string, std::size_t> tries_;
  boost::asio::io_context io_{1};
  ScriptedServer server_;
  std::thread thread_;
};

ReplayItem item(int line) {
  const std::string text = std::to_string(line);
  return {"m.jsonl:" + text, "key-" + text,
          "{\"title\":\"t" + text + "\",\"description\":\"d" + text + "\",\"location\":{}}",
          "t" + text, "d" + text};
}

Result<ReplayReport> replayed(const FakePlatform& platform, int messages,
                              std::chrono::seconds patience = std::chrono::seconds(20)) {
  ReplayPlan plan;
  plan.server = *outbound::parse_http_url(platform.url());
  plan.clients = 4;
  plan.patience = patience;
  std::vector<ReplayItem> items;
  for (int line = 1; line <= messages; ++line) items.push_back(item(line));
  ReplayRun run(std::move(plan), std::move(items));
  return run.run();
}

std::string no_trouble(int, const std::string&) {
  return {};
}

TEST(ReplayRun, SendsEachOnceAndOpensItAgain) {
  FakePlatform platform(no_trouble);

  const auto report = replayed(platform, 20);

  ASSERT_TRUE(report);
  EXPECT_EQ(report->accepted, 20U);
  EXPECT_EQ(report->applied, 20U);
  EXPECT_EQ(report->accept_us.size(), 20U);
  EXPECT_TRUE(report->is_whole());
  EXPECT_EQ(platform.kept(), 20U);
}

TEST(ReplayRun, RepeatsUnderTheSameKeyAfterALostAnswer) {
  FakePlatform platform([](int asked, const std::string& request) {
    return request.starts_with("POST") && asked % 3 == 0 ? std::string("drop") : std::string();
  });

  const auto report = replayed(platform, 20);

  ASSERT_TRUE(report);
  EXPECT_TRUE(report->is_whole());
  EXPECT_GT(report->retries, 0U);
  EXPECT_EQ(platform.kept(), 20U) << "one case a message, however often it was sent";
}

TEST(ReplayRun, WaitsAsLongAsABusyServerAsks) {
  int busy = 0;
  FakePlatform platform([&busy](int, const std::string& request) {
    return request.starts_with("POST") && ++busy == 1
               ? ScriptedServer::answer(503, "{}", "Retry-After: 1\r\n")
               : std::string();
  });

  const auto began = std::chrono::steady_clock::now();
  const auto report = replayed(platform, 1);

  ASSERT_TRUE(report);
  EXPECT_TRUE(report->is_whole());
  EXPECT_EQ(platform.tries("key-1"), 2U);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
}

TEST(ReplayRun, CountsRefusalsByTheirReason) {
  FakePlatform platform([](int, const std::string& request) {
    return request.starts_with("POST") &&
                   request.find("Idempotency-Key: key-2\r\n") != std::string::npos
               ? ScriptedServer::answer(
                     400,
                     R"({"code":"invalid","errors":[{"pointer":"/title","code":"maxLength"}]})")
               : std::string();
  });

  const auto report = replayed(platform, 3);

  ASSERT_TRUE(report);
  EXPECT_EQ(report->refused, 1U);
  EXPECT_EQ(report->reasons.at("400 invalid /title maxLength"), 1U);
  EXPECT_EQ(report->troubles.front().place, "m.jsonl:2");
  EXPECT_FALSE(report->is_whole());
}

TEST(ReplayRun, SeesWhatWasAcceptedAndIsNotThere) {
  FakePlatform platform([](int, const std::string& request) {
    return request.starts_with("GET /api/v1/cases/n1 ") ? ScriptedServer::answer(404, "{}")
                                                        : std::string();
  });

  const auto report = replayed(platform, 3);

  ASSERT_TRUE(report);
  EXPECT_EQ(report->accepted, 3U);
  EXPECT_EQ(report->lost, 1U);
  EXPECT_FALSE(report->is_whole());
}

TEST(ReplayRun, SeesOtherWordsThanWereSent) {
  FakePlatform platform([](int, const std::string& request) {
    return request.starts_with("GET /api/v1/cases/n1 ")
               ? ScriptedServer::answer(200, R"({"version":2,"title":"x","description":"y"})")
               : std::string();
  });

  const auto report = replayed(platform, 3);

  ASSERT_TRUE(report);
  EXPECT_EQ(report->lost, 1U);
}

TEST(ReplayRun, StopsWhenTheSenderIsNotTaken) {
  FakePlatform platform(
      [](int, const std::string&) { return ScriptedServer::answer(401, "{\"code\":\"who\"}"); });

  const auto report = replayed(platform, 200);

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::unauthorized);
}

TEST(ReplayRun, GivesUpOnAServerThatNeverAnswers) {
  ReplayPlan plan;
  plan.server = *outbound::parse_http_url("http://127.0.0.1:1");
  plan.silence_max = std::chrono::seconds(1);
  std::string said;
  plan.say = [&said](const std::string& line) { said = line; };
  ReplayRun run(std::move(plan), {item(1), item(2)});

  const auto began = std::chrono::steady_clock::now();
  const auto report = run.run();

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
  EXPECT_NE(said.find("waiting: no answer"), std::string::npos) << said;
}

TEST(ReplayRun, GivesUpWaitingForWhatIsNeverApplied) {
  FakePlatform platform([](int, const std::string& request) {
    return request.starts_with("GET /api/v1/cases/n0 ")
               ? ScriptedServer::answer(200, R"({"version":0,"title":"t1","description":"d1"})")
               : std::string();
  });

  const auto report = replayed(platform, 1, std::chrono::seconds(1));

  ASSERT_TRUE(report);
  EXPECT_EQ(report->waiting, 1U);
  EXPECT_FALSE(report->is_whole());
}

}  // namespace
}  // namespace gongzhi::cli
