// Who may be spoken to without encryption (security.md S37): loopback, and a proxy that is named.
// Anything else needs a certificate, or does not start.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <vector>

#include "gateway/tls_context.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/settings.hpp"
#include "vault/certificate.hpp"

namespace gongzhi::gateway {

enum class Encryption {
  none,      // plain: nobody but this machine, or a trusted proxy, is on the other side
  files,     // the certificate of the settings
  local_ca,  // one of our own
};

/// Errc::invalid with what to do when these settings would send complaints and telephone numbers
/// through a network in the clear, or contradict each other.
Result<Encryption> encryption_of(const runtime::Settings& settings,
                                 const asio::ip::tcp::endpoint& listen);

/// The host names and addresses under which this machine is called when it listens there, the most
/// telling first; those of gateway.tls_names among them.
std::vector<std::string> names_of_this_machine(const runtime::Settings& settings,
                                               const asio::ip::tcp::endpoint& listen);

/// Where the authority of gateway.tls = "local_ca" lies.
std::filesystem::path authority_folder(const runtime::DataDir& dir);

/// The files of the certificate in force and what renews them; meaningless for Encryption::none.
struct CertificateSource {
  TlsFiles files;
  std::function<Result<void>()> renew;
};
CertificateSource certificate_source(const runtime::Settings& settings, const runtime::DataDir& dir,
                                     const asio::ip::tcp::endpoint& listen);

/// Makes the authority and the certificate of local_ca where they are absent or due.
Result<vault::LocalAuthority> keep_local_certificate(const runtime::DataDir& dir,
                                                     const std::vector<std::string>& names,
                                                     vault::Renewal renewal);

}  // namespace gongzhi::gateway
