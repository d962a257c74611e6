#include "runtime/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace gongzhi::runtime {
namespace {

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

}  // namespace

void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (!is_sanitized) ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace gongzhi::runtime
