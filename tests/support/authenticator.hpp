// An authenticator program for tests. Only for programs that link room_vault.
#pragma once

#include <string>

#include "vault/one_time_codes.hpp"

namespace gongzhi::test {

/// The code that an authenticator program shows for a secret in base32, `steps` from now.
inline std::string code_of(const std::string& shown, std::int64_t steps = 0) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string secret;
  unsigned held = 0;
  int bits = 0;
  for (const char c : shown) {
    held = held << 5 | static_cast<unsigned>(digits.find(c));
    if (bits += 5; bits >= 8) secret.push_back(static_cast<char>(held >> (bits -= 8) & 0xff));
  }
  const auto now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  return vault::totp_code(secret, vault::totp_step(now) + steps);
}

}  // namespace gongzhi::test
