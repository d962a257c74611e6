// The parts of the platform as processes of their own on a Redis of the test: several gateways, and
// a gate between them and Redis that loses answers on request.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tests/process/load.hpp"
#include "tests/process/platform.hpp"
#include "tests/process/verdict.hpp"
#include "tests/support/chaos_gate.hpp"
#include "tests/support/private_redis.hpp"

namespace gongzhi::test {

struct PartsPlan {
  enum class Way { direct, gated };
  Way way = Way::direct;  // from the gateways to Redis
  int gateways = 1;
  std::string gateway_faults = {};
  std::string worker_faults = {};
};

class Parts {
 public:
  /// Starts everything and imports the demo county. Throws std::runtime_error.
  explicit Parts(PartsPlan plan);

  PrivateRedis& redis() { return redis_; }
  ChaosGate& gate() { return gate_; }
  Child& worker() { return *worker_; }
  Child& gateway(std::size_t i) { return gateways_[i]; }
  std::vector<std::uint16_t> ports() const;
  const History& history() const { return history_; }
  const std::vector<std::string>& tokens() const { return tokens_; }
  LoadPlan load_plan() const;
  Evidence evidence() const;

  void start_worker();
  void start_gateway(std::size_t i);
  /// A report of the first user is accepted through this gateway within `limit`.
  bool wait_accepting(std::size_t i, std::chrono::milliseconds limit);

  Verdict settle(Load& load, std::chrono::milliseconds drain_limit = std::chrono::seconds(15));
  Verdict judge_now() const { return judge(history_, evidence()); }

 private:
  void import_county();
  std::string config_file(const std::string& name) const;

  PartsPlan plan_;
  Workplace place_;
  PrivateRedis redis_;
  ChaosGate gate_;
  History history_;
  std::deque<HeldPort> ports_;
  std::optional<Child> worker_;
  std::vector<Child> gateways_;
  std::vector<std::string> tokens_;
  int probes_ = 0;
};

}  // namespace gongzhi::test
