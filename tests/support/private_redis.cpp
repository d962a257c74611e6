#include "tests/support/private_redis.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/files.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::local::stream_protocol;

constexpr std::chrono::seconds start_limit{20};

std::uint16_t free_port() {
  asio::io_context io;
  const asio::ip::tcp::acceptor acceptor(
      io, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  return acceptor.local_endpoint().port();
}

// A blocking connection that reads RESP2 as text.
class Conversation {
 public:
  explicit Conversation(const std::string& path) : socket_(io_) {
    socket_.connect(stream_protocol::endpoint(path));
  }
  std::string ask(std::string_view command) {
    asio::write(socket_, asio::buffer(std::string(command) + "\r\n"));
    return read_reply();
  }

 private:
  std::string read_reply() {
    asio::read_until(socket_, asio::dynamic_buffer(buffer_), "\r\n");
    const auto end = buffer_.find("\r\n");
    const std::string line = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    if (line[0] == ':') return line.substr(1);
    if (line[0] != '$' && line[0] != '*') return line;
    const long long length = std::stoll(line.substr(1));
    if (length < 0) return "(nil)";
    return line[0] == '$' ? read_bulk(static_cast<std::size_t>(length)) : read_array(length);
  }

  std::string read_bulk(std::size_t length) {
    if (buffer_.size() < length + 2)
      asio::read(socket_, asio::dynamic_buffer(buffer_),
                 asio::transfer_exactly(length + 2 - buffer_.size()));
    const std::string text = buffer_.substr(0, length);
    buffer_.erase(0, length + 2);
    return text;
  }

  std::string read_array(long long length) {
    std::string joined;
    for (long long i = 0; i < length; ++i) joined += (i == 0 ? "" : "\n") + read_reply();
    return joined;
  }

  asio::io_context io_;
  stream_protocol::socket socket_;
  std::string buffer_;
};

[[noreturn]] void become_redis(const std::string& config, const std::string& log) {
  // A test that crashes must not leave its server behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (out >= 0) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
  }
  ::execlp("redis-server", "redis-server", config.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

}  // namespace

PrivateRedis::PrivateRedis(Options options) : options_(std::move(options)) {
  std::string name = (fs::temp_directory_path() / "gongzhi-redis-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  directory_ = name;
  socket_ = (directory_ / "redis.sock").string();
  if (options_.tcp == Options::Tcp::yes) port_ = free_port();
  write_config();
  start(Until::ready);
}

PrivateRedis::~PrivateRedis() {
  reap(SIGKILL);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void PrivateRedis::write_config() {
  std::ofstream config(directory_ / "redis.conf");
  config << "port " << port_ << "\nbind 127.0.0.1\nunixsocket " << socket_
         << "\nunixsocketperm 700\ndir " << directory_.string()
         << "\nappendonly yes\nappendfsync always\nno-appendfsync-on-rewrite no\n"
            "aof-load-truncated no\nmaxmemory-policy noeviction\nsave \"\"\ndaemonize no\n";
  for (const std::string& line : options_.config) config << line << "\n";
}

void PrivateRedis::start(Until until) {
  if (spawn_and_wait(until)) return;
  repair_tail();
  if (!spawn_and_wait(until)) throw std::runtime_error("redis-server did not start:\n" + log_end());
}

// False when the process ended by itself.
bool PrivateRedis::spawn_and_wait(Until until) {
  std::error_code ignored;
  fs::remove(socket_, ignored);
  const std::string config = (directory_ / "redis.conf").string();
  const std::string log = (directory_ / "redis.log").string();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become_redis(config, log);
  bool gone = false;
  const auto answers = [&] {
    int status = 0;
    gone = ::waitpid(pid_, &status, WNOHANG) == pid_;
    if (gone) return true;
    try {
      const std::string answer = Conversation(socket_).ask("PING");
      // -NOAUTH: it is up and wants a password, which is the test's business.
      return answer == "+PONG" || answer.starts_with("-NOAUTH") || until == Until::listening;
    } catch (const boost::system::system_error&) {
      return false;  // not listening yet
    }
  };
  if (!wait_until(answers, start_limit)) {
    throw std::runtime_error("redis-server does not answer:\n" + log_end());
  }
  if (gone) pid_ = -1;
  return !gone;
}

void PrivateRedis::repair_tail() {
  const fs::path manifest = directory_ / "appendonlydir" / "appendonly.aof.manifest";
  if (!fs::exists(manifest)) return;
  const std::string command = "echo y | redis-check-aof --fix '" + manifest.string() + "' >> '" +
                              (directory_ / "redis.log").string() + "' 2>&1";
  if (std::system(command.c_str()) != 0)  // NOLINT(cert-env33-c): a test helper, our own path
    throw std::runtime_error("redis-check-aof failed:\n" + log_end());
}

void PrivateRedis::reap(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  if (signal != SIGKILL) ::kill(pid_, SIGCONT);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
}

void PrivateRedis::kill() {
  reap(SIGKILL);
}
void PrivateRedis::terminate() {
  reap(SIGTERM);
}

void PrivateRedis::freeze() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  ::waitpid(pid_, &status, WUNTRACED);
}

void PrivateRedis::thaw() {
  ::kill(pid_, SIGCONT);
}

void PrivateRedis::restart() {
  reap(SIGKILL);
  start(Until::ready);
}

void PrivateRedis::restart_without_waiting() {
  reap(SIGKILL);
  start(Until::listening);
}

void PrivateRedis::restart_empty() {
  reap(SIGKILL);
  fs::remove_all(directory_ / "appendonlydir");
  fs::remove(directory_ / "dump.rdb");
  start(Until::ready);
}

std::string PrivateRedis::ask(std::string_view inline_command) {
  return Conversation(socket_).ask(inline_command);
}

std::string PrivateRedis::log_end() const {
  return end_of_file(directory_ / "redis.log", 4000);
}

std::string ask_redis(const std::string& socket, std::string_view inline_command) {
  return Conversation(socket).ask(inline_command);
}

}  // namespace gongzhi::test
