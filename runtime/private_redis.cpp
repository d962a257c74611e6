#include "runtime/private_redis.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>
#include <vector>

#include "runtime/log.hpp"

namespace gongzhi::runtime {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::int64_t mib = 1'048'576;
// Below this a rewrite or a burst of reports cannot be written; the ballast is given up for it.
constexpr std::int64_t free_least_bytes = 32 * mib;
constexpr auto orphan_patience = 10s;
constexpr std::size_t log_tail_bytes = 4'000;
constexpr std::size_t last_lines_max = 4;

std::int64_t free_bytes(const fs::path& dir) {
  struct statvfs info {};
  if (::statvfs(dir.c_str(), &info) != 0) return 0;
  return static_cast<std::int64_t>(info.f_bavail) * static_cast<std::int64_t>(info.f_frsize);
}

// Polls, because the holder of the lock is not our child.
std::optional<FileLock> take_within(const fs::path& file, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (auto lock = FileLock::take(file)) return std::move(*lock);
    if (std::chrono::steady_clock::now() >= until) return std::nullopt;
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace

PrivateRedis::PrivateRedis(DataDir dir, Settings::Queue settings, std::string users)
    : dir_(std::move(dir)), settings_(std::move(settings)), users_(std::move(users)) {}

Result<ChildSpec> PrivateRedis::prepare() {
  const fs::path lock_file = dir_.redis() / "redis.lock";
  lock_ = take_within(lock_file, 0ms);
  if (!lock_) {
    const auto pid = static_cast<pid_t>(pid_in(lock_file));
    if (pid > 0 && runs_program(pid, "redis-server")) {
      log_warn("stopping the redis-server left by an earlier run", {{"pid", pid}});
      ::kill(pid, SIGTERM);
      lock_ = take_within(lock_file, orphan_patience);
    }
  }
  if (!lock_)
    return fail(Errc::conflict, "another redis-server uses " + dir_.redis().string() +
                                    " (process " + std::to_string(pid_in(lock_file)) +
                                    "); stop it first");
  keep_ballast();
  if (auto written = write_configuration(); !written) return written.error();
  std::error_code ec;
  fs::remove(dir_.redis_socket(), ec);
  fs::rename(dir_.redis() / "redis.log", dir_.redis() / "redis.log.1", ec);
  ChildSpec spec;
  spec.argv = {"redis-server", (dir_.redis() / "redis.conf").string()};
  spec.directory = dir_.redis();
  spec.output = dir_.redis() / "redis.log";
  spec.inherited = {lock_->descriptor()};
  return spec;
}

void PrivateRedis::started(long pid) {
  if (lock_ && pid > 0) lock_->write_pid(pid);
  lock_.reset();
}

bool PrivateRedis::tail_is_torn() const {
  return log_tail().find("Unexpected end of file reading the append only file") !=
         std::string::npos;
}

Result<fs::path> PrivateRedis::cut_torn_tail() {
  const fs::path files = dir_.redis() / "appendonlydir";
  fs::path aside;
  for (int n = 1; n < 1000 && aside.empty(); ++n)
    if (const fs::path one = dir_.redis() / ("set-aside-" + std::to_string(n)); !fs::exists(one))
      aside = one;
  std::error_code ec;
  fs::copy(files, aside, fs::copy_options::recursive, ec);
  if (ec) return fail(Errc::unavailable, "cannot set the torn file aside: " + ec.message());
  const fs::path manifest = files / "appendonly.aof.manifest";
  ChildSpec spec;
  spec.argv = {"sh", "-c", "yes | redis-check-aof --fix \"$1\"", "sh", manifest.string()};
  spec.output = dir_.redis() / "check-aof.log";
  const auto pid = start_child(spec);
  if (!pid) return pid.error();
  int status = 0;
  ::waitpid(*pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail(Errc::corrupt, "redis-check-aof could not mend " + manifest.string() + "; see " +
                                   spec.output.string());
  return aside;
}

std::string PrivateRedis::log_tail() const {
  const auto text = read_file(dir_.redis() / "redis.log", 16 * mib);
  if (!text) return {};
  return text->size() > log_tail_bytes ? text->substr(text->size() - log_tail_bytes) : *text;
}

std::string PrivateRedis::last_words() const {
  return last_lines(log_tail());
}

// Whatever begins with a blank is the picture that Redis prints when it starts.
std::string PrivateRedis::last_lines(std::string_view log) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < log.size();) {
    const std::size_t end = std::min(log.find('\n', begin), log.size());
    const std::string_view line = log.substr(begin, end - begin);
    if (!line.empty() && line.front() != ' ' && line.front() != '\r') lines.push_back(line);
    begin = end + 1;
  }
  std::string words;
  for (std::size_t i = lines.size() - std::min(lines.size(), last_lines_max); i < lines.size(); ++i)
    words.append(words.empty() ? "" : "\n").append(lines[i]);
  return words;
}

Result<void> PrivateRedis::write_configuration() const {
  std::ostringstream text;
  text << "# Written at every start; change gongzhi.toml instead.\n"
       << "port 0\nunixsocket " << dir_.redis_socket().string() << "\nunixsocketperm 700\n"
       << "dir " << dir_.redis().string() << "\ndaemonize no\nsave \"\"\n"
       << "appendonly yes\nappendfsync always\nno-appendfsync-on-rewrite no\n"
       << "aof-load-truncated no\nauto-aof-rewrite-percentage 100\nauto-aof-rewrite-min-size 1gb\n"
       << "maxmemory " << settings_.maxmemory_mb << "mb\nmaxmemory-policy noeviction\n"
       << "maxclients 1000\ntcp-keepalive 60\nprotected-mode yes\nloglevel notice\n"
       << "client-output-buffer-limit pubsub 64mb 32mb 30\n"
       << users_;
  return write_durably(dir_.redis() / "redis.conf", text.str());
}

void PrivateRedis::keep_ballast() const {
  const fs::path ballast = dir_.redis() / "ballast";
  const std::int64_t wanted = settings_.ballast_mb * mib;
  const std::int64_t free = free_bytes(dir_.redis());
  std::error_code ec;
  if (free < free_least_bytes) {
    if (fs::remove(ballast, ec))
      log_error("disk full: the ballast file was removed so that the queue can start",
                {{"free_bytes", free}});
    return;
  }
  if (fs::exists(ballast, ec) || wanted == 0 || free < wanted * 4) return;
  const int fd = ::open(ballast.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (::posix_fallocate(fd, 0, wanted) != 0) fs::remove(ballast, ec);
  ::close(fd);
}

}  // namespace gongzhi::runtime
