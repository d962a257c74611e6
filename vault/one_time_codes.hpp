// Codes of a second factor: one every thirty seconds (TOTP, RFC 6238: SHA-1, six digits, which is
// what authenticator programs understand), and recovery codes for whoever lost the device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/instant.hpp"

namespace gongzhi::vault {

inline constexpr int code_digits = 6;
inline constexpr int recovery_codes_count = 10;

/// 160 random bits.
std::string new_totp_secret();
/// As authenticator programs take it: base32 of RFC 4648 without padding.
std::string shown_secret(std::string_view secret);
/// `otpauth://totp/…`, for a QR code. `issuer` and `account` are percent-encoded here.
std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account);

/// How many thirty seconds have passed since 1970.
std::int64_t totp_step(Instant now);
std::string totp_code(std::string_view secret, std::int64_t step);
/// The step that the code belongs to: the present one or a neighbour (security.md S15), and after
/// `used`, so that no code counts twice. None when it is wrong.
std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code,
                                           std::int64_t now, std::int64_t used);

/// Ten codes of 80 random bits, `XXXX-XXXX-XXXX-XXXX`.
std::vector<std::string> new_recovery_codes();

}  // namespace gongzhi::vault
