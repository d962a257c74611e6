// Reading queries: percent decoding, types, bounds.
#include "gateway/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongzhi::gateway {
namespace {

constexpr std::size_t value_bytes_max = 1'000;
constexpr std::size_t parameters_max = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

// Length of the UTF-8 sequence that begins with this byte; 0 when none does.
std::size_t sequence_length(unsigned char first) {
  if (first >= 0x20 && first < 0x7F) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// The second byte tells overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629).
bool is_second_byte(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second < 0xA0;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second < 0x90;
    default: return true;
  }
}

// Well-formed UTF-8 without control characters.
bool is_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = sequence_length(first);
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
    if (length > 1 && !is_second_byte(first, static_cast<unsigned char>(text[i + 1]))) return false;
    i += length;
  }
  return true;
}

struct Fault {
  std::string code;
  std::string zh, en;
};

Error wrong_parameter(std::string_view name, wire::Language language, Fault fault) {
  constexpr std::size_t name_shown_max = 64;
  const bool is_shown = name.size() <= name_shown_max;
  return wrong_field("?" + std::string(is_shown ? name : std::string_view()), std::move(fault.code),
                     {fault.zh, fault.en}, language);
}

}  // namespace

Result<Parameters> Parameters::parse(const Request& request,
                                     std::initializer_list<std::string_view> known) {
  Parameters parameters;
  parameters.language_ = request.language;
  const auto refuse = [&](std::string_view name, Fault fault) {
    return wrong_parameter(name, request.language, std::move(fault));
  };
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    const auto equals = part.find('=');
    const auto name = decode(part.substr(0, equals));
    const auto value =
        decode(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
    if (!name || !value || !is_text(*name) || !is_text(*value))
      return refuse("", {"encoding", "查询参数编码有误", "the query is not well encoded"});
    if (std::find(known.begin(), known.end(), *name) == known.end())
      return refuse(*name, {"unknown", "未知的查询参数", "unknown parameter"});
    if (parameters.has(*name))
      return refuse(*name, {"doubled", "查询参数重复", "the parameter stands twice"});
    if (value->size() > value_bytes_max || parameters.items_.size() >= parameters_max)
      return refuse(*name, {"maxLength", "查询参数太长", "the parameter is too long"});
    parameters.items_.emplace_back(*name, *value);
  }
  return parameters;
}

bool Parameters::has(std::string_view name) const {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const auto& item) { return item.first == name; });
}

const std::string& Parameters::text(std::string_view name) const {
  static const std::string absent;
  for (const auto& [key, value] : items_)
    if (key == name) return value;
  return absent;
}

Result<int> Parameters::integer(std::string_view name, int otherwise,
                                std::pair<int, int> bounds) const {
  if (!has(name)) return otherwise;
  const std::string& value = text(name);
  int number = 0;
  const char* end = value.data() + value.size();
  const auto [stop, ec] = std::from_chars(value.data(), end, number);
  if (ec != std::errc{} || stop != end || number < bounds.first || number > bounds.second)
    return wrong_parameter(name, language_,
                           {"range",
                            "应为 " + std::to_string(bounds.first) + " 至 " +
                                std::to_string(bounds.second) + " 的整数",
                            "must be an integer from " + std::to_string(bounds.first) + " to " +
                                std::to_string(bounds.second)});
  return number;
}

Result<double> Parameters::number(std::string_view name) const {
  const std::string& value = text(name);
  double number = 0;
  const char* end = value.data() + value.size();
  const auto [stop, ec] = std::from_chars(value.data(), end, number);
  if (value.empty() || ec != std::errc{} || stop != end || !std::isfinite(number))
    return wrong_parameter(name, language_,
                           {value.empty() ? "required" : "type", "应为数字", "must be a number"});
  return number;
}

Result<bool> Parameters::flag(std::string_view name) const {
  const std::string& value = text(name);
  if (value == "true") return true;
  if (value == "false" || !has(name)) return false;
  return wrong_parameter(name, language_, {"type", "应为 true 或 false", "must be true or false"});
}

Result<std::optional<Instant>> Parameters::instant(std::string_view name) const {
  if (!has(name)) return std::optional<Instant>();
  const auto at = parse_rfc3339(text(name));
  if (!at)
    return wrong_parameter(name, language_,
                           {"time", "应为时间，如 2026-11-23T08:00:00+08:00",
                            "must be a time like 2026-11-23T08:00:00+08:00"});
  return std::optional<Instant>(*at);
}

std::string Parameters::without(std::string_view name) const {
  std::string query;
  for (const auto& [key, value] : items_) {
    if (key == name) continue;
    if (!query.empty()) query += '&';
    query += percent_encode(key) + '=' + percent_encode(value);
  }
  return query;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

}  // namespace gongzhi::gateway
