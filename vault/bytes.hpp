// Bytes as text and back: hex and base32 without letters that are misread over the telephone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongzhi::vault {

std::string to_hex(std::string_view bytes);
/// None for anything but pairs of lower-case hex digits.
std::optional<std::string> from_hex(std::string_view text);

/// Crockford base32, upper case, no padding: digits and letters without I, L, O, U.
std::string to_base32(std::string_view bytes);

/// Base32 as a person may type it (lower case, O for 0, I or L for 1, hyphens) in the form of
/// to_base32.
std::string normalise_base32(std::string_view typed);

}  // namespace gongzhi::vault
