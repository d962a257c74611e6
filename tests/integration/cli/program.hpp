// The real program as an operator types it: its words, what it prints, how it ends.
#pragma once

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

namespace gongzhi::cli {

struct Said {
  int status = -1;     // exit status; 124 = it did not end in time
  std::string output;  // standard output and error as they came
  std::chrono::duration<double> took{};

  bool holds(std::string_view words) const { return output.find(words) != std::string::npos; }
};

/// A folder that goes with the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// Writes a file in it; its path.
  std::string file(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// Runs `gongzhi` with these words of a shell, for at most 40 s.
Said gongzhi(const std::string& words, const std::string& program = GONGZHI_BINARY);

/// A `gongzhi` that goes on until it is stopped (SIGTERM, in the destructor at the latest).
class Running {
 public:
  explicit Running(const std::string& words);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Reads its lines until one holds `words`; false when it ends before.
  bool says(std::string_view words);
  /// Stops it: everything that it said.
  const std::string& stop();

 private:
  std::FILE* pipe_ = nullptr;
  int pid_ = 0;
  std::string said_;
};

}  // namespace gongzhi::cli
