// The files of pictures that were made harmless, in DATA/uploads/ab/cdef….jpg and .thumb.jpg: how
// they come there for good (reliability.md D19), and how they go. Blocks: for threads of a pool.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi::runtime {

enum class PictureFile { whole, thumbnail };

/// An open file, closed with its owner.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(OpenFile&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  int fd() const { return fd_; }
  std::int64_t size() const;

 private:
  int fd_ = -1;
};

/// A file that lies in the temporary folder until it is kept; gone with its owner else.
struct TemporaryFile {
  TemporaryFile() = default;
  TemporaryFile(TemporaryFile&& other) noexcept = default;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  std::filesystem::path path = {};
  OpenFile file = {};
};

class Uploads {
 public:
  explicit Uploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// An empty file without a name: what a stranger sent leaves no trace, even after a crash. Errors
  /// of all: Errc::unavailable; Errc::too_large when the disk is full.
  Result<OpenFile> nameless() const;
  /// An empty file with one, on the same file system as what is kept.
  Result<TemporaryFile> temporary() const;
  /// Both files are synced, get the name of `id`, and their folder is synced: they stay. Doing it
  /// again for the same id is harmless, and makes them young again.
  Result<void> keep(std::string_view id, TemporaryFile picture, TemporaryFile thumbnail) const;

  /// `id` is an upload's id (governance/attachment.hpp), else nothing is found.
  bool has(std::string_view id) const;
  /// Errc::not_found.
  Result<OpenFile> open(std::string_view id, PictureFile which) const;
  /// Both files; none there is fine too.
  Result<void> remove(std::string_view id) const;

  /// They lie in so many folders, by the first digits of their ids.
  static constexpr unsigned folders = 256;
  /// Ids of that folder's files that nobody has kept since `before`, at most 10,000.
  std::vector<std::string> older_than(std::chrono::system_clock::time_point before,
                                      unsigned folder) const;
  /// Removes what a crash left in the temporary folder before that.
  void clear_temporary(std::chrono::system_clock::time_point before) const;
  /// Bytes that are left on their disk; 0 when it cannot be asked.
  std::uint64_t bytes_free() const;

 private:
  std::filesystem::path path_of(std::string_view id, PictureFile which) const;

  std::filesystem::path folder_;
};

}  // namespace gongzhi::runtime
