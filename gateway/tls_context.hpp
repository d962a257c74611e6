// How TLS is spoken at the door: versions, ciphers, certificate. Made new whenever the certificate
// changes; connections keep the one they began with.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

#include "governance/error.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

struct TlsFiles {
  std::filesystem::path certificate;  // with its chain, PEM
  std::filesystem::path key;          // PEM, of mode 0400; may be the same file
};

using TlsContext = std::shared_ptr<asio::ssl::context>;

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption; no compression, no
/// renegotiation, no tickets (nothing that decrypts yesterday's traffic lies anywhere), ALPN
/// http/1.1. Errc::forbidden when others may read the key, Errc::invalid when certificate and key
/// do not fit each other.
Result<TlsContext> make_tls_context(const TlsFiles& files);

}  // namespace gongzhi::gateway
