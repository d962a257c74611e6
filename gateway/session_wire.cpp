#include "gateway/session_wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace gongzhi::gateway {
namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);

}  // namespace

SessionWire::SessionWire(asio::ip::tcp::socket accepted, std::size_t head_bytes_max,
                         asio::ssl::context* context)
    : socket(std::move(accepted)), buffer(head_bytes_max + 2 * read_bytes) {
  boost::system::error_code ec;
  socket.set_option(asio::ip::tcp::no_delay(true), ec);
  socket.non_blocking(true, ec);
  // The connection keeps the certificate it began with, however often that is renewed.
  if (context) tls = std::make_unique<Tls>(socket, *context);
}

asio::awaitable<bool> SessionWire::shake_hands(std::chrono::milliseconds limit) {
  const Limit within(*this, limit);
  const auto [ec] = co_await tls->async_handshake(Tls::server, token);
  co_return !ec;
}

asio::awaitable<bool> SessionWire::say_goodbye(std::chrono::milliseconds limit) {
  boost::system::error_code ec;
  if (tls) {
    // Whatever the other side answers to it, ours has been sent by then.
    const Limit within(*this, limit);
    co_await tls->async_shutdown(token);
  }
  socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  co_return !ec;
}

std::string_view SessionWire::read() const {
  const auto data = buffer.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

asio::awaitable<bool> SessionWire::write(std::string text, std::chrono::milliseconds limit) {
  std::size_t sent = 0;
  if (!tls) {
    // There is nearly always room in the socket, and then nothing has to be waited for.
    boost::system::error_code failed;
    sent = socket.write_some(asio::buffer(text), failed);
    if (!failed && sent == text.size()) co_return true;
    if (failed && failed != asio::error::would_block) co_return false;
  }
  const Limit within(*this, limit);
  const auto [ec, size] = co_await asio::async_write(*this, asio::buffer(text) + sent, token);
  co_return !ec;
}

void SessionWire::close() {
  boost::system::error_code ec;
  socket.close(ec);
}

}  // namespace gongzhi::gateway
