// Checks and look-ups of arrangements.
#include "governance/arrangements.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "governance/keywords.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t text_points_max = 8'192;  // of a title and a description

using namespace std::string_view_literals;

constexpr std::array words{"number"sv, "title"sv, "community"sv, "lead"sv,
                           "due"sv,    "date"sv,  "result"sv,    "phone"sv};

/// What is wrong so far, with the row under way.
class Complaints {
 public:
  explicit Complaints(std::string table) : table_(std::move(table)) {}

  void go_to(std::size_t row) { row_ = row; }
  void add(std::string_view member, std::string code, std::string detail) {
    found_.push_back({"/" + table_ + "/" + std::to_string(row_) + "/" + std::string(member),
                      std::move(code), std::move(detail)});
  }
  void unless_first(std::string_view member, const std::string& id) {
    if (!ids_.insert(id).second) add(member, "doubled", "`" + id + "` stands here twice");
  }
  void move_to(std::vector<FieldError>& all) {
    all.insert(all.end(), found_.begin(), found_.end());
  }

 private:
  std::string table_;
  std::size_t row_ = 0;
  std::set<std::string> ids_;
  std::vector<FieldError> found_;
};

bool is_number_to_call(std::string_view text) {
  return text.size() >= 3 && text.size() <= 20 &&
         text.find_first_not_of("0123456789-") == std::string_view::npos;
}

void check_emergency(const ArrangementTables& tables, const ArrangementNames& names,
                     std::vector<FieldError>& all) {
  Complaints wrong("emergency");
  for (std::size_t row = 0; row < tables.emergency.size(); ++row) {
    const EmergencyAdvice& advice = tables.emergency[row];
    wrong.go_to(row);
    wrong.unless_first("id", advice.id);
    const auto categories = names.catalogue.categories();
    const bool is_known = std::ranges::any_of(
        categories, [&](const Category& one) { return one.code.starts_with(advice.prefix); });
    if (!is_known && !advice.prefix.empty())
      wrong.add("prefix", "unknown", "no category begins with `" + advice.prefix + "`");
    if (advice.numbers.empty()) wrong.add("numbers", "required", "there is no number to call");
    for (const std::string& number : advice.numbers)
      if (!is_number_to_call(number))
        wrong.add("numbers", "number", "`" + number + "` is no telephone number");
    if (advice.prefix.empty() && advice.keywords.empty())
      wrong.add("keywords", "required", "it needs a prefix or keywords to be found by");
  }
  wrong.move_to(all);
}

/// The first word in braces that is none of ours.
std::string unknown_word(std::string_view body) {
  for (auto at = body.find('{'); at != std::string_view::npos; at = body.find('{', at + 1)) {
    const auto end = body.find('}', at);
    const std::string_view word =
        body.substr(at + 1, end == std::string_view::npos ? 20 : end - at - 1);
    if (std::ranges::find(words, word) == words.end()) return std::string(word);
  }
  return {};
}

std::string known_words() {
  std::string text;
  for (const std::string_view word : words)
    text.append(text.empty() ? "{" : ", {").append(word).append("}");
  return text;
}

bool knows_action(const KindSet& kinds, const ReplyTemplate& one) {
  return std::ranges::any_of(kinds.all(), [&](const KindSpec& kind) {
    return (one.kind.empty() || kind.name == one.kind) && kind.knows_action(one.action);
  });
}

void check_templates(const ArrangementTables& tables, const ArrangementNames& names,
                     std::vector<FieldError>& all) {
  Complaints wrong("templates");
  for (std::size_t row = 0; row < tables.templates.size(); ++row) {
    const ReplyTemplate& one = tables.templates[row];
    wrong.go_to(row);
    wrong.unless_first("code", one.code);
    if (!one.kind.empty() && names.kinds.find(one.kind) == nullptr)
      wrong.add("kind", "unknown", "no kind of case is called " + one.kind);
    else if (!one.action.empty() && !knows_action(names.kinds, one))
      wrong.add("action", "unknown", "no kind of case has the action " + one.action);
    if (const std::string word = unknown_word(one.body); !word.empty())
      wrong.add("body", "unknown", "{" + word + "} is not known; known are " + known_words());
  }
  wrong.move_to(all);
}

