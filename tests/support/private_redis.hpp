// A real redis-server of the test's own: temp directory, unix socket, own configuration, killed in
// the destructor. It can be killed with SIGKILL, stopped, and started again on the same data. For
// tests of every room.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gongzhi::test {

class PrivateRedis {
 public:
  struct Options {
    /// More lines for redis.conf; they come last and so win over ours.
    std::vector<std::string> config = {};
    /// A free TCP port on 127.0.0.1 beside the unix socket?
    enum class Tcp { no, yes } tcp = Tcp::no;
  };

  /// Starts the server and waits until it answers. Throws std::runtime_error with the end of its
  /// log when it does not.
  PrivateRedis() : PrivateRedis(Options{}) {}
  explicit PrivateRedis(Options options);
  ~PrivateRedis();
  PrivateRedis(const PrivateRedis&) = delete;
  PrivateRedis& operator=(const PrivateRedis&) = delete;

  const std::string& socket() const { return socket_; }
  /// 0 without TCP.
  std::uint16_t port() const { return port_; }
  const std::filesystem::path& directory() const { return directory_; }
  pid_t pid() const { return pid_; }

  /// SIGKILL, and waits until the process is gone.
  void kill();
  /// SIGTERM, and waits until it has saved and gone.
  void terminate();
  /// SIGSTOP and SIGCONT.
  void freeze();
  void thaw();

  /// Starts it again on the same data (kills it first where it runs). A tail torn by SIGKILL in the
  /// middle of a write is cut off with redis-check-aof, as the supervisor does (D4).
  void restart();
  /// The same, but returns as soon as it listens: it may still answer -LOADING.
  void restart_without_waiting();
  /// Like restart(), but with nothing of the old data left.
  void restart_empty();

  /// Sends one inline command over a connection of its own and returns the answer as text: status
  /// and error with their sign (`+OK`, `-ERR …`), integers as digits, strings as they are, nil as
  /// "(nil)", arrays as their elements joined by a line feed. Blocks. For arranging and inspecting,
  /// not for what is under test.
  std::string ask(std::string_view inline_command);

  /// The newest lines of the server's log.
  std::string log_end() const;

 private:
  enum class Until { ready, listening };
  void start(Until until);
  bool spawn_and_wait(Until until);
  void repair_tail();
  void write_config();
  void reap(int signal);

  Options options_;
  std::filesystem::path directory_;
  std::string socket_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

/// Sends one inline command to whatever Redis listens on this unix socket and reads its answer as
/// text. Throws boost::system::system_error when there is none.
std::string ask_redis(const std::string& socket, std::string_view inline_command);

}  // namespace gongzhi::test
