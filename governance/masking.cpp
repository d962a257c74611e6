#include "governance/masking.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "governance/personal.hpp"

namespace gongzhi {
namespace {

using Characters = std::vector<std::string_view>;

// Surnames of two characters that are in use today.
constexpr std::array<std::string_view, 24> double_surnames{
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒",
    "夏侯", "东方", "南宫", "独孤", "轩辕", "端木", "百里", "呼延", "西门", "澹台", "闻人", "申屠"};

constexpr std::array<std::string_view, 13> numerals{"零", "〇", "一", "二", "三", "四", "五",
                                                    "六", "七", "八", "九", "十", "百"};
constexpr std::array<std::string_view, 14> house_words{"号", "栋", "幢", "座", "楼", "单元", "室",
                                                       "户", "层", "排", "院", "组", "门",   "弄"};

Characters characters_of(std::string_view text) {
  Characters found;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

bool is_space(std::string_view c) {
  return c == " " || c == "\t" || c == "　" || c == "\n" || c == "\r";
}

std::string_view trimmed(std::string_view text) {
  const Characters all = characters_of(text);
  const auto first = std::ranges::find_if_not(all, is_space);
  if (first == all.end()) return {};
  const auto last = std::ranges::find_if_not(all.rbegin(), all.rend(), is_space);
  const char* begin = first->data();
  return {begin, static_cast<std::size_t>(last->data() + last->size() - begin)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// ０ to ９ are EF BC 90 to EF BC 99.
bool is_digit(std::string_view c) {
  if (c.size() == 1) return is_digit(c.front());
  return c.size() == 3 && c.starts_with("\xEF\xBC") && c[2] >= '\x90' && c[2] <= '\x99';
}

bool is_numeral(std::string_view c) {
  return std::ranges::find(numerals, c) != numerals.end();
}

bool begins_with_house_word(std::string_view text) {
  return std::ranges::any_of(house_words,
                             [text](std::string_view word) { return text.starts_with(word); });
}

std::string last_of(std::string_view text, std::size_t count) {
  return std::string(text.substr(text.size() - count));
}

}  // namespace

std::string mask_name(std::string_view name) {
  const std::string_view text = trimmed(name);
  const Characters all = characters_of(text);
  if (all.empty()) return {};
  if (all.size() == 1) return "*";
  const bool is_double = all.size() > 2 && std::ranges::any_of(double_surnames, [&](auto surname) {
                           return text.starts_with(surname);
                         });
  return std::string(text.substr(0, is_double ? all[0].size() + all[1].size() : all[0].size())) +
         "*";
}

std::string mask_phone(std::string_view phone) {
  if (phone.empty()) return {};
  const auto normal = normal_phone(phone);
  if (!normal) return "****";
  const std::string digits = normal->substr(0, normal->find('-'));
  if (digits.front() == '1' && digits.size() == 11)
    return digits.substr(0, 3) + "****" + last_of(digits, 4);
  if (digits.front() != '0') return "****" + last_of(digits, 3);
  // 010 and 02x have three digits, all other area codes four.
  const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
  return digits.substr(0, area) + "-****" + last_of(digits, 3);
}

std::string mask_identity(std::string_view identity) {
  const std::string_view text = trimmed(identity);
  if (text.empty()) return {};
  const bool is_plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
  if (text.size() < 15 || text.size() > 18 || !is_plain) return "****";
  return std::string(text.substr(0, 3)) + std::string(text.size() - 7, '*') + last_of(text, 4);
}

std::string mask_address(std::string_view address) {
  const std::string_view text = trimmed(address);
  if (text.empty()) return {};
  const Characters all = characters_of(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_digit(all[i]) && !is_numeral(all[i])) continue;
    std::size_t after = i;
    bool has_digit = false;
    while (after < all.size() && (is_digit(all[after]) || is_numeral(all[after])))
      has_digit = is_digit(all[after++]) || has_digit;
    const auto at = static_cast<std::size_t>(all[i].data() - text.data());
    const std::string_view rest =
        after < all.size() ? text.substr(static_cast<std::size_t>(all[after].data() - text.data()))
                           : std::string_view();
    if (has_digit || begins_with_house_word(rest)) return std::string(text.substr(0, at)) + "***";
    i = after - 1;
  }
  return std::string(text);
}

std::string mask_field(std::string_view field, std::string_view value) {
  if (field == personal::name || field == personal::on_behalf_of) return mask_name(value);
  if (field == personal::phone) return mask_phone(value);
  if (field == personal::identity) return mask_identity(value);
  if (field == personal::address) return mask_address(value);
  return value.empty() ? std::string() : "****";
}

}  // namespace gongzhi
