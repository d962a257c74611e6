#include "records/arrangement_columns.hpp"

namespace gongzhi::records {
namespace {

constexpr char separator = ';';

bool join(const std::vector<std::string>& items, Text& text) {
  text.clear();
  for (const std::string& item : items) {
    if (item.empty() || item.find(separator) != std::string::npos) return false;
    if (!text.empty()) text += separator;
    text += item;
  }
  return true;
}

std::vector<std::string> split(const Text& text) {
  std::vector<std::string> items;
  for (std::size_t from = 0; !text.empty() && from <= text.size();) {
    const std::size_t at = std::min(text.find(separator, from), text.size());
    items.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  return items;
}

}  // namespace

Result<void> fill(EmergencyColumns& row, const EmergencyAdvice& item) {
  row.id = item.id;
  row.prefix = item.prefix;
  row.words = item.text;
  row.words_en = item.text_en;
  if (join(item.numbers, row.numbers) && join(item.keywords, row.keywords)) return {};
  return fail(Errc::invalid, "An item of a list is empty or contains `;`.", item.id);
}

bool read(const EmergencyColumns& row, EmergencyAdvice& item) {
  item.id = row.id;
  item.prefix = row.prefix;
  item.numbers = split(row.numbers);
  item.keywords = split(row.keywords);
  item.text = row.words;
  item.text_en = row.words_en;
  return true;
}

Result<void> fill(TemplateColumns& row, const ReplyTemplate& item) {
  row.code = item.code;
  row.kind = item.kind;
  row.action = item.action;
  row.title = item.title;
  row.body = item.body;
  row.active = item.active ? 1 : 0;
  return {};
}

bool read(const TemplateColumns& row, ReplyTemplate& item) {
  item.code = row.code;
  item.kind = row.kind;
  item.action = row.action;
  item.title = row.title;
  item.body = row.body;
  item.active = row.active != 0;
  return true;
}

Result<void> fill(DutyColumns& row, const DutyShift& item) {
  row.id = item.id;
  row.org = item.org;
  row.role = item.role;
  row.from_at = to_ms(item.from);
  row.until_at = to_ms(item.until);
  row.person = item.person;
  row.phone = item.phone;
  return {};
}

bool read(const DutyColumns& row, DutyShift& item) {
  item.id = row.id;
  item.org = row.org;
  item.role = row.role;
  item.from = from_ms(row.from_at);
  item.until = from_ms(row.until_at);
  item.person = row.person;
  item.phone = row.phone;
  return true;
}

Result<void> fill(AbsenceColumns& row, const Absence& item) {
  row.id = item.id;
  row.person = item.person;
  row.from_at = to_ms(item.from);
  row.until_at = to_ms(item.until);
  row.deputy = item.deputy;
  row.reason = item.reason;
  return {};
}

bool read(const AbsenceColumns& row, Absence& item) {
  item.id = row.id;
  item.person = row.person;
  item.from = from_ms(row.from_at);
  item.until = from_ms(row.until_at);
  item.deputy = row.deputy;
  item.reason = row.reason;
  return true;
}

}  // namespace gongzhi::records
