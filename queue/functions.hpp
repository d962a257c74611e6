// functions.lua as it stands in the binary, and the decision whether a server's copy has to be
// replaced.
#pragma once

#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::queue {

/// The text of functions.lua with its digest filled in.
std::string_view functions_source();

/// `1.0 <digest>`: what `gongzhi_version` answers once our copy is loaded.
std::string_view functions_version();

enum class LibraryStep { keep, load };

/// Compares the version a server reports with ours. An older or differently built copy of the same
/// major is replaced, a newer one is kept (it only adds, and other processes may already need it:
/// R46, R47). Another major is Errc::unavailable with what to do.
Result<LibraryStep> compare_library(std::string_view reported, std::string_view ours);

}  // namespace gongzhi::queue
