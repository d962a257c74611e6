// Kinds of cases from their files (config/kinds/*.json, schemas/kind.json). Only reads; whether a
// kind makes sense is governance/kind_check.hpp.
#pragma once

#include <string>
#include <string_view>

#include "governance/kind.hpp"

namespace gongzhi::wire {

/// Reads one kind. `file` is its name for errors. Errc::invalid with one FieldError for everything
/// that is wrong: pointer `incident.json:12 /actions/3/who/0`, code `syntax`, `required`, `type`,
/// `unknown_member`, `term`, `permit`, `trigger` or `field_type`.
Result<KindSpec> parse_kind(std::string_view json, std::string_view file);

/// All `*.json` directly in `directory`, by name. Errc::not_found when it cannot be read;
/// Errc::invalid with the errors of all files, or when two files have one kind and version.
Result<KindSet> load_kinds(const std::string& directory);

}  // namespace gongzhi::wire
