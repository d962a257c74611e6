#include "gateway/links.hpp"

namespace gongzhi::gateway {

std::string link_token(const vault::Keyring& keyring, std::string_view seed) {
  return keyring.derived_secret("link", seed);
}

std::string link_hash(const vault::Keyring& keyring, std::string_view token) {
  return keyring.account_hash("link", token);
}

std::string link_url(const runtime::Settings& settings, std::string_view token) {
  std::string url = settings.accounts.link_origin;
  if (url.empty()) url = "http://" + settings.gateway.listen;
  while (url.ends_with('/')) url.pop_back();
  return url.append("/invitation#").append(token);
}

}  // namespace gongzhi::gateway
