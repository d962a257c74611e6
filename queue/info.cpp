#include "queue/info.hpp"

#include <charconv>

namespace gongzhi::queue {

TextMap parse_info(std::string_view text) {
  TextMap map;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto colon = line.find(':');
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    map.emplace(line.substr(0, colon), line.substr(colon + 1));
  }
  return map;
}

TextMap parse_pairs(const Reply& reply) {
  TextMap map;
  for (std::size_t i = 0; i + 1 < reply.elements.size(); i += 2)
    map.emplace(reply.elements[i].text, reply.elements[i + 1].text);
  return map;
}

std::string_view value_of(const TextMap& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string_view() : std::string_view(found->second);
}

std::uint64_t number_of(const TextMap& map, std::string_view name) {
  const std::string_view text = value_of(map, name);
  std::uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return ec == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace gongzhi::queue
