#include "governance/error.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace gongzhi {

std::string_view name(Errc code) {
  switch (code) {
    case Errc::invalid: return "invalid";
    case Errc::not_found: return "not_found";
    case Errc::conflict: return "conflict";
    case Errc::unauthorized: return "unauthorized";
    case Errc::forbidden: return "forbidden";
    case Errc::too_large: return "too_large";
    case Errc::busy: return "busy";
    case Errc::unavailable: return "unavailable";
    case Errc::timeout: return "timeout";
    case Errc::corrupt: return "corrupt";
    case Errc::internal: return "internal";
  }
  return "internal";
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(std::string(name(error.code)) + ": " + error.message +
                           (error.detail.empty() ? "" : " (" + error.detail + ")"));
}

void ensure(bool condition, std::string_view why, std::source_location where) {
  if (condition) return;
  std::fprintf(stderr, "%s:%u: invariant broken: %.*s\n", where.file_name(), where.line(),
               static_cast<int>(why.size()), why.data());
  std::abort();
}

}  // namespace gongzhi
