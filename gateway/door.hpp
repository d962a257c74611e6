// What all threads of a gateway share at the door. Owned by App; made for several threads.
#pragma once

#include "gateway/door_rules.hpp"
#include "gateway/headroom.hpp"
#include "gateway/rate_limits.hpp"
#include "gateway/source_counts.hpp"

namespace gongzhi::gateway {

struct FrontDoor {
  DoorRules rules = {};
  RateLimits rates = RateLimits{};
  SourceCounts sources = {};
  Headroom headroom = {};
};

}  // namespace gongzhi::gateway
