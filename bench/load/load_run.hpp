// One load run: so many kept connections, requests as fast as they are answered (closed loop) or at
// moments fixed beforehand (open loop: a late answer counts from the moment it was due). One
// thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "bench/load/http_wire.hpp"
#include "bench/load/samples.hpp"
#include "runtime/task_group.hpp"

namespace gongzhi::bench {

struct LoadPlan {
  Target target;
  std::size_t connections = 64;
  double rate = 0;  // a second; 0 = closed loop
  std::chrono::duration<double> length{10};
  std::chrono::duration<double> warm_up{1};
  /// What is applied is asked here, and never more than `backlog_max` left behind; "" = not asked.
  std::string applied_url;
  std::string applied_path;
  std::int64_t backlog_max = 4'000;
};

class LoadRun {
 public:
  explicit LoadRun(LoadPlan plan);

  using MakeRequest = std::function<std::string()>;
  std::string post(const MakeRequest& make);

  struct Holder {  // a member and the case that is hers to claim and to give up
    std::string number;
    std::string token;
  };
  std::string claim(const std::vector<Holder>& holders);

 private:
  asio::awaitable<void> send(const MakeRequest& make);
  asio::awaitable<void> claim_and_give_up(const std::vector<Holder>& holders, std::size_t first);
  asio::awaitable<void> one_pair(Connection& connection, const Holder& holder,
                                 Clock::time_point due);
  void start_clock();
  asio::awaitable<void> start_watched(const MakeRequest& make);
  asio::awaitable<void> watch_applied();
  asio::awaitable<std::int64_t> ask_applied();
  asio::awaitable<void> drain();
  asio::awaitable<bool> next_moment(Clock::time_point& due);
  std::string result(const Samples& samples) const;
  bool is_warm(Clock::time_point at) const { return at >= warm_at_; }

  LoadPlan plan_;
  Target applied_target_ = {};
  asio::io_context context_{1};
  runtime::TaskGroup tasks_;
  Samples samples_;
  Samples give_ups_;
  std::string run_name_;
  Clock::time_point began_{};
  Clock::time_point warm_at_{};
  Clock::time_point end_{};
  std::uint64_t taken_ = 0;
  std::int64_t accepted_ = 0;
  std::int64_t applied_at_start_ = -1;
  std::int64_t applied_ = 0;
  std::int64_t applied_when_warm_ = -1;
  std::int64_t applied_at_end_ = 0;
  Clock::time_point warm_seen_{};
  Clock::time_point end_seen_{};
  std::int64_t backlog_early_ = 0;
  std::int64_t backlog_late_ = 0;
  double drained_s_ = -1;
};

}  // namespace gongzhi::bench
