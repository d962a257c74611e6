#include "tests/process/platform.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "runtime/ready_file.hpp"
#include "tests/support/files.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto start_limit = 40s;

// Restarts must not wait while a test kills again and again; no ballast on the disk of a test.
constexpr const char* quick_settings = R"([process]
restart_backoff_max_ms = 100
drain_ms = 8000
[queue]
maxmemory_mb = 256
ballast_mb = 0
)";

std::string word_of(Platform::Part part) {
  switch (part) {
    case Platform::Part::redis: return "redis-server";
    case Platform::Part::worker: return "worker";
    case Platform::Part::gateway: return "gateway";
  }
  return {};
}

bool is(const KnownProcess& process, Platform::Part part) {
  const std::string word = word_of(part);
  if (part == Platform::Part::redis)  // redis-server writes its title over its words
    return !process.argv.empty() && process.argv[0].find(word) != std::string::npos;
  return process.argv.size() > 1 && process.argv[1] == word;
}

}  // namespace

Workplace::Workplace() {
  std::string name = (fs::temp_directory_path() / "gongzhi-process-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

Workplace::~Workplace() {
  if (testing::Test::HasFailure()) {
    std::fprintf(stderr, "kept for you to look at: %s\n", path_.c_str());
    return;
  }
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Finished run_gongzhi(const fs::path& data, std::vector<std::string> words) {
  words.insert(words.begin(), GONGZHI_BINARY);
  words.insert(words.end(), {"--data", data.string()});
  return run_command({std::move(words)}, 30s);
}

Platform::Platform(PlatformPlan plan) : data_(place_.path() / "data") {
  std::ofstream(place_.path() / "gongzhi.toml") << quick_settings << plan.settings;
  start(plan.faults);
}

Platform::~Platform() {
  if (serve_ && serve_->is_running()) kill_everything();
}

void Platform::start(const std::string& faults) {
  serve_.emplace(ChildPlan{{GONGZHI_BINARY, "serve", "--demo", "--data", data_.string(), "--config",
                            (place_.path() / "gongzhi.toml").string(), "--listen",
                            "127.0.0.1:" + std::to_string(port())},
                           faults,
                           log_file()});
  wait_until_it_serves();
}

void Platform::wait_until_it_serves() {
  const auto serves = [this] {
    if (!serve_->is_running()) return true;
    return HttpClient(port()).get("/api/v1/kinds").status == 200 && pid_of(Part::worker) != 0;
  };
  if (!wait_until(serves, start_limit) || !serve_->is_running())
    throw std::runtime_error("the platform does not start:\n" + end_of_file(log_file(), 3000));
}

std::optional<int> Platform::stop() {
  serve_->signal(SIGTERM);
  return serve_->wait(20s);
}

runtime::DataDir Platform::dir() const {
  return runtime::DataDir::open(data_).value();
}

pid_t Platform::pid_of(Part part) const {
  for (const KnownProcess& process : children_of(serve_->pid()))
    if (is(process, part)) return process.pid;
  return 0;
}

bool Platform::kill(Part part) const {
  const pid_t pid = pid_of(part);
  return pid != 0 && ::kill(pid, SIGKILL) == 0;
}

void Platform::kill_everything() {
  const auto children = children_of(serve_->pid());
  serve_->signal(SIGKILL);
  for (const KnownProcess& process : children) ::kill(process.pid, SIGKILL);
  serve_->wait(5s);
}

bool Platform::wait_ready_again(Part part, pid_t before, std::chrono::milliseconds limit) const {
  const auto files = dir();
  const auto is_ready = [&] {
    const auto facts = runtime::find_ready(files, word_of(part));
    return facts && facts->contains("pid") &&
           std::atoi(facts->at("pid").c_str()) != static_cast<int>(before);
  };
  return wait_until(is_ready, limit);
}

std::string Platform::token(const std::string& user) const {
  const Finished said = run_gongzhi(data_, {"token", user});
  if (said.status != 0) throw std::runtime_error("no token for " + user + ": " + said.output);
  std::string token = said.output.substr(0, said.output.find_last_not_of(" \n") + 1);
  return token.substr(token.find_last_of('\n') + 1);
}

}  // namespace gongzhi::test
