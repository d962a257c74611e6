// Proving who one is, step by step: password, code, new password, new second factor. One use case
// for the API (sessions.cpp, second_factor.cpp) and for the pages (pages.cpp). Everything that
// happens here stands in the audit trail.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "gateway/administer.hpp"
#include "gateway/lane.hpp"
#include "gateway/request.hpp"
#include "records/accounts.hpp"

namespace gongzhi::gateway {

/// Somebody got one step further: a session of that stage has begun; `cookie` is its secret.
struct SignedIn {
  std::string cookie;
  Sitting sitting;
  const User* user = nullptr;  // lives as long as `present`
  Present present;
  std::vector<std::string> recovery_codes = {};  // after a second factor was confirmed
};
using SignedInOr = std::variant<SignedIn, Problem>;

/// What somebody typed.
struct Login {
  std::string name;  // of the account, or a telephone number
  std::string password;
  std::string code = {};  // of the second factor; empty = asked for afterwards
};
/// 401 `wrong_login` for any login that is not right, whatever is wrong with it, after the same
/// time (security.md S12); 401 `wrong_code`; 429 with the pause to wait (S11).
asio::awaitable<SignedInOr> sign_in(Lane& lane, RequestPtr request, Login login);

/// The missing code of a session that waits for it.
asio::awaitable<SignedInOr> give_code(Lane& lane, RequestPtr request, std::string code);

/// All sessions end and a new one begins. 403 `wrong_password`, 422 when the new one is no good.
struct NewPassword {
  std::string present;
  std::string wanted;
};
asio::awaitable<SignedInOr> change_password(Lane& lane, RequestPtr request, NewPassword passwords);

/// A new shared secret, stored but not yet in force.
struct Enrolment {
  std::string secret;  // as an authenticator program takes it
  std::string uri;
};
asio::awaitable<std::variant<Enrolment, Problem>> begin_enrolment(Lane& lane, RequestPtr request);
/// In force with its first code.
asio::awaitable<SignedInOr> confirm_enrolment(Lane& lane, RequestPtr request, std::string code);
/// Needs password and code (`Login::name` is not looked at).
asio::awaitable<SignedInOr> remove_second_factor(Lane& lane, RequestPtr request, Login proof);

/// Ends the present session.
asio::awaitable<Result<void>> sign_out(Lane& lane, RequestPtr request);

/// Sets a password by a one-time link. Nobody is signed in by that.
struct LinkUse {
  std::string token;
  std::string password;
};
asio::awaitable<std::optional<Problem>> use_link(Lane& lane, RequestPtr request, LinkUse use);

/// The session of the request; a Problem when there is none.
asio::awaitable<std::variant<Sitting, Problem>> present_sitting(Lane& lane, RequestPtr request);

}  // namespace gongzhi::gateway
