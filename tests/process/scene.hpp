// What every kill test has: a platform, clients, a history, and the sentence at the end.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "runtime/fault.hpp"
#include "tests/process/load.hpp"
#include "tests/process/platform.hpp"
#include "tests/process/verdict.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {

/// A test that needs a fault says so first; built without them it is skipped.
#define GONGZHI_NEEDS_FAULTS() \
  if (!::gongzhi::runtime::faults_compiled_in) GTEST_SKIP() << "built without GONGZHI_FAULTS"

using Milli = std::chrono::milliseconds;
Milli since(std::chrono::steady_clock::time_point began);

/// One line with what was measured, also among the properties of the test.
void tell(const std::string& name, const std::map<std::string, std::int64_t>& figures,
          const Verdict& verdict);

class Scene {
 public:
  explicit Scene(PlatformPlan plan = {});

  Platform& platform() { return platform_; }
  const History& history() const { return history_; }
  LoadPlan load_plan() const;
  Evidence evidence() const;

  /// Stops the clients, waits until the queue is empty, and judges. `drain_limit`: a control need
  /// not wait for what will not come.
  Verdict settle(Load& load, Milli drain_limit = Milli(15'000));
  /// How long the queue took to be empty after the clients had stopped.
  Milli drained_in() const { return drained_in_; }

 private:
  Platform platform_;
  History history_;
  std::vector<std::string> tokens_;
  Milli drained_in_{0};
};

}  // namespace gongzhi::test
