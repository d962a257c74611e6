// A whole Worker in this process, between a private Redis and a record with the demo county.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "queue/intake.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "tests/support/private_redis.hpp"
#include "tests/support/run.hpp"
#include "workers/worker.hpp"

namespace gongzhi::test {

class WorkerRig {
 public:
  using Gaps = workers::WorkerParts::Gaps;

  explicit WorkerRig(PrivateRedis::Options options = {});
  ~WorkerRig();

  /// Starts a worker and waits until its gates are open.
  void start(Gaps gaps = Gaps::stop);
  /// Asks it to stop and waits until it has; how long that took.
  std::chrono::milliseconds stop();
  bool is_running() const { return worker_ != nullptr && !ended_; }
  /// Waits until it has ended by itself and says why.
  Error last_words();

  /// Runs everything until `condition` holds; false after `limit`.
  bool wait_for(const std::function<bool()>& condition,
                std::chrono::milliseconds limit = std::chrono::seconds{20});
  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    return test::run(io, std::move(coroutine), std::chrono::seconds{20});
  }

  /// Hands in a report, trying again for a while, as a gateway and its caller would.
  queue::Receipt submit(const std::string& key, unsigned partition = 7);
  /// Once; it may be refused.
  Result<queue::Receipt> try_submit(const std::string& key, unsigned partition = 7);
  queue::Submission submission(const std::string& key, unsigned partition) const;

  std::int64_t ask(const std::string& sql) const;
  std::int64_t cases() const { return ask("SELECT COUNT(*) FROM cases"); }
  std::int64_t applied(int partition = 7) const {
    return ask("SELECT seq FROM position WHERE partition = " + std::to_string(partition));
  }
  std::string generation() const;
  /// Batches that were tried again because the record was busy, as the worker counts them.
  double retries() const;

  boost::asio::io_context io{1};
  CountyDir county;
  PrivateRedis redis;
  runtime::Settings settings;
  queue::Settings queue_settings;
  queue::Intake intake;

 private:
  std::unique_ptr<workers::Worker> worker_;
  bool ready_ = false;
  std::optional<Result<void>> ended_;
};

}  // namespace gongzhi::test
