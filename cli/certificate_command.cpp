// certificate show | renew, and queue acl: what must be known outside this machine of the secrets
// that lie on it.
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "gateway/listening.hpp"
#include "runtime/admin_listener.hpp"
#include "wire/json_writer.hpp"

namespace gongzhi::cli {
namespace {

Result<vault::LocalAuthority> keep(const Installation& installation, vault::Renewal renewal) {
  const auto listen = runtime::parse_endpoint(installation.settings.gateway.listen);
  if (!listen) return listen.error();
  auto names = gateway::names_of_this_machine(installation.settings, *listen);
  // `serve --listen` may have chosen other addresses: what the certificate is for already, stays.
  const auto present =
      vault::read_certificate(gateway::authority_folder(installation.dir) / "server.pem");
  for (const std::string& name : present ? present->names : std::vector<std::string>{})
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return gateway::keep_local_certificate(installation.dir, names, renewal);
}

int print(const vault::LocalAuthority& authority, const Options& options) {
  const auto of_authority = vault::read_certificate(authority.certificate_file());
  if (!of_authority) return report(of_authority.error());
  const auto of_server = vault::read_certificate(authority.server_file());
  if (!of_server) return report(of_server.error());
  std::string names;
  for (const std::string& name : of_server->names) names += (names.empty() ? "" : " ") + name;
  if (!options.json) {
    std::printf(
        "authority    %s\n  install it on telephones and computers, after comparing\n"
        "  SHA-256    %s\n  ends       %s\nserver       %s\n  ends       %s (renewed by itself)\n"
        "  names      %s\n",
        authority.certificate_file().c_str(), of_authority->fingerprint.c_str(),
        format_rfc3339(of_authority->ends).c_str(), authority.server_file().c_str(),
        format_rfc3339(of_server->ends).c_str(), names.c_str());
    return 0;
  }
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.text("authority", authority.certificate_file().string());
    json.text("authority_sha256", of_authority->fingerprint);
    json.text("authority_ends", format_rfc3339(of_authority->ends));
    json.text("server_sha256", of_server->fingerprint);
    json.text("server_ends", format_rfc3339(of_server->ends));
    json.text("names", names);
  }
  std::puts(json.take().c_str());
  return 0;
}

}  // namespace

int show_certificate(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  const auto folder = gateway::authority_folder(installation->dir);
  if (std::error_code ec; !std::filesystem::exists(folder / "server.pem", ec))
    return report(fail(Errc::not_found,
                       "there is no certificate of our own yet; gongzhi serve --tls local_ca makes "
                       "one"));
  auto authority = keep(*installation, vault::Renewal::when_due);
  return authority ? print(*authority, options) : report(authority.error());
}

int renew_certificate(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto authority = keep(*installation, vault::Renewal::now);
  return authority ? print(*authority, options) : report(authority.error());
}

int queue_acl(const Options& options) {
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  const auto lines = redis_users(installation->dir.secrets());
  if (!lines) return report(lines.error());
  std::printf("%s\n%s", std::string(queue::acl_line_default_off).c_str(), lines->c_str());
  return 0;
}

}  // namespace gongzhi::cli
