// An import from the command line: checked here for quick answers, staged, sent to the running
// worker, checked there again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/installation.hpp"

namespace gongzhi::cli {

/// Answers the new configuration version. The worker must be running. Errc::invalid with the place
/// of every problem; nothing is half imported.
Result<std::int64_t> import_bundle(const Installation& installation,
                                   const std::vector<std::filesystem::path>& paths,
                                   const std::string& label);

/// Only the check; answers what to warn of.
Result<std::vector<std::string>> check_bundle(const Installation& installation,
                                              const std::vector<std::filesystem::path>& paths);

}  // namespace gongzhi::cli
