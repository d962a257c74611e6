// Starting, asking and stopping the child process.
#include "tests/support/demo_platform.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "tests/support/files.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto start_limit = 60s;
constexpr auto stop_limit = 15s;
constexpr int partitions = 16;

[[noreturn]] void become(std::vector<std::string> words, int out, const std::string& log) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  // So that ask_redis() needs no name; what the roles may do, S and D24 tests ask without it.
  const char* const others = std::getenv("GONGZHI_FAULT");
  const std::string faults =
      (others == nullptr ? std::string() : std::string(others) + ",") + "redis_default_user";
  ::setenv("GONGZHI_FAULT", faults.c_str(), 1);
  ::dup2(out, STDOUT_FILENO);
  const int err = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv.front(), argv.data());
  std::_Exit(127);
}

// `key value` of run/<part>.ready, wherever it stands.
std::string ready_fact(const fs::path& data, std::string_view part, std::string_view key) {
  const std::string text = read_file(data / "run" / (std::string(part) + ".ready"));
  auto at = text.find(key);
  if (at == std::string::npos) return {};
  at = text.find_first_not_of(" =:\"", at + key.size());
  if (at == std::string::npos) return {};
  return text.substr(at, text.find_first_of("\"\n\r,", at) - at);
}

std::uint16_t port_behind_colon(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return 0;
  return static_cast<std::uint16_t>(std::atoi(text.c_str() + colon + 1));
}

}  // namespace

DemoPlatform::DemoPlatform(std::string_view settings) {
  std::string name = (fs::temp_directory_path() / "gongzhi-api-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temp directory");
  root_ = name;
  data_ = root_ / "data";
  const fs::path config = root_ / "gongzhi.toml";
  std::ofstream(config) << settings;
  try {
    start(config);
  } catch (const std::exception& error) {
    const std::string why = std::string(error.what()) + "\n" + log_end();
    stop();
    throw std::runtime_error(why);
  }
}

DemoPlatform::~DemoPlatform() {
  stop();
  std::error_code ec;
  fs::remove_all(root_, ec);
}

void DemoPlatform::start(const fs::path& config) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ == 0)
    become({GONGZHI_BINARY, "serve", "--demo", "--data", data_.string(), "--config",
            config.string(), "--listen", "127.0.0.1:0"},
           pipe[1], (root_ / "serve.log").string());
  ::close(pipe[1]);
  wait_until_ready(pipe[0]);
}

void DemoPlatform::wait_until_ready(int out) {
  std::string said;
  const auto end = std::chrono::steady_clock::now() + start_limit;
  while (said.find("ready http://") == std::string::npos || said.back() != '\n') {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd readable{out, POLLIN, 0};
    if (left <= 0ms || ::poll(&readable, 1, static_cast<int>(left.count())) <= 0) break;
    char bytes[512];
    const auto size = ::read(out, bytes, sizeof bytes);
    if (size <= 0) break;
    said.append(bytes, static_cast<std::size_t>(size));
  }
  // The descriptor stays open: whatever the platform prints later must not break it.
  const auto at = said.find("ready http://");
  if (at == std::string::npos) throw std::runtime_error("the platform did not become ready");
  port_ = port_behind_colon(said.substr(at, said.find('\n', at) - at));
}

std::uint16_t DemoPlatform::start_another_gateway() {
  const fs::path ready = data_ / "run" / "gateway.ready";
  const std::string before = read_file(ready);
  other_gateway_ = ::fork();
  if (other_gateway_ == 0)
    become({GONGZHI_BINARY, "gateway", "--data", data_.string(), "--config",
            (root_ / "gongzhi.toml").string(), "--listen", "127.0.0.1:0"},
           STDERR_FILENO, (root_ / "serve.log").string());
  const auto is_up = [&] { return read_file(ready) != before; };
  if (!wait_until(is_up, start_limit)) throw std::runtime_error("no other gateway\n" + log_end());
  const std::uint16_t port = port_behind_colon(ready_fact(data_, "gateway", "listen"));
  std::ofstream(ready) << before;
  return port;
}

void DemoPlatform::stop() {
  if (other_gateway_ > 0) {
    ::kill(other_gateway_, SIGTERM);
    ::waitpid(other_gateway_, nullptr, 0);
  }
  if (pid_ <= 0) return;
  ::kill(pid_, SIGCONT);
  ::kill(pid_, SIGTERM);
  const bool ended = wait_until(
      [this] {
        int status = 0;
        return ::waitpid(pid_, &status, WNOHANG) == pid_;
      },
      stop_limit, 20ms);
  if (!ended) {
    for (const Part part : {Part::gateway, Part::worker, Part::redis})
      if (const pid_t pid = pid_of(part); pid > 0) ::kill(pid, SIGKILL);
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
  }
  pid_ = -1;
}

std::uint16_t DemoPlatform::admin_port() const {
  return port_behind_colon(ready_fact(data_, "gateway", "admin"));
}

