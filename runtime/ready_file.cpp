#include "runtime/ready_file.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

namespace gongzhi::runtime {
namespace {

std::filesystem::path path_of(const DataDir& dir, std::string_view name) {
  return dir.run() / (std::string(name) + ".ready");
}

std::filesystem::path words_path(const DataDir& dir, std::string_view name) {
  return dir.run() / (std::string(name) + ".failed");
}

constexpr std::size_t words_bytes_max = 4'000;

}  // namespace

Result<void> announce_ready(const DataDir& dir, std::string_view name, ReadyFacts facts) {
  facts["pid"] = std::to_string(::getpid());
  std::string text;
  for (const auto& [key, value] : facts) text.append(key).append(" ").append(value).append("\n");
  return write_durably(path_of(dir, name), text);
}

std::optional<ReadyFacts> find_ready(const DataDir& dir, std::string_view name) {
  const auto text = read_file(path_of(dir, name), 4096);
  if (!text) return std::nullopt;
  ReadyFacts facts;
  std::istringstream lines(*text);
  for (std::string key, value; lines >> key >> value;) facts[key] = value;
  const auto pid = static_cast<pid_t>(std::atol(facts["pid"].c_str()));
  if (pid <= 0 || ::kill(pid, 0) != 0) return std::nullopt;
  return facts;
}

void forget_ready(const DataDir& dir, std::string_view name) {
  std::error_code ec;
  std::filesystem::remove(path_of(dir, name), ec);
  std::filesystem::remove(words_path(dir, name), ec);
}

void leave_last_words(const DataDir& dir, std::string_view name, std::string_view words) {
  // Words that cannot be written stand on standard error still.
  static_cast<void>(write_durably(words_path(dir, name), words.substr(0, words_bytes_max)));
}

std::string last_words_of(const DataDir& dir, std::string_view name) {
  const auto text = read_file(words_path(dir, name), words_bytes_max);
  return text ? *text : std::string();
}

}  // namespace gongzhi::runtime
