// Telephone numbers of staff: sealed in the configuration, found by one keyed hash when somebody
// signs in with theirs. One normal form and one hash, the same as for the numbers of reporters.
#pragma once

#include <string>
#include <string_view>

#include "governance/directory.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::vault {

/// The number as the record keeps it; one that is no number of the mainland is sealed as typed.
std::string seal_staff_phone(const Keyring& keyring, std::string_view user, std::string_view typed);
/// As people write it; empty when there is none, or it cannot be opened.
std::string plain_staff_phone(const Keyring& keyring, const User& user);

/// By which an account is found when its telephone is typed; empty when that is no number.
std::string phone_index(const Keyring& keyring, std::string_view typed);

}  // namespace gongzhi::vault
