// What Boost.Beast lets pass in a request's head and we do not (reliability.md D21, RFC 9112):
// whatever two parsers in a row could read differently. Looks at the raw bytes before Beast does.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/language.hpp"

namespace gongzhi::gateway {

inline constexpr int head_fields_max = 100;

/// Why a head is refused; the connection is closed after the answer.
struct HeadFault {
  int status = 400;
  std::string_view reason;  // machine word
  wire::Wording detail;     // sentence for developers
};

/// `head` = request line and fields, each line with its CRLF, up to and including the empty line.
/// Refuses: bare CR or LF, NUL and other control characters, a target that is not printable ASCII,
/// not absolute or of another authority than Host, a Host that is no name and port, another version
/// than HTTP/1.0 and 1.1, blanks before a colon, obsolete line folding, more than head_fields_max
/// fields, Host not exactly once, Transfer-Encoding other than `chunked` once, or in HTTP/1.0, or
/// beside Content-Length, more than one Content-Length or one that is no plain number, a body on
/// GET or HEAD, an expectation other than 100-continue, and a second field of those that we read.
std::optional<HeadFault> check_head(std::string_view head);

/// True when this beginning of a head can become no head that check_head() takes: it holds a byte
/// that stands in none (a TLS hello), or a bare CR or LF. Looks from `from` on, which is where the
/// last look ended.
bool is_beyond_repair(std::string_view beginning, std::size_t from = 0);

/// The language that a head asks for, also one that is refused; zh when it says nothing readable.
wire::Language language_of_head(std::string_view head);

/// The target without scheme and authority, where it has them.
std::string_view path_of_target(std::string_view target);

}  // namespace gongzhi::gateway
