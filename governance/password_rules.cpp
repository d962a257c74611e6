#include "governance/password_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace gongzhi {
namespace {

constexpr std::array<std::string_view, 7> fault_names{
    "", "encoding", "minLength", "maxLength", "common", "about_owner", "classes"};

// Names shorter than this stand in too many words by chance; a Chinese character has three bytes.
constexpr std::size_t word_bytes_min = 4;
constexpr std::array<std::string_view, 2> own_names{"共治", "gongzhi"};

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Code points of well-formed UTF-8; none for anything else.
std::optional<std::size_t> length_of(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    if (size == 0 || i + size > text.size() || first == 0) return std::nullopt;
    for (std::size_t k = 1; k < size; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return std::nullopt;
    i += size;
  }
  return count;
}

int classes_of(std::string_view text) {
  bool lower = false, upper = false, digit = false, other = false;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      lower = true;
    else if (c >= 'A' && c <= 'Z')
      upper = true;
    else if (c >= '0' && c <= '9')
      digit = true;
    else
      other = true;
  }
  return int{lower} + int{upper} + int{digit} + int{other};
}

bool is_about(std::string_view lower, const PasswordOwner& owner) {
  const auto holds = [&](std::string_view word) { return lower.find(word) != lower.npos; };
  if (std::ranges::any_of(own_names, holds)) return true;
  return std::ranges::any_of(owner.words, [&](const std::string& word) {
    return word.size() >= word_bytes_min && holds(lowered(word));
  });
}

// One character again and again.
bool is_one_character(std::string_view text) {
  return text.find_first_not_of(text.front()) == text.npos;
}

}  // namespace

std::string_view name(PasswordFault fault) {
  return fault_names.at(static_cast<std::size_t>(fault));
}

PasswordFault check_password(std::string_view password, const PasswordOwner& owner,
                             const PasswordRules& rules) {
  const auto length = length_of(password);
  if (!length) return PasswordFault::not_text;
  if (*length < password_length_min) return PasswordFault::too_short;
  if (*length > password_length_max) return PasswordFault::too_long;
  const std::string lower = lowered(password);
  if (is_one_character(lower) || std::ranges::binary_search(rules.common, lower))
    return PasswordFault::common;
  if (is_about(lower, owner)) return PasswordFault::about_owner;
  if (classes_of(password) < rules.classes_min) return PasswordFault::few_classes;
  return PasswordFault::none;
}

std::vector<std::string> read_common_passwords(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') list.push_back(lowered(line));
  }
  std::ranges::sort(list);
  const auto doubled = std::ranges::unique(list);
  list.erase(doubled.begin(), doubled.end());
  return list;
}

}  // namespace gongzhi
