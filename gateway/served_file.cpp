#include "gateway/served_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "gateway/session_wire.hpp"
#include "records/blocking_pool.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t part_bytes = 64 * 1024;

Result<std::string> read_part(const runtime::OpenFile& file, std::int64_t at) {
  std::string part(part_bytes, '\0');
  const ssize_t size = ::pread(file.fd(), part.data(), part.size(), at);
  if (size <= 0) return fail(Errc::unavailable, "cannot read a picture", std::strerror(errno));
  part.resize(static_cast<std::size_t>(size));
  return part;
}

}  // namespace

asio::awaitable<bool> send_file(SessionWire& wire, asio::thread_pool& threads, ServedFilePtr file,
                                std::chrono::milliseconds limit) {
  const std::int64_t size = file->size();
  for (std::int64_t at = 0; at < size;) {
    auto part =
        co_await records::run_blocking(threads, [file, at] { return read_part(*file, at); });
    if (!part) co_return false;
    at += static_cast<std::int64_t>(part->size());
    if (!co_await wire.write(*std::move(part), limit)) co_return false;
  }
  co_return true;
}

}  // namespace gongzhi::gateway
