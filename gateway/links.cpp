#include "gateway/links.hpp"

#include "gateway/listening.hpp"
#include "runtime/admin_listener.hpp"

namespace gongzhi::gateway {
namespace {

// Where people reach us when nobody has said so: where we listen, by a name where that is "any".
std::string listening_origin(const runtime::Settings& settings) {
  const auto listen = runtime::parse_endpoint(settings.gateway.listen);
  if (!listen) return "http://" + settings.gateway.listen;
  const auto encryption = encryption_of(settings, *listen);
  const bool is_plain = !encryption || *encryption == Encryption::none;
  const std::string scheme = is_plain ? "http://" : "https://";
  if (!listen->address().is_unspecified()) return scheme + settings.gateway.listen;
  return scheme + names_of_this_machine(settings, *listen).front() + ":" +
         std::to_string(listen->port());
}

}  // namespace

std::string link_token(const vault::Keyring& keyring, std::string_view seed) {
  return keyring.derived_secret("link", seed);
}

std::string link_hash(const vault::Keyring& keyring, std::string_view token) {
  return keyring.account_hash("link", token);
}

std::string link_url(const runtime::Settings& settings, std::string_view token) {
  const auto& origins = settings.gateway.public_origins;
  std::string url = origins.empty() ? listening_origin(settings) : origins.front();
  while (url.ends_with('/')) url.pop_back();
  return url.append("/invitation#").append(token);
}

}  // namespace gongzhi::gateway
