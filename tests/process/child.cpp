#include "tests/process/child.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/files.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

// Between fork and exec.
[[noreturn]] void become(char* const* argv, const std::string& faults, const std::string& output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (faults.empty())
    ::unsetenv("GONGZHI_FAULT");
  else
    ::setenv("GONGZHI_FAULT", faults.c_str(), 1);
  if (const int in = ::open("/dev/null", O_RDONLY); in >= 0) ::dup2(in, STDIN_FILENO);
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (out >= 0) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
  }
  ::execvp(argv[0], argv);
  ::_exit(127);
}

}  // namespace

Child::Child(const ChildPlan& plan) {
  std::vector<std::string> words = plan.argv;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string output = plan.output.empty() ? "/dev/null" : plan.output.string();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) become(argv.data(), plan.faults, output);
}

Child::~Child() {
  if (pid_ > 0 && !ended_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), ended_(std::move(other.ended_)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(ended_, other.ended_);
  return *this;
}

void Child::signal(int number) const {
  if (pid_ > 0 && !ended_) ::kill(pid_, number);
}

std::optional<int> Child::wait(std::chrono::milliseconds limit) {
  const auto has_ended = [this] {
    if (ended_) return true;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
    ended_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
  };
  wait_until(has_ended, limit);
  return ended_;
}

bool Child::is_running() {
  return !wait(std::chrono::milliseconds(0));
}

Finished run_command(const ChildPlan& plan, std::chrono::milliseconds limit) {
  std::string name = (std::filesystem::temp_directory_path() / "gongzhi-said-XXXXXX").string();
  const int file = ::mkstemp(name.data());
  if (file >= 0) ::close(file);
  ChildPlan captured = plan;
  captured.output = name;
  Child child(captured);
  Finished finished;
  finished.status = child.wait(limit).value_or(-1);
  finished.output = read_file(name);
  std::filesystem::remove(name);
  return finished;
}

std::vector<KnownProcess> children_of(pid_t parent) {
  const std::string id = std::to_string(parent);
  std::ifstream list("/proc/" + id + "/task/" + id + "/children");
  std::vector<KnownProcess> children;
  for (pid_t pid = 0; list >> pid;) {
    std::stringstream words(read_file("/proc/" + std::to_string(pid) + "/cmdline"));
    KnownProcess process{pid, {}};
    for (std::string word; std::getline(words, word, '\0');) process.argv.push_back(word);
    children.push_back(std::move(process));
  }
  return children;
}

HeldPort::HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  number_ = ntohs(address.sin_port);
}

HeldPort::~HeldPort() {
  ::close(socket_);
}

}  // namespace gongzhi::test
