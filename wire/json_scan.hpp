// A look at the bytes of a JSON text before any parser: size, depth, number of values, length of
// numbers.
#pragma once

#include <optional>
#include <string_view>

#include "wire/json.hpp"

namespace gongzhi::wire {

/// The first thing about the bytes that is over a limit; none when the parser may see them. Says
/// nothing about whether the text is JSON. Reads each byte once and skips over strings.
std::optional<Error> scan_json(std::string_view text, const JsonLimits& limits);

/// True when the text holds U+0000, one of the 66 noncharacters (U+FDD0–U+FDEF, U+xxFFFE, U+xxFFFF)
/// or half of a surrogate pair, which RapidJSON makes of a lone \\uDC00–\\uDFFF.
bool has_forbidden_character(std::string_view utf8);

/// True when the whole text is UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
/// U+10FFFF).
bool is_utf8(std::string_view text);

/// What one pass over a text says of it. plain: UTF-8 without \\u escapes, U+0000 and anything
/// near a noncharacter, so that no text of it needs another look, even as JSON. special: UTF-8 with
/// some of these. broken: not UTF-8.
enum class Utf8Look { plain, special, broken };
Utf8Look look_at_utf8(std::string_view text);

}  // namespace gongzhi::wire
