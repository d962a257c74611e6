// The checks of what a kind names besides states and actions: clocks, sheets, indexed fields, and
// the words that point to them.
#pragma once

#include <string>
#include <vector>

#include "governance/kind_check.hpp"

namespace gongzhi {

/// Everything that is wrong with clocks, sheets (but for their fields), `indexed`, and arguments of
/// guards and effects that name none of the kind's fields, sheets or clocks.
std::vector<KindFinding> check_kind_parts(const KindSpec& kind);

}  // namespace gongzhi
