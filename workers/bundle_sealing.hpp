// Telephone numbers of users are sealed before an import is staged, and once more for whoever
// staged it otherwise: neither the record nor the staged file holds a plain number (security.md
// P04).
#pragma once

#include <vector>

#include "governance/directory.hpp"
#include "vault/keyring.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::workers {

/// Seals the column `phone` of users.csv; every other file, and a users.csv without plain numbers,
/// stays as it is. The same file gives the same bytes again. Errc::invalid when it is no CSV.
Result<void> seal_phones(BundleFiles& files, const vault::Keyring& keyring);

/// Of rows as they are about to be stored.
void seal_phones(std::vector<User>& users, const vault::Keyring& keyring);

}  // namespace gongzhi::workers
