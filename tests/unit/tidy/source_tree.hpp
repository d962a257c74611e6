// Reads the repository that this program was built from, once.
#pragma once

#include <memory>
#include <vector>

#include "tests/unit/tidy/source_file.hpp"

namespace gongzhi::tidy {

using Tree = std::vector<std::unique_ptr<SourceFile>>;

/// Every text file of the repository that people write, without builds, data and the sources of
/// others. \throws std::runtime_error when the tree cannot be read.
Tree load_tree();

}  // namespace gongzhi::tidy
