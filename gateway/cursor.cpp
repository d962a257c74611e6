// `<hex of position>.<signature>`; positions are short, so hex costs nothing and needs no escaping.
#include "gateway/cursor.hpp"

#include "gateway/problem.hpp"
#include "vault/bytes.hpp"

namespace gongzhi::gateway {
namespace {

std::string signature_of(const vault::Keyring& keyring, std::string_view list,
                         std::string_view position) {
  return keyring.cursor_signature(std::string(list) + '\n' + std::string(position));
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string seal_cursor(const vault::Keyring& keyring, std::string_view list,
                        std::string_view position) {
  if (position.empty()) return {};
  return vault::to_hex(position) + "." + signature_of(keyring, list, position);
}

Result<std::string> open_cursor(const vault::Keyring& keyring, std::string_view list,
                                std::string_view cursor, wire::Language language) {
  if (cursor.empty()) return std::string();
  const auto refuse = [&] {
    return wrong_field("?cursor", "cursor", {"翻页标记无效", "not a cursor of this list"},
                       language);
  };
  const auto dot = cursor.find('.');
  if (dot == std::string_view::npos || dot % 2 != 0) return refuse();
  std::string position;
  for (std::size_t i = 0; i < dot; i += 2) {
    const int high = digit(cursor[i]);
    const int low = digit(cursor[i + 1]);
    if (high < 0 || low < 0) return refuse();
    position += static_cast<char>(high * 16 + low);
  }
  if (position.empty() || signature_of(keyring, list, position) != cursor.substr(dot + 1))
    return refuse();
  return position;
}

}  // namespace gongzhi::gateway
