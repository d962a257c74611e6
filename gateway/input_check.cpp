#include "gateway/input_check.hpp"

#include <algorithm>

#include "governance/inputs.hpp"

namespace gongzhi::gateway {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : separator).append(word);
  return text;
}

std::string names_of(std::span<const FieldSpec> specs) {
  std::vector<std::string> names;
  for (const FieldSpec& spec : specs) names.push_back(spec.name);
  names.push_back(note_input().name);
  return joined(names, ", ");
}

std::string type_in_english(FieldSpec::Type type) {
  switch (type) {
    case FieldSpec::Type::integer: return "an integer";
    case FieldSpec::Type::number: return "a number";
    case FieldSpec::Type::boolean: return "true or false";
    case FieldSpec::Type::list: return "a list of texts";
    case FieldSpec::Type::files: return "a list of ids of uploads";
    default: return "a text";
  }
}

std::string length_in_english(const FieldSpec& spec) {
  switch (spec.type) {
    case FieldSpec::Type::text: return "at most " + std::to_string(spec.length_max) + " characters";
    case FieldSpec::Type::list:
    case FieldSpec::Type::files:
      return "at most " + std::to_string(spec.length_max) + " items, none of them too long";
    default: return "this is too long";
  }
}

std::string in_english(const FieldError& fault, const FieldSpec& spec) {
  if (fault.code == "required") return "`" + spec.name + "` is required";
  if (fault.code == "type") return "`" + spec.name + "` must be " + type_in_english(spec.type);
  if (fault.code == "length") return length_in_english(spec);
  if (fault.code == "choice") return "must be one of " + joined(spec.choices, ", ");
  if (fault.code == "unknown_user") return "no such user";
  if (fault.code == "unknown_org") return "no such organisation";
  if (fault.code == "upload") return "not the id of an upload";
  if (fault.code == "number") return "not a case number; one looks like 26112307-01234";
  if (fault.code == "time" && spec.type == FieldSpec::Type::date)
    return "must be a date like 2026-11-23";
  if (fault.code == "time") return "must be a time like 2026-11-23T08:00:00+08:00";
  return fault.detail;
}

}  // namespace

std::vector<FieldError> input_faults(const Values& input, std::span<const FieldSpec> specs,
                                     const InputView& view) {
  const bool is_english = view.language == wire::Language::en;
  std::vector<FieldError> faults = check_inputs(input, specs, view.directory);
  for (FieldError& fault : faults) {
    const std::string_view name = std::string_view(fault.pointer).substr(1);
    const auto found = std::ranges::find(specs, name, &FieldSpec::name);
    const FieldSpec& spec = found == specs.end() ? note_input() : *found;
    if (fault.code == "unknown_input") {
      if (is_english) fault.detail = "no such input; known are " + names_of(specs);
    } else if (is_english) {
      fault.detail = in_english(fault, spec);
    } else if (fault.code == "choice") {
      fault.detail = spec.label + "只能是 " + joined(spec.choices, "、");
    }
  }
  return faults;
}

}  // namespace gongzhi::gateway
