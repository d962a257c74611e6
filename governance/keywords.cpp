// A table of buckets over the first two code points of every word: one probe for each place of the
// text, and hardly any place of ordinary text hits a filled bucket.
#include "governance/keywords.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// Decodes one code point at `at` and moves on; overlong forms, surrogates and cut sequences are
/// U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4) return replacement;
  constexpr std::array<unsigned, 4> lead_masks{0, 0x1F, 0x0F, 0x07};
  constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
  char32_t value = lead & lead_masks[static_cast<std::size_t>(more)];
  for (int i = 0; i < more; ++i) {
    if (at >= text.size() || (byte(at) & 0xC0U) != 0x80) return replacement;
    value = (value << 6U) | (byte(at++) & 0x3FU);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least[static_cast<std::size_t>(more)] || is_surrogate || value > 0x10FFFF)
    return replacement;
  return value;
}

char32_t comparable(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width ASCII
  if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  return c;
}

bool is_blank(char32_t c) {
  return c <= ' ' || c == 0xA0 || c == 0x3000;
}

}  // namespace

std::u32string comparable_text(std::string_view utf8, std::size_t length_max) {
  std::u32string text;
  text.reserve(std::min(length_max, utf8.size() / 2));
  for (std::size_t at = 0; at < utf8.size() && text.size() < length_max;) {
    const char32_t c = comparable(next_code_point(utf8, at));
    if (!is_blank(c)) text.push_back(c);
  }
  return text;
}

std::size_t KeywordIndex::slot(char32_t first, char32_t second) {
  // Fibonacci hashing of both code points (21 bits each) to 14 bits.
  const std::uint64_t both = (std::uint64_t{first} << 21U) | second;
  return static_cast<std::size_t>((both * 0x9E3779B97F4A7C15ULL) >> 50U);
}

KeywordIndex::KeywordIndex(std::vector<std::u32string> words) : words_(std::move(words)) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::u32string& word = words_[i];
    if (word.empty()) continue;
    has_single_ = has_single_ || word.size() == 1;
    entries_.push_back({word[0], word.size() > 1 ? word[1] : U'\0', static_cast<std::uint32_t>(i)});
  }
  std::stable_sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    const std::size_t slot_a = slot(a.first, a.second), slot_b = slot(b.first, b.second);
    if (slot_a != slot_b) return slot_a < slot_b;
    return words_[a.word].size() > words_[b.word].size();
  });
  bucket_begin_.assign(buckets + 1, 0);
  for (const Entry& entry : entries_) ++bucket_begin_[slot(entry.first, entry.second) + 1];
  for (std::size_t i = 1; i <= buckets; ++i) bucket_begin_[i] += bucket_begin_[i - 1];
}

void KeywordIndex::find(std::u32string_view text, std::vector<Hit>& hits) const {
  if (entries_.empty()) return;
  const std::size_t hits_bound = hits.size() + hits_max;
  const auto probe = [&](std::size_t at, char32_t second) {
    const std::size_t bucket = slot(text[at], second);
    for (std::uint32_t i = bucket_begin_[bucket]; i < bucket_begin_[bucket + 1]; ++i) {
      if (entries_[i].second != second) continue;  // two pairs may share a bucket
      const std::u32string& word = words_[entries_[i].word];
      if (text.compare(at, word.size(), word) == 0 && hits.size() < hits_bound)
        hits.push_back({entries_[i].word, static_cast<std::uint32_t>(at)});
    }
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at + 1 < text.size()) probe(at, text[at + 1]);
    if (has_single_) probe(at, U'\0');
  }
}

}  // namespace gongzhi
