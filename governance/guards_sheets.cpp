// Guard words about the sheets of a case: room for a line, whose it is, what the lines say.
#include <algorithm>
#include <array>
#include <charconv>

#include "governance/guard_tables.hpp"
#include "governance/inputs.hpp"
#include "governance/lifecycle.hpp"
#include "governance/sheets.hpp"

namespace gongzhi {
namespace {

using Arguments = std::span<const std::string>;

const SheetSpec* sheet_of(const Look& look, std::string_view sheet) {
  const KindSpec* kind = kind_of(look.world, look.item);
  return kind ? kind->find_sheet(sheet) : nullptr;
}

const Values* own_line_of(const Look& look, std::string_view name) {
  const SheetSpec* sheet = sheet_of(look, name);
  const User* user = look.user();
  return sheet && user ? own_line(look.world, look.item, *sheet, *user) : nullptr;
}

bool says(const Values& line, const std::string& field, std::string_view word) {
  const auto it = line.find(field);
  if (it == line.end()) return false;
  if (const auto* text = std::get_if<std::string>(&it->second)) return *text == word;
  if (const auto* flag = std::get_if<bool>(&it->second)) return (*flag ? "true" : "false") == word;
  return false;
}

/// Room for so many more lines, and for what they would say.
bool has_room(const Look& look, const SheetSpec& sheet, std::size_t lines) {
  Sheets more;
  more["new"] = {line_from(sheet, *look.input)};
  const std::size_t bytes = bytes_of(look.item.sheets) + lines * bytes_of(more);
  return lines_of(look.item, sheet.name).size() + lines <= sheet.lines_max &&
         bytes <= sheet_bytes_max;
}

bool line_fits(const Look& look, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(look, arguments[0]);
  if (!sheet) return false;
  const std::string key = key_of(*sheet, line_from(*sheet, *look.input));
  return has_room(look, *sheet, find_line(look.item, *sheet, key) ? 0 : 1);
}
bool lines_fit(const Look& look, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(look, arguments[0]);
  const Values& from = is_given(*look.input, arguments[1]) ? *look.input : look.item.fields;
  return sheet && has_room(look, *sheet, list_of(from, arguments[1]).size());
}
bool line_there(const Look& look, Arguments arguments) {
  const SheetSpec* sheet = sheet_of(look, arguments[0]);
  return sheet &&
         find_line(look.item, *sheet, key_of(*sheet, line_from(*sheet, *look.input))) != nullptr;
}
bool line_new(const Look& look, Arguments arguments) {
  return !line_there(look, arguments);
}
bool has_own_line(const Look& look, Arguments arguments) {
  return own_line_of(look, arguments[0]) != nullptr;
}
bool own_line_lacks(const Look& look, Arguments arguments) {
  const Values* own = own_line_of(look, arguments[0]);
  return own && !is_given(*own, arguments[1]);
}
bool lines_min(const Look& look, Arguments arguments) {
  std::size_t least = 0;
  const std::string& word = arguments[1];
  std::from_chars(word.data(), word.data() + word.size(), least);
  return lines_of(look.item, arguments[0]).size() >= least;
}
bool every_line(const Look& look, Arguments arguments) {
  const std::vector<Values>& lines = lines_of(look.item, arguments[0]);
  return !lines.empty() && std::ranges::all_of(lines, [&](const Values& line) {
    return says(line, arguments[1], arguments[2]);
  });
}
bool some_line(const Look& look, Arguments arguments) {
  return std::ranges::any_of(lines_of(look.item, arguments[0]), [&](const Values& line) {
    return says(line, arguments[1], arguments[2]);
  });
}
bool no_line(const Look& look, Arguments arguments) {
  return !some_line(look, arguments);
}
bool lines_filled(const Look& look, Arguments arguments) {
  const std::vector<Values>& lines = lines_of(look.item, arguments[0]);
  return !lines.empty() && std::ranges::all_of(lines, [&](const Values& line) {
    return is_given(line, arguments[1]);
  });
}

constexpr auto record = Reads::record;
constexpr auto input = Reads::input;
constexpr auto conflict = Errc::conflict;

constexpr std::array table{
    GuardWord{"line_fits", 1, input, line_fits, conflict, "sheet_full", "该表已满，不能再添加",
              "this sheet is full"},
    GuardWord{"lines_fit", 2, input, lines_fit, conflict, "sheet_full", "该表已满，不能再添加",
              "this sheet is full"},
    GuardWord{"line_there", 1, input, line_there, conflict, "no_such_line", "表中没有这一项",
              "the sheet has no such line"},
    GuardWord{"line_new", 1, input, line_new, conflict, "line_double", "表中已有这一项",
              "the sheet has this line already"},
    GuardWord{"has_own_line", 1, record, has_own_line, conflict, "not_listed",
              "您或您的单位不在名单内", "neither you nor your body is on the list"},
    GuardWord{"own_line_lacks", 2, record, own_line_lacks, conflict, "answered_before",
              "已经答复过，或不在名单内", "it was answered before, or you are not on the list"},
    GuardWord{"lines_min", 2, record, lines_min, conflict, "too_few_lines", "表中的项数不够",
              "the sheet has too few lines"},
    GuardWord{"every_line", 3, record, every_line, conflict, "lines_open", "表中还有未完成的项",
              "not every line of the sheet is there yet"},
    GuardWord{"some_line", 3, record, some_line, conflict, "no_such_line", "表中没有这样的项",
              "no line of the sheet says so"},
    GuardWord{"no_line", 3, record, no_line, conflict, "lines_open", "表中还有未解决的项",
              "a line of the sheet stands against it"},
    GuardWord{"lines_filled", 2, record, lines_filled, conflict, "lines_open", "表中还有未填写的项",
              "not every line of the sheet is filled in"},
};

}  // namespace

std::span<const GuardWord> sheet_guards() {
  return table;
}

}  // namespace gongzhi
