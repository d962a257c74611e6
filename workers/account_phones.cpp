#include "workers/account_phones.hpp"

#include <unordered_map>

#include "records/accounts.hpp"
#include "vault/staff_phone.hpp"

namespace gongzhi::workers {

Result<void> follow_phones(records::Transaction& transaction, const std::vector<User>& users,
                           const vault::Keyring& keyring) {
  std::unordered_map<std::string, const User*> by_id;
  for (const User& user : users) by_id.emplace(user.id, &user);
  auto accounts = records::list_accounts(transaction.connection());
  if (!accounts) return accounts.error();
  for (records::Account& account : *accounts) {
    const auto at = by_id.find(account.user);
    const std::string index =
        at == by_id.end()
            ? std::string()
            : vault::phone_index(keyring, vault::plain_staff_phone(keyring, *at->second));
    if (account.phone_hash == index) continue;
    account.phone_hash = index;
    if (auto saved = records::save_account(transaction, account); !saved) return saved.error();
  }
  return {};
}

}  // namespace gongzhi::workers
