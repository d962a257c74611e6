#include "queue/dial.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <tuple>

#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace asio::experimental::awaitable_operators;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

struct Resolved {
  bool done = false;
  error_code ec = {};
  tcp::resolver::results_type endpoints = {};
};

// getaddrinfo cannot be cancelled, so the wait is for the timer, which the answer cuts short; a
// late answer finds only the shared state.
asio::awaitable<Resolved> resolve(const Settings& settings, asio::steady_timer& limit) {
  error_code ec;
  if (const auto address = asio::ip::make_address(settings.host, ec); !ec) {
    const tcp::endpoint endpoint(address, settings.port);
    co_return Resolved{true, {}, tcp::resolver::results_type::create(endpoint, settings.host, "")};
  }
  const auto resolver = std::make_shared<tcp::resolver>(limit.get_executor());
  const auto state = std::make_shared<Resolved>();
  const auto alarm = std::make_shared<asio::steady_timer>(limit.get_executor(), limit.expiry());
  resolver->async_resolve(
      settings.host, std::to_string(settings.port),
      [resolver, state, alarm](error_code why, tcp::resolver::results_type found) {
        *state = Resolved{true, why, std::move(found)};
        alarm->cancel();
      });
  co_await (alarm->async_wait(as_result) || limit.async_wait(as_result));
  co_return *state;
}

// The other side must hold a certificate for the host we were told, from an authority we were told:
// otherwise anybody on the way could be Redis.
error_code set_rules(asio::ssl::context& context, const Settings& settings) {
  error_code ec;
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(asio::ssl::verify_peer, ec);
  if (!ec) context.set_verify_callback(asio::ssl::host_name_verification(settings.host), ec);
  if (ec) return ec;
  if (settings.tls_ca_file.empty())
    context.set_default_verify_paths(ec);
  else
    context.load_verify_file(settings.tls_ca_file, ec);
  return ec;
}

asio::awaitable<Result<Stream>> encrypt(const Settings& settings, Stream::Socket socket,
                                        asio::steady_timer& limit) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  if (const auto ec = set_rules(context, settings); ec)
    co_return connection_lost("queue.tls_ca_file " + settings.tls_ca_file, ec);
  auto tls = std::make_unique<Stream::Tls>(std::move(socket), context);
  error_code is_name;
  asio::ip::make_address(settings.host, is_name);
  if (is_name) SSL_set_tlsext_host_name(tls->native_handle(), settings.host.c_str());
  const auto outcome = co_await (tls->async_handshake(Stream::Tls::client, as_result) ||
                                 limit.async_wait(as_result));
  const std::string where = settings.host + ":" + std::to_string(settings.port);
  if (outcome.index() == 1) co_return connection_lost("no TLS with " + where + " in time");
  if (const auto ec = std::get<0>(std::get<0>(outcome)); ec)
    co_return connection_lost("no TLS with " + where, ec);
  co_return Stream(std::move(tls));
}

asio::awaitable<Result<Stream>> dial_tcp(const Settings& settings, asio::steady_timer& limit) {
  const Resolved found = co_await resolve(settings, limit);
  if (!found.done) co_return connection_lost("cannot resolve " + settings.host + " in time");
  if (found.ec) co_return connection_lost("cannot resolve " + settings.host, found.ec);
  tcp::socket socket(limit.get_executor());
  const auto outcome = co_await (asio::async_connect(socket, found.endpoints, as_result) ||
                                 limit.async_wait(as_result));
  const std::string where = settings.host + ":" + std::to_string(settings.port);
  if (outcome.index() == 1) co_return connection_lost("no connection to " + where + " in time");
  if (const auto ec = std::get<0>(std::get<0>(outcome)); ec)
    co_return connection_lost("cannot connect to " + where, ec);
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  if (settings.tls == Tls::on)
    co_return co_await encrypt(settings, Stream::Socket(std::move(socket)), limit);
  co_return Stream(std::move(socket));
}

asio::awaitable<Result<Stream>> dial_unix(const Settings& settings, asio::steady_timer& limit) {
  using asio::local::stream_protocol;
  // sun_path holds 108 bytes; Asio throws on longer ones.
  if (settings.unix_path.size() > 107) co_return connection_lost("unix socket path is too long");
  stream_protocol::socket socket(limit.get_executor());
  const auto outcome =
      co_await (socket.async_connect(stream_protocol::endpoint(settings.unix_path), as_result) ||
                limit.async_wait(as_result));
  if (outcome.index() == 1) co_return connection_lost("no connection to " + settings.unix_path);
  if (const auto ec = std::get<0>(std::get<0>(outcome)); ec)
    co_return connection_lost("cannot connect to " + settings.unix_path, ec);
  co_return Stream(std::move(socket));
}

}  // namespace

asio::awaitable<Result<Stream>> dial(const Settings& settings, asio::steady_timer& limit) {
  limit.expires_after(settings.connect_limit);
  if (!settings.unix_path.empty()) co_return co_await dial_unix(settings, limit);
  co_return co_await dial_tcp(settings, limit);
}

}  // namespace gongzhi::queue
