#include "gateway/redirect_door.hpp"

#include <strings.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "gateway/head_check.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

namespace gongzhi::gateway {
namespace {

using asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t head_bytes_max = 8'192;
constexpr std::chrono::milliseconds visit_limit{5'000};

std::string answer_of(std::string_view status, std::string_view fields, std::string_view text) {
  std::string answer = "HTTP/1.1 ";
  answer.append(status).append("\r\n").append(fields);
  answer.append("Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n");
  answer.append("Cache-Control: no-store\r\nConnection: close\r\nContent-Length: ");
  return answer.append(std::to_string(text.size())).append("\r\n\r\n").append(text);
}

// check_head() has seen to it that there is exactly one, and that it is well formed.
std::string host_of(std::string_view head) {
  for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const auto colon = line.find(':');
    if (colon != 4 || ::strncasecmp(line.data(), "host", 4) != 0) continue;
    std::string host(line.substr(colon + 1));
    std::erase(host, ' ');
    const auto port = host.rfind(':');
    return port != std::string::npos && host.find(']', port) == std::string::npos
               ? host.substr(0, port)
               : host;
  }
  return {};
}

asio::awaitable<bool> exchange(tcp::socket& socket, std::uint16_t https_port) {
  std::string request;
  const auto [ec, size] = co_await asio::async_read_until(
      socket, asio::dynamic_buffer(request, head_bytes_max), "\r\n\r\n", token);
  if (ec && ec != asio::error::not_found) co_return false;
  const std::string answer = redirect_answer(std::string_view(request).substr(0, size), https_port);
  const auto [failed, written] = co_await asio::async_write(socket, asio::buffer(answer), token);
  co_return !failed;
}

}  // namespace

std::string redirect_answer(std::string_view head, std::uint16_t https_port) {
  if (head.empty() || check_head(head))
    return answer_of("400 Bad Request", "", "not a request that can be read\n");
  const auto method_end = head.find(' ');
  const std::string_view method = head.substr(0, method_end);
  const std::string_view rest = head.substr(method_end + 1);
  const std::string_view target = path_of_target(rest.substr(0, rest.find(' ')));
  const bool is_api =
      target == "/api" || target.starts_with("/api/") || target.starts_with("/api?");
  if ((method != "GET" && method != "HEAD") || is_api)
    return answer_of("403 Forbidden", "", "请使用 https。\nUse https.\n");
  std::string location = "Location: https://" + host_of(head);
  if (https_port != 443) location += ":" + std::to_string(https_port);
  return answer_of("301 Moved Permanently", location.append(target).append("\r\n"), "");
}

Result<void> RedirectDoor::open(const tcp::endpoint& endpoint) {
  boost::system::error_code ec;
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(open_max, ec);
  if (ec)
    return fail(Errc::unavailable, "cannot listen on gateway.redirect_listen: " + ec.message());
  runtime::log_info("redirecting to https", {{"port", acceptor_.local_endpoint().port()}});
  return {};
}

asio::awaitable<void> RedirectDoor::run(runtime::TaskGroup& tasks) {
  while (acceptor_.is_open()) {
    auto [ec, socket] = co_await acceptor_.async_accept(token);
    if (!acceptor_.is_open()) co_return;
    if (ec)
      co_await runtime::sleep_for(std::chrono::milliseconds(100));
    else if (open_ < open_max)
      tasks.spawn("redirect", serve(std::move(socket)));
  }
}

void RedirectDoor::close() {
  boost::system::error_code ec;
  acceptor_.close(ec);
}

asio::awaitable<void> RedirectDoor::serve(tcp::socket socket) {
  ++open_;
  struct Leave {
    int& open;
    ~Leave() { --open; }
  } const leave{open_};
  co_await runtime::within(visit_limit, exchange(socket, https_port_));
}

}  // namespace gongzhi::gateway
