// Clients of the load L, small: threads that report, comment on their own cases and read, over real
// HTTP, and try again with the same key until they are answered.
#pragma once

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "tests/process/history.hpp"
#include "tests/support/http_client.hpp"

namespace gongzhi::test {

struct LoadPlan {
  std::vector<std::uint16_t> ports;  // a client uses them in turn
  std::vector<std::string> tokens;   // client i is the user of token i mod n
  int clients = 8;
  int first_client = 0;  // names of clients are never used twice in one history
  int submit_percent = 70;
  int action_percent = 20;  // the rest reads
  int poison_every = 0;     // every n-th report of a client is poisoned; 0 = none
  std::chrono::milliseconds request_limit{3'000};
  std::chrono::milliseconds settle_limit{20'000};  // how long an open operation is tried after stop
};

struct LoadFigures {
  std::atomic<int> acknowledged{0};
  std::atomic<int> silent{0};   // requests without an answer
  std::atomic<int> refused{0};  // 503 and 429
  std::atomic<int> refused_without_retry_after{0};
  std::atomic<std::int64_t> slowest_us{0};  // of any request, answered or not
};

class Load {
 public:
  Load(LoadPlan plan, const History& history);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// No new operations; returns when every open one is settled or given up.
  void stop();
  const LoadFigures& figures() const { return figures_; }
  /// Waits until `count` more operations are acknowledged; false when it takes too long.
  bool wait_for_more(int count, std::chrono::milliseconds limit) const;

 private:
  class Client;

  LoadPlan plan_;
  const History& history_;
  LoadFigures figures_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::int64_t> give_up_us_{INT64_MAX};
  std::vector<std::thread> threads_;
};

/// A report with `op_id` in its title; it routes by itself. `mark` stands in the title too.
std::string report_body(const std::string& op_id, const std::string& mark = {});
inline constexpr const char* poison_mark = "#poison";
/// The value of a text member of a flat JSON answer; empty when absent.
std::string text_member(const std::string& json, const std::string& name);

/// How much longer than the CI size: GONGZHI_TEST_SCALE, or 10 with GONGZHI_TEST_LONG, or 1.
int test_scale();

}  // namespace gongzhi::test
