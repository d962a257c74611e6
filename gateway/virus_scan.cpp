#include "gateway/virus_scan.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "runtime/uploads.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t part_bytes = 64 * 1024;
constexpr timeval patience{10, 0};

Error no_answer() {
  return fail(Errc::unavailable, "clamd does not answer", std::strerror(errno));
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

bool send_part(int fd, std::string_view bytes) {
  const std::uint32_t length = htonl(static_cast<std::uint32_t>(bytes.size()));
  return send_all(fd, {reinterpret_cast<const char*>(&length), sizeof length}) &&
         send_all(fd, bytes);
}

}  // namespace

Result<Scanned> scan_for_viruses(const std::string& socket, int file) {
  if (socket.empty()) return Scanned::clean;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path)
    return fail(Errc::unavailable, "images.clamd_socket is too long");
  std::memcpy(address.sun_path, socket.data(), socket.size());
  const runtime::OpenFile wire(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::setsockopt(wire.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(wire.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(wire.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return no_answer();
  if (!send_all(wire.fd(), std::string_view("zINSTREAM\0", 10))) return no_answer();
  std::array<char, part_bytes> part{};
  ssize_t size = 0;
  while ((size = ::read(file, part.data(), part.size())) > 0)
    if (!send_part(wire.fd(), {part.data(), static_cast<std::size_t>(size)})) return no_answer();
  if (!send_part(wire.fd(), {})) return no_answer();
  std::string answer;
  while (answer.size() < 1'024 && (size = ::recv(wire.fd(), part.data(), 256, 0)) > 0)
    answer.append(part.data(), static_cast<std::size_t>(size));
  if (answer.find("FOUND") != std::string::npos) return Scanned::infected;
  if (answer.find("OK") == std::string::npos) return no_answer();
  return Scanned::clean;
}

}  // namespace gongzhi::gateway
