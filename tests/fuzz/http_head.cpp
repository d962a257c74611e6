// Fuzz: the head of a request. What the check lets pass, Boost.Beast must read in the same way
// (reliability.md D21): a length or a chunked body, never both, and one Host.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string_view>

#include "gateway/head_check.hpp"
#include "governance/error.hpp"

using gongzhi::ensure;
namespace http = boost::beast::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view head(reinterpret_cast<const char*>(data), size);
  static_cast<void>(gongzhi::gateway::language_of_head(head));
  const auto end = head.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const std::string_view whole = head.substr(0, end + 4);
  if (gongzhi::gateway::check_head(whole)) return 0;
  http::request_parser<http::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(whole.size() + 1));
  boost::system::error_code ec;
  const std::size_t used = parser.put(boost::asio::buffer(whole.data(), whole.size()), ec);
  if (ec || !parser.is_header_done()) return 0;
  ensure(used == whole.size(), "the head ends where Beast ends it");
  const auto& message = parser.get();
  ensure(std::distance(message.equal_range(http::field::host).first,
                       message.equal_range(http::field::host).second) == 1,
         "one Host");
  ensure(!(parser.chunked() && message.count(http::field::content_length) > 0),
         "one way to tell the body's length");
  ensure(!message.count(http::field::transfer_encoding) || parser.chunked(),
         "a transfer coding that we read");
  static_cast<void>(gongzhi::gateway::path_of_target(
      std::string_view(message.target().data(), message.target().size())));
  return 0;
}
