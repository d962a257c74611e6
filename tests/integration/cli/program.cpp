#include "tests/integration/cli/program.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace gongzhi::cli {
namespace {

std::FILE* open_pipe(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own words
  if (pipe == nullptr) throw std::runtime_error("no pipe");
  return pipe;
}

}  // namespace

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "gongzhi-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temp directory");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

std::string TempFolder::file(std::string_view name, std::string_view text) const {
  const auto path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

Said gongzhi(const std::string& words, const std::string& program) {
  const auto began = std::chrono::steady_clock::now();
  std::FILE* pipe = open_pipe("timeout 40 '" + program + "' " + words + " 2>&1");
  Said said;
  std::array<char, 4096> bytes{};
  while (const auto size = std::fread(bytes.data(), 1, bytes.size(), pipe))
    said.output.append(bytes.data(), size);
  const int ended = ::pclose(pipe);
  said.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
  said.took = std::chrono::steady_clock::now() - began;
  return said;
}

Running::Running(const std::string& words)
    : pipe_(open_pipe("echo $$; exec timeout 60 '" GONGZHI_BINARY "' " + words + " 2>&1")) {
  std::array<char, 64> line{};
  if (std::fgets(line.data(), line.size(), pipe_) != nullptr) pid_ = std::atoi(line.data());
}

Running::~Running() {
  stop();
}

bool Running::says(std::string_view words) {
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe_) != nullptr) {
    said_ += line.data();
    if (said_.find(words) != std::string::npos) return true;
  }
  return false;
}

const std::string& Running::stop() {
  if (pipe_ == nullptr) return said_;
  if (pid_ > 0) ::kill(pid_, SIGTERM);  // `timeout` passes it on
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe_) != nullptr) said_ += line.data();
  ::pclose(pipe_);
  pipe_ = nullptr;
  return said_;
}

}  // namespace gongzhi::cli
