// What the credentials of a request prove, as plain values: filled in once per request by gate.cpp,
// read by identify().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "governance/accounts.hpp"

namespace gongzhi::gateway {

/// How far somebody has come in proving who they are. Only `full` may do anything but go on.
enum class Stage {
  full,
  code,    // the password was right; the code of the second factor is missing
  change,  // the password must be changed first
  enrol    // the role needs a second factor and there is none yet
};
std::string_view name(Stage stage);
std::string_view reason_of(Stage stage);  // why such a session may not do more

struct Credential {
  enum class Kind {
    none,        // nothing shown, or nothing that is a login
    session,     // a cookie
    token,       // a bearer token
    refused,     // shown, but not valid (any more)
    unreachable  // cannot be looked up now
  } kind = Kind::none;
  std::string user = {};
  std::string id = {};  // of the session or token; never the secret itself
  Stage stage = Stage::full;
  std::int64_t epoch = 0;               // of a session: which of its account's it belongs to
  std::vector<TokenScope> scopes = {};  // of a token
};

}  // namespace gongzhi::gateway
