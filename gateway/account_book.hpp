// What this thread knows of accounts without asking anybody: who is disabled, from which epoch on
// sessions are good, which tokens there are. Kept up by changes from the record, at most a second
// or two behind. One event loop.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "records/accounts.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {

class AccountBook {
 public:
  /// False until the record was read once: nobody is believed before.
  bool is_loaded() const { return loaded_; }
  void take(const records::AccountChanges& changes);

  bool is_disabled(const std::string& user) const;
  /// Sessions of an older epoch are over.
  std::int64_t session_epoch(const std::string& user) const;

  /// A valid token, `gz1.USER.KEY` (`gongzhi token USER`) or `gz2.ID.SECRET`: its row. The row of
  /// the first form has only its user and the id `plain.USER`. None when it does not verify, is
  /// revoked, or its time is over; nullptr-like rows never.
  std::optional<records::TokenRow> find_token(std::string_view token, const vault::Keyring& keyring,
                                              Instant now) const;
  /// Whether the token of that id is still good.
  bool is_token_good(const std::string& id, Instant now) const;

 private:
  std::unordered_map<std::string, records::AccountState> accounts_;
  std::unordered_map<std::string, records::TokenRow> tokens_;
  bool loaded_ = false;
};

/// The id under which the unlimited token of a user is revoked.
std::string plain_token_id(std::string_view user);

/// A new token: what its bearer shows, and its row without user and times.
struct NewToken {
  std::string token;
  std::string id;
  std::string secret_hash;
  std::string last_four;
};
/// `seed` makes it: the same seed is the same token.
NewToken make_token(const vault::Keyring& keyring, std::string_view seed);

}  // namespace gongzhi::gateway
