#include "wire/arrangement_tables.hpp"

#include "wire/table_rows.hpp"

namespace gongzhi::wire {
namespace {

Instant time_of(TableReader& in, std::string_view column) {
  const std::string text = in.required_text(column);
  if (text.empty()) return {};
  if (const auto at = parse_rfc3339(text)) return *at;
  if (const auto day = parse_date(text)) return Instant{*day} - business_offset;
  in.complain(column, "time",
              "`" + text + "` is no time; write it as 2026-11-23T08:00:00+08:00 or 2026-11-23");
  return {};
}

// So long texts and ids go into no notice and no list.
std::string short_text(TableReader& in, std::string_view column, std::size_t bytes_max) {
  std::string text = in.text(column);
  if (text.size() > bytes_max)
    in.complain(column, "length", "longer than " + std::to_string(bytes_max) + " bytes");
  return text;
}

constexpr std::size_t title_bytes_max = 300;
constexpr std::size_t body_bytes_max = 6000;

EmergencyAdvice advice_of(TableReader& in) {
  EmergencyAdvice advice;
  advice.id = in.required_text("id");
  advice.prefix = in.text("prefix");
  advice.numbers = in.list("numbers");
  advice.keywords = in.list("keywords");
  in.required_text("text");
  advice.text = short_text(in, "text", title_bytes_max);
  advice.text_en = short_text(in, "text_en", title_bytes_max);
  return advice;
}

ReplyTemplate template_of(TableReader& in) {
  ReplyTemplate one;
  one.code = in.required_text("code");
  one.kind = in.text("kind");
  one.action = in.text("action");
  in.required_text("title");
  one.title = short_text(in, "title", title_bytes_max);
  in.required_text("body");
  one.body = short_text(in, "body", body_bytes_max);
  one.active = in.text("active").empty() || in.yes_or_no("active");
  return one;
}

DutyShift shift_of(TableReader& in) {
  DutyShift shift;
  shift.id = in.required_text("id");
  shift.org = in.required_text("org");
  shift.role = in.text("role");
  shift.from = time_of(in, "from");
  shift.until = time_of(in, "until");
  shift.person = in.required_text("person");
  shift.phone = in.text("phone");
  if (shift.phone.find_first_not_of("0123456789-+ ") != std::string::npos ||
      shift.phone.size() > 24)
    in.complain("phone", "phone", "`" + shift.phone + "` is no telephone number");
  return shift;
}

Absence absence_of(TableReader& in) {
  Absence absence;
  absence.id = in.required_text("id");
  absence.person = in.required_text("person");
  absence.from = time_of(in, "from");
  absence.until = time_of(in, "until");
  absence.deputy = in.text("deputy");
  absence.reason = short_text(in, "reason", title_bytes_max);
  return absence;
}

}  // namespace

Result<Table<EmergencyAdvice>> parse_emergency(const TableFile& file) {
  return parse_table<EmergencyAdvice>(
      file, {{"id", "prefix", "numbers", "keywords", "text"}, {"text_en"}}, advice_of);
}

Result<Table<ReplyTemplate>> parse_templates(const TableFile& file) {
  return parse_table<ReplyTemplate>(file, {{"code", "title", "body"}, {"kind", "action", "active"}},
                                    template_of);
}

Result<Table<DutyShift>> parse_duty(const TableFile& file) {
  return parse_table<DutyShift>(file, {{"id", "org", "from", "until", "person"}, {"role", "phone"}},
                                shift_of);
}

Result<Table<Absence>> parse_absences(const TableFile& file) {
  return parse_table<Absence>(file, {{"id", "person", "from", "until"}, {"deputy", "reason"}},
                              absence_of);
}

}  // namespace gongzhi::wire
