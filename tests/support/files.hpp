// Whole files as text, for tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace gongzhi::test {

/// The bytes of a file; empty when there is none, as a log that nobody has written to yet.
inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The last `bytes_max` bytes of it: what a log ended with.
inline std::string end_of_file(const std::filesystem::path& file, std::size_t bytes_max) {
  const std::string text = read_file(file);
  return text.size() > bytes_max ? text.substr(text.size() - bytes_max) : text;
}

}  // namespace gongzhi::test
