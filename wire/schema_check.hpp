// Refuses what RapidJSON's validator would silently ignore in a schema, so that no rule is ever
// only decoration (style.md 3.8, 4.4). Runs at start and in a unit test.
#pragma once

#include <string_view>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi::wire {

/// All problems of one schema text; pointer = `name.json#/…`. Supported is the subset common to
/// draft-04 as RapidJSON has it and JSON Schema 2020-12 as OpenAPI 3.1 has it: type enum properties
/// required additionalProperties minProperties maxProperties items minItems maxItems uniqueItems
/// minLength maxLength pattern (only beside maxLength) minimum maximum multipleOf allOf anyOf oneOf
/// not definitions $ref (only #/definitions/NAME), and the annotations title description $schema
/// $comment examples.
std::vector<FieldError> check_schema(std::string_view name, std::string_view text);

}  // namespace gongzhi::wire
