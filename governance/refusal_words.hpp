// What a refusal says to somebody who asks in English. An outcome keeps its Chinese words and its
// machine word for ever; the English is chosen when it is told.
#pragma once

#include <string>

#include "governance/decision.hpp"

namespace gongzhi {

/// The words of a refused outcome in English; empty for an applied one and for a reason that is not
/// known (by a newer version, or of a table that somebody else wrote).
std::string english_of(const Outcome& outcome);

}  // namespace gongzhi
