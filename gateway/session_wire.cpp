#include "gateway/session_wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace gongzhi::gateway {

SessionWire::SessionWire(asio::ip::tcp::socket accepted, std::size_t head_bytes_max)
    : socket(std::move(accepted)), buffer(head_bytes_max + 2 * read_bytes) {
  boost::system::error_code ec;
  socket.set_option(asio::ip::tcp::no_delay(true), ec);
  socket.non_blocking(true, ec);
}

std::string_view SessionWire::read() const {
  const auto data = buffer.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

asio::awaitable<bool> SessionWire::write(std::string text, std::chrono::milliseconds limit) {
  // There is nearly always room in the socket, and then nothing has to be waited for.
  boost::system::error_code failed;
  const std::size_t sent = socket.write_some(asio::buffer(text), failed);
  if (!failed && sent == text.size()) co_return true;
  if (failed && failed != asio::error::would_block) co_return false;
  const Limit within(*this, limit);
  const auto [ec, size] = co_await asio::async_write(socket, asio::buffer(text) + sent,
                                                     asio::as_tuple(asio::use_awaitable));
  co_return !ec;
}

void SessionWire::close() {
  boost::system::error_code ec;
  socket.close(ec);
}

}  // namespace gongzhi::gateway
