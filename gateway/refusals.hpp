// What the gateway refuses by permission is told to the audit trail: who wanted what. The desk
// counts repetitions, so that a flood of them does not become a flood of rows.
#pragma once

#include <string>
#include <string_view>

#include "gateway/lane.hpp"
#include "gateway/request.hpp"

namespace gongzhi::gateway {

struct RefusedAct {
  std::string_view act;      // "case.see", "case.act", "case.create", "board", …
  std::string_view subject;  // number of a case, id of a body; may be empty
  std::string_view reason;   // "not_seen", "not_permitted", "unknown"
};

/// Notes it; never waits. What one may not see and what does not exist take the same way, so that
/// their times tell nothing (security.md S02). Somebody who is nobody is left to the throttles.
void note_refusal(Lane& lane, const Request& request, const Actor& actor,
                  const RefusedAct& refused);

}  // namespace gongzhi::gateway