void check_duty(const ArrangementTables& tables, const ArrangementNames& names,
                std::vector<FieldError>& all) {
  Complaints wrong("duty");
  for (std::size_t row = 0; row < tables.duty.size(); ++row) {
    const DutyShift& shift = tables.duty[row];
    wrong.go_to(row);
    wrong.unless_first("id", shift.id);
    if (names.directory.find_org(shift.org) == nullptr)
      wrong.add("org", "unknown", "no organisation has the id " + shift.org);
    if (!shift.role.empty() && !parse_role(shift.role))
      wrong.add("role", "choice", "no role is called " + shift.role);
    if (names.directory.find_user(shift.person) == nullptr)
      wrong.add("person", "unknown", "no user has the id " + shift.person);
    if (shift.until <= shift.from) wrong.add("until", "order", "it ends before it begins");
  }
  wrong.move_to(all);
}

void check_absences(const ArrangementTables& tables, const ArrangementNames& names,
                    std::vector<FieldError>& all) {
  Complaints wrong("absences");
  std::map<std::string_view, std::vector<const Absence*>> of_person;
  for (std::size_t row = 0; row < tables.absences.size(); ++row) {
    const Absence& absence = tables.absences[row];
    wrong.go_to(row);
    wrong.unless_first("id", absence.id);
    if (names.directory.find_user(absence.person) == nullptr)
      wrong.add("person", "unknown", "no user has the id " + absence.person);
    if (!absence.deputy.empty() && names.directory.find_user(absence.deputy) == nullptr)
      wrong.add("deputy", "unknown", "no user has the id " + absence.deputy);
    if (absence.deputy == absence.person) wrong.add("deputy", "same", "nobody is their own deputy");
    if (absence.until <= absence.from) wrong.add("until", "order", "it ends before it begins");
    auto& others = of_person[absence.person];
    for (const Absence* other : others)
      if (absence.from < other->until && other->from < absence.until)
        wrong.add("from", "overlap", absence.person + " is away then already: " + other->id);
    others.push_back(&absence);
  }
  wrong.move_to(all);
}

}  // namespace

std::span<const std::string_view> template_words() {
  return words;
}

const std::string& home_body(const User& user) {
  const bool by_home = user.role == Role::member || user.role == Role::resident;
  return by_home && !user.community.empty() ? user.community : user.org;
}

std::string shown_phone(std::string_view phone) {
  constexpr std::size_t mobile_digits = 11;
  const bool is_mobile = phone.size() == mobile_digits && phone.front() == '1' &&
                         phone.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_mobile) return std::string(phone);
  return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(7));
}

/// The tables, and the absences of each person: asked for everybody who might be offered a task.
struct Arrangements::Index {
  KeywordIndex alarm_words;
  std::vector<std::uint32_t> advice_of_word;  // word -> row of its advice, or `of_category`
  ArrangementTables tables;
  std::map<std::string, std::vector<std::size_t>, std::less<>> absences_of;

  static constexpr std::uint32_t of_category = ~0U;
  void index_words(const Catalogue& catalogue);
};

/// Category words stand beside the words of danger, so that a suggestion, which is dear, is asked
/// for only where it can end in advice.
void Arrangements::Index::index_words(const Catalogue& catalogue) {
  std::vector<std::u32string> comparable;
  const auto add = [&](std::string_view word, std::uint32_t advice) {
    comparable.push_back(comparable_text(word, text_points_max));
    advice_of_word.push_back(advice);
  };
  for (std::uint32_t row = 0; row < tables.emergency.size(); ++row)
    for (const std::string& keyword : tables.emergency[row].keywords) add(keyword, row);
  for (const Category& category : catalogue.categories())
    if (std::ranges::any_of(tables.emergency, [&](const EmergencyAdvice& advice) {
          return !advice.prefix.empty() && category.code.starts_with(advice.prefix);
        }))
      for (const std::string_view word : catalogue.words_of(category.code)) add(word, of_category);
  alarm_words = KeywordIndex(std::move(comparable));
}

