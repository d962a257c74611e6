// See schema.hpp. RapidJSON stops at the first problem; to name more of them, the culprit is cut
// out of a copy and the rest is looked at again.
#include "wire/schema.hpp"

#include <rapidjson/pointer.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "wire/json.hpp"
#include "wire/schema_check.hpp"
#include "wire/schema_wording.hpp"

namespace gongzhi::wire {

struct SchemaSet::Compiled {
  Compiled(std::string schema_name, JsonDocument schema)
      : name(std::move(schema_name)), source(std::move(schema)), rules(source) {}

  std::string name;
  JsonDocument source;  // for the values of broken rules and the names of missing members
  rapidjson::SchemaDocument rules;
};

namespace {

std::string text_of_pointer(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  return {buffer.GetString(), buffer.GetSize()};
}

/// Collects the problems of one document against one compiled schema.
class ProblemFinder {
 public:
  ProblemFinder(const JsonDocument& schema, const rapidjson::SchemaDocument& rules,
                Language language)
      : schema_(schema), rules_(rules), language_(language) {}

  std::vector<FieldError> find(const Json& document) {
    whole_ = &document;
    JsonDocument copy;
    copy.CopyFrom(document, copy.GetAllocator());
    for (std::size_t round = 0; round < SchemaSet::problems_max; ++round) {
      rapidjson::SchemaValidator validator(rules_);
      copy.Accept(validator);
      if (validator.IsValid() || problems_.size() >= SchemaSet::problems_max) break;
      const rapidjson::Pointer culprit = validator.GetInvalidDocumentPointer();
      const char* keyword = validator.GetInvalidSchemaKeyword();
      note(culprit, keyword == nullptr ? "" : keyword, validator.GetInvalidSchemaPointer());
      if (!cut_out(copy, culprit)) break;
    }
    return std::move(problems_);
  }

 private:
  void note(const rapidjson::Pointer& culprit, std::string_view keyword,
            const rapidjson::Pointer& schema_pointer) {
    const Json* schema = schema_pointer.Get(schema_);
    const Json* rule = schema == nullptr ? nullptr : find_member(*schema, keyword);
    if (keyword == "required" && rule != nullptr && rule->IsArray())
      return note_missing(culprit, *rule);
    problems_.push_back({text_of_pointer(culprit), std::string(keyword),
                         describe_broken_rule(keyword, rule, language_)});
  }

  /// RapidJSON only says which object lacks something. What was cut out is there in the whole
  /// document, so it is not called missing.
  void note_missing(const rapidjson::Pointer& culprit, const Json& required) {
    const std::string object = text_of_pointer(culprit);
    const Json* present = culprit.Get(*whole_);
    for (const Json& name : required.GetArray()) {
      std::string pointer = child_pointer(object, text_of(name));
      if (present != nullptr && find_member(*present, text_of(name)) != nullptr) continue;
      problems_.push_back(
          {std::move(pointer), "required", describe_broken_rule("required", nullptr, language_)});
    }
  }

  /// Removes the culprit so that the next look finds the next problem. An element of a list takes
  /// the list with it, because removing it alone would change the numbers of the others. False when
  /// nothing more can be removed.
  bool cut_out(JsonDocument& copy, const rapidjson::Pointer& culprit) {
    const auto* tokens = culprit.GetTokens();
    std::size_t count = culprit.GetTokenCount();
    for (; count > 0; --count) {
      const rapidjson::Pointer parent(tokens, count - 1);
      const Json* holder = parent.Get(copy);
      if (holder != nullptr && holder->IsObject()) break;
    }
    if (count == 0) return false;
    const rapidjson::Pointer victim(tokens, count);
    return victim.Erase(copy);
  }

