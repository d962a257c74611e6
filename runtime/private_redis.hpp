// The private redis-server of a data directory: its configuration, its ballast file, and what to do
// about an orphan or a torn tail before it is started.
#pragma once

#include <optional>

#include "runtime/child_process.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/settings.hpp"

namespace gongzhi::runtime {

class PrivateRedis {
 public:
  /// `users`: ACL lines for its configuration.
  PrivateRedis(DataDir dir, Settings::Queue settings, std::string users = {});

  /// Makes ready to start: stops an orphan that holds the lock (its pid is in the lock file) and
  /// waits for it, takes the lock, writes redis.conf, removes the ballast when the disk is full.
  /// The lock's descriptor is inherited by the server, so it is held as long as the server lives.
  /// Errc::conflict when a server of somebody else holds the directory.
  Result<ChildSpec> prepare();

  /// To be called after the server was started or has failed to: lets go of our copy of the lock.
  void started(long pid);

  /// True when the log of the last run says that the append-only file ends in the middle of a
  /// command. Such a file is what a power cut leaves; anything else refuses to start.
  bool tail_is_torn() const;
  /// Copies the append-only files to `redis/set-aside-<n>` and cuts the torn tail (redis-check-aof
  /// --fix).
  Result<std::filesystem::path> cut_torn_tail();

  /// The last lines of the server's log, for error messages.
  std::string last_words() const;
  /// The same of any log text: at most four lines, without the banner of its start.
  static std::string last_lines(std::string_view log);

 private:
  std::string log_tail() const;
  Result<void> write_configuration() const;
  void keep_ballast() const;

  DataDir dir_;
  Settings::Queue settings_;
  std::string users_;
  std::optional<FileLock> lock_;
};

}  // namespace gongzhi::runtime
