// Kinds of cases from their files (config/kinds/*.json, schemas/kind.json). Only reads; whether a
// kind makes sense is governance/kind_check.hpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/kind.hpp"

namespace gongzhi::wire {

/// Reads one kind. `file` is its name for errors. Errc::invalid with one FieldError for everything
/// that is wrong: pointer `incident.json:12 /actions/3/who/0`, code `syntax`, `required`, `type`,
/// `unknown_member`, `term`, `permit`, `trigger` or `field_type`.
Result<KindSpec> parse_kind(std::string_view json, std::string_view file);

/// Everything that is wrong with one kind's file: what parse_kind refuses, or else what check_kind
/// finds. The pointers are `file:line`, `file:line:column` where it is not JSON.
std::vector<FieldError> check_kind_text(std::string_view json, std::string_view file);

struct KindFile {
  std::string path;
  std::string text;
};

/// All `*.json` directly in `directory`, by name, unread. Errc::not_found when there are none.
Result<std::vector<KindFile>> load_kind_files(const std::string& directory);

/// All `*.json` directly in `directory`, by name. Errc::not_found when there is none;
/// Errc::invalid with the errors of all files, or when two files have one kind and version.
Result<KindSet> load_kinds(const std::string& directory);

}  // namespace gongzhi::wire
