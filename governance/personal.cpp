#include "governance/personal.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool are_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

// Full-width forms (U+FF01 to U+FF5E) as ASCII, the blank U+3000 as a blank; anything else beyond
// ASCII becomes `?`.
std::string narrow(std::string_view typed) {
  std::string text;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const auto byte = static_cast<unsigned char>(typed[i]);
    if (byte < 0x80) {
      text.push_back(typed[i]);
      continue;
    }
    const std::string_view three = typed.substr(i, 3);
    if (three == "\xE3\x80\x80") {
      text.push_back(' ');
    } else if (three.size() == 3 &&
               (three.starts_with("\xEF\xBC") || three.starts_with("\xEF\xBD"))) {
      const int low = static_cast<unsigned char>(three[2]) & 0x3F;
      const int high = static_cast<unsigned char>(three[1]) & 0x3F;
      text.push_back(static_cast<char>(((high << 6) | low) - 0xF00 + 0x20));
    } else {
      text.push_back('?');
    }
    i += std::min<std::size_t>(2, typed.size() - 1 - i);
  }
  return text;
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

bool is_landline(std::string_view digits) {
  if (digits.starts_with("400") || digits.starts_with("800")) return digits.size() == 10;
  if (digits.starts_with('0'))
    return digits.size() >= 10 && digits.size() <= 12 && digits[1] != '0';
  return (digits.size() == 7 || digits.size() == 8) && digits[0] >= '2';
}

}  // namespace

std::optional<std::string> normal_phone(std::string_view typed) {
  if (typed.size() > 64) return std::nullopt;
  std::string text = narrow(typed);
  std::erase_if(text, [](char c) { return c == ' ' || c == '(' || c == ')' || c == '.'; });
  for (const std::string_view country : {"+86", "0086"})
    if (text.starts_with(country)) text.erase(0, country.size());
  if (text.starts_with('-')) text.erase(0, 1);
  // What stands behind the last hyphen is an extension where the rest is a whole number already.
  std::string extension;
  if (const auto hyphen = text.rfind('-'); hyphen != std::string::npos) {
    std::string before = text.substr(0, hyphen);
    std::erase(before, '-');
    const std::string_view after = std::string_view(text).substr(hyphen + 1);
    if (are_digits(before) && is_landline(before) && are_digits(after) && after.size() >= 1 &&
        after.size() <= 5) {
      extension = "-" + std::string(after);
      text = before;
    }
  }
  std::erase(text, '-');
  if (!text.empty() && text.size() == 13 && text.starts_with("86")) text.erase(0, 2);
  if (!are_digits(text) || text.empty()) return std::nullopt;
  if (!is_mobile(text) && !is_landline(text)) return std::nullopt;
  return text + extension;
}

std::optional<std::string> normal_identity(std::string_view typed) {
  static constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  static constexpr std::string_view checks = "10X98765432";
  if (typed.size() > 64) return std::nullopt;
  std::string text = narrow(typed);
  std::erase(text, ' ');
  if (text.size() != 18 || !are_digits(std::string_view(text).substr(0, 17))) return std::nullopt;
  if (text.back() == 'x') text.back() = 'X';
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights.at(i) * (text[i] - '0');
  if (text.back() != checks[static_cast<std::size_t>(sum % 11)]) return std::nullopt;
  return text;
}

}  // namespace gongzhi
