#include "images/confinement.hpp"

#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>

#include "images/limits.hpp"

namespace gongzhi::images {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GONGZHI_SANITIZED 1
#endif
#endif

#if defined(GONGZHI_SANITIZED)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

constexpr rlim_t cpu_seconds = 10;
// 50 megapixels of an interlaced PNG or a lossless WebP are 200 MB, of a progressive JPEG 300 MB.
constexpr rlim_t memory_bytes = 768UL * 1024 * 1024;
constexpr rlim_t descriptors = 8;
constexpr int niceness = 10;

bool limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

bool limit_resources() {
  ::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large is an error of write()
  return limit(RLIMIT_CPU, cpu_seconds) && limit(RLIMIT_FSIZE, made_bytes_max) &&
         limit(RLIMIT_NOFILE, descriptors) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) &&
         (is_sanitized || limit(RLIMIT_AS, memory_bytes));
}

bool allow(scmp_filter_ctx filter, int call, const scmp_arg_cmp& where) {
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &where) == 0;
}

bool allow_calls(scmp_filter_ctx filter) {
  bool all = allow(filter, SCMP_SYS(read), {0, SCMP_CMP_EQ, ChildFiles::input, 0});
  for (const int out : {ChildFiles::report, ChildFiles::picture, ChildFiles::thumbnail})
    all =
        all && allow(filter, SCMP_SYS(write), {0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(out), 0});
  // Memory that can be executed is not for decoders.
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
    all = all && allow(filter, call, {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0});
  for (const int call :
       {SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
        SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom)})
    all = all && seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 0, nullptr) == 0;
  return all;
}

bool filter_calls() {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return false;
  const bool loaded = allow_calls(filter) && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return loaded;
}

}  // namespace

bool confine() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::nice(niceness) < 0) return false;
  if (::close_range(ChildFiles::thumbnail + 1, ~0U, 0) != 0) return false;
  if (::prctl(PR_SET_DUMPABLE, 0) != 0 || !limit_resources()) return false;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  return is_sanitized || filter_calls();
}

}  // namespace gongzhi::images
