// Pictures become part of a case: those that a report names, and those that come with an action
// (its inputs of type `files`).
#pragma once

#include <optional>
#include <string>

#include "governance/effects.hpp"
#include "governance/kind.hpp"

namespace gongzhi {

/// Attaches what the inputs of type `files` name: as the input `as` says, else as the name of the
/// input begins (before…, after…), else as evidence.
void attach_files(Turn& turn, const ActionSpec& action);

/// Attaches the pictures of a report whose files are there. A report never fails because of its
/// pictures: false when one had to be left out.
bool attach_named(Turn& turn, const std::vector<NamedPicture>& pictures);

/// The first input of type `files` that names an upload whose file is not there (reliability.md
/// D19).
const FieldSpec* missing_upload(const Facts& facts, const ActionSpec& action, const Values& input);

}  // namespace gongzhi
