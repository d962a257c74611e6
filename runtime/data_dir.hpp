// The data directory: what lies where, and the locks that keep a second process out.
#pragma once

#include <filesystem>
#include <string>

#include "governance/error.hpp"

namespace gongzhi::runtime {

/// Paths inside one data directory; `root` is absolute.
class DataDir {
 public:
  /// Creates the directory and its folders (mode 0700) when absent. Errc::unavailable when it
  /// cannot be written.
  static Result<DataDir> open(const std::filesystem::path& root);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path secrets() const { return root_ / "secrets"; }
  std::filesystem::path store() const { return root_ / "store" / "gongzhi.db"; }
  std::filesystem::path search() const { return root_ / "store" / "search.db"; }
  std::filesystem::path redis() const { return root_ / "redis"; }
  std::filesystem::path redis_socket() const { return root_ / "run" / "redis.sock"; }
  std::filesystem::path imports() const { return root_ / "imports"; }
  std::filesystem::path uploads() const { return root_ / "uploads"; }
  std::filesystem::path run() const { return root_ / "run"; }

 private:
  explicit DataDir(std::filesystem::path root) : root_(std::move(root)) {}
  std::filesystem::path root_;
};

/// An flock on a file, held as long as the object lives, or as any process that inherited the
/// descriptor lives.
class FileLock {
 public:
  /// Takes the lock at once. Errc::conflict, naming the pid written inside, when somebody holds it.
  static Result<FileLock> take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// Open in this process, closed on exec unless the child asks for it.
  int descriptor() const { return fd_; }
  /// Writes `pid` into the file, for whoever finds it locked.
  void write_pid(long pid) const;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

/// The pid a lock file holds, 0 when none.
long pid_in(const std::filesystem::path& lock_file);

/// Writes `content` so that it is on disk under `file` entirely or not at all (temp, fsync, rename,
/// fsync of the folder).
Result<void> write_durably(const std::filesystem::path& file, std::string_view content);

/// Reads a whole file of at most `bytes_max`. Errc::not_found, Errc::too_large.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t bytes_max);

}  // namespace gongzhi::runtime
