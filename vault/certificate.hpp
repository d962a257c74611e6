// Certificates of our own, for installations without any other (gateway.tls = "local_ca"): an
// authority that lives ten years in the data directory, and the certificate of this server that it
// signs. ECDSA P-256, SHA-256 (OpenSSL).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "governance/instant.hpp"

namespace gongzhi::vault {

struct CertificateFacts {
  std::string subject;      // its common name
  std::string fingerprint;  // SHA-256, "AB:CD:…" as telephones show it
  Instant ends = {};
  std::vector<std::string> names;  // host names and addresses it is for
};

/// Of the first certificate in a PEM file. Errc::corrupt when there is none.
Result<CertificateFacts> read_certificate(const std::filesystem::path& file);

enum class Renewal { when_due, now };

class LocalAuthority {
 public:
  /// Below 825 days, which is the most that telephones accept from an authority somebody installed.
  static constexpr std::chrono::hours server_lives{24 * 397};
  static constexpr std::chrono::hours renewed_before{24 * 30};
  static constexpr std::chrono::hours authority_lives{24 * 3652};

  /// Reads the authority of this folder, or makes it. Its certificate is limited to private
  /// addresses and to names that mean nothing elsewhere (`names` and *.local, .lan, .internal,
  /// .home.arpa), so that a stolen key signs for no site of the world.
  static Result<LocalAuthority> load_or_create(const std::filesystem::path& folder,
                                               const std::vector<std::string>& names, Instant now);

  /// Sees to it that server_file() holds a certificate for these names that does not end soon: true
  /// when a new one was made. Errc::invalid for a name that is none.
  Result<bool> keep_server_certificate(const std::vector<std::string>& names, Instant now,
                                       Renewal renewal) const;

  /// To be installed on telephones and computers; anybody may read it.
  std::filesystem::path certificate_file() const { return folder_ / "authority.crt"; }
  /// The key of the authority and its certificate, mode 0400.
  std::filesystem::path secret_file() const { return folder_ / "authority.pem"; }
  /// Certificate and key of the server in one file, mode 0400: they change together.
  std::filesystem::path server_file() const { return folder_ / "server.pem"; }

 private:
  explicit LocalAuthority(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace gongzhi::vault
