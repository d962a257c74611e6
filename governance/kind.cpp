// Look-ups in a kind, and the spelling of its words.
#include "governance/kind.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array field_type_names{
    "text"sv, "word"sv, "integer"sv, "number"sv, "boolean"sv,     "list"sv,  "files"sv,
    "date"sv, "time"sv, "user"sv,    "org"sv,    "case_number"sv, "choice"sv};
constexpr std::array trigger_names{"person"sv, "entry"sv, "clock"sv, "word"sv};

constexpr std::size_t term_bytes_max = 200;

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Error not_a_term(std::string_view text) {
  return fail(Errc::invalid, "expected word or word(argument,argument)",
              std::string(text.substr(0, term_bytes_max)));
}

template <class Enum, std::size_t n>
std::optional<Enum> parse_name(const std::array<std::string_view, n>& names,
                               std::string_view text) {
  const auto it = std::ranges::find(names, text);
  if (it == names.end()) return std::nullopt;
  return static_cast<Enum>(it - names.begin());
}

template <class Spec>
const Spec* find_named(const std::vector<Spec>& all, std::string_view wanted) {
  const auto it = std::ranges::find(all, wanted, &Spec::name);
  return it == all.end() ? nullptr : &*it;
}

}  // namespace

Result<Term> parse_term(std::string_view text) {
  if (text.size() > term_bytes_max) return not_a_term(text);
  const auto open = text.find('(');
  Term term{std::string(text.substr(0, open)), {}};
  if (!is_word(term.word)) return not_a_term(text);
  if (open == std::string_view::npos) return term;
  if (!text.ends_with(')')) return not_a_term(text);
  std::string_view rest = text.substr(open + 1, text.size() - open - 2);
  while (true) {
    const auto comma = rest.find(',');
    const std::string_view argument = rest.substr(0, comma);
    if (!is_word(argument)) return not_a_term(text);
    term.arguments.emplace_back(argument);
    if (comma == std::string_view::npos) return term;
    rest.remove_prefix(comma + 1);
  }
}

std::string format_term(const Term& term) {
  if (term.arguments.empty()) return term.word;
  std::string text = term.word + "(";
  for (std::size_t i = 0; i < term.arguments.size(); ++i)
    text += (i == 0 ? "" : ",") + term.arguments[i];
  return text + ")";
}

std::string_view name(FieldSpec::Type type) {
  return field_type_names[static_cast<std::size_t>(type)];
}

std::optional<FieldSpec::Type> parse_field_type(std::string_view text) {
  return parse_name<FieldSpec::Type>(field_type_names, text);
}

std::string_view name(Trigger trigger) {
  return trigger_names[static_cast<std::size_t>(trigger)];
}

std::optional<Trigger> parse_trigger(std::string_view text) {
  return parse_name<Trigger>(trigger_names, text);
}

bool ActionSpec::starts_in(std::string_view state) const {
  return std::ranges::find(from, state) != from.end();
}

const FieldSpec* SheetSpec::find_field(std::string_view field) const {
  return find_named(fields, field);
}

const StateSpec* KindSpec::find_state(std::string_view state) const {
  return find_named(states, state);
}
const FieldSpec* KindSpec::find_field(std::string_view field) const {
  return find_named(fields, field);
}
const ClockSpec* KindSpec::find_clock(std::string_view clock) const {
  return find_named(clocks, clock);
}
const SheetSpec* KindSpec::find_sheet(std::string_view sheet) const {
  return find_named(sheets, sheet);
}

const ActionSpec* KindSpec::find_action(std::string_view action, std::string_view state) const {
  const auto it = std::ranges::find_if(actions, [&](const ActionSpec& spec) {
    return spec.trigger == Trigger::person && spec.name == action && spec.starts_in(state);
  });
  return it == actions.end() ? nullptr : &*it;
}

std::vector<const ActionSpec*> KindSpec::alternatives(std::string_view action,
                                                      std::string_view state,
                                                      Trigger trigger) const {
  std::vector<const ActionSpec*> found;
  for (const ActionSpec& spec : actions)
    if (spec.trigger == trigger && (action.empty() || spec.name == action) && spec.starts_in(state))
      found.push_back(&spec);
  return found;
}

bool KindSpec::knows_action(std::string_view action) const {
  return std::ranges::any_of(actions, [&](const ActionSpec& spec) {
    return spec.trigger == Trigger::person && spec.name == action;
  });
}

bool KindSpec::takes_category_of(std::string_view category_kind) const {
  return category_kind.empty() || category_kind == name ||
         std::ranges::find(takes, category_kind) != takes.end();
}

bool KindSpec::is_final(std::string_view state) const {
  const StateSpec* spec = find_state(state);
  return spec && spec->final;
}

KindSet::KindSet(std::vector<KindSpec> kinds) : kinds_(std::move(kinds)) {
  std::ranges::stable_sort(kinds_, [](const KindSpec& a, const KindSpec& b) {
    return a.name != b.name ? a.name < b.name : a.version > b.version;
  });
}

const KindSpec* KindSet::find(std::string_view name) const {
  const auto it = std::ranges::find(kinds_, name, &KindSpec::name);
  return it == kinds_.end() ? nullptr : &*it;
}

const KindSpec* KindSet::find(std::string_view name, std::int64_t version) const {
  const auto it = std::ranges::find_if(
      kinds_, [&](const KindSpec& kind) { return kind.name == name && kind.version == version; });
  return it == kinds_.end() ? nullptr : &*it;
}

std::string KindSet::labels_taking(std::string_view category_kind) const {
  std::string labels;
  for (const KindSpec& kind : kinds_) {
    if (find(kind.name) != &kind || !kind.takes_category_of(category_kind)) continue;
    labels += (labels.empty() ? "“" : "、“") + kind.label + "”";
  }
  return labels;
}

}  // namespace gongzhi
