// Nobody attaches what they did not upload (security.md S21): what reports and actions name is
// asked of the ids themselves, before it is queued. Whether the files are there the worker sees
// (D19).
#pragma once

#include <array>
#include <optional>
#include <string>

#include "governance/case.hpp"
#include "governance/kind.hpp"
#include "vault/keyring.hpp"
#include "wire/language.hpp"

namespace gongzhi::gateway {

/// Empties the ids of pictures that are not of `who`: the report goes on without them, flagged.
void leave_out_foreign(const vault::Keyring& keyring, std::string_view who, CreateCase& report);

/// As whom somebody may have uploaded: themselves, and whom the key of a case makes them.
struct Uploaders {
  const vault::Keyring& keyring;
  std::array<std::string, 2> who;
};
struct NamedInputs {
  const std::string& action;
  const Values& input;
  const Case& item;
  wire::Language language;
};
/// Names the first input of type `files`, of any action of that name, with a picture that is
/// neither theirs nor the case's already.
std::optional<Error> foreign_upload(const Uploaders& uploaders, const KindSpec& kind,
                                    const NamedInputs& named);

}  // namespace gongzhi::gateway
