// Looks again until a condition holds, with a limit: what tests do instead of sleeping.
#pragma once

#include <chrono>
#include <thread>

namespace gongzhi::test {

/// Lets time go by where time itself is the test's subject: a kill at a moment that nothing
/// announces, a client's pause before it tries again.
inline void let_pass(std::chrono::milliseconds length) {
  std::this_thread::sleep_for(length);
}

/// Asks `condition` every few milliseconds. True as soon as it holds; false after `limit`.
template <class Condition>
bool wait_until(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(10),
                std::chrono::milliseconds every = std::chrono::milliseconds(5)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(every);
  }
  return true;
}

}  // namespace gongzhi::test
