// R27: the same report is sent again and again, by everybody at once, after restarts, and after
// Redis has forgotten it. One case, one answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/process/parts.hpp"
#include "tests/process/scene.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

constexpr int senders = 12;

struct Repeated {
  std::vector<std::string> first;   // number of each key's first answer
  std::vector<std::string> second;  // and of the one after Redis had forgotten it
};

std::string op_of(int key) {
  return "same-" + std::to_string(key);
}

HttpAnswer send(HttpClient& client, Parts& parts, int key, const std::string& number_before) {
  Attempt attempt;
  attempt.op_id = op_of(key);
  attempt.key = "key-" + attempt.op_id;
  attempt.t_send_us = now_us();
  HttpAnswer answer = client.post(
      "/api/v1/cases", report_body(attempt.op_id),
      {{"Authorization", "Bearer " + parts.tokens()[0]}, {"Idempotency-Key", attempt.key}});
  attempt.t_reply_us = now_us();
  attempt.status = answer.status;
  attempt.number = text_member(answer.body, "number");
  // A key that Redis has forgotten gets another number, which opens the same case.
  const bool is_renamed = !number_before.empty() && number_before != attempt.number;
  attempt.body_hash = is_renamed ? "renamed" : hash_of(answer.body);
  if (!is_renamed) parts.history().append(attempt);
  return answer;
}

// Every key `rounds` times by every sender, spread over the gateways.
void send_together(Parts& parts, int keys, int rounds) {
  std::vector<std::thread> threads;
  for (int sender = 0; sender < senders; ++sender)
    threads.emplace_back([&parts, keys, rounds, sender] {
      const auto ports = parts.ports();
      HttpClient client(ports[static_cast<std::size_t>(sender) % ports.size()], 5s);
      for (int key = 0; key < keys; ++key)
        for (int round = 0; round < rounds; ++round) send(client, parts, key, "");
    });
  for (std::thread& thread : threads) thread.join();
}

std::vector<std::string> send_once(Parts& parts, std::size_t gateway, int keys,
                                   const std::vector<std::string>& before) {
  HttpClient client(parts.ports()[gateway], 5s);
  std::vector<std::string> numbers;
  for (int key = 0; key < keys; ++key) {
    const std::string known = before.empty() ? "" : before[static_cast<std::size_t>(key)];
    HttpAnswer answer;
    // A connection that is only just coming back says 503, and may.
    const auto is_answered = [&] {
      answer = send(client, parts, key, known);
      return answer.status == 201;
    };
    EXPECT_TRUE(wait_until(is_answered, 5s, 20ms)) << answer.status << answer.body;
    numbers.push_back(text_member(answer.body, "number"));
  }
  return numbers;
}

void forget_ids(PrivateRedis& redis) {
  std::istringstream keys(redis.ask("KEYS *:id:*"));
  for (std::string key; std::getline(keys, key);) redis.ask("DEL " + key);
}

Repeated repeat_everything(Parts& parts, int keys) {
  send_together(parts, keys, 3);
  Repeated seen;
  seen.first = send_once(parts, 0, keys, {});
  // After a restart of a gateway, of the worker, and of Redis.
  parts.gateway(1).signal(SIGKILL);
  EXPECT_TRUE(parts.gateway(1).wait(5s));
  parts.start_gateway(1);
  parts.worker().signal(SIGKILL);
  EXPECT_TRUE(parts.worker().wait(5s));
  parts.start_worker();
  parts.redis().restart();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(parts.wait_accepting(i, 20s));
  EXPECT_EQ(send_once(parts, 1, keys, {}), seen.first);
  EXPECT_TRUE(wait_drained(parts.evidence(), 10s));
  forget_ids(parts.redis());
  seen.second = send_once(parts, 2, keys, seen.first);
  EXPECT_TRUE(wait_drained(parts.evidence(), 10s));
  return seen;
}

int opening_another_case(Parts& parts, const Repeated& seen) {
  HttpClient client(parts.ports()[0], 5s);
  const HttpFields who{{"Authorization", "Bearer " + parts.tokens()[0]}};
  int others = 0;
  for (std::size_t i = 0; i < seen.first.size(); ++i) {
    const HttpAnswer first = client.get("/api/v1/cases/" + seen.first[i], who);
    const HttpAnswer second = client.get("/api/v1/cases/" + seen.second[i], who);
    EXPECT_EQ(first.status, 200);
    if (second.status != 200 || text_member(first.body, "number").empty() ||
        text_member(first.body, "number") != text_member(second.body, "number"))
      ++others;
  }
  return others;
}

TEST(R27, TheSameReportIsOneCaseHoweverOftenItIsSent) {
  Parts parts({.gateways = 3});
  const int keys = 40 * test_scale();

  const Repeated seen = repeat_everything(parts, keys);
  const Verdict verdict = parts.judge_now();

  const int renamed = static_cast<int>(std::ranges::count_if(
      seen.second, [&, i = std::size_t{0}](const std::string& number) mutable {
        return number != seen.first[i++];
      }));
  tell("R27", {{"keys", keys}, {"forgotten_and_renamed", renamed}}, verdict);
  EXPECT_TRUE(verdict.is_clean()) << verdict;
  EXPECT_EQ(renamed, keys) << "Redis had not forgotten: nothing was tested";
  EXPECT_EQ(opening_another_case(parts, seen), 0);
}

TEST(R27, ControlWorkerThatForgetsMessageIdsIsSeen) {
  GONGZHI_NEEDS_FAULTS();
  Parts parts({.gateways = 3, .worker_faults = "no_dedupe"});

  repeat_everything(parts, 4);
  const Verdict verdict = parts.judge_now();

  tell("R27 control", {}, verdict);
  EXPECT_GT(verdict.duplicates, 0) << verdict;
}

}  // namespace
}  // namespace gongzhi::test
