// Named values of governance/ as JSON objects, and back. Used for fields of cases, inputs of
// actions, facts of the timeline.
#pragma once

#include <string>
#include <string_view>

#include "governance/values.hpp"
#include "wire/json.hpp"

namespace gongzhi::wire {

/// Reads a JSON object whose members are true/false, numbers, texts or lists of texts. `pointer` is
/// where the object stands in its document. Errc::invalid naming the pointer for null, nested
/// objects, lists of anything else and integers beyond 64 bits. Integers stay integers, also those
/// written without fraction only.
Result<Values> read_values(const Json& object, std::string_view pointer,
                           Language language = Language::zh);

/// One JSON object, members ordered by name; what read_values and parse_values read.
std::string write_values(const Values& values);

/// Reads what write_values wrote (a record's column). Errc::corrupt when it is anything else.
Result<Values> parse_values(std::string_view json);

}  // namespace gongzhi::wire
