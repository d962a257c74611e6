// One process that a test has started itself: with an environment of its own, killed when the test
// ends, whatever happens.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gongzhi::test {

struct ChildPlan {
  std::vector<std::string> argv;
  std::string faults = {};            // GONGZHI_FAULT
  std::filesystem::path output = {};  // stdout and stderr are appended to it
};

class Child {
 public:
  /// Throws std::runtime_error when it cannot be forked.
  explicit Child(const ChildPlan& plan);
  /// SIGKILL, unless it has been waited for.
  ~Child();
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Its exit status, or 128 + signal; none when it has not ended within `limit`.
  std::optional<int> wait(std::chrono::milliseconds limit);
  bool is_running();

 private:
  pid_t pid_ = -1;
  std::optional<int> ended_;
};

/// Runs a command to its end; what it printed and how it ended.
struct Finished {
  int status = -1;  // -1 = it did not end in time and was killed
  std::string output;
};
Finished run_command(const ChildPlan& plan, std::chrono::milliseconds limit);

/// The children of a process, with the words of their command lines.
struct KnownProcess {
  pid_t pid = 0;
  std::vector<std::string> argv;
};
std::vector<KnownProcess> children_of(pid_t parent);

/// A TCP port on 127.0.0.1 that nobody else is given as long as this lives (SO_REUSEPORT).
class HeldPort {
 public:
  HeldPort();
  ~HeldPort();
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  int socket_ = -1;
  std::uint16_t number_ = 0;
};

}  // namespace gongzhi::test
