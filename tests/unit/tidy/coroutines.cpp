// Two shapes of coroutine code that compile, or nearly, and hurt later (C++ Core Guidelines CP.51).
#include "tests/unit/tidy/rules.hpp"

namespace gongzhi::tidy {
namespace {

constexpr auto none = std::string_view::npos;

std::size_t skip_blanks(std::string_view code, std::size_t at) {
  return std::min(code.find_first_not_of(" \t\n", at), code.size());
}

// Where the '{' after a `]` or `)` begins, and whether the head in between returns an awaitable.
bool head_returns_awaitable(std::string_view code, std::size_t after) {
  const auto brace = code.find_first_of("{;", after);
  if (brace == none || code[brace] != '{') return false;
  const auto head = code.substr(after, brace - after);
  const auto arrow = head.find("->");
  return arrow != none && head.find("awaitable<", arrow) != none;
}

}  // namespace

Findings check_await_in_catch(const SourceFile& file) {
  Findings found;
  const std::string_view code = file.code;
  for (auto at = find_word(code, "catch"); at != none; at = find_word(code, "catch", at + 1)) {
    const auto open = code.find('{', at);
    if (open == none) break;
    const auto close = find_closing(code, open);
    const auto await = find_word(code.substr(0, close), "co_await", open);
    if (await == none) continue;
    found.push_back(
        {file.path, file.line_at(await), "co_await in a catch block: store, leave, then await"});
  }
  return found;
}

Findings check_capturing_coroutine(const SourceFile& file) {
  Findings found;
  const std::string_view code = file.code;
  for (auto at = code.find('['); at != none; at = code.find('[', at + 1)) {
    const auto close = find_closing(code, at);
    if (close == none) break;
    const bool attribute = at + 1 < code.size() && code[at + 1] == '[';
    const bool captures = skip_blanks(code, at + 1) < close;
    if (attribute) at = close;
    if (attribute || !captures) continue;
    auto after = skip_blanks(code, close + 1);
    if (after >= code.size() || code[after] != '(') continue;
    after = find_closing(code, after);
    if (after == none || !head_returns_awaitable(code, after + 1)) continue;
    found.push_back(
        {file.path, file.line_at(at), "a capturing lambda as a coroutine: its captures die first"});
  }
  return found;
}

}  // namespace gongzhi::tidy
