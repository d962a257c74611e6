// What can go wrong, as values. Every room returns Result<T>; adapters translate foreign errors at
// their edge.
#pragma once

#include <boost/system/result.hpp>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace gongzhi {

/// The closed list of foreseeable failures.
enum class Errc {
  invalid,       // the input breaks a rule; `fields` says where
  not_found,     // no such thing, or not for this person
  conflict,      // somebody was first, or the version is stale
  unauthorized,  // who are you
  forbidden,     // known, but may not
  too_large,     // over a limit
  busy,          // a bounded resource is full; try again soon
  unavailable,   // a part that is needed is down
  timeout,       // no answer within the deadline; the outcome is unknown
  corrupt,       // stored data does not verify
  internal       // a bug
};

/// The name of a code as it stands in logs and in the API's `code`.
std::string_view name(Errc code);

/// Whether the same may go well a moment later: nothing was wrong with what was asked (D12).
constexpr bool is_transient(Errc code) {
  return code == Errc::busy || code == Errc::unavailable || code == Errc::timeout;
}

/// One wrong field of an input.
struct FieldError {
  std::string pointer;  // JSON pointer or file:line:column
  std::string code;     // short machine word, e.g. "required"
  std::string detail;   // sentence for people
};

/// A failure: `message` may be shown to users, `detail` goes to the log only.
struct Error {
  Errc code = Errc::internal;
  std::string message;
  std::string detail = {};
  std::vector<FieldError> fields = {};
};

/// What `result.value()` does on an error, which is a bug of the caller: throws std::runtime_error.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

/// Value or Error.
template <class T>
using Result = boost::system::result<T, Error>;

/// Shorthand for `return fail(Errc::busy, "…")`.
inline Error fail(Errc code, std::string message, std::string detail = {}) {
  return Error{code, std::move(message), std::move(detail), {}};
}

/// Aborts with `why` when an invariant is broken; on in release builds too.
void ensure(bool condition, std::string_view why,
            std::source_location where = std::source_location::current());

}  // namespace gongzhi
