#include "runtime/uploads.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "governance/attachment.hpp"

namespace gongzhi::runtime {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t prefix_digits = 2;
constexpr std::size_t listed_max = 10'000;
constexpr std::string_view picture_end = ".jpg";
constexpr std::string_view thumbnail_end = ".thumb.jpg";
constexpr std::string_view temporary_folder = "tmp";

Error system_error(std::string_view what, const fs::path& path) {
  const int reason = errno;
  const bool is_full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return fail(is_full ? Errc::too_large : Errc::unavailable,
              std::string(what) + " " + path.string(), std::strerror(reason));
}

Result<TemporaryFile> make_temporary(const fs::path& folder) {
  std::string name = (folder / "XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return system_error("cannot create a file in", folder);
  TemporaryFile made;
  made.path = name;
  made.file = OpenFile(fd);
  return made;
}

Result<void> sync_folder(const fs::path& folder) {
  const OpenFile opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.fd() < 0 || ::fsync(opened.fd()) != 0) return system_error("cannot sync", folder);
  return {};
}

Result<void> give_name(TemporaryFile& file, const fs::path& name) {
  if (::fsync(file.file.fd()) != 0) return system_error("cannot sync", file.path);
  if (::rename(file.path.c_str(), name.c_str()) != 0)
    return system_error("cannot rename", file.path);
  file.path.clear();
  return {};
}

bool is_older(const fs::path& file, std::chrono::system_clock::time_point before) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return false;
  return std::chrono::system_clock::from_time_t(info.st_mtime) < before;
}

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

OpenFile::~OpenFile() {
  if (fd_ >= 0) ::close(fd_);
}

std::int64_t OpenFile::size() const {
  struct stat info {};
  return ::fstat(fd_, &info) == 0 ? info.st_size : 0;
}

TemporaryFile::~TemporaryFile() {
  if (!path.empty()) ::unlink(path.c_str());
}

Result<OpenFile> Uploads::nameless() const {
  auto made = temporary();
  if (!made) return made.error();
  return std::move(made->file);  // its name goes with the rest of it
}

Result<TemporaryFile> Uploads::temporary() const {
  return make_temporary(folder_ / temporary_folder);
}

Result<void> Uploads::keep(std::string_view id, TemporaryFile picture,
                           TemporaryFile thumbnail) const {
  const fs::path name = path_of(id, PictureFile::whole);
  const fs::path folder = name.parent_path();
  std::error_code ec;
  if (fs::create_directory(folder, ec))
    if (auto synced = sync_folder(folder_); !synced) return synced;
  if (auto named = give_name(thumbnail, path_of(id, PictureFile::thumbnail)); !named) return named;
  if (auto named = give_name(picture, name); !named) return named;
  return sync_folder(folder);
}

bool Uploads::has(std::string_view id) const {
  return is_upload_id(id) && ::access(path_of(id, PictureFile::whole).c_str(), F_OK) == 0;
}

Result<OpenFile> Uploads::open(std::string_view id, PictureFile which) const {
  if (!is_upload_id(id)) return fail(Errc::not_found, "no such picture");
  const fs::path path = path_of(id, which);
  OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.fd() < 0)
    return errno == ENOENT ? fail(Errc::not_found, "no such picture")
                           : system_error("cannot open", path);
  return file;
}

Result<void> Uploads::remove(std::string_view id) const {
  if (!is_upload_id(id)) return {};
  for (const PictureFile which : {PictureFile::whole, PictureFile::thumbnail}) {
    const fs::path path = path_of(id, which);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return system_error("cannot remove", path);
  }
  return {};
}

std::vector<std::string> Uploads::older_than(std::chrono::system_clock::time_point before,
                                             unsigned folder) const {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::string prefix{digits[folder / 16 % 16], digits[folder % 16]};
  std::vector<std::string> found;
  std::error_code ec;
  for (const auto& file : fs::directory_iterator(folder_ / prefix, ec)) {
    const std::string name = file.path().filename().string();
    const auto end = std::min(name.find('.'), name.size());
    if (std::string_view(name).substr(end) != picture_end || !is_older(file.path(), before))
      continue;
    if (std::string id = prefix + name.substr(0, end); is_upload_id(id)) found.push_back(id);
    if (found.size() >= listed_max) break;
  }
  return found;
}

void Uploads::clear_temporary(std::chrono::system_clock::time_point before) const {
  std::error_code ec;
  for (const auto& file : fs::directory_iterator(folder_ / temporary_folder, ec))
    if (is_older(file.path(), before)) ::unlink(file.path().c_str());
}

std::uint64_t Uploads::bytes_free() const {
  struct statvfs info {};
  if (::statvfs(folder_.c_str(), &info) != 0) return 0;
  return std::uint64_t{info.f_bavail} * info.f_frsize;
}

fs::path Uploads::path_of(std::string_view id, PictureFile which) const {
  std::string name(id.substr(prefix_digits));
  name += which == PictureFile::whole ? picture_end : thumbnail_end;
  return folder_ / id.substr(0, prefix_digits) / name;
}

}  // namespace gongzhi::runtime
