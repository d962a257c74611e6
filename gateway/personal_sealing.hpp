// Where personal data is sealed before it is queued, and opened before it is shown: the only place
// in the gateway that holds it in plain (security.md P03, P04). Pure but for randomness.
#pragma once

#include <optional>
#include <string>

#include "gateway/problem.hpp"
#include "governance/case.hpp"
#include "governance/directory.hpp"
#include "vault/keyring.hpp"
#include "wire/requests.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {

struct SealingDesk {
  const vault::Keyring& keyring;
  const Directory& directory;
  wire::Language language = wire::Language::zh;
};

/// Seals contact, identity number, address and the name of whoever it is reported for under a fresh
/// data key, and leaves no plain text of them in the command. 422 for a telephone or identity
/// number that is none. A report without any of them is left alone.
std::optional<Problem> seal_personal(const SealingDesk& desk, wire::CreateRequest& request);

/// Seals a new address under the case's key; where it has none, a fresh one goes along behind `;`.
void seal_address(const vault::Keyring& keyring, const Case& item, Values& input);

/// What is kept with a message to tell its repeats: keyed, so that nobody guesses a telephone
/// number from it.
Fingerprint keyed(const vault::Keyring& keyring, const Fingerprint& fingerprint);

/// The personal fields of a case in plain, by name; what was erased or never given is left out.
/// `item.personal.key` has been read.
std::map<std::string, std::string> open_personal(const vault::Keyring& keyring, const Case& item);

/// The same, masked.
wire::PersonalView masked_view(const vault::Keyring& keyring, const Case& item);

}  // namespace gongzhi::gateway
