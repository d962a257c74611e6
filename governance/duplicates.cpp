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

/// The sorted set of bigrams of the first characters of a text.
std::vector<std::uint64_t> bigrams_of(std::string_view text) {
  std::vector<std::uint64_t> set;
  char32_t before = 0;
  for (std::size_t n = 0; n < duplicate_text_max && !text.empty(); ++n) {
    char32_t point = take_code_point(text);
    if (!carries_meaning(point)) continue;
    if (is_in(point, 'A', 'Z')) point += 'a' - 'A';
    if (before != 0) set.push_back(std::uint64_t{before} << 32 | point);
    before = point;
  }
  std::ranges::sort(set);
  const auto doubles = std::ranges::unique(set);
  set.erase(doubles.begin(), doubles.end());
  return set;
}

double jaccard(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      ++common;
      ++x;
      ++y;
    } else if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

bool is_current(const DuplicateCandidate& candidate, Instant now, const DuplicateRule& rule) {
  return !candidate.closed_at || now - *candidate.closed_at <= rule.closed_max;
}

}  // namespace

double duplicate_radius_m(double category_radius_m, DuplicateViewer viewer) {
  if (!(category_radius_m > 0)) return 0;
  return viewer == DuplicateViewer::resident ? 5 * category_radius_m : category_radius_m;
}

double text_likeness(std::string_view a, std::string_view b) {
  return jaccard(bigrams_of(a), bigrams_of(b));
}

std::vector<RankedDuplicate> rank_duplicates(const DuplicateProbe& probe,
                                             std::span<const DuplicateCandidate> candidates,
                                             const DuplicateRule& rule) {
  std::vector<RankedDuplicate> ranked;
  if (!(rule.radius_m > 0) || !is_on_earth(probe.location)) return ranked;
  candidates = candidates.first(std::min(candidates.size(), duplicate_candidates_max));
  const std::vector<std::uint64_t> words = bigrams_of(probe.text);
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
    hit.alike = jaccard(words, bigrams_of(candidate.text));
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
