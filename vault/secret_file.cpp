#include "vault/secret_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "vault/bytes.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::vault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_max = 64 * 1024;

Error system_error(const fs::path& path, std::string_view what) {
  return fail(errno == ENOENT ? Errc::not_found : Errc::unavailable,
              std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

// Closes itself.
struct Descriptor {
  explicit Descriptor(int number) : fd(number) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int fd;
};

Result<void> write_and_sync(const fs::path& file, std::string_view content, mode_t mode) {
  const Descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (out.fd < 0) return system_error(file, "cannot create");
  while (!content.empty()) {
    const ssize_t n = ::write(out.fd, content.data(), content.size());
    if (n <= 0) return system_error(file, "cannot write");
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  // The umask of whoever started us has no say in it.
  if (::fchmod(out.fd, mode) != 0 || ::fsync(out.fd) != 0) return system_error(file, "cannot sync");
  return {};
}

}  // namespace

Result<std::string> read_secret_file(const fs::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.fd < 0) return system_error(file, "cannot read");
  struct stat info {};
  if (::fstat(in.fd, &info) != 0) return system_error(file, "cannot read");
  if ((info.st_mode & 077) != 0)
    return fail(Errc::forbidden, file.string() + " can be read by others",
                "run: chmod 0400 " + file.string());
  std::string content;
  std::array<char, 4096> part{};
  ssize_t n = 0;
  while ((n = ::read(in.fd, part.data(), part.size())) > 0 && content.size() <= bytes_max)
    content.append(part.data(), static_cast<std::size_t>(n));
  sodium_memzero(part.data(), part.size());
  if (n < 0) return system_error(file, "cannot read");
  if (content.size() > bytes_max) return fail(Errc::too_large, file.string() + " is too large");
  return content;
}

Result<std::string> read_password_file(const fs::path& file) {
  auto text = read_secret_file(file);
  if (!text) return text;
  std::string line = text->substr(0, text->find_first_of("\r\n"));
  if (line.empty()) return fail(Errc::corrupt, file.string() + " holds no password");
  return line;
}

Result<void> write_secret_file(const fs::path& file, std::string_view content, mode_t mode) {
  std::error_code ec;
  if (fs::create_directories(file.parent_path(), ec))
    fs::permissions(file.parent_path(), fs::perms::owner_all, ec);
  const fs::path temporary = file.string() + ".new";
  fs::remove(temporary, ec);
  if (auto written = write_and_sync(temporary, content, mode); !written) return written;
  if (::rename(temporary.c_str(), file.c_str()) != 0)
    return system_error(temporary, "cannot rename");
  const Descriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.fd < 0 || ::fsync(folder.fd) != 0)
    return system_error(file.parent_path(), "cannot sync");
  return {};
}

Result<std::string> password_or_new(const fs::path& file) {
  auto password = read_password_file(file);
  if (password || password.error().code != Errc::not_found) return password;
  std::string made = to_hex(random_bytes(32));
  if (auto written = write_secret_file(file, made + "\n"); !written) return written.error();
  return made;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace gongzhi::vault
