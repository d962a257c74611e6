// The platform as people run it: `gongzhi serve --demo` as a child process in a temp directory,
// with its own redis-server, worker and gateway on a free port. For tests of the API.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace gongzhi::test {

class DemoPlatform {
 public:
  /// Starts it and waits for its `ready` line; `settings` is TOML over the defaults. Throws
  /// std::runtime_error with the end of its log when it does not come up.
  explicit DemoPlatform(std::string_view settings = {});
  /// SIGTERM, and SIGKILL to what is still there after that; the directory goes.
  ~DemoPlatform();
  DemoPlatform(const DemoPlatform&) = delete;
  DemoPlatform& operator=(const DemoPlatform&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint16_t admin_port() const;
  const std::filesystem::path& data() const { return data_; }

  /// Starts another gateway of the same platform, which goes with it; its port.
  std::uint16_t start_another_gateway();

  /// Bearer token of a user of the demo county, from `gongzhi token`.
  const std::string& token(const std::string& user);

  enum class Part { serve, redis, worker, gateway };
  /// 0 while it is not there.
  pid_t pid_of(Part part) const;
  void send(Part part, int signal) const;

  /// One inline command to its redis-server, the answer as text; `(none)` when it does not answer
  /// within two seconds.
  std::string ask_redis(std::string_view command) const;
  /// Entries ever appended to the queue, all partitions together, but for what the gateway noted
  /// for the audit trail.
  std::int64_t appended() const;
  /// A metric of the gateway that has no labels; 0 when there is none.
  std::int64_t figure(const std::string& metric) const;

  std::string log() const;
  std::string log_end() const;
  /// What `serve --demo` said the password of its accounts is.
  std::string demo_password() const;
  /// Runs a command of the program on this installation; what it printed, also its errors.
  std::string command(const std::string& words) const;

 private:
  void start(const std::filesystem::path& config);
  void wait_until_ready(int out);
  void stop();

  std::filesystem::path root_;
  std::filesystem::path data_;
  pid_t pid_ = -1;
  pid_t other_gateway_ = -1;
  std::uint16_t port_ = 0;
  std::map<std::string, std::string> tokens_;
};

/// Holds a part stopped (SIGSTOP) as long as it lives.
class Halted {
 public:
  Halted(const DemoPlatform& platform, DemoPlatform::Part part);
  ~Halted();
  Halted(const Halted&) = delete;
  Halted& operator=(const Halted&) = delete;

 private:
  pid_t pid_;
};

/// Locks the record exclusively, as a program does that was let loose on the file: readers and
/// writer find it busy as long as this lives.
class LockedRecord {
 public:
  explicit LockedRecord(const DemoPlatform& platform);
  ~LockedRecord();
  LockedRecord(const LockedRecord&) = delete;
  LockedRecord& operator=(const LockedRecord&) = delete;

 private:
  int file_ = -1;
};

}  // namespace gongzhi::test
