// Selectors of routing rules: words such as `@property|@village_committee` or `dept:sanitation` and
// the body each of them means in a given community.
#pragma once

#include <string_view>

#include "governance/directory.hpp"

namespace gongzhi {

/// Where selectors are resolved; either may be empty.
struct SelectorPlace {
  std::string_view community;
  std::string_view township;
};

/// Errc::invalid unless `selectors` is one selector or several parted by `|`, all well formed.
Result<void> check_selectors(std::string_view selectors);

/// Errc::not_found when a department or organisation named in it does not exist anywhere in the
/// county.
Result<void> check_selectors_exist(std::string_view selectors, const Directory& directory);

/// The first of the selectors that means a body here; nullptr for none.
const Org* resolve_selectors(std::string_view selectors, SelectorPlace place,
                             const Directory& directory);

}  // namespace gongzhi
