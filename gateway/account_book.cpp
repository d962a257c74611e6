#include "gateway/account_book.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::string_view scheme = "gz2.";
constexpr std::size_t id_length = 16;
constexpr std::size_t secret_length = 64;

}  // namespace

void AccountBook::take(const records::AccountChanges& changes) {
  for (const records::AccountState& account : changes.accounts) accounts_[account.user] = account;
  for (const records::TokenRow& token : changes.tokens) tokens_[token.id] = token;
  loaded_ = true;
}

bool AccountBook::is_disabled(const std::string& user) const {
  const auto at = accounts_.find(user);
  return at != accounts_.end() && at->second.disabled;
}

std::int64_t AccountBook::session_epoch(const std::string& user) const {
  const auto at = accounts_.find(user);
  return at == accounts_.end() ? 0 : at->second.session_epoch;
}

bool AccountBook::is_token_good(const std::string& id, Instant now) const {
  const auto at = tokens_.find(id);
  if (at == tokens_.end()) return id.starts_with("plain.");
  const records::TokenRow& row = at->second;
  return row.revoked_at == Instant{} && (row.expires_at == Instant{} || row.expires_at > now);
}

std::optional<records::TokenRow> AccountBook::find_token(std::string_view token,
                                                         const vault::Keyring& keyring,
                                                         Instant now) const {
  if (!token.starts_with(scheme)) {
    records::TokenRow plain;
    plain.user = keyring.token_user(token);
    plain.id = plain_token_id(plain.user);
    if (plain.user.empty() || !is_token_good(plain.id, now)) return std::nullopt;
    return plain;
  }
  token.remove_prefix(scheme.size());
  if (token.size() != id_length + 1 + secret_length || token[id_length] != '.') return std::nullopt;
  const auto at = tokens_.find(std::string(token.substr(0, id_length)));
  if (at == tokens_.end() || !is_token_good(at->first, now)) return std::nullopt;
  // Hashes are compared, not secrets: how long that takes tells nothing.
  if (keyring.account_hash("token", token.substr(id_length + 1)) != at->second.secret_hash)
    return std::nullopt;
  return at->second;
}

std::string plain_token_id(std::string_view user) {
  return "plain." + std::string(user);
}

NewToken make_token(const vault::Keyring& keyring, std::string_view seed) {
  const std::string secret = keyring.derived_secret("token", seed);
  NewToken made;
  made.id = keyring.derived_secret("token id", seed).substr(0, id_length);
  made.token = std::string(scheme) + made.id + "." + secret;
  made.secret_hash = keyring.account_hash("token", secret);
  made.last_four = secret.substr(secret.size() - 4);
  return made;
}

}  // namespace gongzhi::gateway
