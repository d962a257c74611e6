// Accounts follow the telephone numbers of the configuration: whoever has another number after an
// import signs in with that one, and with the old one no more.
#pragma once

#include <vector>

#include "governance/directory.hpp"
#include "records/transaction.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::workers {

/// `users` are all there are. Accounts without a user keep no telephone.
Result<void> follow_phones(records::Transaction& transaction, const std::vector<User>& users,
                           const vault::Keyring& keyring);

}  // namespace gongzhi::workers
