#include "vault/passwords.hpp"

#include <sodium.h>

#include <algorithm>

namespace gongzhi::vault {
namespace {

std::size_t bytes_of(HashCost cost) {
  return static_cast<std::size_t>(std::max(cost.memory_kib, hash_cost_least.memory_kib)) * 1024;
}

unsigned long long passes_of(HashCost cost) {
  return static_cast<unsigned long long>(std::max(cost.passes, hash_cost_least.passes));
}

// crypto_pwhash_str* read to the terminating zero.
bool is_hash(const std::string& text) {
  return text.size() < crypto_pwhash_STRBYTES && text.starts_with(crypto_pwhash_argon2id_STRPREFIX);
}

}  // namespace

Result<std::string> hash_password(std::string_view password, HashCost cost) {
  static const int started = sodium_init();
  ensure(started >= 0, "libsodium cannot start");
  char hash[crypto_pwhash_STRBYTES] = {};
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), passes_of(cost), bytes_of(cost),
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(Errc::busy, "not enough memory to check a password");
  return std::string(hash);
}

bool password_matches(const std::string& hash, std::string_view password) {
  return is_hash(hash) &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash, HashCost cost) {
  return !is_hash(hash) ||
         crypto_pwhash_str_needs_rehash(hash.c_str(), passes_of(cost), bytes_of(cost)) != 0;
}

}  // namespace gongzhi::vault
