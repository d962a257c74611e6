// The real child process: it decodes, it is locked up before it reads, and it does not outstay its
// time (security.md S23).
#include "images/child.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "images/limits.hpp"
#include "tests/support/files.hpp"
#include "tests/support/pictures/pictures.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::images {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

int memory_file(std::string_view content = {}) {
  const int fd = ::memfd_create("picture", MFD_CLOEXEC);
  EXPECT_EQ(::write(fd, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string content_of(int fd) {
  std::string content(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
  EXPECT_EQ(::pread(fd, content.data(), content.size(), 0), static_cast<ssize_t>(content.size()));
  return content;
}

/// A job with its files, closed at the end.
struct Rig {
  explicit Rig(int input, std::chrono::milliseconds limit = 20s)
      : job{GONGZHI_BINARY, input, memory_file(), memory_file(), limit} {}
  ~Rig() {
    for (const int fd : {job.input, job.picture, job.thumbnail}) ::close(fd);
  }
  ChildJob job;
};

std::vector<pid_t> children() {
  std::vector<pid_t> found;
  const auto self = std::to_string(::getpid());
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::istringstream in(test::read_file(task.path() / "children"));
    for (pid_t pid = 0; in >> pid;) found.push_back(pid);
  }
  return found;
}

TEST(S23Child, MakesPictureAndThumbnail) {
  const Rig rig(memory_file(test::jpeg_file(test::quadrants(3000, 1500))));

  const ChildResult result = decode_in_child(rig.job);

  ASSERT_EQ(name(result.verdict), "fine") << result.trouble;
  EXPECT_EQ(result.size, (Size{2560, 1280}));
  EXPECT_EQ(test::jpeg_raster(content_of(rig.job.picture)).width, 2560U);
  EXPECT_EQ(test::jpeg_raster(content_of(rig.job.thumbnail)).width, 400U);
}

TEST(S23Child, TakesTheLargestOfEveryFormatWithinItsMemory) {
  test::Raster large = test::quadrants(8'000, 6'250);
  for (const std::string& file : {test::jpeg_file(large, test::JpegKind::progressive),
                                  test::png_file(large, test::PngKind::interlaced),
                                  test::webp_file(large, test::WebpKind::lossless)}) {
    const Rig rig(memory_file(file));
    EXPECT_EQ(name(decode_in_child(rig.job).verdict), "fine") << file.substr(0, 4);
  }
}

TEST(S23Child, SaysWhatIsWrong) {
  const auto verdict = [](std::string_view sent) {
    const Rig rig(memory_file(sent));
    const ChildResult result = decode_in_child(rig.job);
    EXPECT_EQ(content_of(rig.job.picture), "");
    return result.verdict;
  };

  EXPECT_EQ(verdict("<svg/>"), Verdict::not_a_picture);
  EXPECT_EQ(verdict(test::png_bomb(10'000, 10'000)), Verdict::too_large);
  EXPECT_EQ(verdict(test::jpeg_file(test::noise(90, 90)).substr(0, 2'000)), Verdict::damaged);
}

TEST(S23Child, ADiskThatIsFullIsNamed) {
  const Rig rig(memory_file(test::jpeg_file(test::quadrants(64, 64))));
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ::dup2(full, rig.job.picture);
  ::close(full);

  EXPECT_EQ(decode_in_child(rig.job).verdict, Verdict::disk_full);
}

// The child blocks on a pipe as its input, and so can be looked at.
TEST(S23Child, IsLockedUpBeforeItReads) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "a sanitizer needs its system calls and its memory";
#endif
#endif
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Rig rig(ends[0]);
  ChildResult result;
  std::jthread parent([&] { result = decode_in_child(rig.job); });
  std::string status;
  pid_t child = 0;
  const bool confined = test::wait_until([&] {
    for (const pid_t pid : children()) {
      child = pid;
      status = test::read_file("/proc/" + std::to_string(pid) + "/status");
      if (status.find("Seccomp:\t2") != std::string::npos) return true;
    }
    return false;
  });

  EXPECT_TRUE(confined) << status;
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
  const std::string limits = test::read_file("/proc/" + std::to_string(child) + "/limits");
  EXPECT_THAT(limits, HasSubstr("Max core file size        0                    0"));
  EXPECT_THAT(limits, HasSubstr("Max cpu time              10                   10"));
  EXPECT_THAT(limits, HasSubstr("Max open files            8                    8"));
  EXPECT_THAT(limits, HasSubstr("Max address space         805306368            805306368"));
  EXPECT_EQ(test::read_file("/proc/" + std::to_string(child) + "/environ"), "");

  ::close(ends[1]);
  parent.join();
  EXPECT_EQ(result.verdict, Verdict::not_a_picture);
}

TEST(S23Child, DoesNotOutstayItsTime) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const Rig rig(ends[0], 200ms);
  const auto began = std::chrono::steady_clock::now();

  const ChildResult result = decode_in_child(rig.job);

  EXPECT_EQ(result.verdict, Verdict::too_slow);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_TRUE(children().empty());
  ::close(ends[1]);
}

TEST(S23Child, AProgramThatCannotStartIsTrouble) {
  Rig rig(memory_file("x"));
  rig.job.program = "/nonexistent/gongzhi";

  EXPECT_EQ(decode_in_child(rig.job).verdict, Verdict::broken);
}

}  // namespace
}  // namespace gongzhi::images
