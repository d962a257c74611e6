// The kinds among the files of an import, held against what a kind must be.
#pragma once

#include <vector>

#include "workers/bundle.hpp"

namespace gongzhi::cli {

/// Everything that is wrong with `kinds/*.json` of these files, each with `file:line`.
std::vector<FieldError> kind_problems(const workers::BundleFiles& files);

}  // namespace gongzhi::cli
