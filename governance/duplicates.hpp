// Which open or just closed cases a new report may repeat (domain.md 6.3): the same subclass
// (小类), near, recent, alike in text. Only ranks and explains; whether they are the same is
// decided by a person.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"
#include "governance/location.hpp"

namespace gongzhi {

/// Staff look closely, residents are shown a wider circle (and coarse places only).
enum class DuplicateViewer { internal, resident };

/// The radius in metres: the category's own (default 50 m) for staff, five times that (250 m) for
/// residents; 0 disables.
double duplicate_radius_m(double category_radius_m, DuplicateViewer viewer);

struct DuplicateRule {
  double radius_m = 50;                              // 0 or less: no candidates
  Milliseconds closed_max = std::chrono::hours{24};  // a case closed longer ago is another matter
  Milliseconds age_half = std::chrono::hours{72};  // at this age half of the score for time is left
  // Shares of the score, in the order of domain.md 6.3.
  double weight_near = 0.5;
  double weight_recent = 0.2;
  double weight_alike = 0.3;
};

/// At most so many candidates are looked at, the first ones given; and so many code points of a
/// text.
inline constexpr std::size_t duplicate_candidates_max = 50;
inline constexpr std::size_t duplicate_text_max = 2000;

struct DuplicateProbe {
  std::string category;
  Location location;
  Instant at{};
  std::string text;  // title and description
};

struct DuplicateCandidate {
  std::string number;
  std::string category;
  Location location;
  Instant accepted_at{};
  std::optional<Instant> closed_at;  // none = open
  std::string text;
};

/// One candidate with the parts of its score, each 0 to 1, so that a page can say why.
struct RankedDuplicate {
  std::size_t index = 0;  // in the candidates given
  std::string number;
  double distance_m = 0;
  Milliseconds age{};  // between the two acceptances
  double near = 0;     // 1 - distance / radius
  double recent = 0;   // age_half / (age_half + age)
  double alike = 0;    // Jaccard index over character bigrams
  double score = 0;    // weighted sum
};

/// The candidates that pass, best first; equal scores by number.
std::vector<RankedDuplicate> rank_duplicates(const DuplicateProbe& probe,
                                             std::span<const DuplicateCandidate> candidates,
                                             const DuplicateRule& rule);

/// |A ∩ B| / |A ∪ B| over the sets of two-character sequences of both texts, 0 to 1. Letters are
/// compared without case; blanks and punctuation, ASCII and Chinese, do not count. Bytes that are
/// not UTF-8 count as U+FFFD. 0 when either text has fewer than two characters.
double text_likeness(std::string_view a, std::string_view b);

}  // namespace gongzhi
