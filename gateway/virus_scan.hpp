// What a clamd says of a file, asked over its unix socket (security.md S25). Blocks.
#pragma once

#include <string>

#include "governance/error.hpp"

namespace gongzhi::gateway {

enum class Scanned { clean, infected };

/// Sends the file from its present position (INSTREAM). Clean when `socket` is empty: nobody is
/// asked. Errc::unavailable when clamd is configured and does not answer within ten seconds: then
/// nothing is taken.
Result<Scanned> scan_for_viruses(const std::string& socket, int file);

}  // namespace gongzhi::gateway
