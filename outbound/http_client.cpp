#include "outbound/http_client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <charconv>

namespace gongzhi::outbound {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t head_bytes_max = 16 * 1024;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string text_of(beast::string_view text) {
  return {text.data(), text.size()};
}

// Boost.Beast speaks of its own limits and of broken texts; the rest is the network's word.
Error translate(const boost::system::error_code& ec, std::string_view doing) {
  const std::string detail = std::string(doing) + ": " + ec.message();
  if (ec == beast::error::timeout)
    return fail(Errc::timeout, "the server did not answer in time", detail);
  if (ec == http::error::body_limit || ec == http::error::header_limit)
    return fail(Errc::too_large, "the server's answer is too long", detail);
  const bool is_closing = ec == http::error::end_of_stream || ec == http::error::partial_message;
  if (!is_closing && ec.category() == make_error_code(http::error::bad_version).category())
    return fail(Errc::invalid, "the server's answer is not HTTP", detail);
  return fail(Errc::unavailable, "no connection to the server", detail);
}

http::request<http::string_body> message_of(HttpRequest request, const HttpServer& server) {
  const auto verb = request.method == HttpMethod::get ? http::verb::get : http::verb::post;
  http::request<http::string_body> message(verb, server.base + request.target, 11);
  const bool is_v6 = server.host.find(':') != std::string::npos;
  message.set(http::field::host,
              (is_v6 ? "[" + server.host + "]" : server.host) + ":" + server.port);
  if (request.method == HttpMethod::post)
    message.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : request.fields) message.set(name, value);
  message.body() = std::move(request.body);
  if (request.method == HttpMethod::post) message.prepare_payload();
  return message;
}

}  // namespace

Result<HttpServer> parse_http_url(std::string_view url) {
  const auto wrong = [&] {
    return fail(Errc::invalid, "a server looks like http://127.0.0.1:8080, not " +
                                   std::string(url) + " (plain http only)");
  };
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return wrong();
  url.remove_prefix(scheme.size());
  const auto slash = std::min(url.find('/'), url.size());
  std::string_view authority = url.substr(0, slash);
  HttpServer server;
  server.base = std::string(url.substr(slash));
  while (server.base.ends_with('/')) server.base.pop_back();
  const bool is_odd = url.find_first_of(" \t\r\n?#@") != std::string_view::npos;
  if (is_odd || authority.empty()) return wrong();
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  server.host = std::string(authority.substr(0, colon));
  server.port = colon == std::string_view::npos ? "80" : std::string(authority.substr(colon + 1));
  if (server.host.starts_with('[') && server.host.ends_with(']'))
    server.host = server.host.substr(1, server.host.size() - 2);
  unsigned short port = 0;
  const char* end = server.port.data() + server.port.size();
  const auto [stop, ec] = std::from_chars(server.port.data(), end, port);
  if (server.host.empty() || ec != std::errc{} || stop != end || port == 0) return wrong();
  return server;
}

std::string_view HttpAnswer::field(std::string_view name) const {
  const auto at = std::find_if(fields.begin(), fields.end(),
                               [name](const auto& f) { return same_name(f.first, name); });
  return at == fields.end() ? std::string_view() : std::string_view(at->second);
}

std::optional<std::chrono::seconds> retry_after(const HttpAnswer& answer) {
  const std::string_view text = answer.field("Retry-After");
  unsigned seconds = 0;
  const auto [stop, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || ec != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

struct HttpClient::Wire {
  explicit Wire(asio::any_io_executor executor) : stream(std::move(executor)) {}

  beast::tcp_stream stream;
  beast::flat_buffer buffer = {};
  bool connected = false;
};

HttpClient::HttpClient(asio::any_io_executor executor, HttpServer server, HttpLimits limits)
    : server_(std::move(server)),
      limits_(limits),
      wire_(std::make_unique<Wire>(std::move(executor))) {}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

void HttpClient::close() {
  wire_->stream.close();
  wire_->connected = false;
}

asio::awaitable<Result<void>> HttpClient::connect() {
  tcp::resolver resolver(wire_->stream.get_executor());
  const auto [resolve_ec, endpoints] =
      co_await resolver.async_resolve(server_.host, server_.port, token);
  if (resolve_ec) co_return translate(resolve_ec, "resolve " + server_.host);
  wire_->buffer.clear();
  wire_->stream.expires_after(limits_.connect);
  const auto [ec, endpoint] = co_await wire_->stream.async_connect(endpoints, token);
  if (ec) co_return translate(ec, "connect to " + server_.host + ":" + server_.port);
  boost::system::error_code ignored;
  wire_->stream.socket().set_option(tcp::no_delay(true), ignored);
  wire_->connected = true;
  co_return Result<void>();
}

asio::awaitable<Result<HttpAnswer>> HttpClient::exchange(HttpRequest request) {
  const auto message = message_of(std::move(request), server_);
  // The deadline is one for writing and reading together; beast wants it set before each.
  const auto end = std::chrono::steady_clock::now() + limits_.exchange;
  wire_->stream.expires_at(end);
  const auto [write_ec, sent] = co_await http::async_write(wire_->stream, message, token);
  if (write_ec) co_return translate(write_ec, "send");
  http::response_parser<http::string_body> parser;
  parser.header_limit(head_bytes_max);
  parser.body_limit(limits_.answer_bytes_max);
  parser.eager(true);
  wire_->stream.expires_at(end);
  const auto [read_ec, size] =
      co_await http::async_read(wire_->stream, wire_->buffer, parser, token);
  if (read_ec) co_return translate(read_ec, "read the answer");
  wire_->stream.expires_never();
  if (!parser.keep_alive()) close();
  HttpAnswer answer;
  answer.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get())
    answer.fields.emplace_back(text_of(field.name_string()), text_of(field.value()));
  answer.body = std::move(parser.get().body());
  co_return answer;
}

asio::awaitable<Result<HttpAnswer>> HttpClient::send(HttpRequest request) {
  if (!wire_->connected)
    if (auto connected = co_await connect(); !connected) {
      close();
      co_return connected.error();
    }
  auto answer = co_await exchange(std::move(request));
  if (!answer) close();
  co_return answer;
}

}  // namespace gongzhi::outbound
