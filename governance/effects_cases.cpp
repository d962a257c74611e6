// Effects between cases: one opens others, and tells those it belongs with what became of it.
#include <array>

#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/lifecycle.hpp"
#include "governance/sheets.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

/// Fields of the new kind that are known already, the nearest first.
Values fields_for(const KindSpec& kind, std::initializer_list<const Values*> sources) {
  Values fields;
  for (const FieldSpec& field : kind.fields)
    for (const Values* source : sources)
      if (is_given(*source, field.name) && !fields.contains(field.name))
        fields.emplace(field.name, source->find(field.name)->second);
  return fields;
}

CreateCase report_of(const Turn& turn, const KindSpec& kind) {
  const Case& item = turn.item;
  CreateCase report;
  report.kind = kind.name;
  report.title = is_given(*turn.input, "title") ? text_of(*turn.input, "title") : item.title;
  report.description = item.description;
  report.location = item.location;
  report.urgent = item.urgent;
  report.on_behalf_of = turn.actor->user;
  report.source = Source::platform;
  report.cause = item.number;
  return report;
}

void open(Turn& turn, Arguments arguments) {
  const KindSpec* kind = turn.world.kinds.find(arguments[0]);
  if (!kind) return;
  CreateCase report = report_of(turn, *kind);
  report.fields = fields_for(*kind, {turn.input, &turn.item.fields});
  turn.decision.openings.push_back({kind->name, std::move(report)});
}

/// One case for each line that has none yet (its field `case` is empty).
void open_lines(Turn& turn, Arguments arguments) {
  const KindSpec* own = kind_of(turn.world, turn.item);
  const SheetSpec* sheet = own ? own->find_sheet(arguments[0]) : nullptr;
  const KindSpec* kind = turn.world.kinds.find(arguments[1]);
  if (!sheet || !kind) return;
  for (const Values& line : lines_of(turn.item, sheet->name)) {
    if (is_given(line, "case")) continue;
    const std::string key = key_of(*sheet, line);
    CreateCase report = report_of(turn, *kind);
    if (is_given(line, "title")) report.title = text_of(line, "title");
    report.fields = fields_for(*kind, {&line, &turn.item.fields});
    report.cause_line = sheet->name + "/" + key;
    turn.decision.openings.push_back({kind->name + "/" + key, std::move(report)});
  }
}

/// What the other case hears: the word, who says it, how it stands, and its fields but for free
/// words.
Followup word_to(const Turn& turn, const CaseNumber& target, const std::string& word) {
  const Case& item = turn.item;
  Followup followup{target, item.number, "word", {}};
  const KindSpec* kind = kind_of(turn.world, item);
  if (kind)
    for (const FieldSpec& field : kind->fields)
      if (field.type != FieldSpec::Type::text && is_given(item.fields, field.name))
        followup.input.emplace(field.name, item.fields.find(field.name)->second);
  followup.input.insert_or_assign("word", word);
  followup.input.insert_or_assign("case", item.number.text());
  followup.input.insert_or_assign("result", item.result);
  return followup;
}

void tell_cause(Turn& turn, Arguments arguments) {
  if (turn.item.cause)
    turn.decision.followups.push_back(word_to(turn, *turn.item.cause, arguments[0]));
}

/// To the case whose number stands in a field.
void tell(Turn& turn, Arguments arguments) {
  const auto number = parse_case_number(text_of(turn.item.fields, arguments[0]));
  if (number && *number != turn.item.number)
    turn.decision.followups.push_back(word_to(turn, *number, arguments[1]));
}

constexpr std::array table{
    EffectWord{"open", 1, open},
    EffectWord{"open_lines", 2, open_lines},
    EffectWord{"tell_cause", 1, tell_cause},
    EffectWord{"tell", 2, tell},
};

}  // namespace

std::span<const EffectWord> case_effects() {
  return table;
}

}  // namespace gongzhi
