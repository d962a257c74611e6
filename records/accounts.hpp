// Accounts, one-time links and tokens in the record. What is secret in them comes hashed or sealed:
// this room has no key. Written by the worker's acts only, read by gateways.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/directory.hpp"
#include "governance/instant.hpp"
#include "records/database.hpp"

namespace gongzhi::records {

class Transaction;

/// How one user signs in. Texts that are empty and times that are 0 mean: none yet.
struct Account {
  std::string user;
  std::string login;
  std::string phone_hash = {};
  std::string password = {};  // argon2id
  Instant password_at{};
  std::string second_factor = {};          // sealed
  Instant second_factor_at{};              // confirmed then
  std::int64_t last_step = 0;              // of the second factor: no older code counts
  std::vector<std::string> recovery = {};  // hashes of codes not used yet
  bool disabled = false;
  bool must_change = false;
  std::int64_t session_epoch = 1;  // raised to end all sessions
  Instant created_at{};

  bool has_second_factor() const { return second_factor_at != Instant{}; }
};

enum class AccountKey { user, login, phone_hash };
/// None when nobody has it, or, of a telephone, when more than one has.
Result<std::optional<Account>> find_account(Connection& connection, AccountKey by,
                                            const std::string& text);
Result<std::vector<Account>> list_accounts(Connection& connection);
/// Adds or replaces. Errc::conflict when somebody else has the login.
Result<void> save_account(Transaction& transaction, const Account& account);

struct Invitation {
  std::string token_hash;
  std::string user;
  std::string purpose;  // "invite", "reset"
  std::string created_by;
  Instant created_at{};
  Instant expires_at{};
};
/// Links of that user that were not used are void from now on.
Result<void> add_invitation(Transaction& transaction, const Invitation& invitation);
/// Marks it used. None when there is none, it was used, or its time is over.
Result<std::optional<Invitation>> use_invitation(Transaction& transaction,
                                                 const std::string& token_hash, Instant now);
/// Whether it could be used now, and by whom.
Result<std::optional<Invitation>> find_invitation(Connection& connection,
                                                  const std::string& token_hash, Instant now);

/// The secret of a token is known by its hash. A row of the id `plain.USER` only says that the
/// user's unlimited token is revoked.
struct TokenRow {
  std::string id;
  std::string user;
  std::string secret_hash;
  std::string last_four;
  std::string scopes;  // words with blanks between them
  std::string label;
  std::string created_by;
  Instant created_at{};
  Instant expires_at{};  // 0 = never
  Instant revoked_at{};  // 0 = not
};
Result<void> add_token(Transaction& transaction, const TokenRow& token);
Result<std::optional<TokenRow>> find_token(Connection& connection, const std::string& id);
/// False when it was revoked before or never was.
Result<bool> revoke_token(Transaction& transaction, const std::string& id, Instant now);
Result<std::vector<TokenRow>> list_tokens(Connection& connection, const std::string& user);

/// What a gateway must know of each account to believe a session.
struct AccountState {
  std::string user;
  bool disabled = false;
  std::int64_t session_epoch = 1;
};
struct AccountChanges {
  std::int64_t version = 0;
  std::vector<AccountState> accounts;
  std::vector<TokenRow> tokens;
};
/// Everything that changed after `version` (0 = everything there is).
Result<AccountChanges> account_changes(Connection& connection, std::int64_t version);

/// Changes of the configuration's users one at a time; each raises config_version. Errc::conflict
/// when the id is there already, Errc::not_found when it is not.
Result<void> add_user(Transaction& transaction, const User& user, Instant now);
Result<void> change_user(Transaction& transaction, const User& user, Instant now);

}  // namespace gongzhi::records
