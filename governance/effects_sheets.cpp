// Effects on the sheets of a case: lines are added, filled in, taken away. They know sheets by name
// only.
#include <algorithm>
#include <array>

#include "governance/effect_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/lifecycle.hpp"
#include "governance/sheets.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

const SheetSpec* sheet_of(const Turn& turn, std::string_view sheet) {
  const KindSpec* kind = kind_of(turn.world, turn.item);
  return kind ? kind->find_sheet(sheet) : nullptr;
}

/// `at` and `by` are filled in where the sheet has them and nobody gave them.
void complete(const Turn& turn, const SheetSpec& sheet, Values& line) {
  if (const FieldSpec* at = sheet.find_field("at"))
    line.try_emplace("at", at->type == FieldSpec::Type::date ? format_date(business_day(turn.now))
                                                             : format_rfc3339(turn.now));
  if (sheet.find_field("by") && !turn.actor->user.empty()) line.try_emplace("by", turn.actor->user);
}

/// Free words are in the entry's note already; what tells the line apart is a fact.
void note_line(Turn& turn, const SheetSpec& sheet, const Values& line) {
  turn.noted.try_emplace("sheet", sheet.name);
  if (const std::string key = key_of(sheet, line); !key.empty())
    turn.noted.try_emplace("line", key);
}

void add_line(Turn& turn, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(turn, arguments[0]);
  if (!sheet) return;
  Values line = line_from(*sheet, *turn.input);
  complete(turn, *sheet, line);
  note_line(turn, *sheet, line);
  put_line(turn.item, *sheet, std::move(line));
}

/// One line for each element of a list, which is its key; the other inputs go into every one.
void add_lines(Turn& turn, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(turn, arguments[0]);
  if (!sheet) return;
  const Values& from = is_given(*turn.input, arguments[1]) ? *turn.input : turn.item.fields;
  for (const std::string& key : list_of(from, arguments[1])) {
    Values line = line_from(*sheet, *turn.input);
    line.insert_or_assign(sheet->key, key);
    put_line(turn.item, *sheet, std::move(line));
  }
  turn.noted.try_emplace("sheet", sheet->name);
}

void set_own_line(Turn& turn, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(turn, arguments[0]);
  const User* user = turn.world.directory.find_user(turn.actor->user);
  const Values* own = sheet && user ? own_line(turn.world, turn.item, *sheet, *user) : nullptr;
  if (!own) return;
  Values line = line_from(*sheet, *turn.input);
  line.insert_or_assign(sheet->key, own->find(sheet->key)->second);
  complete(turn, *sheet, line);
  note_line(turn, *sheet, line);
  put_line(turn.item, *sheet, std::move(line));
}

void drop_line(Turn& turn, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(turn, arguments[0]);
  if (!sheet) return;
  const std::string key = key_of(*sheet, line_from(*sheet, *turn.input));
  std::erase_if(turn.item.sheets[sheet->name],
                [&](const Values& line) { return key_of(*sheet, line) == key; });
  turn.noted.try_emplace("sheet", sheet->name);
  turn.noted.try_emplace("line", key);
}

void clear_sheet(Turn& turn, Arguments arguments) {
  turn.item.sheets.erase(arguments[0]);
}

/// The same field of every line.
void set_lines(Turn& turn, Arguments arguments) {
  const auto sheet = turn.item.sheets.find(arguments[0]);
  if (sheet == turn.item.sheets.end()) return;
  for (Values& line : sheet->second) line.insert_or_assign(arguments[1], arguments[2]);
}

constexpr std::array table{
    EffectWord{"add_line", 1, add_line, {}, Hand::keeps, "line_fits"},
    EffectWord{"add_lines", 2, add_lines, {}, Hand::keeps, "lines_fit"},
    EffectWord{"set_own_line", 1, set_own_line, {}, Hand::keeps, "has_own_line"},
    EffectWord{"drop_line", 1, drop_line, {}, Hand::keeps, "line_there"},
    EffectWord{"clear_sheet", 1, clear_sheet},
    EffectWord{"set_lines", 3, set_lines},
};

}  // namespace

std::span<const EffectWord> sheet_effects() {
  return table;
}

}  // namespace gongzhi
