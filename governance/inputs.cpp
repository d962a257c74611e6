// Type by type checks of named values.
#include "governance/inputs.hpp"

#include <algorithm>
#include <cmath>

#include "governance/attachment.hpp"
#include "governance/ids.hpp"
#include "governance/personal.hpp"

namespace gongzhi {
namespace {

constexpr std::size_t word_bytes_max = 100;

using Type = FieldSpec::Type;

/// A code for the machine and a sentence for the person; empty code = acceptable.
struct Finding {
  std::string code = {};
  std::string detail = {};
};

Finding wrong_type(const FieldSpec& spec) {
  return {"type", spec.label + "的格式不对"};
}

Finding check_length(const FieldSpec& spec, std::string_view text) {
  // The gateway has measured it before it sealed it.
  const std::size_t most = is_sealed(text) ? sealed_length_max : spec.length_max;
  if (code_points(text) <= most) return {};
  return {"length", spec.label + "不能超过" + std::to_string(spec.length_max) + "字"};
}

Finding check_text(const FieldSpec& spec, const std::string& text, const Directory& directory) {
  if (spec.type == Type::text) return check_length(spec, text);
  if (text.size() > word_bytes_max) return {"length", spec.label + "太长"};
  switch (spec.type) {
    case Type::user:
      if (!directory.find_user(text)) return {"unknown_user", "没有这个人员：" + text};
      break;
    case Type::org:
      if (!directory.find_org(text)) return {"unknown_org", "没有这个单位：" + text};
      break;
    case Type::case_number:
      if (!parse_case_number(text)) return {"number", "件号不正确：" + text};
      break;
    case Type::date:
      if (!parse_date(text)) return {"time", spec.label + "应为日期，如 2026-11-23"};
      break;
    case Type::time:
      if (!moment_of({{spec.name, text}}, spec.name))
        return {"time", spec.label + "应为时间，如 2026-11-23T08:00:00+08:00"};
      break;
    case Type::choice:
      if (std::ranges::find(spec.choices, text) == spec.choices.end())
        return {"choice", spec.label + "不在可选范围内"};
      break;
    default: break;
  }
  return {};
}

Finding check_list(const FieldSpec& spec, const std::vector<std::string>& list) {
  if (list.size() > spec.length_max)
    return {"length", spec.label + "最多" + std::to_string(spec.length_max) + "项"};
  const bool too_long =
      std::ranges::any_of(list, [](const auto& text) { return text.size() > word_bytes_max; });
  if (too_long) return {"length", spec.label + "中有一项太长"};
  if (spec.type == Type::files && !std::ranges::all_of(list, is_upload_id))
    return {"upload", spec.label + "中有一项不是已上传的图片"};
  return {};
}

Finding check_value(const FieldSpec& spec, const Value& value, const Directory& directory) {
  switch (spec.type) {
    case Type::boolean: return std::holds_alternative<bool>(value) ? Finding{} : wrong_type(spec);
    case Type::integer:
      return std::holds_alternative<std::int64_t>(value) ? Finding{} : wrong_type(spec);
    case Type::number:
      if (std::holds_alternative<std::int64_t>(value)) return {};
      if (const auto* number = std::get_if<double>(&value); number && std::isfinite(*number))
        return {};
      return wrong_type(spec);
    case Type::list:
    case Type::files:
      if (const auto* list = std::get_if<std::vector<std::string>>(&value))
        return check_list(spec, *list);
      return wrong_type(spec);
    default: break;
  }
  const auto* text = std::get_if<std::string>(&value);
  return text ? check_text(spec, *text, directory) : wrong_type(spec);
}

std::string names_of(std::span<const FieldSpec> specs) {
  std::string names;
  for (const FieldSpec& spec : specs) names += spec.name + "、";
  return names + note_input().name;
}

/// Given, and not `false`: what is denied brings nothing along.
bool is_said(const Values& input, std::string_view name) {
  const bool* flag = find_value<bool>(input, name);
  return is_given(input, name) && (!flag || *flag);
}

/// What must come along with `spec` and does not.
void check_company(const Values& input, const FieldSpec& spec, std::span<const FieldSpec> specs,
                   std::vector<FieldError>& errors) {
  if (spec.with.empty() || !is_said(input, spec.name)) return;
  for (const std::string& name : spec.with) {
    if (is_given(input, name)) continue;
    const auto other = std::ranges::find(specs, name, &FieldSpec::name);
    errors.push_back(
        {"/" + name, "required",
         "“" + spec.label + "”时请填写" + (other == specs.end() ? name : other->label)});
  }
}

}  // namespace

std::vector<FieldError> check_inputs(const Values& input, std::span<const FieldSpec> specs,
                                     const Directory& directory) {
  std::vector<FieldError> errors;
  for (const auto& [name, value] : input)
    if (name != note_input().name &&
        std::ranges::find(specs, name, &FieldSpec::name) == specs.end())
      errors.push_back({"/" + name, "unknown_input",
                        "没有这一项：" + name + "（可填：" + names_of(specs) + "）"});
  const auto check = [&](const FieldSpec& spec) {
    if (!is_given(input, spec.name)) {
      if (spec.required) errors.push_back({"/" + spec.name, "required", "请填写" + spec.label});
      return;
    }
    Finding finding = check_value(spec, input.find(spec.name)->second, directory);
    if (!finding.code.empty())
      errors.push_back({"/" + spec.name, std::move(finding.code), std::move(finding.detail)});
  };
  for (const FieldSpec& spec : specs) check(spec);
  for (const FieldSpec& spec : specs) check_company(input, spec, specs, errors);
  if (std::ranges::find(specs, note_input().name, &FieldSpec::name) == specs.end())
    check(note_input());
  return errors;
}

const FieldSpec& note_input() {
  static const FieldSpec spec{.name = "note", .label = "附言", .type = Type::text};
  return spec;
}

bool is_given(const Values& input, std::string_view name) {
  const auto it = input.find(name);
  if (it == input.end()) return false;
  if (const auto* text = std::get_if<std::string>(&it->second))
    return text->find_first_not_of(" \t\r\n") != std::string::npos;
  if (const auto* list = std::get_if<std::vector<std::string>>(&it->second)) return !list->empty();
  return true;
}

std::optional<Instant> moment_of(const Values& input, std::string_view name) {
  const std::string& text = text_of(input, name);
  if (const auto moment = parse_rfc3339(text)) return *moment;
  const auto day = parse_date(text);
  if (!day) return std::nullopt;
  return Instant{*day + std::chrono::days{1} - business_offset};
}

std::vector<std::string> list_of(const Values& input, std::string_view name) {
  if (const auto* list = find_value<std::vector<std::string>>(input, name)) return *list;
  const std::string& text = text_of(input, name);
  return text.empty() ? std::vector<std::string>{} : std::vector<std::string>{text};
}

std::optional<double> number_of(const Values& input, std::string_view name) {
  if (const auto* number = find_value<double>(input, name)) return *number;
  if (const auto* number = find_value<std::int64_t>(input, name))
    return static_cast<double>(*number);
  return std::nullopt;
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace gongzhi
