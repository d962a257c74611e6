// The replay itself: so many clients at a time, each request repeated under its own key until it is
// answered, every accepted case opened again at the end. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "cli/replay_items.hpp"
#include "cli/replay_report.hpp"
#include "outbound/http_client.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::cli {

namespace asio = boost::asio;

struct ReplayPlan {
  outbound::HttpServer server;
  outbound::HttpFields fields;  // who sends: Authorization or Cookie
  std::size_t clients = 16;
  double rate = 0;                       // messages a second; 0 = as fast as they are answered
  std::chrono::seconds patience{120};    // with one request, and with cases that are not applied
  std::chrono::seconds silence_max{15};  // with a server that has never answered anything
  std::uint64_t seed = 1;                // of the jitter
  std::function<void(const std::string&)> say;  // one line of progress now and then
};

class ReplayRun {
 public:
  ReplayRun(ReplayPlan plan, std::vector<ReplayItem> items);

  /// Sends all, follows some, opens all again. Errc::unauthorized or forbidden when the server does
  /// not take the sender, Errc::unavailable when none answers: nothing more is sent then.
  Result<ReplayReport> run();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Stage { unsent, accepted, applied, gone };
  struct Progress {
    Stage stage = Stage::unsent;
    std::string number;
    Clock::time_point accepted_at{};
  };

  asio::awaitable<void> conduct();
  asio::awaitable<void> send_some();
  asio::awaitable<void> follow_some();
  asio::awaitable<void> open_some();
  asio::awaitable<void> show_progress();

  asio::awaitable<void> post(outbound::HttpClient& client, std::size_t index);
  /// True when the case needs no second look.
  asio::awaitable<bool> open(outbound::HttpClient& client, std::size_t index);
  /// Repeats until there is an answer other than 503 and 429, or the patience ends.
  asio::awaitable<Result<outbound::HttpAnswer>> ask(outbound::HttpClient& client,
                                                    outbound::HttpRequest request);
  asio::awaitable<void> run_all(const char* name, std::size_t count,
                                asio::awaitable<void> (ReplayRun::*task)());
  asio::awaitable<void> pause(Clock::duration length);

  outbound::HttpRequest request_for(std::size_t index) const;
  outbound::HttpRequest question_for(std::size_t index) const;
  void note_silence(const Result<outbound::HttpAnswer>& answer);
  void take_answer(std::size_t index, const outbound::HttpAnswer& answer, Clock::time_point began);
  bool judge(std::size_t index, const outbound::HttpAnswer& answer);
  Clock::duration jittered(std::chrono::milliseconds least);

  ReplayPlan plan_;
  std::vector<ReplayItem> items_;
  std::vector<Progress> progress_;
  ReplayReport report_;
  asio::io_context context_{1};
  runtime::TaskGroup tasks_;
  std::mt19937_64 random_;
  Result<void> stopped_ = {};
  std::string silence_;  // why the last request was not answered; empty = it was
  bool heard_ = false;   // some answer has come
  Clock::time_point began_{};
  Clock::time_point last_applied_{};
  std::size_t next_ = 0;    // to be sent, or to be opened
  std::size_t newest_ = 0;  // accepted last, one above its index; 0 = none
  bool sending_ = true;
  bool finished_ = false;
};

}  // namespace gongzhi::cli
