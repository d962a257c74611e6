// The time of day: the one place that asks the machine for it. Rules never do; they are told.
#pragma once

#include <chrono>

#include "governance/instant.hpp"

namespace gongzhi::runtime {

inline Instant wall_now() {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace gongzhi::runtime
