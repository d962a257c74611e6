// JSON Schemas as a set of compiled rules, one set per thread: RapidJSON's validator keeps mutable
// state in its regular expressions and must not be shared. Says every problem it can find, in the
// reader's language.
#pragma once

#include <rapidjson/fwd.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "wire/language.hpp"

namespace gongzhi::wire {

/// A schema as text: `name` is the file's name without `.json`.
struct SchemaSource {
  std::string name;
  std::string text;
};

/// The schemas that were built into the program, by name.
std::span<const SchemaSource> embedded_schemas();

/// All `*.json` directly in `directory`, by name. Errc::not_found when it cannot be read.
Result<std::vector<SchemaSource>> load_schemas(const std::string& directory);

class SchemaSet {
 public:
  /// Checks (schema_check.hpp) and compiles. Errc::invalid with one FieldError per problem, pointer
  /// `name.json#/…`.
  static Result<SchemaSet> make(std::span<const SchemaSource> sources);
  /// The embedded ones; aborts when they are broken, which a unit test excludes.
  static SchemaSet embedded();

  SchemaSet(SchemaSet&&) noexcept;
  SchemaSet& operator=(SchemaSet&&) noexcept;
  ~SchemaSet();

  bool has(std::string_view name) const;
  std::vector<std::string> names() const;

  /// Does `document` fit the schema of that name? Errc::invalid with at most problems_max
  /// FieldErrors: pointer into the document (for a missing or unknown member: of that member), code
  /// = the keyword of the schema that is broken, detail = a sentence. Errc::internal when there is
  /// no such schema.
  Result<void> validate(std::string_view name, const rapidjson::Value& document,
                        Language language = Language::zh) const;

  /// parse_json with the limits of a body, then validate.
  Result<void> validate_text(std::string_view name, std::string_view text,
                             Language language = Language::zh) const;

  static constexpr std::size_t problems_max = 20;

 private:
  struct Compiled;
  SchemaSet();
  const Compiled* find(std::string_view name) const;

  std::vector<std::unique_ptr<Compiled>> compiled_;  // by name
};

}  // namespace gongzhi::wire
