#include "runtime/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

namespace gongzhi::runtime {
namespace {

namespace fs = std::filesystem;

// Longest path of a unix socket on Linux, with its terminating zero.
constexpr std::size_t socket_path_max = 108;

Error system_error(std::string_view what, const fs::path& path) {
  return fail(Errc::unavailable,
              std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

Result<void> sync_path(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return system_error("cannot open", path);
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (!synced) return system_error("cannot sync", path);
  return {};
}

Result<void> write_all(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return system_error("cannot write", path);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) return system_error("cannot sync", path);
  return {};
}

}  // namespace

Result<DataDir> DataDir::open(const fs::path& root) {
  std::error_code ec;
  const fs::path absolute = fs::absolute(root, ec).lexically_normal();
  DataDir dir{absolute};
  for (const char* folder : {"", "store", "redis", "imports", "uploads/tmp", "run"}) {
    fs::create_directories(absolute / folder, ec);
    if (ec)
      return fail(Errc::unavailable,
                  "cannot create " + (absolute / folder).string() + ": " + ec.message());
  }
  fs::permissions(absolute, fs::perms::owner_all, ec);
  if (::access(absolute.c_str(), W_OK) != 0) return system_error("cannot write to", absolute);
  if (dir.redis_socket().string().size() >= socket_path_max)
    return fail(Errc::invalid,
                "the path " + absolute.string() +
                    " is too long for a unix socket inside it; choose a shorter --data");
  return dir;
}

Result<FileLock> FileLock::take(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return system_error("cannot open", file);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(Errc::conflict,
                file.string() + " is held by process " + std::to_string(pid_in(file)));
  }
  return FileLock{fd};
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

void FileLock::write_pid(long pid) const {
  const std::string text = std::to_string(pid) + "\n";
  if (::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, text.data(), text.size(), 0) >= 0) ::fsync(fd_);
}

long pid_in(const fs::path& lock_file) {
  std::ifstream in(lock_file);
  long pid = 0;
  in >> pid;
  return in ? pid : 0;
}

Result<void> write_durably(const fs::path& file, std::string_view content) {
  const fs::path temporary = file.string() + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return system_error("cannot create", temporary);
  auto written = write_all(fd, content, temporary);
  ::close(fd);
  if (!written) return written;
  if (::rename(temporary.c_str(), file.c_str()) != 0)
    return system_error("cannot rename", temporary);
  return sync_path(file.parent_path(), O_RDONLY | O_DIRECTORY);
}

Result<std::string> read_file(const fs::path& file, std::size_t bytes_max) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fail(Errc::not_found, "cannot read " + file.string() + ": " + std::strerror(errno));
  std::string content;
  std::array<char, 65'536> part{};
  ssize_t n = 0;
  while ((n = ::read(fd, part.data(), part.size())) > 0 && content.size() <= bytes_max)
    content.append(part.data(), static_cast<std::size_t>(n));
  ::close(fd);
  if (n < 0) return system_error("cannot read", file);
  if (content.size() > bytes_max)
    return fail(Errc::too_large,
                file.string() + " is larger than " + std::to_string(bytes_max) + " bytes");
  return content;
}

}  // namespace gongzhi::runtime
