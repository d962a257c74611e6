// Who is asking, as far as the request proves it: a bearer token, a device cookie, or the
// Idempotency-Key of somebody without either.
#pragma once

#include <string>

#include "gateway/problem.hpp"
#include "gateway/request.hpp"
#include "governance/directory.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {

/// An Idempotency-Key without an account carries at least 122 random bits (reliability.md D6): 22
/// characters of base64.
inline constexpr std::size_t anonymous_key_length_min = 22;
inline constexpr std::size_t key_length_max = 128;
inline constexpr std::string_view device_cookie = "gz_device";

struct Asker {
  Actor actor = {};            // all empty = nobody
  const User* user = nullptr;  // lives as long as the directory
  std::string new_cookie = {};

  bool is_nobody() const { return actor == Actor{}; }
};

/// By what the gate found (gate.hpp), else by device cookie, else nobody. Errc::unauthorized for a
/// token or session that is not valid or whose user is gone, Errc::unavailable when that cannot be
/// looked up now.
Result<Asker> identify(const Request& request, const Directory& directory,
                       const vault::Keyring& keyring);

/// The same for a report: somebody without token and cookie becomes a device of their own, whose
/// secret is derived from the key, so that a repeat is the same device, with or without the cookie
/// that the first answer set.
Result<Asker> identify_reporter(const Request& request, const Directory& directory,
                                const vault::Keyring& keyring);

/// The value of the Set-Cookie field that makes a browser that device.
std::string device_cookie_field(std::string_view secret);

/// The name under which the message id is made. Never empty.
std::string who_of(const Actor& actor);

/// The Idempotency-Key without the quotes of RFC 8941. Errc::invalid when missing (no FieldError's
/// code but `required`), not 1 to 128 printable ASCII characters, or too short for somebody without
/// an account.
Result<std::string> idempotency_key(const Request& request);

/// True when the key is long enough for somebody without an account.
bool is_unguessable(std::string_view key);

/// The problem of an unusable key.
Problem key_problem(Error error, const Request& request);

/// `application/json`, also with parameters.
bool is_json(std::string_view content_type);

/// The number of an `If-Match`: `"3"` or 3. Errc::invalid for anything else.
Result<std::int64_t> parse_version(std::string_view if_match,
                                   wire::Language language = wire::Language::zh);

}  // namespace gongzhi::gateway
