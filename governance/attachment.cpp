#include "governance/attachment.hpp"

#include <algorithm>
#include <charconv>

namespace gongzhi {
namespace {

constexpr std::size_t width_at = 24;
constexpr std::size_t side_digits = 4;

std::uint32_t hex_number(std::string_view digits) {
  std::uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

}  // namespace

bool is_upload_id(std::string_view text) {
  return text.size() == upload_id_length && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

PictureSize picture_size(std::string_view upload_id) {
  if (!is_upload_id(upload_id)) return {};
  return {hex_number(upload_id.substr(width_at, side_digits)),
          hex_number(upload_id.substr(width_at + side_digits, side_digits))};
}

}  // namespace gongzhi
