// The child's side: confine, read, decode, write, end.
#include <unistd.h>

#include <cerrno>
#include <string>

#include "images/child.hpp"
#include "images/confinement.hpp"
#include "images/harmless.hpp"
#include "images/limits.hpp"

namespace gongzhi::images {
namespace {

/// One byte more than is allowed, so that make_harmless() sees that it is too much.
bool read_input(std::string& bytes) {
  bytes.resize(bytes_max + 1);
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t size = ::read(ChildFiles::input, bytes.data() + have, bytes.size() - have);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) break;
    have += static_cast<std::size_t>(size);
  }
  bytes.resize(have);
  return true;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

Verdict live() {
  if (!confine()) return Verdict::not_confined;
  std::string bytes;
  if (!read_input(bytes)) return Verdict::broken;
  const Harmless made = make_harmless(bytes);
  if (made.verdict != Verdict::fine) return made.verdict;
  const bool written = write_all(ChildFiles::picture, made.picture) &&
                       write_all(ChildFiles::thumbnail, made.thumbnail);
  if (!written) return Verdict::disk_full;
  const std::string report =
      std::to_string(made.size.width) + " " + std::to_string(made.size.height) + "\n";
  return write_all(ChildFiles::report, report) ? Verdict::fine : Verdict::broken;
}

}  // namespace

int run_child() {
  // Nothing of the program's own end is run: it would want more than the child may.
  ::_exit(static_cast<int>(live()));
}

}  // namespace gongzhi::images
