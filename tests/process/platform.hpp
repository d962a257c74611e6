// The whole platform as a county runs it: `gongzhi serve --demo` in a temp directory, with its
// private Redis, its worker and its gateway as real processes that a test may kill one by one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "runtime/data_dir.hpp"
#include "tests/process/child.hpp"

namespace gongzhi::test {

/// A directory that goes with the test when it was green, and stays, named, when it was red.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs `gongzhi WORDS... --data DATA`.
Finished run_gongzhi(const std::filesystem::path& data, std::vector<std::string> words);

struct PlatformPlan {
  std::string faults = {};    // GONGZHI_FAULT of every process
  std::string settings = {};  // more TOML
};

class Platform {
 public:
  enum class Part { redis, worker, gateway };

  /// Starts it and waits until it is ready. Throws std::runtime_error with the end of its log.
  explicit Platform(PlatformPlan plan = {});
  /// SIGKILL to whatever still runs.
  ~Platform();
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  std::uint16_t port() const { return port_.number(); }
  const std::filesystem::path& data() const { return data_; }
  std::filesystem::path history_file() const { return place_.path() / "history.tsv"; }
  std::filesystem::path log_file() const { return place_.path() / "serve.log"; }
  runtime::DataDir dir() const;

  Child& serve() { return *serve_; }
  /// Runs it again after it ended, with other faults perhaps.
  void start(const std::string& faults);
  /// SIGTERM and wait; its exit status.
  std::optional<int> stop();

  /// The running process of this part; 0 while there is none.
  pid_t pid_of(Part part) const;
  /// SIGKILL; false when there was nothing to kill.
  bool kill(Part part) const;
  /// SIGKILL to the supervisor and everything below it, in one instant.
  void kill_everything();
  /// The part runs as another process than `before` and says that it is ready.
  bool wait_ready_again(Part part, pid_t before, std::chrono::milliseconds limit) const;

  /// Bearer token of a user of the demo county.
  std::string token(const std::string& user) const;

 private:
  void wait_until_it_serves();

  Workplace place_;
  HeldPort port_;
  std::filesystem::path data_;
  std::optional<Child> serve_;
};

}  // namespace gongzhi::test
