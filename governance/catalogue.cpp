// Look-ups by code, and the suggestion of a category for what somebody wrote.
#include "governance/catalogue.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "governance/keywords.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t title_length_max = 200;
constexpr std::size_t errors_max = 200;

using RowOf = std::unordered_map<std::string_view, std::size_t>;

void add_error(std::vector<FieldError>& errors, std::string pointer, std::string code,
               std::string detail) {
  if (errors.size() < errors_max)
    errors.push_back({std::move(pointer), std::move(code), std::move(detail)});
}

void check_categories(std::span<const Category> categories, std::vector<FieldError>& errors) {
  RowOf row_of;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const Category& category = categories[i];
    const std::string place = "/categories/" + std::to_string(i);
    if (category.code.empty())
      add_error(errors, place + "/code", "required", "must not be empty");
    else if (!row_of.try_emplace(category.code, i).second)
      add_error(errors, place + "/code", "doubled", category.code + " stands in an earlier row");
    if (category.name.empty()) add_error(errors, place + "/name", "required", "must not be empty");
    for (const std::string& keyword : category.keywords)
      if (comparable_text(keyword, Catalogue::keyword_length_max + 1).size() >
          Catalogue::keyword_length_max)
        add_error(errors, place + "/keywords", "too_long", "a keyword has at most 32 characters");
  }
}

void check_standards(std::span<const Category> categories, std::span<const Standard> standards,
                     std::vector<FieldError>& errors) {
  RowOf codes, row_of;
  for (std::size_t i = 0; i < categories.size(); ++i) codes.try_emplace(categories[i].code, i);
  for (std::size_t i = 0; i < standards.size(); ++i) {
    const Standard& standard = standards[i];
    const std::string place = "/standards/" + std::to_string(i);
    if (standard.id.empty())
      add_error(errors, place + "/id", "required", "must not be empty");
    else if (!row_of.try_emplace(standard.id, i).second)
      add_error(errors, place + "/id", "doubled", standard.id + " stands in an earlier row");
    if (!codes.contains(standard.category))
      add_error(errors, place + "/category", "unknown_category",
                "there is no category " + standard.category.substr(0, 40));
  }
}

/// 私搭乱建(在建) is looked for as 私搭乱建.
std::string_view without_remark(std::string_view name) {
  return name.substr(0, std::min(name.find('('), name.find("（")));
}

/// How much one found word says: 1 for two characters, more for longer ones, less for a single one.
double weight(std::size_t length) {
  if (length < 2) return 0.5;
  return std::min(2.0, 1.0 + 0.25 * static_cast<double>(length - 2));
}

}  // namespace

struct Catalogue::Index {
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t strictest = 0;
  };
  struct Word {
    std::size_t category;
    std::string text;  // as in the table, for showing
  };
  enum class Found : std::uint8_t { nowhere, in_text, in_title };

  std::vector<Category> categories;
  std::vector<Standard> standards;  // grouped by category, in the categories' order
  RowOf category_at, standard_at;
  std::unordered_map<std::string_view, Range> ranges;
  std::vector<Word> words;
  KeywordIndex keywords;

  void index();
  void mark(std::string_view text, std::size_t length_max, Found where,
            std::vector<Found>& found) const;
  std::vector<double> scores(std::span<const Found> found) const;

 private:
  void index_standards();
  void index_words();
};

void Catalogue::Index::index() {
  for (std::size_t i = 0; i < categories.size(); ++i) category_at.emplace(categories[i].code, i);
  index_standards();
  index_words();
}

void Catalogue::Index::index_standards() {
  std::stable_sort(standards.begin(), standards.end(), [&](const Standard& a, const Standard& b) {
    return category_at.at(a.category) < category_at.at(b.category);
  });
  for (std::size_t i = 0; i < standards.size(); ++i) {
    standard_at.emplace(standards[i].id, i);
    const auto [at, is_new] = ranges.try_emplace(standards[i].category, Range{i, i, i});
    Range& range = at->second;
    range.end = i + 1;
    if (is_stricter(standards[i].limit, standards[range.strictest].limit)) range.strictest = i;
  }
}

void Catalogue::Index::index_words() {
  std::vector<std::u32string> comparable;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const std::size_t first = comparable.size();
    const auto add = [&](std::string_view word) {
      std::u32string text = comparable_text(word, keyword_length_max);
      if (text.empty() || std::find(comparable.begin() + static_cast<std::ptrdiff_t>(first),
                                    comparable.end(), text) != comparable.end())
        return;
      comparable.push_back(std::move(text));
      words.push_back({i, std::string(word)});
    };
    for (const std::string& keyword : categories[i].keywords) add(keyword);
    add(without_remark(categories[i].name));
  }
  keywords = KeywordIndex(std::move(comparable));
}

