// What may be reported: categories (小类) and, under each, the filing standards (立案条件) with
// their limits.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/limit.hpp"

namespace gongzhi {

struct Category {
  std::string code;  // type letter + class + subclass, e.g. E0110
  std::string type;  // event, component, property, dispute, service, wish, village, party
  std::string class_name;
  std::string name;
  std::string name_en;
  std::string kind;        // the kind of case it opens unless the reporter says otherwise
  bool claimable = false;  // goes to the claim pool first (domain.md 6.5)
  bool is_private = false;
  bool safety = false;
  double duplicate_radius_m = 50;
  std::vector<std::string> claim_skills;
  std::vector<std::string> keywords;
};

struct Standard {
  std::string id;  // e.g. C0101-1
  std::string category;
  std::string condition;
  std::string closing;
  Limit limit;
  std::vector<std::string> responsible_kinds;
  std::string responsible;
  bool photo_after = false;
};

/// Immutable once built, safe for concurrent reads; a copy shares the same tables.
class Catalogue {
 public:
  /// An empty one.
  Catalogue();

  /// Errc::invalid with one FieldError (`/standards/3/category`, row counted from 0) per doubled or
  /// empty id, standard without category, category without name, or keyword that is too long.
  static Result<Catalogue> build(std::vector<Category> categories, std::vector<Standard> standards);

  const Category* find_category(std::string_view code) const;
  const Standard* find_standard(std::string_view id) const;
  std::span<const Category> categories() const;
  std::span<const Standard> standards() const;
  /// Standards of one category in table order.
  std::span<const Standard> standards_of(std::string_view category) const;
  /// Until a standard is chosen the strictest limit of the category counts. nullptr for no
  /// standards.
  const Standard* strictest(std::string_view category) const;

  struct Suggestion {
    const Category* category = nullptr;  // nullptr = unsure
    double score = 0;                    // of the best category, also when unsure
    std::vector<std::string> matched;    // the keywords that were found, of the best category
  };
  /// A category for a free-text message by its keywords and its name. Every keyword counts once: 1
  /// in the text, 2 in the title, more for longer words (a longer word is the more specific one).
  /// Unsure unless the best category has at least `suggest_score_min` and `suggest_lead_min` times
  /// the next one's score. Deterministic; a few microseconds for a usual message; reads at most
  /// `suggest_text_max` code points of the text.
  Suggestion suggest(std::string_view title, std::string_view text) const;

  struct Guess {
    const Category* category = nullptr;
    double score = 0;
    std::vector<std::string> matched;  // the keywords that were found
  };
  /// Every category of which a word was found, the likeliest first, then in table order; for a
  /// person who decides. The first is what suggest() says when it is sure.
  std::vector<Guess> guesses(std::string_view title, std::string_view text) const;

  /// The words by which suggest() finds a category: its keywords and its name without a remark.
  /// They point into the table. Empty for a category that does not exist.
  std::vector<std::string_view> words_of(std::string_view category) const;

  static constexpr double suggest_score_min = 2;
  static constexpr double suggest_lead_min = 1.5;
  static constexpr std::size_t suggest_text_max = 2000;
  static constexpr std::size_t keyword_length_max = 32;  // code points

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace gongzhi
