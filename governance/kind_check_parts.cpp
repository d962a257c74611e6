#include "governance/kind_check_parts.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "governance/nearest_word.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

/// What an argument of a word names. `given` is an input of the action or a field; `line_field` is
/// a field of the sheet before it.
enum class Names { nothing, field, given, sheet, line_field, clock };

struct WordNames {
  std::string_view word;
  std::array<Names, 2> arguments;
};

constexpr auto none = Names::nothing;
constexpr std::array words{
    WordNames{"set"sv, {Names::field, none}},
    WordNames{"clear"sv, {Names::field, none}},
    WordNames{"stamp"sv, {Names::field, none}},
    WordNames{"count"sv, {Names::field, none}},
    WordNames{"sign_off"sv, {Names::field, none}},
    WordNames{"belong"sv, {Names::field, none}},
    WordNames{"lead_is"sv, {Names::field, none}},
    WordNames{"assists_are"sv, {Names::field, none}},
    WordNames{"holder_is"sv, {Names::field, none}},
    WordNames{"start_until"sv, {Names::field, none}},
    WordNames{"tell"sv, {Names::field, none}},
    WordNames{"given"sv, {Names::field, none}},
    WordNames{"missing"sv, {Names::field, none}},
    WordNames{"is"sv, {Names::field, none}},
    WordNames{"is_not"sv, {Names::field, none}},
    WordNames{"at_least"sv, {Names::field, none}},
    WordNames{"reached"sv, {Names::field, none}},
    WordNames{"not_reached"sv, {Names::field, none}},
    WordNames{"not_by"sv, {Names::field, none}},
    WordNames{"by"sv, {Names::field, none}},
    WordNames{"ahead"sv, {Names::given, none}},
    WordNames{"in_order"sv, {Names::given, Names::given}},
    WordNames{"other_is"sv, {Names::given, none}},
    WordNames{"start"sv, {Names::clock, none}},
    WordNames{"add_line"sv, {Names::sheet, none}},
    WordNames{"add_lines"sv, {Names::sheet, Names::given}},
    WordNames{"set_own_line"sv, {Names::sheet, none}},
    WordNames{"drop_line"sv, {Names::sheet, none}},
    WordNames{"clear_sheet"sv, {Names::sheet, none}},
    WordNames{"set_lines"sv, {Names::sheet, Names::line_field}},
    WordNames{"open_lines"sv, {Names::sheet, none}},
    WordNames{"line_fits"sv, {Names::sheet, none}},
    WordNames{"line_there"sv, {Names::sheet, none}},
    WordNames{"line_new"sv, {Names::sheet, none}},
    WordNames{"has_own_line"sv, {Names::sheet, none}},
    WordNames{"own_line_lacks"sv, {Names::sheet, Names::line_field}},
    WordNames{"lines_min"sv, {Names::sheet, none}},
    WordNames{"every_line"sv, {Names::sheet, Names::line_field}},
    WordNames{"some_line"sv, {Names::sheet, Names::line_field}},
    WordNames{"no_line"sv, {Names::sheet, Names::line_field}},
    WordNames{"lines_filled"sv, {Names::sheet, Names::line_field}},
};

template <class Spec>
std::vector<std::string> names_of(const std::vector<Spec>& all) {
  std::vector<std::string> names;
  for (const Spec& one : all) names.push_back(one.name);
  return names;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class PartsCheck {
 public:
  explicit PartsCheck(const KindSpec& kind) : kind_(kind), fields_(names_of(kind.fields)) {}

  std::vector<KindFinding> run() {
    check_clocks();
    check_sheets();
    check_indexed();
    for (std::size_t i = 0; i < kind_.actions.size(); ++i) check_words(kind_.actions[i], i);
    return std::move(findings_);
  }

 private:
  void find(const std::string& pointer, std::string code, std::string detail) {
    findings_.push_back({pointer, std::move(code), std::move(detail), pointer});
  }

  void check_clocks() {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kind_.clocks.size(); ++i)
      if (!names.insert(kind_.clocks[i].name).second)
        find("/clocks/" + std::to_string(i), "double", "a clock of this name twice; rename one");
  }

  void check_sheets() {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kind_.sheets.size(); ++i) {
      const SheetSpec& sheet = kind_.sheets[i];
      const std::string at = "/sheets/" + std::to_string(i);
      if (!names.insert(sheet.name).second)
        find(at, "double", "a sheet of this name twice; rename one");
      if (sheet.fields.empty()) find(at, "no_fields", "a sheet needs fields");
      if (!sheet.key.empty() && !sheet.find_field(sheet.key))
        find(at + "/key", "unknown_field", "`" + sheet.key + "` is no field of the sheet");
    }
  }

  void check_indexed() {
    for (std::size_t i = 0; i < kind_.indexed.size(); ++i) {
      const std::string& name = kind_.indexed[i];
      const auto dot = name.find('.');
      const SheetSpec* sheet =
          dot == std::string::npos ? nullptr : kind_.find_sheet(name.substr(0, dot));
      const bool is_known =
          dot == std::string::npos
              ? contains(fields_, name)
              : sheet != nullptr && sheet->find_field(name.substr(dot + 1)) != nullptr;
      if (!is_known)
        find("/indexed/" + std::to_string(i), "unknown_field",
             "`" + name + "` is neither a field nor `sheet.field` of this kind");
    }
  }

  void check_words(const ActionSpec& action, std::size_t index) {
    const std::string at = "/actions/" + std::to_string(index);
    for (const auto* terms : {&action.when, &action.guards, &action.effects})
      for (const Term& term : *terms) check_term(action, term, at);
  }

  void check_term(const ActionSpec& action, const Term& term, const std::string& at) {
    const auto word = std::ranges::find(words, term.word, &WordNames::word);
    if (word == words.end()) return;
    for (std::size_t i = 0; i < word->arguments.size() && i < term.arguments.size(); ++i) {
      const std::vector<std::string> known = known_for(action, term, word->arguments[i]);
      if (word->arguments[i] == none || contains(known, term.arguments[i])) continue;
      find(at, "unknown_name",
           "`" + format_term(term) + "`: there is no `" + term.arguments[i] + "`" +
               did_you_mean(term.arguments[i], known));
    }
  }

  std::vector<std::string> known_for(const ActionSpec& action, const Term& term,
                                     Names names) const {
    switch (names) {
      case Names::nothing: return {};
      case Names::field: return fields_;
      case Names::given: {
        std::vector<std::string> known = fields_;
        for (const FieldSpec& input : action.needs) known.push_back(input.name);
        return known;
      }
      case Names::sheet: return names_of(kind_.sheets);
      case Names::line_field: {
        const SheetSpec* sheet = kind_.find_sheet(term.arguments[0]);
        return sheet ? names_of(sheet->fields) : std::vector<std::string>{};
      }
      case Names::clock: return names_of(kind_.clocks);
    }
    return {};
  }

  const KindSpec& kind_;
  std::vector<std::string> fields_;
  std::vector<KindFinding> findings_;
};

}  // namespace

std::vector<KindFinding> check_kind_parts(const KindSpec& kind) {
  return PartsCheck(kind).run();
}

}  // namespace gongzhi
