// Who may knock, and in whose name: Host, Origin, and what a proxy says of the client (security.md
// S17, S19, S34). Made once from the settings; immutable afterwards, for all threads. Pure.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "runtime/settings.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;

/// Where the page stands that made a browser ask. `unsaid`: no browser of our days, or no page.
enum class AskedFrom { unsaid, here, elsewhere };

/// Who is at the other end, and whether what they sent was encrypted on the way to us or to a
/// configured proxy.
struct Client {
  asio::ip::address address = {};
  bool is_secure = false;
};

class DoorRules {
 public:
  /// Errc::invalid with one FieldError per origin, address or network that is none.
  static Result<DoorRules> make(const runtime::Settings::Gateway& settings);

  bool is_proxy(const asio::ip::address& peer) const;
  /// With gateway.public_origins: one of their hosts, or a name of this machine when it listens on
  /// loopback. Without: any.
  bool accepts_host(std::string_view host) const;
  /// True when people come to `host` by https, as the settings say.
  bool is_https_host(std::string_view host) const;
  /// True when there are public origins and every one is https.
  bool is_https_only() const;

  /// What the headers of a request tell.
  struct Asking {
    std::string_view host;
    std::string_view origin;
    std::string_view fetch_site;
    bool is_secure = false;
  };
  AskedFrom asked_from(const Asking& asking) const;

  /// The fields of a request in which proxies speak, several of one name joined by commas.
  struct Forwarded {
    std::string_view forwarded_for;    // X-Forwarded-For
    std::string_view forwarded_proto;  // X-Forwarded-Proto
    std::string_view forwarded;        // Forwarded, RFC 7239
  };
  /// `peer` itself unless it is a configured proxy; else the rightmost entry that is none (RFC 7239
  /// 5.2, 8.1), of the one header that gateway.forwarded_header names.
  Client client_of(const Client& peer, const Forwarded& said) const;

 private:
  struct Origin {
    std::string scheme;
    std::string host;  // lower case
    std::string port;  // also the scheme's own
  };
  static Result<Origin> parse_origin(std::string_view text);
  bool is_public(const Origin& origin) const;
  bool is_own_name(std::string_view host) const;

  std::vector<Origin> origins_;
  std::vector<asio::ip::network_v4> proxies_v4_;
  std::vector<asio::ip::network_v6> proxies_v6_;
  bool reads_forwarded_ = false;  // Forwarded rather than X-Forwarded-For
  bool on_loopback_ = false;
};

/// How limits name a source: the address, of IPv6 the /64, of an IPv4-mapped one the IPv4.
std::string source_of(const asio::ip::address& address);

/// 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104.
bool is_loopback(const asio::ip::address& address);

}  // namespace gongzhi::gateway
