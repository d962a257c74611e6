// The parent's side: spawn, wait with a deadline, reap.
#include "images/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "images/confinement.hpp"

namespace gongzhi::images {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t report_bytes_max = 64;
constexpr int first_free_descriptor = 16;

/// A descriptor, closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

/// The same file under a number that no descriptor of the child has.
Descriptor out_of_the_way(int fd) {
  return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, first_free_descriptor));
}

/// What posix_spawn() wants, released with its owner.
struct Orders {
  Orders() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&manner);
  }
  ~Orders() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&manner);
  }
  Orders(const Orders&) = delete;
  Orders& operator=(const Orders&) = delete;

  /// No signal of ours is blocked or ignored there, and no Ctrl-C of ours reaches it.
  void begin_anew() {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&manner, &all);
    posix_spawnattr_setsigmask(&manner, &none);
    posix_spawnattr_setpgroup(&manner, 0);
    posix_spawnattr_setflags(
        &manner,
        static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP));
  }

  posix_spawn_file_actions_t files{};
  posix_spawnattr_t manner{};
};

struct Wire {
  int from;
  int to;
};

// 0, or what posix_spawn() says. The environment stays behind: nothing in it is the child's.
int spawn(const ChildJob& job, int report, pid_t& pid) {
  const Descriptor input = out_of_the_way(job.input);
  const Descriptor told = out_of_the_way(report);
  const Descriptor picture = out_of_the_way(job.picture);
  const Descriptor thumbnail = out_of_the_way(job.thumbnail);
  Orders orders;
  orders.begin_anew();
  for (const Wire wire : {Wire{input.get(), ChildFiles::input},
                          {told.get(), ChildFiles::report},
                          {picture.get(), ChildFiles::picture},
                          {thumbnail.get(), ChildFiles::thumbnail}}) {
    if (wire.from < 0) return EBADF;
    if (const int failed = posix_spawn_file_actions_adddup2(&orders.files, wire.from, wire.to))
      return failed;
  }
  std::string name = "gongzhi";
  std::string word(child_word);
  const std::array<char*, 3> arguments = {name.data(), word.data(), nullptr};
  const std::array<char*, 1> environment = {nullptr};
  return posix_spawn(&pid, job.program.c_str(), &orders.files, &orders.manner, arguments.data(),
                     environment.data());
}

/// Reads what the child reports until it closes its end; false when that is not in time.
bool read_report(int fd, Clock::time_point until, std::string& report) {
  std::array<char, report_bytes_max> part{};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const ssize_t size = ::read(fd, part.data(), part.size());
    if (size <= 0) return true;
    if (report.size() < report_bytes_max)
      report.append(part.data(), static_cast<std::size_t>(size));
  }
}

int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

bool parse_size(std::string_view report, Size& size) {
  const char* end = report.data() + report.size();
  const auto width = std::from_chars(report.data(), end, size.width);
  if (width.ec != std::errc{} || width.ptr == end) return false;
  return std::from_chars(width.ptr + 1, end, size.height).ec == std::errc{};
}

}  // namespace

ChildResult decode_in_child(const ChildJob& job) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {.trouble = std::strerror(errno)};
  const Descriptor in(ends[0]);
  Descriptor out(ends[1]);
  const auto until = Clock::now() + job.limit;
  pid_t pid = -1;
  if (const int failed = spawn(job, out.get(), pid))
    return {.trouble = std::string("cannot start: ") + std::strerror(failed)};
  out.close();
  ChildResult result;
  std::string report;
  const bool in_time = read_report(in.get(), until, report);
  if (!in_time) ::kill(pid, SIGKILL);
  const int status = reap(pid);
  if (!in_time)
    result.verdict = Verdict::too_slow;
  else if (WIFEXITED(status))
    result.verdict = verdict_of(WEXITSTATUS(status));
  else
    result.trouble = "ended by signal " + std::to_string(WTERMSIG(status));
  if (result.verdict == Verdict::broken && result.trouble.empty())
    result.trouble = "ended with status " + std::to_string(WEXITSTATUS(status));
  if (result.verdict == Verdict::fine && !parse_size(report, result.size)) {
    result.verdict = Verdict::broken;
    result.trouble = "its report cannot be read";
  }
  return result;
}

}  // namespace gongzhi::images