/// Marks the words found in `text`. A word inside a longer word of the same category (垃圾 in
/// 垃圾桶) does not count.
void Catalogue::Index::mark(std::string_view text, std::size_t length_max, Found where,
                            std::vector<Found>& found) const {
  std::vector<KeywordIndex::Hit> hits;
  keywords.find(comparable_text(text, length_max), hits);
  std::vector<std::size_t> covered_until(hits.empty() ? 0 : categories.size(), 0);
  for (const auto& [word, at] : hits) {
    const std::size_t end = at + keywords.length(word);
    std::size_t& covered = covered_until[words[word].category];
    if (end <= covered) continue;
    covered = end;
    found[word] = std::max(found[word], where);
  }
}

std::vector<double> Catalogue::Index::scores(std::span<const Found> found) const {
  std::vector<double> scores(categories.size(), 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] == Found::nowhere) continue;
    const double times = found[i] == Found::in_title ? 2 : 1;
    scores[words[i].category] += times * weight(keywords.length(static_cast<std::uint32_t>(i)));
  }
  return scores;
}

Catalogue::Catalogue() : index_(std::make_shared<const Index>()) {}

Result<Catalogue> Catalogue::build(std::vector<Category> categories,
                                   std::vector<Standard> standards) {
  std::vector<FieldError> errors;
  check_categories(categories, errors);
  check_standards(categories, standards, errors);
  if (!errors.empty()) {
    Error error = fail(Errc::invalid, "the tables of categories and standards do not fit");
    error.fields = std::move(errors);
    return error;
  }
  auto index = std::make_shared<Index>();
  index->categories = std::move(categories);
  index->standards = std::move(standards);
  index->index();
  Catalogue catalogue;
  catalogue.index_ = std::move(index);
  return catalogue;
}

const Category* Catalogue::find_category(std::string_view code) const {
  const auto at = index_->category_at.find(code);
  return at == index_->category_at.end() ? nullptr : &index_->categories[at->second];
}

const Standard* Catalogue::find_standard(std::string_view id) const {
  const auto at = index_->standard_at.find(id);
  return at == index_->standard_at.end() ? nullptr : &index_->standards[at->second];
}

std::span<const Category> Catalogue::categories() const {
  return index_->categories;
}
std::span<const Standard> Catalogue::standards() const {
  return index_->standards;
}

std::span<const Standard> Catalogue::standards_of(std::string_view category) const {
  const auto at = index_->ranges.find(category);
  if (at == index_->ranges.end()) return {};
  return standards().subspan(at->second.begin, at->second.end - at->second.begin);
}

const Standard* Catalogue::strictest(std::string_view category) const {
  const auto at = index_->ranges.find(category);
  return at == index_->ranges.end() ? nullptr : &index_->standards[at->second.strictest];
}

std::vector<std::string_view> Catalogue::words_of(std::string_view category) const {
  const Category* found = find_category(category);
  if (found == nullptr) return {};
  std::vector<std::string_view> words(found->keywords.begin(), found->keywords.end());
  words.push_back(without_remark(found->name));
  return words;
}

Catalogue::Suggestion Catalogue::suggest(std::string_view title, std::string_view text) const {
  Suggestion suggestion;
  std::vector<Index::Found> found(index_->words.size(), Index::Found::nowhere);
  index_->mark(title, title_length_max, Index::Found::in_title, found);
  index_->mark(text, suggest_text_max, Index::Found::in_text, found);
  const std::vector<double> scores = index_->scores(found);

  std::size_t best = 0;
  double next = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > suggestion.score) {
      next = suggestion.score;
      suggestion.score = scores[i];
      best = i;
    } else {
      next = std::max(next, scores[i]);
    }
  }
  if (suggestion.score <= 0) return suggestion;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (found[i] != Index::Found::nowhere && index_->words[i].category == best)
      suggestion.matched.push_back(index_->words[i].text);
  if (suggestion.score >= suggest_score_min && suggestion.score >= suggest_lead_min * next)
    suggestion.category = &index_->categories[best];
  return suggestion;
}

std::vector<Catalogue::Guess> Catalogue::guesses(std::string_view title,
                                                 std::string_view text) const {
  std::vector<Index::Found> found(index_->words.size(), Index::Found::nowhere);
  index_->mark(title, title_length_max, Index::Found::in_title, found);
  index_->mark(text, suggest_text_max, Index::Found::in_text, found);
  const std::vector<double> scores = index_->scores(found);
  std::vector<Guess> guesses;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] <= 0) continue;
    Guess& guess = guesses.emplace_back();
    guess.category = &index_->categories[i];
    guess.score = scores[i];
    for (std::size_t k = 0; k < found.size(); ++k)
      if (found[k] != Index::Found::nowhere && index_->words[k].category == i)
        guess.matched.push_back(index_->words[k].text);
  }
  std::ranges::stable_sort(guesses, std::greater{}, &Guess::score);
  return guesses;
}

}  // namespace gongzhi
