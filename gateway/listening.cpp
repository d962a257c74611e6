#include "gateway/listening.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "runtime/wall_clock.hpp"

namespace gongzhi::gateway {
namespace {

namespace ip = asio::ip;

// By its key: what a proxy is trusted for is the business of others.
bool names_proxies(const runtime::Settings& settings) {
  const auto rows = runtime::effective_settings(settings);
  const auto row = std::find_if(rows.begin(), rows.end(), [](const runtime::SettingRow& one) {
    return one.key == "gateway.trusted_proxies";
  });
  return row != rows.end() && row->value != "\"\"" && row->value != "[]";
}

Error refused(std::string what) {
  return fail(Errc::invalid, std::move(what));
}

Error would_be_plain(const ip::tcp::endpoint& listen) {
  const std::string address = listen.address().to_string();
  return fail(
      Errc::invalid,
      "refusing to listen on " + address +
          " without TLS: names, telephone numbers and passwords could be read on the way",
      "Choose one:\n"
      "  - a certificate: gateway.tls_certificate_file and gateway.tls_key_file in gongzhi.toml\n"
      "  - an authority of our own, for a local network: --tls local_ca (or gateway.tls)\n"
      "  - a proxy in front that does TLS: gateway.tls = \"behind_proxy\" with "
      "gateway.trusted_proxies\n"
      "  - only this machine: --listen 127.0.0.1:" +
          std::to_string(listen.port()));
}

void add_name(std::vector<std::string>& names, std::string name) {
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
  names.push_back(std::move(name));
}

std::vector<ip::address> addresses_of_interfaces() {
  std::vector<ip::address> found;
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return found;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) continue;
    if (one->ifa_addr->sa_family == AF_INET) {
      const auto* in = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
      found.emplace_back(ip::address_v4(ntohl(in->sin_addr.s_addr)));
    } else if (one->ifa_addr->sa_family == AF_INET6) {
      const auto* in = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr);
      ip::address_v6::bytes_type bytes{};
      std::copy_n(in->sin6_addr.s6_addr, bytes.size(), bytes.begin());
      // A link-local one would need its interface in every address that is typed.
      if (const ip::address_v6 address(bytes); !address.is_link_local())
        found.emplace_back(address);
    }
  }
  return found;
}

}  // namespace

Result<Encryption> encryption_of(const runtime::Settings& settings,
                                 const ip::tcp::endpoint& listen) {
  const auto& gateway = settings.gateway;
  const bool has_certificate = !gateway.tls_certificate_file.empty();
  if (has_certificate != !gateway.tls_key_file.empty())
    return refused("gateway.tls_certificate_file and gateway.tls_key_file belong together");
  if (gateway.tls != "files" && has_certificate)
    return refused("gateway.tls = \"" + gateway.tls +
                   "\" and gateway.tls_certificate_file contradict each other");
  if (gateway.tls == "local_ca") return Encryption::local_ca;
  if (gateway.tls == "behind_proxy") {
    if (names_proxies(settings)) return Encryption::none;
    return refused(
        "gateway.tls = \"behind_proxy\" needs gateway.trusted_proxies: the addresses of the proxy "
        "that does TLS");
  }
  if (has_certificate) return Encryption::files;
  if (!listen.address().is_loopback()) return would_be_plain(listen);
  return Encryption::none;
}

std::vector<std::string> names_of_this_machine(const runtime::Settings& settings,
                                               const ip::tcp::endpoint& listen) {
  std::vector<std::string> names;
  std::string_view rest = settings.gateway.tls_names;
  while (!rest.empty()) {
    std::string one(rest.substr(0, rest.find(',')));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    std::erase(one, ' ');
    add_name(names, std::move(one));
  }
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) add_name(names, host.data());
  if (listen.address().is_unspecified()) {
    for (const ip::address& address : addresses_of_interfaces())
      add_name(names, address.to_string());
  } else {
    add_name(names, listen.address().to_string());
  }
  for (const char* always : {"localhost", "127.0.0.1", "::1"}) add_name(names, always);
  return names;
}

std::filesystem::path authority_folder(const runtime::DataDir& dir) {
  return dir.secrets() / "tls";
}

CertificateSource certificate_source(const runtime::Settings& settings, const runtime::DataDir& dir,
                                     const ip::tcp::endpoint& listen) {
  const auto& gateway = settings.gateway;
  if (gateway.tls != "local_ca")
    return {{gateway.tls_certificate_file, gateway.tls_key_file}, [] { return Result<void>(); }};
  const auto server = authority_folder(dir) / "server.pem";
  auto renew = [settings, dir, listen]() -> Result<void> {
    const auto kept = keep_local_certificate(dir, names_of_this_machine(settings, listen),
                                             vault::Renewal::when_due);
    if (!kept) return kept.error();
    return {};
  };
  return {{server, server}, std::move(renew)};
}

Result<vault::LocalAuthority> keep_local_certificate(const runtime::DataDir& dir,
                                                     const std::vector<std::string>& names,
                                                     vault::Renewal renewal) {
  const Instant now = runtime::wall_now();
  auto authority = vault::LocalAuthority::load_or_create(authority_folder(dir), names, now);
  if (!authority) return authority;
  if (auto kept = authority->keep_server_certificate(names, now, renewal); !kept)
    return kept.error();
  return authority;
}

}  // namespace gongzhi::gateway
