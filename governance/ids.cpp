#include "governance/ids.hpp"

#include <charconv>
#include <cstring>

namespace gongzhi {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::uint64_t leading_word(const std::array<std::uint8_t, 16>& bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word = (word << 8) | bytes[i];
  return word;
}

// The value in decimal, with zeros before it up to `width`.
void append_digits(std::string& out, std::uint64_t value, std::size_t width) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  if (size < width) out.append(width - size, '0');
  out.append(digits.data(), size);
}

}  // namespace

std::string MessageId::hex() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(32);
  for (std::uint8_t b : bytes) {
    text.push_back(digits[b >> 4]);
    text.push_back(digits[b & 15]);
  }
  return text;
}

int MessageId::partition(int partitions) const {
  return static_cast<int>(leading_word(bytes) % static_cast<std::uint64_t>(partitions));
}

Result<MessageId> parse_message_id(std::string_view hex) {
  MessageId id;
  if (hex.size() != 32) return fail(Errc::invalid, "a message id has 32 hex digits");
  for (std::size_t i = 0; i < 16; ++i) {
    const int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return fail(Errc::invalid, "a message id has 32 hex digits");
    id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return id;
}

std::string CaseNumber::text() const {
  const std::chrono::year_month_day ymd{day};
  std::string out;
  out.reserve(16);
  append_digits(out, static_cast<std::uint64_t>(int(ymd.year()) % 100), 2);
  append_digits(out, unsigned(ymd.month()), 2);
  append_digits(out, unsigned(ymd.day()), 2);
  append_digits(out, static_cast<std::uint64_t>(partition), 2);
  out += '-';
  append_digits(out, seq, 5);
  return out;
}

Result<CaseNumber> parse_case_number(std::string_view text) {
  const auto wrong = [] { return fail(Errc::invalid, "a case number looks like 26112307-01234"); };
  if (text.size() < 14 || text.size() > 26 || text[8] != '-') return wrong();
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 8 && (text[i] < '0' || text[i] > '9')) return wrong();
  if (text.size() > 14 && text[9] == '0') return wrong();
  const auto pair = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const std::chrono::year_month_day ymd{std::chrono::year{2000 + pair(0)},
                                        std::chrono::month(unsigned(pair(2))),
                                        std::chrono::day(unsigned(pair(4)))};
  CaseNumber number{{}, pair(6), 0};
  const auto [end, ec] = std::from_chars(text.data() + 9, text.data() + text.size(), number.seq);
  if (!ymd.ok() || ec != std::errc{} || number.seq == 0 || number.seq > 90'000'000'000'000'000ULL)
    return wrong();
  number.day = Date{ymd};
  return number;
}

}  // namespace gongzhi

std::size_t std::hash<gongzhi::MessageId>::operator()(const gongzhi::MessageId& id) const noexcept {
  std::size_t word = 0;
  std::memcpy(&word, id.bytes.data() + 8, sizeof word);
  return word;
}
