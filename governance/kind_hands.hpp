// Who has a case in hand, as far as the words of its kind can prove it.
#pragma once

#include <string>
#include <vector>

#include "governance/kind.hpp"

namespace gongzhi {

/// The states answered for by a `holder` that some way enters, or in which some act leaves the
/// case, with nobody in hand; in the order of the kind's states. What it proves: on every way an
/// effect names a person (Hand of effects.hpp). What it cannot: that the bodies of the directory
/// have anybody to name.
std::vector<std::string> states_without_holder(const KindSpec& kind);

}  // namespace gongzhi
