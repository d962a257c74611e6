// One forward walk over the text; values that are not on the way are skipped by their brackets.
#include "wire/json_position.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace gongzhi::wire {
namespace {

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) { skip_blanks(); }

  std::size_t offset() const { return at_; }

  /// Moves to the member or element of that name; false (and stays) when there is none.
  bool enter(std::string_view token) {
    const std::size_t start = at_;
    const bool found = peek() == '{' ? enter_member(token) : peek() == '[' && enter_element(token);
    if (!found) at_ = start;
    return found;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != text_.npos)
      ++at_;
  }

  /// The raw text of a string, without quotes.
  std::string_view take_string() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::string_view raw = text_.substr(start, std::min(at_, text_.size()) - start);
    ++at_;
    return raw;
  }

  void skip_value() {
    int depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else {
        while (at_ < text_.size() && std::string_view(" \t\r\n,:{}[]\"").find(peek()) == text_.npos)
          ++at_;
      }
      skip_blanks();
    } while (depth > 0 && at_ < text_.size());
  }

  bool enter_member(std::string_view token) {
    ++at_;
    skip_blanks();
    while (peek() == '"') {
      const bool is_it = take_string() == token;
      skip_blanks();
      if (is_it) return true;
      skip_value();
    }
    return false;
  }

  bool enter_element(std::string_view token) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc{} || end != token.data() + token.size()) return false;
    ++at_;
    skip_blanks();
    for (std::size_t i = 0; at_ < text_.size() && peek() != ']'; ++i) {
      if (i == index) return true;
      skip_value();
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size())
      out += token[++i] == '1' ? '/' : '~';
    else
      out += token[i];
  }
  return out;
}

}  // namespace

std::size_t line_of_offset(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
}

namespace {

std::size_t offset_of_pointer(std::string_view text, std::string_view pointer) {
  Walk walk(text);
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the slash
    const auto slash = pointer.find('/');
    if (!walk.enter(unescaped(pointer.substr(0, slash)))) break;
    pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
  }
  return walk.offset();
}

}  // namespace

TextPlace place_of_offset(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line_end = before.rfind('\n');
  const std::string_view line =
      line_end == std::string_view::npos ? before : before.substr(line_end + 1);
  const auto characters = std::ranges::count_if(
      line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
  return {line_of_offset(text, offset), static_cast<std::size_t>(characters) + 1};
}

TextPlace place_of_pointer(std::string_view text, std::string_view pointer) {
  return place_of_offset(text, offset_of_pointer(text, pointer));
}

std::size_t line_of_pointer(std::string_view text, std::string_view pointer) {
  return line_of_offset(text, offset_of_pointer(text, pointer));
}

}  // namespace gongzhi::wire
