// Statements about accounts, links and tokens.
#include "records/accounts.hpp"

#include "records/configuration_columns.hpp"
#include "records/transaction.hpp"

namespace gongzhi::records {
namespace {

struct AccountColumns {
  Text user_id, login, phone_hash, password;
  Integer password_at = 0;
  Text second_factor;
  Integer second_factor_at = 0, last_step = 0;
  Text recovery;
  Integer disabled = 0, must_change = 0, session_epoch = 1, created_at = 0, version = 0;

  template <class V>
  void each(V&& v) {
    v("user_id", user_id), v("login", login), v("phone_hash", phone_hash);
    v("password", password), v("password_at", password_at), v("second_factor", second_factor);
    v("second_factor_at", second_factor_at), v("last_step", last_step), v("recovery", recovery);
    v("disabled", disabled), v("must_change", must_change), v("session_epoch", session_epoch);
    v("created_at", created_at), v("version", version);
  }
};

struct TokenColumns {
  Text id, user_id, secret_hash, last_four, scopes, label, created_by;
  Integer created_at = 0, expires_at = 0, revoked_at = 0, version = 0;

  template <class V>
  void each(V&& v) {
    v("id", id), v("user_id", user_id), v("secret_hash", secret_hash), v("last_four", last_four);
    v("scopes", scopes), v("label", label), v("created_by", created_by);
    v("created_at", created_at), v("expires_at", expires_at), v("revoked_at", revoked_at);
    v("version", version);
  }
};

struct InvitationColumns {
  Text token_hash, user_id, purpose, created_by;
  Integer created_at = 0, expires_at = 0, used_at = 0;

  template <class V>
  void each(V&& v) {
    v("token_hash", token_hash), v("user_id", user_id), v("purpose", purpose);
    v("created_by", created_by), v("created_at", created_at), v("expires_at", expires_at);
    v("used_at", used_at);
  }
};

const std::string select_accounts =
    "SELECT " + column_list<AccountColumns>() + " FROM accounts WHERE ";
const Query<Columns<Text>, AccountColumns> account_by_user{"account_by_user",
                                                           select_accounts + "user_id = :user_id"};
const Query<Columns<Text>, AccountColumns> account_by_login{"account_by_login",
                                                            select_accounts + "login = :login"};
const Query<Columns<Text>, AccountColumns> account_by_phone{
    "account_by_phone", select_accounts + "phone_hash = :phone_hash AND phone_hash <> ''"};
const Query<Columns<>, AccountColumns> all_accounts{
    "all_accounts", "SELECT " + column_list<AccountColumns>() + " FROM accounts ORDER BY user_id"};
const Query<AccountColumns> insert_account{"insert_account",
                                           insert_into<AccountColumns>("accounts")};
const Query<Columns<Text>> delete_account{"delete_account",
                                          "DELETE FROM accounts WHERE user_id = :user_id"};
const Query<Columns<Integer>, Columns<Text, Integer, Integer>> changed_accounts{
    "changed_accounts",
    "SELECT user_id, disabled, session_epoch FROM accounts WHERE version > :version"};

const Query<Columns<>> raise_account_version{
    "raise_account_version", "UPDATE account_version SET version = version + 1 WHERE one = 1"};
const Query<Columns<>, Columns<Integer>> select_account_version{
    "select_account_version", "SELECT version FROM account_version WHERE one = 1"};

const Query<InvitationColumns> insert_invitation{"insert_invitation",
                                                 insert_into<InvitationColumns>("invitations")};
const Query<Columns<Text>> void_invitations{
    "void_invitations", "DELETE FROM invitations WHERE user_id = :user_id AND used_at = 0"};
const Query<Columns<Text, Integer>, InvitationColumns> select_invitation{
    "select_invitation", "SELECT " + column_list<InvitationColumns>() +
                             " FROM invitations WHERE token_hash = :token_hash"
                             " AND used_at = 0 AND expires_at > :now"};
const Query<Columns<Integer, Text>> mark_invitation{
    "mark_invitation",
    "UPDATE invitations SET used_at = :used_at WHERE token_hash = :token_hash AND used_at = 0"};

const Query<TokenColumns> insert_token{"insert_token", insert_into<TokenColumns>("tokens")};
const Query<Columns<Text>, TokenColumns> select_token{
    "select_token", "SELECT " + column_list<TokenColumns>() + " FROM tokens WHERE id = :id"};
const Query<Columns<Text>, TokenColumns> select_tokens{
    "select_tokens", "SELECT " + column_list<TokenColumns>() +
                         " FROM tokens WHERE user_id = :user_id ORDER BY created_at, id"};
const Query<Columns<Integer>, TokenColumns> changed_tokens{
    "changed_tokens",
    "SELECT " + column_list<TokenColumns>() + " FROM tokens WHERE version > :version"};
const Query<Columns<Integer, Integer, Text>> mark_token{
    "mark_token",
    "UPDATE tokens SET revoked_at = :revoked_at, version = :version"
    " WHERE id = :id AND revoked_at = 0"};

const Query<UserColumns> insert_user{"insert_one_user", insert_into<UserColumns>("users")};
const Query<Columns<Text>> delete_user{"delete_one_user", "DELETE FROM users WHERE id = :id"};
const Query<Columns<Text>, Columns<Integer>> select_user_rank{
    "select_user_rank", "SELECT rank FROM users WHERE id = :id"};
const Query<Columns<>, Columns<Integer>> next_user_rank{
    "next_user_rank", "SELECT COALESCE(MAX(rank), -1) + 1 FROM users"};
const Query<Columns<Integer>> raise_configuration{
    "raise_configuration",
    "UPDATE config_version SET version = version + 1, at = :at WHERE one = 1"};

Integer next_version(Connection& connection) {
  connection.prepare(raise_account_version).run();
  return std::get<0>(connection.prepare(select_account_version).first()->values);
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    items.emplace_back(item);
  }
  return items;
}

std::string text_of(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text.append(text.empty() ? "" : ";").append(item);
  return text;
}

Account account_of(const AccountColumns& row) {
  Account account;
  account.user = row.user_id;
  account.login = row.login;
  account.phone_hash = row.phone_hash;
  account.password = row.password;
  account.password_at = from_ms(row.password_at);
  account.second_factor = row.second_factor;
  account.second_factor_at = from_ms(row.second_factor_at);
  account.last_step = row.last_step;
  account.recovery = items_of(row.recovery);
  account.disabled = row.disabled != 0;
  account.must_change = row.must_change != 0;
  account.session_epoch = row.session_epoch;
  account.created_at = from_ms(row.created_at);
  return account;
}

Invitation invitation_of(const InvitationColumns& row) {
  return {row.token_hash,         row.user_id, row.purpose, row.created_by, from_ms(row.created_at),
          from_ms(row.expires_at)};
}

TokenRow token_of(const TokenColumns& row) {
  return {row.id,
          row.user_id,
          row.secret_hash,
          row.last_four,
          row.scopes,
          row.label,
          row.created_by,
          from_ms(row.created_at),
          from_ms(row.expires_at),
          from_ms(row.revoked_at)};
}

}  // namespace

