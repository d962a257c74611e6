#include "gateway/upload_body.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>

namespace gongzhi::gateway {
namespace {

constexpr std::size_t form_bytes_max = 16 * 1024;
constexpr std::size_t batch_bytes_max = 1024 * 1024;

}  // namespace

BodyBounds body_bounds(Route::Body kind, const runtime::Settings& settings) {
  const std::chrono::milliseconds ordinary(settings.gateway.body_timeout_ms);
  if (kind == Route::Body::upload)
    return {upload_bytes_max, std::chrono::milliseconds(settings.images.upload_timeout_ms)};
  if (kind == Route::Body::batch) return {batch_bytes_max, ordinary};
  if (kind == Route::Body::form) return {form_bytes_max, ordinary};
  return {static_cast<std::size_t>(settings.gateway.body_bytes_max), ordinary};
}

asio::awaitable<boost::system::error_code> receive_upload(SessionWire& wire, BodyParser& parser,
                                                          Upload& upload,
                                                          std::optional<Problem>& refused) {
  std::string& part = parser.get().body();
  while (!parser.is_done()) {
    const auto [ec, size] = co_await boost::beast::http::async_read_some(
        wire, wire.buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (ec) co_return ec;
    refused = upload.take(part);
    part.clear();
    if (!refused && upload.is_full()) refused = co_await upload.write();
    if (refused) break;
  }
  co_return boost::system::error_code{};
}

}  // namespace gongzhi::gateway
