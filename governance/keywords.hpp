// Finds many words in a text at once: which of the categories' keywords stand in a message. Knows
// code points and nothing of categories. Immutable once built, safe for concurrent reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongzhi {

/// The code points of a text, made comparable: ASCII in lower case, full-width ASCII as ASCII,
/// blanks left out. Bytes that are no UTF-8 become U+FFFD. At most `length_max` code points.
std::u32string comparable_text(std::string_view utf8, std::size_t length_max);

class KeywordIndex {
 public:
  struct Hit {
    std::uint32_t word;  // position in the list given to build
    std::uint32_t at;    // code point at which it begins
  };

  KeywordIndex() = default;
  /// `words` in comparable form; empty ones are never found. The same word may stand there more
  /// than once.
  explicit KeywordIndex(std::vector<std::u32string> words);

  /// Appends every occurrence of every word to `hits`, by place, longer words first; at most
  /// `hits_max`.
  void find(std::u32string_view text, std::vector<Hit>& hits) const;

  std::size_t length(std::uint32_t word) const { return words_[word].size(); }

  static constexpr std::size_t hits_max = 4096;

 private:
  static constexpr std::size_t buckets = 1U << 14U;  // 64 kB of offsets
  static std::size_t slot(char32_t first, char32_t second);

  std::vector<std::u32string> words_;
  /// Words by (first, second code point), longest first; a word of one code point has second 0.
  struct Entry {
    char32_t first;
    char32_t second;
    std::uint32_t word;
  };
  std::vector<Entry> entries_;
  bool has_single_ = false;  // whether some word is one code point long
  std::vector<std::uint32_t>
      bucket_begin_;  // by slot; entries of slot s are [begin[s], begin[s+1])
};

}  // namespace gongzhi
