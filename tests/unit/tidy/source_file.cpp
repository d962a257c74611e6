// Blanking of comments and literals, and the few searches that every rule needs.
#include "tests/unit/tidy/source_file.hpp"

#include <algorithm>
#include <cctype>

namespace gongzhi::tidy {
namespace {

// Walks over C++ text once; what is not code becomes blanks, so offsets and lines stay as they
// were.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text), code_(text) {
    comments_.resize(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  }

  void run() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        comment_until(text_.find('\n', at_));
      } else if (starts("/*")) {
        const auto end = text_.find("*/", at_ + 2);
        comment_until(end == std::string_view::npos ? end : end + 2);
      } else if (starts("R\"") && (at_ == 0 || !is_word(text_[at_ - 1]))) {
        raw_string();
      } else if (text_[at_] == '"' || is_character_quote()) {
        literal(text_[at_]);
      } else {
        advance(text_[at_]);
      }
    }
  }

  std::string code_taken() { return std::move(code_); }
  std::vector<std::string> comments_taken() { return std::move(comments_); }

 private:
  [[nodiscard]] bool starts(std::string_view what) const {
    return text_.substr(at_, what.size()) == what;
  }

  // 1'000 is a number, not the beginning of a character.
  [[nodiscard]] bool is_character_quote() const {
    return text_[at_] == '\'' && (at_ == 0 || !is_word(text_[at_ - 1]));
  }

  void advance(char kept) {
    if (text_[at_] == '\n') {
      ++line_;
      kept = '\n';
    }
    code_[at_] = kept;
    ++at_;
  }

  void blank_until(std::size_t end) {
    while (at_ < std::min(end, text_.size())) advance(' ');
  }

  void comment_until(std::size_t end) {
    while (at_ < std::min(end, text_.size())) {
      if (text_[at_] != '\n') comments_[line_].push_back(text_[at_]);
      advance(' ');
    }
  }

  // The quotes stay, so that `f("")` still has an argument.
  void literal(char quote) {
    advance(quote);
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) advance(' ');
      advance(' ');
    }
    if (at_ < text_.size()) advance(text_[at_]);
  }

  void raw_string() {
    const auto open = text_.find('(', at_);
    if (open == std::string_view::npos) return blank_until(text_.size());
    const auto mark = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
    const auto close = text_.find(mark, open);
    blank_until(close == std::string_view::npos ? close : close + mark.size());
  }

  std::string_view text_;
  std::string code_;
  std::vector<std::string> comments_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

}  // namespace

SourceFile::SourceFile(std::string path_given, std::string text_given)
    : path(std::move(path_given)), text(std::move(text_given)), lines(split_lines(text)) {
  if (is_cpp()) {
    Blanker blanker(text);
    blanker.run();
    code = blanker.code_taken();
    comments = blanker.comments_taken();
  }
  code_lines = split_lines(code);
}

std::string_view SourceFile::room() const {
  const auto slash = path.find('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view(path).substr(0, slash);
}

bool SourceFile::is_cpp() const {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool SourceFile::is_test() const {
  return room() == "tests";
}

std::size_t SourceFile::line_at(std::size_t offset) const {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return lines;
}

bool is_word(char c) {
  return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::size_t find_closing(std::string_view code, std::size_t open) {
  constexpr std::string_view opening = "([{<";
  constexpr std::string_view closing = ")]}>";
  const char begin = code[open];
  const char end = closing[opening.find(begin)];
  std::size_t depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == begin) ++depth;
    if (code[at] == end && --depth == 0) return at;
  }
  return std::string_view::npos;
}

std::size_t find_word(std::string_view code, std::string_view word, std::size_t from) {
  for (auto at = code.find(word, from); at != std::string_view::npos;
       at = code.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_word(code[at - 1]);
    const bool ends = end >= code.size() || !is_word(code[end]);
    if (begins && ends) return at;
  }
  return std::string_view::npos;
}

}  // namespace gongzhi::tidy