Result<std::optional<Account>> find_account(Connection& connection, AccountKey by,
                                            const std::string& text) {
  return translated(connection, [&]() -> Result<std::optional<Account>> {
    const auto& query = by == AccountKey::user    ? account_by_user
                        : by == AccountKey::login ? account_by_login
                                                  : account_by_phone;
    std::optional<Account> found;
    int count = 0;
    connection.prepare(query).with(text).rows([&](const AccountColumns& row) {
      found = account_of(row);
      ++count;
    });
    if (count > 1) found.reset();
    return found;
  });
}

Result<std::vector<Account>> list_accounts(Connection& connection) {
  return translated(connection, [&]() -> Result<std::vector<Account>> {
    std::vector<Account> accounts;
    connection.prepare(all_accounts).rows([&](const AccountColumns& row) {
      accounts.push_back(account_of(row));
    });
    return accounts;
  });
}

Result<void> save_account(Transaction& transaction, const Account& account) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    const auto holder = connection.prepare(account_by_login).with(account.login).first();
    if (holder && holder->user_id != account.user)
      return fail(Errc::conflict, "Somebody else signs in with this name.");
    connection.prepare(delete_account).with(account.user).run();
    auto& insert = connection.prepare(insert_account);
    insert.in = {account.user,
                 account.login,
                 account.phone_hash,
                 account.password,
                 to_ms(account.password_at),
                 account.second_factor,
                 to_ms(account.second_factor_at),
                 account.last_step,
                 text_of(account.recovery),
                 Integer{account.disabled},
                 Integer{account.must_change},
                 account.session_epoch,
                 to_ms(account.created_at),
                 next_version(connection)};
    insert.run();
    return {};
  });
}

