// Connections that are as slow as they can be (R33): heads and bodies byte by byte, answers never
// read. Each is opened again when the server has closed it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace gongzhi::test {

class SlowCrowd {
 public:
  /// Opens `count` connections to 127.0.0.1, a third of each sort, and keeps them until stop().
  SlowCrowd(std::uint16_t port, int count);
  ~SlowCrowd();
  SlowCrowd(const SlowCrowd&) = delete;
  SlowCrowd& operator=(const SlowCrowd&) = delete;

  void stop();
  /// The most that were open at once.
  int most_open() const { return most_open_; }
  int closed_by_server() const { return closed_; }
  /// How long the most patient of the server's closings took since the connection was opened.
  std::chrono::milliseconds longest() const { return std::chrono::milliseconds(longest_ms_); }

 private:
  struct Slow;
  void run(std::uint16_t port, int count);
  void look(Slow& slow);

  int opened_this_round_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int> most_open_{0};
  std::atomic<int> closed_{0};
  std::atomic<std::int64_t> longest_ms_{0};
  std::thread thread_;
};

}  // namespace gongzhi::test