const std::string& DemoPlatform::token(const std::string& user) {
  std::string& token = tokens_[user];
  if (!token.empty()) return token;
  const std::string command =
      std::string(GONGZHI_BINARY) + " token '" + user + "' --data '" + data_.string() + "'";
  FILE* out = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own program and words
  char line[512] = {};
  if (out != nullptr && std::fgets(line, sizeof line, out) != nullptr) token = line;
  if (out != nullptr) ::pclose(out);
  while (!token.empty() && token.back() == '\n') token.pop_back();
  if (token.empty()) throw std::runtime_error("no token for " + user);
  return token;
}

pid_t DemoPlatform::pid_of(Part part) const {
  switch (part) {
    case Part::serve: return pid_;
    case Part::redis: return std::atoi(read_file(data_ / "redis" / "redis.lock").c_str());
    case Part::worker: return std::atoi(ready_fact(data_, "worker", "pid").c_str());
    case Part::gateway: return std::atoi(ready_fact(data_, "gateway", "pid").c_str());
  }
  return 0;
}

void DemoPlatform::send(Part part, int signal) const {
  const pid_t pid = pid_of(part);
  if (pid <= 0) throw std::runtime_error("no such process to send a signal to");
  ::kill(pid, signal);
}

std::string DemoPlatform::ask_redis(std::string_view command) const {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (data_ / "run" / "redis.sock").c_str(),
               sizeof address.sun_path - 1);
  const timeval limit{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const std::string line = std::string(command) + "\r\n";
  char answer[4096];
  ssize_t size = 0;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, line.data(), line.size(), MSG_NOSIGNAL) > 0)
    size = ::recv(fd, answer, sizeof answer, 0);
  ::close(fd);
  return size > 0 ? std::string(answer, static_cast<std::size_t>(size)) : "(none)";
}

std::int64_t DemoPlatform::figure(const std::string& metric) const {
  const std::string text = "\n" + HttpClient(admin_port()).get("/metrics").body;
  const auto at = text.find("\n" + metric + " ");
  return at == std::string::npos ? 0 : std::atoll(text.c_str() + at + metric.size() + 2);
}

std::int64_t DemoPlatform::appended() const {
  wait_until([&] { return figure("gongzhi_audit_notes_waiting") == 0; });
  const std::int64_t notes = figure("gongzhi_audit_notes_total");
  std::int64_t entries = -notes;
  for (int p = 0; p < partitions; ++p) {
    // The counter of the partition, as a bulk string: `$n CRLF digits`; `$-1` = nothing yet.
    const std::string answer = ask_redis("HGET {p" + std::to_string(p) + "}:seq seq");
    if (answer.starts_with("$-1")) continue;
    const auto begin = answer.find('\n');
    if (!answer.starts_with('$') || begin == std::string::npos)
      throw std::runtime_error("redis does not answer: " + answer);
    entries += std::atoll(answer.c_str() + begin + 1);
  }
  return entries;
}

std::string DemoPlatform::log() const {
  return read_file(root_ / "serve.log");
}

std::string DemoPlatform::log_end() const {
  const std::string log = this->log();
  return log.size() > 4'000 ? log.substr(log.size() - 4'000) : log;
}

std::string DemoPlatform::demo_password() const {
  const std::string log = read_file(root_ / "serve.log");
  const std::string before = "password ";
  const auto at = log.find(before, log.find("demo accounts"));
  if (at == std::string::npos) throw std::runtime_error("no demo password in the log");
  return log.substr(at + before.size(), 19);
}

std::string DemoPlatform::command(const std::string& words) const {
  const std::string line =
      std::string(GONGZHI_BINARY) + " " + words + " --data '" + data_.string() + "' 2>&1";
  FILE* out = ::popen(line.c_str(), "r");  // NOLINT(cert-env33-c): our own program and words
  std::string said;
  char bytes[512];
  while (out != nullptr && std::fgets(bytes, sizeof bytes, out) != nullptr) said += bytes;
  if (out != nullptr) ::pclose(out);
  return said;
}

Halted::Halted(const DemoPlatform& platform, DemoPlatform::Part part)
    : pid_(platform.pid_of(part)) {
  if (pid_ <= 0) throw std::runtime_error("no such process to halt");
  ::kill(pid_, SIGSTOP);
}

Halted::~Halted() {
  ::kill(pid_, SIGCONT);
}

LockedRecord::LockedRecord(const DemoPlatform& platform) {
  // The locks of SQLite's write-ahead log are bytes 120 to 127 of the shared-memory file: writer,
  // checkpointer, recovery and five readers.
  const fs::path file = platform.data() / "store" / "gongzhi.db-shm";
  file_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 120;
  lock.l_len = 8;
  if (file_ < 0 || ::fcntl(file_, F_SETLKW, &lock) != 0)
    throw std::runtime_error("the record cannot be locked");
}

LockedRecord::~LockedRecord() {
  ::close(file_);
}

}  // namespace gongzhi::test
