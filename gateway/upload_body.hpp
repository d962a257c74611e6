// The body of a request: how long it may be and take, and how one that is an upload is received.
// Part of the session; nothing else includes Beast's parser.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "gateway/router.hpp"
#include "gateway/session_wire.hpp"
#include "gateway/upload.hpp"
#include "runtime/settings.hpp"

namespace gongzhi::gateway {

using BodyParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

struct BodyBounds {
  std::size_t bytes;
  std::chrono::milliseconds time;
};
BodyBounds body_bounds(Route::Body kind, const runtime::Settings& settings);

/// Part by part: at no time more of it is held than the upload wants to write at once. All but the
/// answer are objects of the awaiting session; `refused` is set when the rest is not wanted.
asio::awaitable<boost::system::error_code> receive_upload(SessionWire& wire, BodyParser& parser,
                                                          Upload& upload,
                                                          std::optional<Problem>& refused);

}  // namespace gongzhi::gateway
