// Sealing of personal data, field by field (security.md P04): every subject has a data key of its
// own, which is kept only sealed by the installation's. XChaCha20-Poly1305 (RFC 8439 with the
// nonce extended to 192 bits), random nonces, the field's name authenticated.
//
// Sealed text: `gzs1.<key id>.<base64url>`. The key id "case" says: under the subject's own key.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "vault/keyring.hpp"

namespace gongzhi::vault {

/// The key of one subject; wiped when it goes.
class DataKey {
 public:
  /// A fresh one.
  static DataKey random();
  /// One that seal_with() made. Errc::corrupt when it is not ours, was changed, or its sealing key
  /// is gone.
  static Result<DataKey> open(const Keyring& keyring, std::string_view sealed);

  DataKey(const DataKey&) = default;
  DataKey& operator=(const DataKey&) = default;
  ~DataKey();

  /// The key sealed by the newest sealing key of the installation.
  std::string seal_with(const Keyring& keyring) const;

  std::string seal(std::string_view field, std::string_view plain) const;
  /// Errc::corrupt when it was sealed by another key or for another field, or was changed.
  Result<std::string> unseal(std::string_view field, std::string_view sealed) const;

 private:
  DataKey() = default;
  std::array<unsigned char, 32> key_{};
};

/// Sealed by the installation's key itself, for records that have no key of their own (telephone
/// numbers of staff). The same text of the same `subject` seals to the same bytes, so that
/// importing the same file twice is the same import.
std::string seal_for(const Keyring& keyring, std::string_view subject, std::string_view plain);
Result<std::string> unseal_for(const Keyring& keyring, std::string_view subject,
                               std::string_view sealed);

}  // namespace gongzhi::vault
