// Cutting text into pairs of characters.
#include "records/search_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace gongzhi::records {
namespace {

constexpr std::size_t runs_max = 16;
constexpr std::size_t run_characters_max = 64;

using Character = std::string;  // one code point in UTF-8
using Run = std::vector<Character>;

// Punctuation and spaces beyond ASCII that part words. FTS5's unicode61 knows many more; what it
// drops from a pair it drops from the question too.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 8> separators{{
    {0x80, 0xBF},
    {0x2000, 0x206F},
    {0x3000, 0x303F},
    {0xFE30, 0xFE4F},
    {0xFF00, 0xFF0F},
    {0xFF1A, 0xFF20},
    {0xFF3B, 0xFF40},
    {0xFF5B, 0xFF65},
}};

bool is_letter(std::uint32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return std::ranges::none_of(
      separators, [c](const auto& range) { return c >= range.first && c <= range.second; });
}

// Bytes of the code point that begins here; 0 when none does.
std::size_t length_at(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xC2 || lead > 0xF4 ? 0
                             : lead >= 0xF0             ? 4
                             : lead >= 0xE0             ? 3
                                                        : 2;
  if (length == 0 || length > text.size()) return 0;
  const bool is_whole = std::ranges::all_of(text.substr(1, length - 1), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
  });
  return is_whole ? length : 0;
}

std::uint32_t code_point(std::string_view bytes) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  switch (bytes.size()) {
    case 2: return (at(0) & 0x1F) << 6 | (at(1) & 0x3F);
    case 3: return (at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
    case 4:
      return (at(0) & 0x07) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 | (at(3) & 0x3F);
    default: return at(0);
  }
}

// Full-width digits and letters are the same to somebody who searches.
Character plain(std::uint32_t c, std::string_view bytes) {
  if (c >= 0xFF10 && c <= 0xFF5A) return Character(1, static_cast<char>(c - 0xFEE0));
  return Character(bytes);
}

std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  bool in_run = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_at(text.substr(at));
    const std::string_view bytes = text.substr(at, length);
    const std::uint32_t c = length == 0 ? ' ' : code_point(bytes);
    at += std::max<std::size_t>(length, 1);
    if (!is_letter(c)) {
      in_run = false;
      continue;
    }
    if (!in_run) runs.emplace_back();
    in_run = true;
    runs.back().push_back(plain(c, bytes));
  }
  return runs;
}

}  // namespace

std::string search_grams(std::string_view text) {
  std::string grams;
  for (const Run& run : runs_of(text)) {
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (!grams.empty()) grams += ' ';
      grams += run[i];
      if (i + 1 < run.size()) grams += run[i + 1];
    }
  }
  return grams;
}

std::string search_question(std::string_view typed) {
  std::vector<Run> runs = runs_of(typed);
  if (runs.size() > runs_max) runs.resize(runs_max);
  std::string question;
  for (Run& run : runs) {
    if (run.size() > run_characters_max) run.resize(run_characters_max);
    if (!question.empty()) question += " AND ";
    if (run.size() == 1) {
      question += '"' + run.front() + "\" *";
      continue;
    }
    question += '"';
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
      if (i > 0) question += ' ';
      question += run[i] + run[i + 1];
    }
    question += '"';
  }
  return question;
}

}  // namespace gongzhi::records
