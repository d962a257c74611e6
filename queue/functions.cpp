#include "queue/functions.hpp"

#include <charconv>
#include <optional>

namespace gongzhi::queue {
namespace {

struct Version {
  unsigned major = 0;
  unsigned minor = 0;
};

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Version> parse_version(std::string_view text) {
  text = text.substr(0, text.find(' '));
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto first = number(text.substr(0, dot)), second = number(text.substr(dot + 1));
  if (!first || !second) return std::nullopt;
  return Version{*first, *second};
}

}  // namespace

Result<LibraryStep> compare_library(std::string_view reported, std::string_view ours) {
  if (reported == ours) return LibraryStep::keep;
  const auto theirs = parse_version(reported), mine = parse_version(ours);
  ensure(mine.has_value(), "functions.lua carries no version");
  if (!theirs || theirs->major != mine->major)
    return fail(Errc::unavailable, "Redis 中的函数库版本不符 (function library of another version)",
                "redis has function library gongzhi " + std::string(reported.substr(0, 64)) +
                    ", this program needs " + std::string(ours) +
                    "; stop the other version, then FUNCTION DELETE gongzhi");
  return theirs->minor > mine->minor ? LibraryStep::keep : LibraryStep::load;
}

}  // namespace gongzhi::queue
