#include "governance/sheets.hpp"

#include <algorithm>
#include <set>

#include "governance/answerable.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t index_terms_max = 500;  // of one case

std::size_t bytes_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  std::size_t bytes = 8;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    for (const std::string& text : *list) bytes += text.size() + 3;
  return bytes;
}

std::size_t bytes_of(const Values& line) {
  std::size_t bytes = 2;
  for (const auto& [name, value] : line) bytes += name.size() + 4 + bytes_of(value);
  return bytes;
}

/// Nine digits behind a sign that sorts.
std::string sortable(std::int64_t number) {
  constexpr std::int64_t most = 999'999'999'999'999;
  const std::int64_t bounded = std::clamp<std::int64_t>(number, -most, most);
  const std::string digits = std::to_string(bounded < 0 ? most + bounded : bounded);
  constexpr std::size_t width = 15;
  return (bounded < 0 ? "-" : "0") + std::string(width - std::min(width, digits.size()), '0') +
         digits;
}

std::vector<std::string> texts_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {sortable(*number)};
  if (const auto* flag = std::get_if<bool>(&value)) return {*flag ? "true" : "false"};
  return {};
}

}  // namespace

const std::vector<Values>& lines_of(const Case& item, std::string_view sheet) {
  static const std::vector<Values> none;
  const auto it = item.sheets.find(sheet);
  return it == item.sheets.end() ? none : it->second;
}

std::string key_of(const SheetSpec& sheet, const Values& line) {
  const auto it = sheet.key.empty() ? line.end() : line.find(sheet.key);
  if (it == line.end()) return {};
  const std::vector<std::string> texts = texts_of(it->second);
  return texts.empty() ? std::string() : texts.front();
}

const Values* find_line(const Case& item, const SheetSpec& sheet, std::string_view key) {
  if (key.empty()) return nullptr;
  const std::vector<Values>& lines = lines_of(item, sheet.name);
  const auto it =
      std::ranges::find_if(lines, [&](const Values& line) { return key_of(sheet, line) == key; });
  return it == lines.end() ? nullptr : &*it;
}

const Values* own_line(const World& world, const Case& item, const SheetSpec& sheet,
                       const User& user) {
  const FieldSpec* key = sheet.find_field(sheet.key);
  if (!key) return nullptr;
  if (key->type == FieldSpec::Type::user) return find_line(item, sheet, user.id);
  if (key->type != FieldSpec::Type::org) return nullptr;
  if (const Values* exact = find_line(item, sheet, user.org)) return exact;
  const std::vector<Values>& lines = lines_of(item, sheet.name);
  const auto it = std::ranges::find_if(
      lines, [&](const Values& line) { return works_in(world, user, key_of(sheet, line)); });
  return it == lines.end() ? nullptr : &*it;
}

Values line_from(const SheetSpec& sheet, const Values& input) {
  Values line;
  for (const FieldSpec& field : sheet.fields)
    if (is_given(input, field.name)) line.emplace(field.name, input.find(field.name)->second);
  return line;
}

bool put_line(Case& item, const SheetSpec& sheet, Values values) {
  if (bytes_of(item.sheets) + bytes_of(values) > sheet_bytes_max) return false;
  std::vector<Values>& lines = item.sheets[sheet.name];
  const std::string key = key_of(sheet, values);
  const auto it = std::ranges::find_if(
      lines, [&](const Values& line) { return !key.empty() && key_of(sheet, line) == key; });
  if (it != lines.end()) {
    for (auto& [name, value] : values) it->insert_or_assign(name, std::move(value));
    return true;
  }
  if (lines.size() >= sheet.lines_max) return false;
  lines.push_back(std::move(values));
  return true;
}

std::size_t bytes_of(const Sheets& sheets) {
  std::size_t bytes = 0;
  for (const auto& [name, lines] : sheets) {
    bytes += name.size() + 4;
    for (const Values& line : lines) bytes += bytes_of(line);
  }
  return bytes;
}

std::vector<std::pair<std::string, std::string>> index_terms(const KindSpec& kind,
                                                             const Case& item) {
  std::set<std::pair<std::string, std::string>> terms;
  const auto add = [&](const std::string& name, const Values& values, std::string_view field) {
    const auto it = values.find(field);
    if (it == values.end()) return;
    for (std::string& text : texts_of(it->second))
      if (!text.empty() && terms.size() < index_terms_max) terms.emplace(name, std::move(text));
  };
  for (const std::string& name : kind.indexed) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) {
      add(name, item.fields, name);
      continue;
    }
    const std::string_view field = std::string_view(name).substr(dot + 1);
    for (const Values& line : lines_of(item, std::string_view(name).substr(0, dot)))
      add(name, line, field);
  }
  return {terms.begin(), terms.end()};
}

}  // namespace gongzhi
