// Proving once more who one is, before something that outlives the session (security.md S14, S15).
#pragma once

#include <optional>
#include <string>

#include "gateway/lane.hpp"
#include "records/accounts.hpp"

namespace gongzhi::gateway {

/// What somebody who is signed in shows again.
struct Proof {
  std::string user;
  std::string password;
  std::string code = {};  // of the second factor, or a recovery code; empty = none given
};

/// Asks for the present password, with the pauses of a login. None when it is right.
asio::awaitable<std::optional<Problem>> prove_password(Lane& lane, RequestPtr request,
                                                       records::Account account,
                                                       std::string password);

/// Asks for the present password and, where the account has a second factor, for its code, with the
/// pauses of a login. None when they are right; 403 `wrong_password` or `code_needed`, 401
/// `wrong_code`, 429 otherwise. Whoever has no password yet has none that is right.
asio::awaitable<std::optional<Problem>> prove_again(Lane& lane, RequestPtr request, Proof proof);

}  // namespace gongzhi::gateway
