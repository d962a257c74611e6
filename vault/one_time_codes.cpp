#include "vault/one_time_codes.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

#include "governance/error.hpp"
#include "vault/bytes.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::vault {
namespace {

constexpr std::int64_t step_seconds = 30;
constexpr int steps_around = 1;

std::string percent_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    const auto byte = static_cast<unsigned char>(c);
    if (plain)
      encoded.push_back(c);
    else
      encoded.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return encoded;
}

}  // namespace

std::string new_totp_secret() {
  return random_bytes(20);
}

std::string shown_secret(std::string_view secret) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : secret) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text.push_back(digits[(held >> (bits - 5)) & 31]);
    held &= (1U << bits) - 1;
  }
  if (bits > 0) text.push_back(digits[(held << (5 - bits)) & 31]);
  return text;
}

std::string otpauth_uri(std::string_view secret, std::string_view issuer,
                        std::string_view account) {
  const std::string who = percent_encoded(issuer);
  return "otpauth://totp/" + who + ":" + percent_encoded(account) +
         "?secret=" + shown_secret(secret) + "&issuer=" + who +
         "&algorithm=SHA1&digits=6&period=30";
}

std::int64_t totp_step(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_seconds;
}

// RFC 4226 5.3: the last four bits choose which 31 bits become the number.
std::string totp_code(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter.at(7 - i) = static_cast<unsigned char>((step >> (8 * i)) & 0xff);
  std::array<unsigned char, 20> mac{};
  unsigned size = mac.size();
  const auto* made = HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()),
                          counter.data(), counter.size(), mac.data(), &size);
  ensure(made != nullptr && size == mac.size(), "HMAC-SHA1 is not available");
  const std::size_t at = mac.back() & 15U;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac.at(at) & 0x7fU) << 24) |
                               (static_cast<std::uint32_t>(mac.at(at + 1)) << 16) |
                               (static_cast<std::uint32_t>(mac.at(at + 2)) << 8) | mac.at(at + 3);
  std::string code = std::to_string(number % 1'000'000);
  code.insert(0, code_digits - code.size(), '0');
  return code;
}

std::optional<std::int64_t> find_totp_step(std::string_view secret, std::string_view code,
                                           std::int64_t now, std::int64_t used) {
  std::optional<std::int64_t> found;
  if (code.size() != code_digits) return found;
  // All of them are looked at, whichever fits: the time says nothing.
  for (std::int64_t step = now - steps_around; step <= now + steps_around; ++step) {
    const std::string right = totp_code(secret, step);
    if (sodium_memcmp(right.data(), code.data(), right.size()) == 0 && step > used) found = step;
  }
  return found;
}

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (int i = 0; i < recovery_codes_count; ++i) {
    const std::string digits = to_base32(random_bytes(10));
    std::string code;
    for (std::size_t at = 0; at < digits.size(); at += 4)
      code.append(code.empty() ? "" : "-").append(digits, at, 4);
    codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace gongzhi::vault
