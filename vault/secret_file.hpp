// Secrets as files (security.md S40): read only where nobody else may, written so that they are
// there whole or not at all.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "governance/error.hpp"

namespace gongzhi::vault {

/// The content of a file that only its owner may read. Errc::not_found, Errc::forbidden when its
/// mode lets others in (the error says what to type), Errc::too_large above 64 KiB.
Result<std::string> read_secret_file(const std::filesystem::path& file);

/// Its first line, for passwords. Errc::corrupt when that is empty.
Result<std::string> read_password_file(const std::filesystem::path& file);

/// Writes `content` with this mode (temporary file, fsync, rename, fsync of the folder); the folder
/// is made with mode 0700 when it is absent.
Result<void> write_secret_file(const std::filesystem::path& file, std::string_view content,
                               mode_t mode = 0400);

/// The password in `file`, made of 256 random bits when there is none.
Result<std::string> password_or_new(const std::filesystem::path& file);

/// SHA-256 as 64 hex digits, as Redis keeps passwords.
std::string sha256_hex(std::string_view bytes);

}  // namespace gongzhi::vault
