#include "tests/process/scene.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

namespace gongzhi::test {

Milli since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration_cast<Milli>(std::chrono::steady_clock::now() - began);
}

void tell(const std::string& name, const std::map<std::string, std::int64_t>& figures,
          const Verdict& verdict) {
  std::ostringstream line;
  line << name;
  for (const auto& [what, value] : figures) line << ' ' << what << '=' << value;
  line << ' ' << verdict;
  std::printf("%s\n", line.str().c_str());
  testing::Test::RecordProperty("figures", line.str());
}

Scene::Scene(PlatformPlan plan) : platform_(std::move(plan)), history_(platform_.history_file()) {
  for (const char* user : {"grid-001", "grid-002", "grid-003", "resident-001"})
    tokens_.push_back(platform_.token(user));
}

LoadPlan Scene::load_plan() const {
  LoadPlan plan;
  plan.ports = {platform_.port()};
  plan.tokens = tokens_;
  return plan;
}

Evidence Scene::evidence() const {
  const runtime::DataDir dir = platform_.dir();
  return {dir.store(), dir.redis_socket().string()};
}

Verdict Scene::settle(Load& load, Milli drain_limit) {
  load.stop();
  const auto began = std::chrono::steady_clock::now();
  wait_drained(evidence(), drain_limit);
  drained_in_ = since(began);
  return judge(history_, evidence());
}

}  // namespace gongzhi::test
