// Walks a schema keyword by keyword and refuses what the validator would drop (schema_check.hpp).
#include "wire/schema_check.hpp"

#include <rapidjson/internal/regex.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "wire/json.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::array<std::string_view, 7> type_names{"null",   "boolean", "object", "array",
                                                     "number", "string",  "integer"};
constexpr std::array<std::string_view, 6> count_keywords{
    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"};
constexpr std::array<std::string_view, 3> number_keywords{"minimum", "maximum", "multipleOf"};
constexpr std::array<std::string_view, 3> list_keywords{"allOf", "anyOf", "oneOf"};
constexpr std::array<std::string_view, 5> annotations{"title", "description", "$schema", "$comment",
                                                      "examples"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class SchemaCheck {
 public:
  SchemaCheck(std::string_view name, const Json& root)
      : file_(std::string(name) + ".json#"), root_(root) {}

  void check(const Json& schema, const std::string& pointer) {
    if (!schema.IsObject()) return complain(pointer, "type", "a schema must be an object");
    if (find_member(schema, "$ref") != nullptr) return check_reference(schema, pointer);
    for (const auto& member : schema.GetObject())
      check_keyword(schema, text_of(member.name), member.value, pointer);
    if (find_member(schema, "pattern") != nullptr && find_member(schema, "maxLength") == nullptr)
      complain(pointer, "pattern", "a pattern needs maxLength beside it");
  }

  std::vector<FieldError> take() { return std::move(problems_); }
  void complain(const std::string& pointer, std::string code, std::string detail) {
    problems_.push_back({file_ + pointer, std::move(code), std::move(detail)});
  }

 private:
  void check_reference(const Json& schema, const std::string& pointer) {
    for (const auto& member : schema.GetObject())
      if (const auto word = text_of(member.name); word != "$ref" && !is_one_of(annotations, word))
        complain(child_pointer(pointer, word), "$ref", "what stands beside $ref is ignored");
    constexpr std::string_view prefix = "#/definitions/";
    const std::string target = text_member(schema, "$ref");
    const Json* definitions = find_object(root_, "definitions");
    const Json* found = nullptr;
    if (target.starts_with(prefix) && definitions != nullptr)
      found = find_object(*definitions, std::string_view(target).substr(prefix.size()));
    if (found == nullptr) {
      complain(pointer, "$ref", "$ref must name one of #/definitions/ that exists");
    } else if (find_member(*found, "$ref") != nullptr) {
      complain(pointer, "$ref", "$ref to a definition that is itself a $ref is not resolved");
    }
  }

  void check_keyword(const Json& schema, std::string_view word, const Json& value,
                     const std::string& parent) {
    const std::string pointer = child_pointer(parent, word);
    if (is_one_of(annotations, word)) return;
    if (word == "type") return check_type(value, pointer);
    if (word == "enum") return check_enum(value, pointer);
    if (word == "properties" || word == "definitions") return check_map(value, pointer);
    if (word == "required") return check_required(schema, value, pointer);
    if (word == "pattern") return check_pattern(value, pointer);
    if (word == "items" || word == "not") return check(value, pointer);
    if (word == "additionalProperties") {
      if (!value.IsBool()) check(value, pointer);
    } else if (word == "uniqueItems") {
      if (!value.IsBool()) complain(pointer, "type", "true or false is expected");
    } else if (is_one_of(count_keywords, word)) {
      if (!value.IsUint64()) complain(pointer, "type", "a whole number is expected");
    } else if (is_one_of(number_keywords, word)) {
      if (!value.IsNumber()) complain(pointer, "type", "a number is expected");
    } else if (is_one_of(list_keywords, word)) {
      check_list(value, pointer);
    } else {
      complain(pointer, "keyword",
               "the validator would silently ignore the keyword `" + std::string(word) + "`");
    }
  }

  void check_type(const Json& value, const std::string& pointer) {
    const auto is_type = [](const Json& word) {
      return word.IsString() && is_one_of(type_names, text_of(word));
    };
    const bool is_fine = value.IsArray()
                             ? value.Size() > 0 && std::all_of(value.Begin(), value.End(), is_type)
                             : is_type(value);
    if (!is_fine) complain(pointer, "type", "this is not a type of JSON Schema");
  }

  void check_enum(const Json& value, const std::string& pointer) {
    // Members are compared by hash, so that texts, true, false and null are safe and numbers are
    // not.
    const auto is_safe = [](const Json& v) { return v.IsString() || v.IsBool() || v.IsNull(); };
    if (!value.IsArray() || value.Empty() || !std::all_of(value.Begin(), value.End(), is_safe))
      complain(pointer, "enum", "a list of texts is expected");
  }

  void check_map(const Json& value, const std::string& pointer) {
    if (!value.IsObject()) return complain(pointer, "type", "an object of schemas is expected");
    for (const auto& member : value.GetObject())
      check(member.value, child_pointer(pointer, text_of(member.name)));
  }

  void check_list(const Json& value, const std::string& pointer) {
    if (!value.IsArray() || value.Empty())
      return complain(pointer, "type", "a list of schemas is expected");
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
      check(value[i], child_pointer(pointer, std::size_t{i}));
  }

  void check_required(const Json& schema, const Json& value, const std::string& pointer) {
    if (!value.IsArray() || value.Empty())
      return complain(pointer, "type", "a list of names is expected");
    const Json* properties = find_object(schema, "properties");
    std::set<std::string_view> seen;
    for (const Json& name : value.GetArray()) {
      if (!name.IsString() || !seen.insert(text_of(name)).second) {
        complain(pointer, "required", "each name must be a text and stand there once");
      } else if (properties == nullptr || find_member(*properties, text_of(name)) == nullptr) {
        complain(pointer, "required",
                 "`" + std::string(text_of(name)) + "` is required but not among the properties");
      }
    }
  }

  void check_pattern(const Json& value, const std::string& pointer) {
    if (!value.IsString()) return complain(pointer, "type", "a text is expected");
    const std::string pattern(text_of(value));
    if (!rapidjson::internal::Regex(pattern.c_str()).IsValid() ||
        pattern.find("(?") != std::string::npos)
      complain(pointer, "pattern", "the validator cannot read this pattern and would ignore it");
  }

  std::string file_;
  const Json& root_;
  std::vector<FieldError> problems_;
};

}  // namespace

std::vector<FieldError> check_schema(std::string_view name, std::string_view text) {
  constexpr JsonLimits limits{1024 * 1024, 32, 65536, Language::en};
  const auto document = parse_json(text, limits);
  if (document.has_error()) {
    auto problems = document.error().fields;
    for (FieldError& problem : problems)
      problem.pointer = std::string(name) + ".json#" + problem.pointer;
    if (problems.empty())
      problems.push_back({std::string(name) + ".json", "too_large", document.error().message});
    return problems;
  }
  SchemaCheck check(name, *document);
  check.check(*document, "");
  return check.take();
}

}  // namespace gongzhi::wire
