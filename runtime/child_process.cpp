#include "runtime/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace gongzhi::runtime {
namespace {

// Runs in the child between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const ChildSpec& spec, char* const* argv, int report_fd, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::setpgid(0, 0);  // Ctrl-C reaches the supervisor only, which stops its children in order
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);
  for (const int fd : spec.inherited) ::fcntl(fd, F_SETFD, 0);
  if (!spec.output.empty()) {
    const int out = ::open(spec.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out >= 0) {
      ::dup2(out, 1);
      ::dup2(out, 2);
    }
  }
  if (spec.directory.empty() || ::chdir(spec.directory.c_str()) == 0) ::execvp(argv[0], argv);
  const int reason = errno;
  if (::write(report_fd, &reason, sizeof reason) < 0) ::_exit(126);
  ::_exit(127);
}

}  // namespace

Result<pid_t> start_child(const ChildSpec& spec) {
  std::vector<char*> argv;
  argv.reserve(spec.argv.size() + 1);
  for (const std::string& argument : spec.argv) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0)
    return fail(Errc::unavailable, "cannot make a pipe", std::strerror(errno));
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(spec, argv.data(), report[1], parent);
  const int fork_error = errno;
  ::close(report[1]);
  int reason = 0;
  const bool failed = pid > 0 && ::read(report[0], &reason, sizeof reason) == sizeof reason;
  ::close(report[0]);
  if (pid < 0) return fail(Errc::unavailable, "cannot fork", std::strerror(fork_error));
  if (failed) {
    ::waitpid(pid, nullptr, 0);
    return fail(Errc::unavailable, "cannot run " + spec.argv[0] + ": " + std::strerror(reason));
  }
  return pid;
}

std::optional<ChildExit> reap_child(pid_t pid) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) != pid) return std::nullopt;
  if (WIFSIGNALED(status)) return ChildExit{true, WTERMSIG(status)};
  return ChildExit{false, WEXITSTATUS(status)};
}

bool runs_program(pid_t pid, std::string_view program) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/comm");
  std::string comm;
  std::getline(in, comm);
  return !comm.empty() && comm == program.substr(0, 15);
}

}  // namespace gongzhi::runtime
