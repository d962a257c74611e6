// What an import says of grids that leave ground between them: a warning, since a lake or a
// barracks may lie there.
#pragma once

#include <string>
#include <vector>

#include "workers/bundle.hpp"

namespace gongzhi::cli {

/// One sentence a gap with its area, its place and the grids round it; the largest ten, then how
/// many more. Empty when the files hold no grids.
std::vector<std::string> gap_warnings(const workers::BundleRead& read);

}  // namespace gongzhi::cli
