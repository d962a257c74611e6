// The passphrase of a backup: from a file that only its owner may read, or typed in.
#pragma once

#include <string>

#include "governance/error.hpp"

namespace gongzhi::cli {

enum class PassphraseUse { seal, open };

/// The first line of `file`; without a file asked for on the terminal, twice when it will seal.
/// Errc::forbidden for a file that others may read, Errc::invalid without file and terminal, or
/// when the two differ.
Result<std::string> read_passphrase(const std::string& file, PassphraseUse use);

}  // namespace gongzhi::cli
