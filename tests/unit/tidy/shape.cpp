// Sizes: 100 columns, 400 lines a file, 70 lines a function; and a file says first why it exists.
#include <algorithm>
#include <array>

#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t file_lines_max = 400;
constexpr std::size_t function_lines_max = 70;
constexpr std::size_t opening_lines = 4;
constexpr std::size_t opening_comment_letters_min = 20;

struct LongFile {
  std::string_view path;
  std::size_t lines_max;
  std::string_view reason;
};

// A file may be long only with a reason that holds for years.
constexpr std::array<LongFile, 0> long_files = {};

std::size_t code_points(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// What stands before a '{', since the last statement or scope ended.
class Statement {
 public:
  explicit Statement(std::string_view text) : text_(trimmed(text)) {}

  // `X() : a_(1), b_{2} {`: the brace after b_ is a value, the one after a `)` or `}` begins the
  // body.
  [[nodiscard]] bool is_member_value() const {
    const auto list = initialiser_list();
    return list != std::string_view::npos && !text_.empty() && is_word(text_.back());
  }

  [[nodiscard]] bool is_function() const {
    for (const std::string_view scope :
         {"namespace", "class", "struct", "union", "enum", "extern"}) {
      if (text_.starts_with(scope)) return false;
    }
    return text_.find('(') != std::string_view::npos && !is_assignment();
  }

 private:
  [[nodiscard]] std::size_t initialiser_list() const {
    for (auto at = text_.find(':'); at != std::string_view::npos; at = text_.find(':', at + 1)) {
      if (text_.substr(at, 2) == "::") {
        ++at;
      } else if (trimmed(text_.substr(0, at)).ends_with(')') ||
                 text_.substr(0, at).ends_with("noexcept ")) {
        return at;
      }
    }
    return std::string_view::npos;
  }

  // A table such as `rows = std::to_array<Row>({`; default arguments stand in parentheses and do
  // not count.
  [[nodiscard]] bool is_assignment() const {
    int depth = 0;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (text_[at] == '(') ++depth;
      if (text_[at] == ')') --depth;
      if (text_[at] == '=' && depth == 0 && text_.find("operator") == std::string_view::npos)
        return true;
    }
    return false;
  }

  std::string_view text_;
};

std::string without_preprocessor(const SourceFile& file) {
  std::string code = file.code;
  bool continued = false;
  std::size_t at = 0;
  for (const auto line : file.code_lines) {
    const bool directive = continued || trimmed(line).starts_with('#');
    continued = directive && line.ends_with('\\');
    if (directive) std::fill_n(code.begin() + static_cast<std::ptrdiff_t>(at), line.size(), ' ');
    at += line.size() + 1;
  }
  return code;
}

}  // namespace

Findings check_line_length(const SourceFile& file) {
  Findings found;
  if (!file.is_cpp()) return found;
  for (std::size_t at = 0; at < file.lines.size(); ++at) {
    const auto columns = code_points(file.lines[at]);
    if (columns <= columns_max || file.lines[at].find("https://") != std::string_view::npos)
      continue;
    found.push_back({file.path, at + 1, std::to_string(columns) + " columns"});
  }
  return found;
}

Findings check_file_length(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  const auto exception = std::ranges::find(long_files, file.path, &LongFile::path);
  const auto lines_max = exception == long_files.end() ? file_lines_max : exception->lines_max;
  if (file.lines.size() <= lines_max) return {};
  return {
      {file.path, 0, std::to_string(file.lines.size()) + " lines: it has two reasons to exist"}};
}

Findings check_function_length(const SourceFile& file) {
  Findings found;
  if (!file.is_cpp()) return found;
  const auto code = without_preprocessor(file);
  std::size_t statement = 0;
  int parentheses = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at] == '(') ++parentheses;
    if (code[at] == ')') --parentheses;
    if ((code[at] == ';' || code[at] == '}') && parentheses == 0) statement = at + 1;
    if (code[at] != '{' || parentheses != 0) continue;
    const Statement before(std::string_view(code).substr(statement, at - statement));
    const auto close = find_closing(code, at);
    if (close == std::string::npos) break;
    if (before.is_member_value()) {
      at = close;
      continue;
    }
    if (before.is_function()) {
      const auto lines = file.line_at(close) - file.line_at(at) + 1;
      if (lines > function_lines_max) {
        found.push_back(
            {file.path, file.line_at(at), "a function of " + std::to_string(lines) + " lines"});
      }
      at = close;
    }
    statement = at + 1;
  }
  return found;
}

Findings check_opening_comment(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  // x.cpp is the other half of x.hpp, which has said it.
  const auto stem = std::string_view(file.path).substr(0, file.path.rfind('.'));
  const auto own_header = "#include \"" + std::string(stem) + ".hpp\"";
  if (file.path.ends_with(".cpp") && file.text.find(own_header) != std::string::npos) return {};
  std::size_t letters = 0;
  for (std::size_t at = 0; at < std::min(opening_lines, file.lines.size()); ++at) {
    letters += static_cast<std::size_t>(
        std::ranges::count_if(file.comments[at], [](char c) { return is_word(c) || c < 0; }));
  }
  if (letters >= opening_comment_letters_min) return {};
  return {{file.path, 1, "the first lines must say the one reason this file exists"}};
}

}  // namespace gongzhi::tidy