  const JsonDocument& schema_;
  const rapidjson::SchemaDocument& rules_;
  Language language_;
  const Json* whole_ = nullptr;
  std::vector<FieldError> problems_;
};

std::string headline(const std::vector<FieldError>& problems, Language language) {
  const FieldError& first = problems.front();
  const std::string where =
      first.pointer.empty() ? "" : first.pointer + (language == Language::zh ? "：" : ": ");
  if (problems.size() == 1) return where + first.detail;
  const std::string count = std::to_string(problems.size());
  return language == Language::zh ? "有 " + count + " 处需要改正。" + where + first.detail
                                  : count + " things need to be corrected. " + where + first.detail;
}

}  // namespace

SchemaSet::SchemaSet() = default;
SchemaSet::SchemaSet(SchemaSet&&) noexcept = default;
SchemaSet& SchemaSet::operator=(SchemaSet&&) noexcept = default;
SchemaSet::~SchemaSet() = default;

Result<SchemaSet> SchemaSet::make(std::span<const SchemaSource> sources) {
  SchemaSet set;
  Error error = fail(Errc::invalid, "schemas cannot be used");
  for (const SchemaSource& source : sources) {
    auto problems = check_schema(source.name, source.text);
    std::move(problems.begin(), problems.end(), std::back_inserter(error.fields));
    if (!error.fields.empty()) continue;
    auto document = parse_json(source.text, file_limits);
    ensure(document.has_value(), "a schema that was checked can be parsed");
    set.compiled_.push_back(std::make_unique<Compiled>(source.name, *std::move(document)));
  }
  if (!error.fields.empty()) {
    error.message += ": " + error.fields.front().pointer + ": " + error.fields.front().detail;
    return error;
  }
  std::sort(set.compiled_.begin(), set.compiled_.end(),
            [](const auto& a, const auto& b) { return a->name < b->name; });
  return set;
}

SchemaSet SchemaSet::embedded() {
  auto set = make(embedded_schemas());
  ensure(set.has_value(), set.has_error() ? std::string_view(set.error().message) : "");
  return *std::move(set);
}

const SchemaSet::Compiled* SchemaSet::find(std::string_view name) const {
  const auto it = std::lower_bound(compiled_.begin(), compiled_.end(), name,
                                   [](const auto& a, std::string_view b) { return a->name < b; });
  return it == compiled_.end() || (*it)->name != name ? nullptr : it->get();
}

bool SchemaSet::has(std::string_view name) const {
  return find(name) != nullptr;
}

std::vector<std::string> SchemaSet::names() const {
  std::vector<std::string> names;
  names.reserve(compiled_.size());
  for (const auto& compiled : compiled_) names.push_back(compiled->name);
  return names;
}

Result<void> SchemaSet::validate(std::string_view name, const rapidjson::Value& document,
                                 Language language) const {
  const Compiled* compiled = find(name);
  if (compiled == nullptr)
    return fail(Errc::internal, "internal error", "there is no schema `" + std::string(name) + "`");
  rapidjson::SchemaValidator validator(compiled->rules);
  document.Accept(validator);
  if (validator.IsValid()) return {};

  ProblemFinder finder(compiled->source, compiled->rules, language);
  Error error = fail(Errc::invalid, "");
  error.fields = finder.find(document);
  ensure(!error.fields.empty(), "a document that breaks a rule has a problem");
  error.message = headline(error.fields, language);
  return error;
}

Result<void> SchemaSet::validate_text(std::string_view name, std::string_view text,
                                      Language language) const {
  JsonLimits limits;
  limits.language = language;
  const auto document = parse_json(text, limits);
  if (document.has_error()) return document.error();
  return validate(name, *document, language);
}

Result<std::vector<SchemaSource>> load_schemas(const std::string& directory) {
  constexpr std::size_t files_max = 256;
  std::vector<SchemaSource> sources;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() != ".json") continue;
    if (sources.size() == files_max)
      return fail(Errc::too_large, "too many schemas in " + directory);
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad())
      return fail(Errc::not_found, "cannot read " + entry.path().string());
    sources.push_back({entry.path().stem().string(), std::move(text)});
  }
  if (error) return fail(Errc::not_found, "cannot read " + directory, error.message());
  std::sort(sources.begin(), sources.end(),
            [](const SchemaSource& a, const SchemaSource& b) { return a.name < b.name; });
  return sources;
}

}  // namespace gongzhi::wire
