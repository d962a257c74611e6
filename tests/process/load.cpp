#include "tests/process/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

constexpr auto pause_before_retry = 20ms;

void raise(std::atomic<std::int64_t>& most, std::int64_t value) {
  std::int64_t seen = most.load();
  while (seen < value && !most.compare_exchange_weak(seen, value)) {
  }
}

}  // namespace

std::string report_body(const std::string& op_id, const std::string& mark) {
  return R"({"kind":"incident","category":"E0110","title":"路灯不亮 )" + mark + "[" + op_id +
         R"(]","description":"路口东侧第三盏","location":{"lon":111.000,"lat":35.020}})";
}

std::string text_member(const std::string& json, const std::string& name) {
  const std::string begin = "\"" + name + "\":\"";
  const auto at = json.find(begin);
  if (at == std::string::npos) return {};
  const auto from = at + begin.size();
  return json.substr(from, json.find('"', from) - from);
}

int test_scale() {
  if (const char* scale = std::getenv("GONGZHI_TEST_SCALE"))
    return std::clamp(std::atoi(scale), 1, 1000);
  return std::getenv("GONGZHI_TEST_LONG") != nullptr ? 10 : 1;
}

class Load::Client {
 public:
  Client(Load& load, int index)
      : load_(load),
        name_("k" + std::to_string(index)),
        token_("Bearer " +
               load.plan_.tokens[static_cast<std::size_t>(index) % load.plan_.tokens.size()]),
        dice_(static_cast<unsigned>(index)) {
    for (const std::uint16_t port : load.plan_.ports)
      doors_.push_back(std::make_unique<HttpClient>(port, load.plan_.request_limit));
    next_door_ = static_cast<std::size_t>(index);
  }

  void run() {
    while (!load_.stopping_) {
      const int roll = static_cast<int>(dice_() % 100);
      if (roll < load_.plan_.submit_percent || cases_.empty())
        submit();
      else if (roll < load_.plan_.submit_percent + load_.plan_.action_percent)
        comment(cases_[dice_() % cases_.size()]);
      else
        read(cases_[dice_() % cases_.size()]);
    }
  }

 private:
  struct Asked {
    Attempt attempt;
    std::string target;
    std::string body;
    HttpFields fields;
  };

  std::string next_op() { return name_ + "-" + std::to_string(++ops_); }

  void submit() {
    Asked asked;
    asked.attempt.op_id = next_op();
    asked.target = "/api/v1/cases";
    const bool is_poison =
        load_.plan_.poison_every > 0 && ++reports_ % load_.plan_.poison_every == 0;
    asked.body = report_body(asked.attempt.op_id, is_poison ? poison_mark : "");
    const HttpAnswer answer = settle(std::move(asked));
    if (answer.status != 201 || is_poison) return;
    cases_.push_back(text_member(answer.body, "number"));
    if (cases_.size() > 50) cases_.erase(cases_.begin());
  }

  void comment(const std::string& number) {
    const HttpAnswer seen = read(number);
    const std::string tag = seen.field("etag");
    if (seen.status != 200 || tag.empty() || text_member(seen.body, "state") == "received") return;
    Asked asked;
    asked.attempt.kind = Attempt::Kind::action;
    asked.attempt.op_id = next_op();
    asked.attempt.number = number;
    asked.target = "/api/v1/cases/" + number + "/actions/comment";
    asked.body = R"({"text":"还没有修 [)" + asked.attempt.op_id + R"(]"})";
    asked.fields.emplace_back("If-Match", tag);
    settle(std::move(asked));
  }

  HttpAnswer read(const std::string& number) {
    const std::int64_t began = now_us();
    const HttpAnswer answer = door().get("/api/v1/cases/" + number, {{"Authorization", token_}});
    count(answer, began);
    if (answer.status == 0) pause();
    return answer;
  }

  // The same operation with the same key, until it is answered or given up.
  HttpAnswer settle(Asked asked) {
    asked.attempt.key = "key-" + asked.attempt.op_id;
    asked.fields.emplace_back("Authorization", token_);
    asked.fields.emplace_back("Idempotency-Key", asked.attempt.key);
    for (;;) {
      Attempt attempt = asked.attempt;
      attempt.t_send_us = now_us();
      HttpAnswer answer = whole(door().post(asked.target, asked.body, asked.fields));
      attempt.t_reply_us = now_us();
      if (answer.sent_at) attempt.t_sent_us = microseconds(*answer.sent_at);
      attempt.status = answer.status;
      if (answer.status == 201) attempt.number = text_member(answer.body, "number");
      if (answer.status != 0) attempt.body_hash = hash_of(answer.body);
      load_.history_.append(attempt);
      count(answer, attempt.t_send_us);
      if (is_acknowledged(attempt)) ++load_.figures_.acknowledged;
      const bool again = answer.status == 0 || answer.status == 429 || answer.status >= 500;
      if (!again || now_us() > load_.give_up_us_) return answer;
      pause();
    }
  }

  // An answer that was cut off is none.
  static HttpAnswer whole(HttpAnswer answer) {
    const auto length = std::strtoul(answer.field("content-length").c_str(), nullptr, 10);
    if (answer.body.size() != length) answer.status = 0;
    return answer;
  }

  void count(const HttpAnswer& answer, std::int64_t began) {
    LoadFigures& figures = load_.figures_;
    raise(figures.slowest_us, now_us() - began);
    if (answer.status == 0) ++figures.silent;
    if (answer.status == 503 || answer.status == 429) {
      ++figures.refused;
      if (answer.field("retry-after").empty()) ++figures.refused_without_retry_after;
    }
  }

  HttpClient& door() { return *doors_[next_door_++ % doors_.size()]; }

  static void pause() { let_pass(pause_before_retry); }

  Load& load_;
  std::string name_;
  std::string token_;
  std::mt19937 dice_;
  std::vector<std::unique_ptr<HttpClient>> doors_;
  std::size_t next_door_ = 0;
  std::vector<std::string> cases_;
  int ops_ = 0;
  int reports_ = 0;
};

Load::Load(LoadPlan plan, const History& history) : plan_(std::move(plan)), history_(history) {
  for (int i = 0; i < plan_.clients; ++i)
    threads_.emplace_back([this, i] { Client(*this, plan_.first_client + i).run(); });
}

Load::~Load() {
  stop();
}

void Load::stop() {
  give_up_us_ = now_us() + std::chrono::microseconds(plan_.settle_limit).count();
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool Load::wait_for_more(int count, std::chrono::milliseconds limit) const {
  const int until = figures_.acknowledged + count;
  return wait_until([&] { return figures_.acknowledged >= until; }, limit);
}

}  // namespace gongzhi::test