Result<void> add_invitation(Transaction& transaction, const Invitation& invitation) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    connection.prepare(void_invitations).with(invitation.user).run();
    auto& insert = connection.prepare(insert_invitation);
    insert.in = {invitation.token_hash,
                 invitation.user,
                 invitation.purpose,
                 invitation.created_by,
                 to_ms(invitation.created_at),
                 to_ms(invitation.expires_at),
                 0};
    insert.run();
    return {};
  });
}

Result<std::optional<Invitation>> find_invitation(Connection& connection,
                                                  const std::string& token_hash, Instant now) {
  return translated(connection, [&]() -> Result<std::optional<Invitation>> {
    const auto row = connection.prepare(select_invitation).with(token_hash, to_ms(now)).first();
    if (!row) return std::optional<Invitation>{};
    return std::optional(invitation_of(*row));
  });
}

Result<std::optional<Invitation>> use_invitation(Transaction& transaction,
                                                 const std::string& token_hash, Instant now) {
  Connection& connection = transaction.connection();
  auto found = find_invitation(connection, token_hash, now);
  if (!found || !*found) return found;
  return translated(connection, [&]() -> Result<std::optional<Invitation>> {
    connection.prepare(mark_invitation).with(to_ms(now), token_hash).run();
    return found;
  });
}

Result<void> add_token(Transaction& transaction, const TokenRow& token) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    auto& insert = connection.prepare(insert_token);
    insert.in = {token.id,
                 token.user,
                 token.secret_hash,
                 token.last_four,
                 token.scopes,
                 token.label,
                 token.created_by,
                 to_ms(token.created_at),
                 to_ms(token.expires_at),
                 to_ms(token.revoked_at),
                 next_version(connection)};
    insert.run();
    return {};
  });
}

Result<std::optional<TokenRow>> find_token(Connection& connection, const std::string& id) {
  return translated(connection, [&]() -> Result<std::optional<TokenRow>> {
    const auto row = connection.prepare(select_token).with(id).first();
    if (!row) return std::optional<TokenRow>{};
    return std::optional(token_of(*row));
  });
}

Result<bool> revoke_token(Transaction& transaction, const std::string& id, Instant now) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<bool> {
    const Integer version = next_version(connection);
    return connection.prepare(mark_token).with(to_ms(now), version, id).run() == 1;
  });
}

Result<std::vector<TokenRow>> list_tokens(Connection& connection, const std::string& user) {
  return translated(connection, [&]() -> Result<std::vector<TokenRow>> {
    std::vector<TokenRow> tokens;
    connection.prepare(select_tokens).with(user).rows([&](const TokenColumns& row) {
      tokens.push_back(token_of(row));
    });
    return tokens;
  });
}

Result<AccountChanges> account_changes(Connection& connection, std::int64_t version) {
  return translated(connection, [&]() -> Result<AccountChanges> {
    AccountChanges changes;
    const ReadSnapshot snapshot(connection);
    changes.version = std::get<0>(connection.prepare(select_account_version).first()->values);
    if (changes.version == version) return changes;
    connection.prepare(changed_accounts).with(version).rows([&](const auto& row) {
      const auto& [user, disabled, epoch] = row.values;
      changes.accounts.push_back({user, disabled != 0, epoch});
    });
    connection.prepare(changed_tokens).with(version).rows([&](const TokenColumns& row) {
      changes.tokens.push_back(token_of(row));
    });
    return changes;
  });
}

Result<void> add_user(Transaction& transaction, const User& user, Instant now) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    if (connection.prepare(select_user_rank).with(user.id).first())
      return fail(Errc::conflict, "There is a user of this id already.");
    auto& insert = connection.prepare(insert_user);
    if (auto filled = fill(insert.in, user); !filled) return filled;
    insert.in.rank = std::get<0>(connection.prepare(next_user_rank).first()->values);
    insert.run();
    connection.prepare(raise_configuration).with(to_ms(now)).run();
    return {};
  });
}

Result<void> change_user(Transaction& transaction, const User& user, Instant now) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<void> {
    const auto rank = connection.prepare(select_user_rank).with(user.id).first();
    if (!rank) return fail(Errc::not_found, "There is no user of this id.");
    auto& insert = connection.prepare(insert_user);
    if (auto filled = fill(insert.in, user); !filled) return filled;
    insert.in.rank = std::get<0>(rank->values);
    connection.prepare(delete_user).with(user.id).run();
    insert.run();
    connection.prepare(raise_configuration).with(to_ms(now)).run();
    return {};
  });
}

}  // namespace gongzhi::records
