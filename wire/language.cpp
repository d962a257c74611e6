// Accept-Language, as far as two languages need it.
#include "wire/language.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace gongzhi::wire {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_primary(std::string_view range, std::string_view language) {
  if (range.size() < 2 || (range.size() > 2 && range[2] != '-')) return false;
  return (range[0] | 0x20) == language[0] && (range[1] | 0x20) == language[1];
}

/// Weight in thousandths: 1000 without q, 0 for one that cannot be read.
int weight_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  if (q == std::string_view::npos) return 1000;
  std::string_view text = trim(parameters.substr(q + 2));
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error != std::errc{} || weight < 0 || weight > 1) return 0;
  return static_cast<int>(weight * 1000);
}

}  // namespace

Language parse_accept_language(std::string_view header) {
  constexpr std::size_t ranges_max = 32;
  int best = 0;
  Language language = Language::zh;
  for (std::size_t i = 0; i < ranges_max && !header.empty(); ++i) {
    const auto comma = header.find(',');
    const std::string_view part = trim(header.substr(0, comma));
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    const auto semicolon = part.find(';');
    const std::string_view range = trim(part.substr(0, semicolon));
    const bool is_english = is_primary(range, "en");
    if (!is_english && !is_primary(range, "zh")) continue;
    const int weight =
        semicolon == std::string_view::npos ? 1000 : weight_of(part.substr(semicolon + 1));
    if (weight <= best) continue;
    best = weight;
    language = is_english ? Language::en : Language::zh;
  }
  return language;
}

}  // namespace gongzhi::wire
