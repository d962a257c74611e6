#include "gateway/door_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "runtime/admin_listener.hpp"

namespace gongzhi::gateway {
namespace {

using std::string_view;

constexpr std::size_t hops_max = 32;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

bool same_text(string_view a, string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

string_view trimmed(string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

string_view port_of(string_view scheme) {
  return scheme == "https" ? "443" : "80";
}

struct Authority {
  string_view host;
  string_view port;
};

Authority split(string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon == string_view::npos || (bracket != string_view::npos && colon < bracket))
    return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

asio::ip::address unmapped(const asio::ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

// `1.2.3.4`, `1.2.3.4:5`, `[::1]:5`, `::1`.
std::optional<asio::ip::address> parse_hop(string_view text) {
  text = trimmed(text);
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == string_view::npos) return std::nullopt;
    text = text.substr(1, end - 1);
  } else if (std::count(text.begin(), text.end(), ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  boost::system::error_code ec;
  auto address = asio::ip::make_address(std::string(text), ec);
  if (ec) return std::nullopt;
  return unmapped(address);
}

// The last element of a list; `rest` keeps what is before it.
string_view take_last(string_view& rest) {
  const auto comma = rest.rfind(',');
  const string_view last = comma == string_view::npos ? rest : rest.substr(comma + 1);
  rest = comma == string_view::npos ? string_view() : rest.substr(0, comma);
  return trimmed(last);
}

// The value of `name=` in one element of Forwarded, without quotes.
string_view pair_of(string_view element, string_view name) {
  while (!element.empty()) {
    const string_view pair = trimmed(element.substr(0, element.find(';')));
    element.remove_prefix(std::min(element.size(), element.find(';')));
    if (!element.empty()) element.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals == string_view::npos || !same_text(pair.substr(0, equals), name)) continue;
    string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

}  // namespace

Result<DoorRules::Origin> DoorRules::parse_origin(string_view text) {
  constexpr string_view separator = "://";
  const auto at = text.find(separator);
  if (at == string_view::npos) return fail(Errc::invalid, "");
  Origin origin;
  origin.scheme = lower(text.substr(0, at));
  const string_view authority = text.substr(at + separator.size());
  const auto [host, port] = split(authority);
  const bool is_plain = std::all_of(host.begin(), host.end(), [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') ||
           string_view("-._[]:").find(c) != string_view::npos;
  });
  const bool is_number =
      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if ((origin.scheme != "http" && origin.scheme != "https") || host.empty() || !is_plain ||
      !is_number)
    return fail(Errc::invalid, "");
  origin.host = lower(host);
  origin.port = port.empty() ? port_of(origin.scheme) : port;
  return origin;
}

Result<DoorRules> DoorRules::make(const runtime::Settings::Gateway& settings) {
  DoorRules rules;
  std::vector<FieldError> faults;
  for (const std::string& text : settings.public_origins) {
    auto origin = parse_origin(text);
    if (origin)
      rules.origins_.push_back(*std::move(origin));
    else
      faults.push_back({"gateway.public_origins", "wrong_value",
                        "\"" + text + "\" is no origin like https://gongzhi.example.cn"});
  }
  for (const std::string& text : settings.trusted_proxies) {
    const bool has_length = text.find('/') != std::string::npos;
    const bool is_v6 = text.find(':') != std::string::npos;
    boost::system::error_code ec;
    if (is_v6)
      rules.proxies_v6_.push_back(asio::ip::make_network_v6(has_length ? text : text + "/128", ec));
    else
      rules.proxies_v4_.push_back(asio::ip::make_network_v4(has_length ? text : text + "/32", ec));
    if (ec)
      faults.push_back({"gateway.trusted_proxies", "wrong_value",
                        "\"" + text + "\" is no address or network like 10.0.0.0/8"});
  }
  if (!faults.empty()) return Error{Errc::invalid, faults.front().detail, {}, std::move(faults)};
  rules.reads_forwarded_ = settings.forwarded_header == "forwarded";
  if (const auto endpoint = runtime::parse_endpoint(settings.listen))
    rules.on_loopback_ = is_loopback(endpoint->address());
  return rules;
}

bool DoorRules::is_proxy(const asio::ip::address& peer) const {
  if (proxies_v4_.empty() && proxies_v6_.empty()) return false;
  const asio::ip::address address = unmapped(peer);
  if (address.is_v4())
    return std::any_of(proxies_v4_.begin(), proxies_v4_.end(), [&](const auto& network) {
      return asio::ip::network_v4(address.to_v4(), network.prefix_length()).canonical() ==
             network.canonical();
    });
  return std::any_of(proxies_v6_.begin(), proxies_v6_.end(), [&](const auto& network) {
    return asio::ip::network_v6(address.to_v6(), network.prefix_length()).canonical() ==
           network.canonical();
  });
}

bool DoorRules::is_own_name(string_view host) const {
  static constexpr std::array<string_view, 3> names{"localhost", "127.0.0.1", "[::1]"};
  const string_view name = split(host).host;
  return on_loopback_ && std::any_of(names.begin(), names.end(),
                                     [&](string_view own) { return same_text(own, name); });
}

bool DoorRules::accepts_host(string_view host) const {
  if (origins_.empty() || is_own_name(host)) return true;
  const auto [name, port] = split(host);
  return std::any_of(origins_.begin(), origins_.end(),
                     [&, &name = name, &port = port](const Origin& origin) {
                       return same_text(origin.host, name) &&
                              (port.empty() ? string_view(origin.port) == port_of(origin.scheme)
                                            : string_view(origin.port) == port);
                     });
}

bool DoorRules::is_https_host(string_view host) const {
  const string_view name = split(host).host;
  return std::any_of(origins_.begin(), origins_.end(), [&](const Origin& origin) {
    return origin.scheme == "https" && same_text(origin.host, name);
  });
}

bool DoorRules::is_https_only() const {
  return !origins_.empty() && std::all_of(origins_.begin(), origins_.end(),
                                          [](const Origin& o) { return o.scheme == "https"; });
}

bool DoorRules::is_public(const Origin& origin) const {
  return std::any_of(origins_.begin(), origins_.end(), [&](const Origin& known) {
    return known.scheme == origin.scheme && known.host == origin.host && known.port == origin.port;
  });
}

AskedFrom DoorRules::asked_from(const Asking& asking) const {
  if (asking.origin.empty() && asking.fetch_site.empty()) return AskedFrom::unsaid;
  // `none`: the person typed the address; `same-site` is another host, which may be anybody's.
  if (!asking.fetch_site.empty() && asking.fetch_site != "same-origin" &&
      asking.fetch_site != "none")
    return AskedFrom::elsewhere;
  if (asking.origin.empty()) return AskedFrom::here;
  const auto origin = parse_origin(asking.origin);  // `null` is none
  if (!origin) return AskedFrom::elsewhere;
  if (!origins_.empty() && !is_own_name(asking.host))
    return is_public(*origin) ? AskedFrom::here : AskedFrom::elsewhere;
  const auto [host, port] = split(asking.host);
  const bool is_same = same_text(origin->host, host) &&
                       string_view(origin->port) == (port.empty() ? port_of(origin->scheme) : port);
  // A page that came unencrypted may be anybody's.
  const bool is_weaker = asking.is_secure && origin->scheme == "http";
  return is_same && !is_weaker ? AskedFrom::here : AskedFrom::elsewhere;
}

Client DoorRules::client_of(const Client& peer, const Forwarded& said) const {
  if (!is_proxy(peer.address)) return peer;
  Client client = peer;
  string_view rest = reads_forwarded_ ? said.forwarded : said.forwarded_for;
  string_view protos = said.forwarded_proto;
  // What the proxy next to us says of how it was asked.
  const string_view proto =
      reads_forwarded_ ? pair_of(rest.substr(rest.rfind(',') + 1), "proto") : take_last(protos);
  if (!proto.empty()) client.is_secure = same_text(proto, "https");
  for (std::size_t hop = 0; hop < hops_max && !rest.empty(); ++hop) {
    const string_view element = take_last(rest);
    const auto address = parse_hop(reads_forwarded_ ? pair_of(element, "for") : element);
    if (!address) break;  // unknown, or nonsense: nobody we trust says more
    client.address = *address;
    if (!is_proxy(*address)) break;
  }
  return client;
}

std::string source_of(const asio::ip::address& address) {
  const asio::ip::address plain = unmapped(address);
  if (plain.is_v4()) return plain.to_string();
  return asio::ip::network_v6(plain.to_v6(), 64).canonical().to_string();
}

bool is_loopback(const asio::ip::address& address) {
  return unmapped(address).is_loopback();
}

}  // namespace gongzhi::gateway
