// A source file as the tidy rules see it: its text, and its code with comments and literals blanked
// out. Knows nothing of any rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongzhi::tidy {

/// One breach of one rule. `line` counts from 1; 0 means the whole file.
struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string what;
};

/// A text file of the repository.
struct SourceFile {
  std::string path;                     ///< from the repository root, with '/'
  std::string text;                     ///< as it is on disk
  std::vector<std::string_view> lines;  ///< of `text`, without line ends
  std::string code;  ///< `text` of the same length, comments and literals as blanks
  std::vector<std::string_view> code_lines;
  std::vector<std::string> comments;  ///< per line, what stands in comments

  SourceFile(std::string path, std::string text);
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;
  SourceFile(SourceFile&&) = delete;
  SourceFile& operator=(SourceFile&&) = delete;
  ~SourceFile() = default;

  /// The folder under the root: "queue" of "queue/link.cpp", "" of "README.md".
  [[nodiscard]] std::string_view room() const;
  [[nodiscard]] bool is_cpp() const;
  [[nodiscard]] bool is_test() const;
  /// The line of an offset into `code` or `text`, counting from 1.
  [[nodiscard]] std::size_t line_at(std::size_t offset) const;
};

/// Splits at '\n'; a last line without one counts, an empty rest does not.
std::vector<std::string_view> split_lines(std::string_view text);

/// True for what may stand inside an identifier.
bool is_word(char c);

/// The offset of the bracket that closes the one at `open` ('(', '[', '{' or '<'), or npos.
std::size_t find_closing(std::string_view code, std::size_t open);

/// The first offset from `from` on where `word` stands as a whole word, or npos.
std::size_t find_word(std::string_view code, std::string_view word, std::size_t from = 0);

}  // namespace gongzhi::tidy