Arrangements::Arrangements() : index_(std::make_shared<const Index>()) {}

Result<Arrangements> Arrangements::build(ArrangementTables tables, const ArrangementNames& names) {
  std::vector<FieldError> all;
  const std::array sizes{tables.emergency.size(), tables.templates.size(), tables.duty.size(),
                         tables.absences.size()};
  if (std::ranges::max(sizes) > rows_max)
    return fail(Errc::too_large, "a table has more than " + std::to_string(rows_max) + " rows");
  check_emergency(tables, names, all);
  check_templates(tables, names, all);
  check_duty(tables, names, all);
  check_absences(tables, names, all);
  if (!all.empty()) return Error{Errc::invalid, "the arrangements have errors", {}, std::move(all)};
  Arrangements built;
  auto index = std::make_shared<Index>();
  index->tables = std::move(tables);
  index->index_words(names.catalogue);
  for (std::size_t row = 0; row < index->tables.absences.size(); ++row)
    index->absences_of[index->tables.absences[row].person].push_back(row);
  built.index_ = std::move(index);
  return built;
}

const EmergencyAdvice* Arrangements::emergency_of(std::string_view category) const {
  const EmergencyAdvice* found = nullptr;
  for (const EmergencyAdvice& advice : index_->tables.emergency)
    if (!advice.prefix.empty() && category.starts_with(advice.prefix) &&
        (found == nullptr || advice.prefix.size() > found->prefix.size()))
      found = &advice;
  return found;
}

Arrangements::Alarm Arrangements::alarm_of(std::string_view text) const {
  Alarm alarm;
  std::vector<KeywordIndex::Hit> hits;
  index_->alarm_words.find(comparable_text(text, text_points_max), hits);
  for (const KeywordIndex::Hit& hit : hits) {
    const std::uint32_t row = index_->advice_of_word[hit.word];
    if (row == Index::of_category) {
      alarm.may_suggest = true;
      continue;
    }
    const EmergencyAdvice& advice = index_->tables.emergency[row];
    if (alarm.advice == nullptr || &advice < alarm.advice) alarm.advice = &advice;
  }
  return alarm;
}

const Absence* Arrangements::absence_of(std::string_view person, Instant at) const {
  const auto found = index_->absences_of.find(person);
  if (found == index_->absences_of.end()) return nullptr;
  for (const std::size_t row : found->second) {
    const Absence& absence = index_->tables.absences[row];
    if (absence.from <= at && at < absence.until) return &absence;
  }
  return nullptr;
}

std::string Arrangements::stand_in(const Directory& directory, std::string_view person,
                                   Instant at) const {
  std::string present(person);
  for (int step = 0; step <= deputies_max; ++step) {
    const Absence* absence = absence_of(present, at);
    const User* user = directory.find_user(present);
    if (absence == nullptr) return user != nullptr && user->active ? present : std::string();
    present = absence->deputy;
  }
  return {};
}

std::vector<const DutyShift*> Arrangements::on_duty(std::string_view org, Instant at) const {
  std::vector<const DutyShift*> found;
  for (const DutyShift& shift : index_->tables.duty)
    if (shift.org == org && shift.from <= at && at < shift.until) found.push_back(&shift);
  std::ranges::stable_sort(
      found, [](const DutyShift* a, const DutyShift* b) { return a->from > b->from; });
  return found;
}

std::span<const EmergencyAdvice> Arrangements::emergency() const {
  return index_->tables.emergency;
}

std::span<const ReplyTemplate> Arrangements::templates() const {
  return index_->tables.templates;
}

std::span<const DutyShift> Arrangements::duty() const {
  return index_->tables.duty;
}

std::span<const Absence> Arrangements::absences() const {
  return index_->tables.absences;
}

}  // namespace gongzhi
