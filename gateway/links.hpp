// One-time links: their secret stands behind the `#`, so that no browser sends it and no log or
// Referer has it (security.md S16).
#pragma once

#include <string>
#include <string_view>

#include "runtime/settings.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::gateway {

/// The secret of a link: the same seed is the same link.
std::string link_token(const vault::Keyring& keyring, std::string_view seed);
std::string link_hash(const vault::Keyring& keyring, std::string_view token);

/// `https://host/invitation#TOKEN`, with the first of gateway.public_origins or where the gateway
/// listens, never with the Host of a request.
std::string link_url(const runtime::Settings& settings, std::string_view token);

}  // namespace gongzhi::gateway
