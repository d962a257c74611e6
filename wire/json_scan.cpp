// See json_scan.hpp. RapidJSON's own parser has no limit on depth or numbers (reliability.md M11,
// D22).
#include "wire/json_scan.hpp"

#include <algorithm>
#include <cstring>

namespace gongzhi::wire {
namespace {

std::string at_byte(std::size_t offset, Language language) {
  return language == Language::zh ? "（第 " + std::to_string(offset) + " 字节处）"
                                  : " (at byte " + std::to_string(offset) + ")";
}

Error refuse(std::string_view code, Wording why, std::size_t offset, Language language) {
  return invalid_field("", std::string(code),
                       std::string(why.in(language)) + at_byte(offset, language));
}

/// The offset behind the string that opens at `open`; the end of the text when it never closes.
std::size_t behind_string(std::string_view text, std::size_t open) {
  std::size_t from = open + 1;
  while (from < text.size()) {
    const void* found = std::memchr(text.data() + from, '"', text.size() - from);
    if (found == nullptr) return text.size();
    const auto quote = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    std::size_t backslashes = 0;
    while (quote - backslashes > open + 1 && text[quote - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote + 1;
    from = quote + 1;
  }
  return text.size();
}

bool is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// RapidJSON 1.1.0 counts the leading zero bits of the significand (diyfp.h), which is undefined for
// a zero that its fast path does not take: one with an exponent, or with more than 22 decimals.
bool is_laboured_zero(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  if (!number.starts_with('0')) return false;
  const auto digits = number.substr(0, number.find_first_of("eE"));
  return digits.find_first_of("123456789") == std::string_view::npos &&
         (digits.size() < number.size() || digits.size() > 20);
}

std::optional<Error> scan_structure(std::string_view text, const JsonLimits& limits) {
  int depth = 0;
  std::size_t values = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      i = behind_string(text, i);
      continue;
    }
    if (c == '{' || c == '[') {
      if (++depth > limits.depth_max)
        return refuse("depth", {"JSON 嵌套太深", "the JSON is nested too deeply"}, i,
                      limits.language);
      ++values;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',') {
      ++values;
    } else if ((c >= '0' && c <= '9') || c == '-') {
      std::size_t end = i + 1;
      while (end < text.size() && is_number_byte(text[end])) ++end;
      if (end - i > number_length_max)
        return refuse("number_length", {"数字太长", "a number is too long"}, i, limits.language);
      if (is_laboured_zero(text.substr(i, end - i)))
        return refuse("number_range", {"零请写作 0", "write zero as 0"}, i, limits.language);
      i = end;
      continue;
    }
    if (values > limits.members_max)
      return refuse("members", {"JSON 的成员太多", "the JSON has too many members"}, i,
                    limits.language);
    ++i;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> scan_json(std::string_view text, const JsonLimits& limits) {
  const Language language = limits.language;
  if (text.size() > limits.bytes_max) {
    const Wording why{"内容太大", "the text is too large"};
    return fail(Errc::too_large, std::string(why.in(language)),
                std::to_string(text.size()) + " bytes, limit " + std::to_string(limits.bytes_max));
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    const Wording why{"正文是空的，应为 JSON", "the body is empty; JSON is expected"};
    return invalid_field("", "empty", std::string(why.in(language)));
  }
  if (text.starts_with("\xEF\xBB\xBF"))
    return refuse("bom", {"开头有字节顺序标记（BOM），请去掉", "remove the byte order mark"}, 0,
                  language);
  if (const void* nul = std::memchr(text.data(), 0, text.size()))
    return refuse("nul", {"含有空字节（NUL）", "the text holds a NUL byte"},
                  static_cast<std::size_t>(static_cast<const char*>(nul) - text.data()), language);
  return scan_structure(text, limits);
}

namespace {

/// True when no byte of the block can begin a noncharacter or a surrogate. Without branches, so
/// that the compiler uses vectors.
bool is_harmless(const char* block, std::size_t size) {
  unsigned char top = 0;
  for (std::size_t i = 0; i < size; ++i) top = std::max(top, static_cast<unsigned char>(block[i]));
  return top < 0xED;
}

}  // namespace

bool has_forbidden_character(std::string_view utf8) {
  constexpr std::size_t block = 64;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  if (std::memchr(utf8.data(), 0, utf8.size()) != nullptr) return true;
  for (std::size_t i = 0; i + 2 < utf8.size(); ++i) {
    if (i % block == 0 && i + block <= utf8.size() && is_harmless(utf8.data() + i, block)) {
      i += block - 1;
      continue;
    }
    if (byte(i) < 0xED) continue;
    if (byte(i) == 0xED) {
      if (byte(i + 1) >= 0xA0) return true;
    } else if (byte(i) == 0xEF) {
      if (byte(i + 1) == 0xB7 && byte(i + 2) >= 0x90 && byte(i + 2) <= 0xAF) return true;
      if (byte(i + 1) == 0xBF && byte(i + 2) >= 0xBE) return true;
    } else if (i + 3 < utf8.size() && (byte(i + 1) & 0x0F) == 0x0F && byte(i + 2) == 0xBF &&
               byte(i + 3) >= 0xBE) {
      return true;
    }
  }
  return false;
}

bool is_utf8(std::string_view text) {
  return look_at_utf8(text) != Utf8Look::broken;
}

Utf8Look look_at_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  Utf8Look look = Utf8Look::plain;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    // Nearly all of Chinese: any two bytes behind these leads are a character, and a harmless one.
    if (lead >= 0xE1 && lead <= 0xEC && i + 2 < text.size() &&
        ((byte(i + 1) & byte(i + 2) & 0x80) | ((byte(i + 1) | byte(i + 2)) & 0x40)) == 0x80) {
      i += 3;
      continue;
    }
    if (lead < 0x80) {
      const bool is_code = lead == '\\' && i + 1 < text.size() && text[i + 1] == 'u';
      if (is_code || lead == 0) look = Utf8Look::special;
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return Utf8Look::broken;
    // The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
    const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(i + 1) < low || byte(i + 1) > high) return Utf8Look::broken;
    for (std::size_t k = 2; k < length; ++k)
      if ((byte(i + k) & 0xC0) != 0x80) return Utf8Look::broken;
    // U+FDD0 to U+FDEF and the last two of every plane lie among these.
    if (length == 4 || (lead == 0xEF && (byte(i + 1) == 0xB7 || byte(i + 1) == 0xBF)))
      look = Utf8Look::special;
    i += length;
  }
  return look;
}

}  // namespace gongzhi::wire
