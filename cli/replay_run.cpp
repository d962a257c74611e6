#include "cli/replay_run.hpp"

#include <algorithm>
#include <cstdio>

#include "runtime/deadline.hpp"
#include "wire/json.hpp"

namespace gongzhi::cli {
namespace {

using namespace std::chrono_literals;
using outbound::HttpAnswer;
using outbound::HttpClient;
using outbound::HttpRequest;

constexpr auto backoff_least = 100ms;
constexpr auto backoff_most = 5s;
constexpr auto group_limit = std::chrono::hours(24 * 7);
// Following costs the server a look each time: two followers at this pace are a small load.
constexpr std::size_t followers = 2;
constexpr auto follow_every = 5ms;
constexpr auto follow_limit = 30s;
constexpr auto look_again_after = 50ms;
constexpr auto progress_every = 1000ms;

std::string_view member(const wire::Json& object, std::string_view name) {
  const wire::Json* found = wire::find_member(object, name);
  return found != nullptr && found->IsString() ? wire::text_of(*found) : std::string_view();
}

// "422 key_reused", "400 /title maxLength": what a row of the table is called.
std::string reason_of(const HttpAnswer& answer) {
  std::string reason = std::to_string(answer.status);
  const auto json = wire::parse_json(answer.body);
  if (!json) return reason;
  std::string_view word = member(*json, "reason");
  if (word.empty()) word = member(*json, "code");
  reason.append(" ").append(word);
  const wire::Json* errors = wire::find_array(*json, "errors");
  if (errors == nullptr || errors->Empty()) return reason;
  return reason.append(" ")
      .append(member((*errors)[0], "pointer"))
      .append(" ")
      .append(member((*errors)[0], "code"));
}

std::int64_t micros(std::chrono::steady_clock::duration length) {
  return std::chrono::duration_cast<std::chrono::microseconds>(length).count();
}

}  // namespace

ReplayRun::ReplayRun(ReplayPlan plan, std::vector<ReplayItem> items)
    : plan_(std::move(plan)),
      items_(std::move(items)),
      progress_(items_.size()),
      tasks_(context_.get_executor()),
      random_(plan_.seed) {
  report_.messages = items_.size();
}

Result<ReplayReport> ReplayRun::run() {
  tasks_.spawn("replay", conduct());
  context_.run();
  if (!stopped_) return stopped_.error();
  return std::move(report_);
}

asio::awaitable<void> ReplayRun::conduct() {
  began_ = Clock::now();
  tasks_.spawn("progress", show_progress());
  for (std::size_t i = 0; i < followers; ++i) tasks_.spawn("follower", follow_some());
  co_await run_all("sender", plan_.clients, &ReplayRun::send_some);
  report_.sending = Clock::now() - began_;
  sending_ = false;
  if (stopped_) {
    next_ = 0;
    last_applied_ = Clock::now();
    co_await run_all("opener", plan_.clients, &ReplayRun::open_some);
  }
  finished_ = true;
}

// A group of its own: the followers go on beside it.
asio::awaitable<void> ReplayRun::run_all(const char* name, std::size_t count,
                                         asio::awaitable<void> (ReplayRun::*task)()) {
  runtime::TaskGroup group(context_.get_executor());
  for (std::size_t i = 0; i < count; ++i) group.spawn(name, (this->*task)());
  co_await group.wait(group_limit);
}

asio::awaitable<void> ReplayRun::pause(Clock::duration length) {
  co_await runtime::sleep_for(std::chrono::ceil<std::chrono::milliseconds>(length));
}

ReplayRun::Clock::duration ReplayRun::jittered(std::chrono::milliseconds least) {
  const std::int64_t more =
      std::uniform_int_distribution<std::int64_t>(0, least.count() / 2 + 50)(random_);
  return least + std::chrono::milliseconds(more);
}

asio::awaitable<void> ReplayRun::send_some() {
  HttpClient client(context_.get_executor(), plan_.server);
  while (stopped_ && next_ < items_.size()) {
    const std::size_t index = next_++;
    if (plan_.rate > 0) {
      const std::chrono::duration<double> due(static_cast<double>(index) / plan_.rate);
      const auto wait = began_ + std::chrono::duration_cast<Clock::duration>(due) - Clock::now();
      if (wait > Clock::duration::zero()) co_await pause(wait);
    }
    co_await post(client, index);
  }
}

HttpRequest ReplayRun::request_for(std::size_t index) const {
  HttpRequest request{outbound::HttpMethod::post, "/api/v1/cases", plan_.fields,
                      items_[index].body};
  request.fields.emplace_back("Idempotency-Key", items_[index].key);
  return request;
}

HttpRequest ReplayRun::question_for(std::size_t index) const {
  return {outbound::HttpMethod::get, "/api/v1/cases/" + progress_[index].number, plan_.fields, {}};
}

asio::awaitable<Result<HttpAnswer>> ReplayRun::ask(HttpClient& client, HttpRequest request) {
  const auto end = Clock::now() + plan_.patience;
  std::chrono::milliseconds backoff = backoff_least;
  for (;;) {
    auto answer = co_await client.send(request);
    note_silence(answer);
    const bool is_busy = answer && (answer->status == 503 || answer->status == 429);
    const bool may_pass = is_busy || (!answer && (answer.error().code == Errc::unavailable ||
                                                  answer.error().code == Errc::timeout));
    if (!may_pass || !stopped_ || Clock::now() >= end) co_return answer;
    ++report_.retries;
    const auto asked = is_busy ? outbound::retry_after(*answer) : std::nullopt;
    co_await pause(jittered(asked ? std::chrono::milliseconds(*asked) : backoff));
    backoff = std::min<std::chrono::milliseconds>(backoff * 2, backoff_most);
  }
}

// A server that dies on the way is waited for with patience; one that was never there is not.
void ReplayRun::note_silence(const Result<HttpAnswer>& answer) {
  silence_.clear();
  heard_ = heard_ || answer;
  if (answer) return;
  const Error error = answer.error();
  silence_ = error.message + (error.detail.empty() ? "" : ": ") + error.detail;
  if (!heard_ && stopped_ && Clock::now() - began_ >= plan_.silence_max)
    stopped_ = fail(Errc::unavailable,
                    "nothing answers at --to within " + std::to_string(plan_.silence_max.count()) +
                        " s; is the platform running there?",
                    silence_);
}

asio::awaitable<void> ReplayRun::post(HttpClient& client, std::size_t index) {
  const auto began = Clock::now();
  const auto answer = co_await ask(client, request_for(index));
  if (answer) {
    take_answer(index, *answer, began);
    co_return;
  }
  ++report_.unsent;
  const Error error = answer.error();
  report_.note(items_[index].place, "not sent: " + error.message + " (" + error.detail + ")");
}

void ReplayRun::take_answer(std::size_t index, const HttpAnswer& answer, Clock::time_point began) {
  ++report_.sent;
  if (answer.status == 401 || answer.status == 403)
    stopped_ = fail(answer.status == 401 ? Errc::unauthorized : Errc::forbidden,
                    items_[index].place + ": the server refuses the sender (" + reason_of(answer) +
                        "); give --token, or --data of that installation");
  std::string number;
  if (answer.status == 201)
    if (const auto json = wire::parse_json(answer.body)) number = member(*json, "number");
  if (!number.empty()) {
    progress_[index] = {Stage::accepted, std::move(number), Clock::now()};
    report_.accept_us.push_back(micros(Clock::now() - began));
    ++report_.accepted;
    if (items_[index].unsure) ++report_.unsure;
    newest_ = index + 1;
    return;
  }
  const std::string reason = reason_of(answer);
  if (answer.status == 503 || answer.status == 429) {
    ++report_.unsent;
  } else {
    ++report_.refused;
    ++report_.reasons[reason];
  }
  report_.note(items_[index].place, reason);
}

// Takes the newest accepted case and looks at it until it is routed: a sample that does not load
// the server, true to a few milliseconds.
asio::awaitable<void> ReplayRun::follow_some() {
  HttpClient client(context_.get_executor(), plan_.server);
  while (sending_) {
    if (newest_ == 0) {
      co_await pause(follow_every);
      continue;
    }
    const std::size_t index = std::exchange(newest_, 0) - 1;
    const auto accepted_at = progress_[index].accepted_at;
    while (!finished_ && Clock::now() - accepted_at < follow_limit) {
      const auto answer = co_await client.send(question_for(index));
      if (answer && answer->status == 200 && judge(index, *answer)) {
        report_.routed_us.push_back(micros(Clock::now() - accepted_at));
        break;
      }
      co_await pause(follow_every);
    }
  }
}

// Every accepted number once more, each until it is applied; the patience counts from the last one
// that was.
asio::awaitable<void> ReplayRun::open_some() {
  HttpClient client(context_.get_executor(), plan_.server);
  while (next_ < items_.size()) {
    const std::size_t index = next_++;
    if (progress_[index].stage == Stage::unsent) continue;
    while (!co_await open(client, index)) {
      if (Clock::now() - last_applied_ < plan_.patience) {
        co_await pause(look_again_after);
        continue;
      }
      ++report_.waiting;
      report_.note(items_[index].place, progress_[index].number + " is not applied");
      break;
    }
  }
}

asio::awaitable<bool> ReplayRun::open(HttpClient& client, std::size_t index) {
  const auto answer = co_await ask(client, question_for(index));
  const auto lose = [&](const std::string& why) {
    ++report_.lost;
    report_.note(items_[index].place, progress_[index].number + " is lost: " + why);
    progress_[index].stage = Stage::gone;
  };
  if (!answer) {
    const Error error = answer.error();
    lose(error.message);
    co_return true;
  }
  if (answer->status != 200) {
    lose("GET answers " + reason_of(*answer));
    co_return true;
  }
  const auto json = wire::parse_json(answer->body, {.bytes_max = 1U << 20});
  const bool same = json && member(*json, "title") == items_[index].title &&
                    member(*json, "description") == items_[index].text;
  if (!same) {
    lose("it does not have the words that were sent");
    co_return true;
  }
  if (wire::true_member(*json, "delayed")) {
    ++report_.delayed;
    report_.note(items_[index].place, progress_[index].number + " is in the dead letters");
    co_return true;
  }
  if (!judge(index, *answer)) co_return false;
  ++report_.applied;
  last_applied_ = Clock::now();
  co_return true;
}

// Applied is what the record has: from version 1 on.
bool ReplayRun::judge(std::size_t index, const HttpAnswer& answer) {
  const auto json = wire::parse_json(answer.body, {.bytes_max = 1U << 20});
  std::int64_t version = 0;
  if (!json || !wire::read_member(*json, "version", version) || version == 0) return false;
  progress_[index].stage = Stage::applied;
  return true;
}

asio::awaitable<void> ReplayRun::show_progress() {
  while (!finished_) {
    // In steps, so that the end is not waited for.
    for (int step = 0; step < 10 && !finished_; ++step) co_await pause(progress_every / 10);
    if (finished_ || !plan_.say) continue;
    const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    const double rate = static_cast<double>(report_.sent) / seconds;
    const std::size_t left = items_.size() - std::min(items_.size(), report_.sent);
    char line[160];
    if (sending_)
      std::snprintf(line, sizeof line, "sent %zu of %zu, %.0f a second, %zu retries, %.0f s left",
                    report_.sent, items_.size(), rate, report_.retries,
                    rate > 0 ? static_cast<double>(left) / rate : 0.0);
    else
      std::snprintf(line, sizeof line, "opening again: %zu of %zu are there", report_.applied,
                    report_.accepted);
    plan_.say(silence_.empty() ? line : line + ("; waiting: no answer, " + silence_));
  }
}

}  // namespace gongzhi::cli
