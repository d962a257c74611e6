// The secrets of one installation: one master key in a file of the data directory, and what is
// derived from it. Every keyed hash of the platform is made here, so that an algorithm can be
// replaced in one place.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "governance/ids.hpp"

namespace gongzhi::vault {

/// Immutable after loading; copies share nothing and wipe themselves.
class Keyring {
 public:
  /// Reads `<dir>/master.key` (32 bytes, mode 0400) or creates it, fsynced, with its directory.
  /// Errc::corrupt when the file has another size, Errc::forbidden when others may read it.
  static Result<Keyring> load_or_create(const std::filesystem::path& dir);

  Keyring(const Keyring&) = default;
  Keyring& operator=(const Keyring&) = default;
  ~Keyring();

  /// MAC of an envelope, 32 bytes (keyed BLAKE2b-256, RFC 7693).
  std::string envelope_mac(std::string_view envelope) const;
  bool envelope_mac_matches(std::string_view envelope, std::string_view mac) const;

  /// The same (who, key) gives the same id on every gateway (D6).
  MessageId message_id(std::string_view who, std::string_view idempotency_key) const;
  /// Id of a message the platform makes itself; `parts` joined unambiguously by the caller.
  MessageId derived_id(std::string_view purpose, std::string_view parts) const;

  /// What the reporter keeps beside the number: 20 base32 digits (100 bits) of HMAC(secret, message
  /// id).
  std::string receipt_key(const MessageId& id) const;
  bool receipt_key_matches(const MessageId& id, std::string_view typed) const;

  /// Hash under which a device cookie or a form nonce is known: 32 hex digits.
  std::string device_hash(std::string_view secret) const;

  /// `gz1.<user>.<key>`: who bears it is `user`. Valid as long as the master key.
  std::string issue_token(std::string_view user) const;
  /// The user a token names, or empty when it does not verify.
  std::string token_user(std::string_view token) const;

  /// The id of an upload (governance/attachment.hpp): the same picture of the same uploader has the
  /// same id, and nobody else can know it or pass for its uploader.
  std::string upload_id(std::string_view who, std::string_view picture, std::uint32_t width,
                        std::uint32_t height) const;
  /// Whether `who` uploaded it.
  bool upload_is_of(std::string_view upload_id, std::string_view who) const;
  /// Keyed hash of a telephone or identity number in its normal form, 32 hex digits: finds it
  /// without keeping it (security.md P04).
  std::string blind_index(std::string_view what, std::string_view normal) const;
  /// What tells a repeat of a body with personal data; keyed, because a number alone is guessed.
  std::string keyed_fingerprint(std::string_view bytes) const;

  /// The keys that seal, by key id: "1" is derived from the master key; more are files
  /// `sealing-<id>.key` (32 bytes, mode 0400) beside it. The last one seals, all of them open.
  using SealingKeys = std::vector<std::pair<std::string, std::array<unsigned char, 32>>>;
  const SealingKeys& sealing_keys() const { return sealing_; }
  /// Hash under which something of an account is known that only its owner has (session, link, part
  /// of a token, recovery code), or that is not to be read (telephone): 64 hex digits. `purpose`
  /// keeps them apart.
  std::string account_hash(std::string_view purpose, std::string_view text) const;
  /// A secret of 256 bits that the same parts give again, 64 hex digits: a one-time link whose
  /// request is repeated is the same link.
  std::string derived_secret(std::string_view purpose, std::string_view parts) const;

  /// The shared secret of a second factor as the record keeps it: key id, nonce, secretbox.
  std::string seal_second_factor(std::string_view secret) const;
  /// Errc::corrupt when it was not sealed here, or was changed.
  Result<std::string> open_second_factor(std::string_view sealed) const;

  /// Signature of a list cursor, 16 hex digits, so that nobody composes one.
  std::string cursor_signature(std::string_view cursor) const;

  /// MAC of a head of the audit trail that is kept outside the record: 64 hex digits.
  std::string audit_head_mac(std::string_view head) const;
  bool audit_head_mac_matches(std::string_view head, std::string_view mac) const;

 private:
  using Key = std::array<unsigned char, 32>;
  static constexpr std::string_view second_factor_key_id = "sf1.";
  Keyring() = default;

  Key envelope_{}, message_{}, receipt_{}, device_{}, token_{}, cursor_{};
  Key audit_heads_{}, account_{}, index_{}, upload_{}, second_factor_{};
  SealingKeys sealing_ = {};
};

/// Unkeyed BLAKE2b: 32 hex digits for fingerprints of bodies, 64 for the content of files.
std::string fingerprint_of(std::string_view bytes);
std::string content_hash(std::string_view bytes);

/// `count` random bytes.
std::string random_bytes(std::size_t count);

}  // namespace gongzhi::vault
