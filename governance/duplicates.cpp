// Ranking of duplicate candidates.
#include "governance/duplicates.hpp"

#include <algorithm>
#include <cstdint>

namespace gongzhi {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// The code point at the front of `rest`, which is taken off; U+FFFD and one byte for what is not
/// UTF-8.
char32_t take_code_point(std::string_view& rest) {
  const auto lead = static_cast<unsigned char>(rest.front());
  std::size_t length = 1;
  char32_t point = lead;
  if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    point = lead & 0x07;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    length = 3;
    point = lead & 0x0F;
  } else if (lead >= 0xC2 && lead < 0xE0) {
    length = 2;
    point = lead & 0x1F;
  } else if (lead >= 0x80) {
    point = replacement;
  }
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U;
    if ((next & 0xC0) != 0x80) {
      rest.remove_prefix(1);
      return replacement;
    }
    point = point << 6 | (next & 0x3F);
  }
  rest.remove_prefix(length);
  return point;
}

bool is_in(char32_t point, char32_t first, char32_t last) {
  return point >= first && point <= last;
}

bool carries_meaning(char32_t point) {
  if (point < 0x80)
    return is_in(point, '0', '9') || is_in(point, 'a', 'z') || is_in(point, 'A', 'Z');
  const bool is_mark = is_in(point, 0x80, 0xBF) ||      // Latin-1 signs, no-break space
                       is_in(point, 0x2000, 0x206F) ||  // general punctuation
                       is_in(point, 0x3000, 0x303F) ||  // CJK punctuation
                       is_in(point, 0xFF00, 0xFF0F) || is_in(point, 0xFF1A, 0xFF20) ||
                       is_in(point, 0xFF3B, 0xFF40) || is_in(point, 0xFF5B, 0xFF65);
  return !is_mark;
}

/// A set of bigrams that is emptied by a number: a candidate is compared in one walk over its text,
/// without sorting and without memory of its own.
class BigramSet {
 public:
  BigramSet() : slots_(slot_count) {}

  void clear() {
    ++round_;
    size_ = 0;
  }
  std::size_t size() const { return size_; }

  bool contains(std::uint64_t bigram) const {
    const Slot& slot = slots_[place_of(bigram)];
    return slot.round == round_;
  }

  /// True when it was not in the set.
  bool insert(std::uint64_t bigram) {
    Slot& slot = slots_[place_of(bigram)];
    if (slot.round == round_) return false;
    slot = {bigram, round_};
    ++size_;
    return true;
  }

 private:
  struct Slot {
    std::uint64_t bigram = 0;
    std::uint32_t round = 0;
  };
  static constexpr std::size_t slot_bits = 12;  // twice as many as a text may have characters
  static constexpr std::size_t slot_count = std::size_t{1} << slot_bits;
  static_assert(slot_count >= 2 * duplicate_text_max);

  std::size_t place_of(std::uint64_t bigram) const {
    std::size_t place = (bigram * 0x9E3779B97F4A7C15U) >> (64U - slot_bits);
    while (slots_[place].round == round_ && slots_[place].bigram != bigram)
      place = (place + 1) % slot_count;
    return place;
  }

  std::vector<Slot> slots_;
  std::uint32_t round_ = 1;
  std::size_t size_ = 0;
};

/// Calls `use` with each bigram of the first characters of a text, also with repeated ones.
template <class Use>
void for_each_bigram(std::string_view text, Use&& use) {
  char32_t before = 0;
  for (std::size_t n = 0; n < duplicate_text_max && !text.empty(); ++n) {
    char32_t point = take_code_point(text);
    if (!carries_meaning(point)) continue;
    if (is_in(point, 'A', 'Z')) point += 'a' - 'A';
    if (before != 0) use(std::uint64_t{before} << 32 | point);
    before = point;
  }
}

/// Compares texts with one, by the Jaccard index of their bigrams.
class Likeness {
 public:
  explicit Likeness(std::string_view text) {
    for_each_bigram(text, [&](std::uint64_t bigram) { ours_.insert(bigram); });
  }

  double with(std::string_view text) {
    theirs_.clear();
    std::size_t common = 0;
    for_each_bigram(text, [&](std::uint64_t bigram) {
      if (theirs_.insert(bigram) && ours_.contains(bigram)) ++common;
    });
    if (ours_.size() == 0 || theirs_.size() == 0) return 0;
    return static_cast<double>(common) /
           static_cast<double>(ours_.size() + theirs_.size() - common);
  }

 private:
  BigramSet ours_, theirs_;
};

bool is_current(const DuplicateCandidate& candidate, Instant now, const DuplicateRule& rule) {
  return !candidate.closed_at || now - *candidate.closed_at <= rule.closed_max;
}

}  // namespace

double duplicate_radius_m(double category_radius_m, DuplicateViewer viewer) {
  if (!(category_radius_m > 0)) return 0;
  return viewer == DuplicateViewer::resident ? 5 * category_radius_m : category_radius_m;
}

double text_likeness(std::string_view a, std::string_view b) {
  return Likeness(a).with(b);
}

std::vector<RankedDuplicate> rank_duplicates(const DuplicateProbe& probe,
                                             std::span<const DuplicateCandidate> candidates,
                                             const DuplicateRule& rule) {
  std::vector<RankedDuplicate> ranked;
  if (!(rule.radius_m > 0) || !is_on_earth(probe.location)) return ranked;
  candidates = candidates.first(std::min(candidates.size(), duplicate_candidates_max));
  if (candidates.empty()) return ranked;
  Likeness likeness(probe.text);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const DuplicateCandidate& candidate = candidates[i];
    if (candidate.category != probe.category || !is_current(candidate, probe.at, rule)) continue;
    const double distance = distance_m(probe.location, candidate.location);
    // Written so that a location that is not a number never passes.
    if (!(distance <= rule.radius_m)) continue;
    RankedDuplicate hit;
    hit.index = i;
    hit.number = candidate.number;
    hit.distance_m = distance;
    hit.age = std::chrono::abs(probe.at - candidate.accepted_at);
    hit.near = 1 - distance / rule.radius_m;
    const auto half = static_cast<double>(std::max(rule.age_half, Milliseconds{1}).count());
    hit.recent = half / (half + static_cast<double>(hit.age.count()));
    hit.alike = likeness.with(candidate.text);
    hit.score = rule.weight_near * hit.near + rule.weight_recent * hit.recent +
                rule.weight_alike * hit.alike;
    ranked.push_back(std::move(hit));
  }
  std::ranges::sort(ranked, [](const RankedDuplicate& a, const RankedDuplicate& b) {
    return a.score != b.score ? a.score > b.score : a.number < b.number;
  });
  return ranked;
}

}  // namespace gongzhi
