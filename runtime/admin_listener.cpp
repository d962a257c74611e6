#include "runtime/admin_listener.hpp"

#include <prometheus/text_serializer.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

namespace gongzhi::runtime {
namespace {

using asio::ip::tcp;
constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr int open_max = 16;
constexpr std::chrono::seconds request_limit{5};
constexpr std::size_t request_bytes_max = 8'192;

std::string response(std::string_view status, std::string_view type, const std::string& body) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" + body;
}

std::string ready_body(const std::vector<ReadyItem>& items) {
  std::string body = "{";
  for (const ReadyItem& item : items)
    body += (body.size() > 1 ? ",\"" : "\"") + escape_for_log(item.name) +
            "\":{\"ok\":" + (item.ok ? "true" : "false") + ",\"detail\":\"" +
            escape_for_log(item.detail) + "\"}";
  return body + "}\n";
}

}  // namespace

Result<tcp::endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(Errc::invalid,
                "an address looks like 127.0.0.1:8080 or [::1]:8080, not " + std::string(text));
  };
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = text.substr(0, colon);
  const std::string_view port_text = text.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  unsigned short port = 0;
  const auto [end, ec] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  boost::system::error_code bad;
  const auto address = asio::ip::make_address(std::string(host), bad);
  if (bad || ec != std::errc{} || end != port_text.data() + port_text.size()) return wrong();
  return tcp::endpoint{address, port};
}

AdminListener::AdminListener(const asio::any_io_executor& executor,
                             std::shared_ptr<prometheus::Registry> registry,
                             std::function<std::vector<ReadyItem>()> ready_items)
    : acceptor_(executor), registry_(std::move(registry)), ready_items_(std::move(ready_items)) {}

Result<tcp::endpoint> AdminListener::open(const tcp::endpoint& endpoint) {
  boost::system::error_code ec;
  acceptor_.open(endpoint.protocol(), ec);
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(64, ec);
  if (ec) {
    return fail(Errc::unavailable, "cannot listen on " + endpoint.address().to_string() + ":" +
                                       std::to_string(endpoint.port()) + ": " + ec.message());
  }
  const tcp::endpoint bound = acceptor_.local_endpoint();
  log_info("admin listener", {{"address", bound.address().to_string()}, {"port", bound.port()}});
  return bound;
}

asio::awaitable<void> AdminListener::run(TaskGroup& tasks) {
  while (acceptor_.is_open()) {
    auto [ec, socket] = co_await acceptor_.async_accept(token);
    if (ec == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
    if (ec) {
      co_await sleep_for(std::chrono::milliseconds(100));
    } else if (open_ < open_max) {
      tasks.spawn("admin request", serve(std::move(socket)));
    }
  }
}

void AdminListener::close() {
  boost::system::error_code ec;
  acceptor_.close(ec);
}

asio::awaitable<void> AdminListener::serve(tcp::socket socket) {
  ++open_;
  struct Leave {
    int& open;
    ~Leave() { --open; }
  } leave{open_};
  co_await within(request_limit, exchange(socket));
}

asio::awaitable<bool> AdminListener::exchange(tcp::socket& socket) const {
  std::string request;
  auto [ec, size] = co_await asio::async_read_until(
      socket, asio::dynamic_buffer(request, request_bytes_max), "\r\n\r\n", token);
  if (ec) co_return false;
  const std::string text = answer(std::string_view(request).substr(0, request.find("\r\n")));
  auto [write_ec, written] = co_await asio::async_write(socket, asio::buffer(text), token);
  co_return !write_ec;
}

std::string AdminListener::answer(std::string_view request_line) const {
  const auto is = [&](std::string_view path) {
    return request_line.starts_with("GET " + std::string(path) + " HTTP/1.");
  };
  if (is("/healthz")) return response("200 OK", "text/plain", "alive\n");
  if (is("/metrics")) {
    return response("200 OK", "text/plain; version=0.0.4",
                    prometheus::TextSerializer().Serialize(registry_->Collect()));
  }
  if (is("/readyz")) {
    const auto items = ready_items_();
    bool ready = true;
    for (const ReadyItem& item : items) ready = ready && item.ok;
    return response(ready ? "200 OK" : "503 Service Unavailable", "application/json",
                    ready_body(items));
  }
  return response("404 Not Found", "text/plain", "healthz, readyz, metrics\n");
}

}  // namespace gongzhi::runtime
