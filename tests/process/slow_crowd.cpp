#include "tests/process/slow_crowd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto round = 250ms;
constexpr auto reader_pause = 12s;
constexpr int opened_a_round_max = 200;

const std::string head_begin = "GET /api/v1/kinds HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
const std::string body_begin =
    "POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Idempotency-Key: 0123456789012345678901234\r\nContent-Length: 60000\r\n\r\n{\"kind\":\"";

// More than the systems of both sides keep in their buffers.
std::string many_reads() {
  std::string reads;
  for (int i = 0; i < 40; ++i)
    reads += "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
  return reads;
}

int open_slow(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int few_bytes = 4'096;  // what the system takes for somebody who does not read
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &few_bytes, sizeof few_bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return fd;
}

}  // namespace

struct SlowCrowd::Slow {
  enum class Sort { head, body, reader } sort;
  std::uint16_t port = 0;
  int fd = -1;
  Clock::time_point opened = {};
  bool has_begun = false;

  bool is_open() const { return fd >= 0; }
  void open() {
    fd = open_slow(port);
    opened = Clock::now();
    has_begun = false;
  }
  // False when the other side has closed.
  bool say(const std::string& text) const {
    return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) >= 0 || errno == EAGAIN ||
           errno == ENOTCONN || errno == EINPROGRESS;
  }
  bool hears_end() const {
    char byte = 0;
    const auto size = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (sort == Sort::reader && size > 0) return false;
    return size == 0 || (size < 0 && errno != EAGAIN && errno != ENOTCONN);
  }
};

SlowCrowd::SlowCrowd(std::uint16_t port, int count)
    : thread_([this, port, count] { run(port, count); }) {}

SlowCrowd::~SlowCrowd() {
  stop();
}

void SlowCrowd::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void SlowCrowd::look(Slow& slow) {
  static const std::string reads = many_reads();
  if (!slow.is_open()) {
    // slowhttptest opens 50 to 200 a second; a flood of connections is another test.
    if (opened_this_round_++ < opened_a_round_max) slow.open();
    return;
  }
  std::string text = "a";
  if (!slow.has_begun && slow.sort == Slow::Sort::head) text = head_begin;
  if (!slow.has_begun && slow.sort == Slow::Sort::body) text = body_begin;
  // A reader that is given up is not told; it learns so when it speaks.
  if (slow.sort == Slow::Sort::reader && slow.has_begun)
    text = Clock::now() - slow.opened > reader_pause ? "a" : "";
  if (slow.sort == Slow::Sort::reader && !slow.has_begun) text = reads;
  const bool said = text.empty() || slow.say(text);
  slow.has_begun = true;
  if (said && !slow.hears_end()) return;
  ::close(slow.fd);
  slow.fd = -1;
  ++closed_;
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - slow.opened);
  longest_ms_ = std::max(longest_ms_.load(), static_cast<std::int64_t>(took.count()));
}

void SlowCrowd::run(std::uint16_t port, int count) {
  std::vector<Slow> crowd;
  for (int i = 0; i < count; ++i) crowd.push_back({static_cast<Slow::Sort>(i % 3), port});
  while (!stopping_) {
    opened_this_round_ = 0;
    for (Slow& slow : crowd) look(slow);
    most_open_ = std::max(
        most_open_.load(),
        static_cast<int>(std::ranges::count_if(crowd, [](const Slow& s) { return s.is_open(); })));
    let_pass(round);
  }
  for (const Slow& slow : crowd)
    if (slow.is_open()) ::close(slow.fd);
}

}  // namespace gongzhi::test
