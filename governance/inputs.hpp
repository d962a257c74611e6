// The inputs of an action against what its kind asks for: types, lengths, choices, references. The
// schema at the door is the friendly first answer; this is what counts.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "governance/directory.hpp"
#include "governance/instant.hpp"
#include "governance/kind.hpp"
#include "governance/values.hpp"

namespace gongzhi {

/// Everything that is wrong with `input`, one FieldError each with pointer `/name` and code
/// `required` (also of a field that another one brings along), `type`, `length`, `choice`,
/// `unknown_user`, `unknown_org`, `number`, `time`,
/// `upload` or `unknown_input`. Empty = acceptable.
/// `note_input()` is always allowed.
std::vector<FieldError> check_inputs(const Values& input, std::span<const FieldSpec> specs,
                                     const Directory& directory);

/// What every action takes besides its own inputs: a word to go with it.
const FieldSpec& note_input();

/// True when a value of that name is there and not empty text or an empty list.
bool is_given(const Values& input, std::string_view name);

/// A point in time given as RFC 3339, or as a date: the end of that business day.
std::optional<Instant> moment_of(const Values& input, std::string_view name);

/// The list of that name; a single text counts as a list of one.
std::vector<std::string> list_of(const Values& input, std::string_view name);

/// The number of that name, written with or without fraction.
std::optional<double> number_of(const Values& input, std::string_view name);

/// Code points of a UTF-8 text.
std::size_t code_points(std::string_view utf8);

}  // namespace gongzhi
