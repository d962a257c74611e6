// The exchange between JSON and the five types that a value may have (values_json.hpp).
#include "wire/values_json.hpp"

#include <optional>

#include "wire/json_writer.hpp"

namespace gongzhi::wire {
namespace {

constexpr Wording only_simple{"这里只能是文字、数字、是否，或文字列表；没有内容时请不要写这一项",
                              "only a text, a number, true or false, or a list of texts may stand "
                              "here; leave it out when empty"};

std::optional<Value> read_value(const Json& json) {
  if (json.IsBool()) return Value{json.GetBool()};
  if (json.IsInt64()) return Value{json.GetInt64()};
  if (json.IsUint64())
    return std::nullopt;  // an integer above 2^63-1 would lose its value as a double
  if (json.IsNumber()) return Value{json.GetDouble()};
  if (json.IsString()) return Value{std::string(text_of(json))};
  if (!json.IsArray()) return std::nullopt;
  std::vector<std::string> texts;
  texts.reserve(json.Size());
  for (const Json& element : json.GetArray()) {
    if (!element.IsString()) return std::nullopt;
    texts.emplace_back(text_of(element));
  }
  return Value{std::move(texts)};
}

}  // namespace

Result<Values> read_values(const Json& object, std::string_view pointer, Language language) {
  if (!object.IsObject())
    return invalid_field(
        std::string(pointer), "type",
        language == Language::zh ? "这里应为一个对象" : "an object is expected here");
  Values values;
  for (const auto& member : object.GetObject()) {
    auto value = read_value(member.value);
    if (!value)
      return invalid_field(child_pointer(pointer, text_of(member.name)), "type",
                           std::string(only_simple.in(language)));
    values.emplace(text_of(member.name), *std::move(value));
  }
  return values;
}

std::string write_values(const Values& values) {
  JsonWriter writer;
  writer.values(values);
  return writer.take();
}

Result<Values> parse_values(std::string_view json) {
  auto document = parse_json(json);
  if (document.has_error())
    return fail(Errc::corrupt, "stored values cannot be read", document.error().message);
  auto values = read_values(*document, "");
  if (values.has_error())
    return fail(Errc::corrupt, "stored values cannot be read", values.error().message);
  return values;
}

}  // namespace gongzhi::wire
