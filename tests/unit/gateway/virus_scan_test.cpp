// What clamd is asked and how its answer is taken, against a server that speaks as clamd does
// (security.md S25).
#include "gateway/virus_scan.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <thread>

namespace gongzhi::gateway {
namespace {

/// Takes one file and answers; what it was sent is in `heard` afterwards.
class FakeClamd {
 public:
  explicit FakeClamd(std::string answer) : answer_(std::move(answer)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::unlink(path.c_str());
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::listen(listener_, 1);
    server_ = std::jthread([this] { serve(); });
  }
  ~FakeClamd() {
    server_.join();
    ::close(listener_);
    ::unlink(path.c_str());
  }
  FakeClamd(const FakeClamd&) = delete;
  FakeClamd& operator=(const FakeClamd&) = delete;

  const std::string path =
      std::filesystem::temp_directory_path() / ("clamd-" + std::to_string(::getpid()));
  std::string heard;

 private:
  void serve() {
    const int visitor = ::accept(listener_, nullptr, nullptr);
    std::array<char, 4'096> part{};
    while (!heard.ends_with(std::string(4, '\0'))) {
      const ssize_t size = ::recv(visitor, part.data(), part.size(), 0);
      if (size <= 0) break;
      heard.append(part.data(), static_cast<std::size_t>(size));
    }
    EXPECT_EQ(::send(visitor, answer_.data(), answer_.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(answer_.size()));
    ::close(visitor);
  }

  std::string answer_;
  int listener_ = -1;
  std::jthread server_;
};

Result<Scanned> scan(const std::string& socket, std::string_view content) {
  const int file = ::memfd_create("picture", MFD_CLOEXEC);
  EXPECT_GT(::write(file, content.data(), content.size()), 0);
  ::lseek(file, 0, SEEK_SET);
  auto scanned = scan_for_viruses(socket, file);
  ::close(file);
  return scanned;
}

TEST(S25, NobodyIsAskedWithoutAScanner) {
  EXPECT_EQ(*scan("", "EICAR"), Scanned::clean);
}

TEST(S25, TheWholeFileIsSentAndItsAnswerTaken) {
  for (const auto& [answer, expected] :
       {std::pair{std::string("stream: OK\0", 11), Scanned::clean},
        {std::string("stream: Eicar-Signature FOUND\0", 30), Scanned::infected}}) {
    FakeClamd clamd(answer);
    const auto scanned = scan(clamd.path, "EICAR");
    ASSERT_TRUE(scanned);
    EXPECT_EQ(*scanned, expected);
    EXPECT_EQ(clamd.heard, std::string("zINSTREAM\0\0\0\0\5EICAR\0\0\0\0", 23));
  }
}

TEST(S25, ASilentScannerLetsNothingThrough) {
  EXPECT_FALSE(scan("/nonexistent/clamd", "EICAR"));
  const FakeClamd broken("stream: size limit exceeded ERROR");
  EXPECT_FALSE(scan(broken.path, "EICAR"));
}

}  // namespace
}  // namespace gongzhi::gateway
