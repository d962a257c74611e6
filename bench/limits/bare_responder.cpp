// bench_responder PORT: the least a Beast server can do with a report: read it, parse its JSON,
// answer a receipt's worth of JSON. What the gateway is held against.
#include <rapidjson/document.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <cstdlib>

namespace gongzhi::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr auto receipt =
    R"({"number":"26112307-01234","key":"ABCDEFGHJKMNPQRSTVWX","state":"received",)"
    R"("accepted_at":"2026-11-23T09:00:00.000+08:00","promised":{"triage":)"
    R"("2026-11-23T10:00:00.000+08:00","first_contact":"2026-11-23T18:00:00.000+08:00",)"
    R"("due":null},"links":{"self":"/api/v1/cases/26112307-01234",)"
    R"("timeline":"/api/v1/cases/26112307-01234/timeline"}})";

asio::awaitable<void> serve(tcp::socket socket) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  for (;;) {
    http::request<http::string_body> request;
    const auto [read_ec, read] = co_await http::async_read(stream, buffer, request, token);
    if (read_ec) co_return;
    rapidjson::Document json;
    json.Parse(request.body().data(), request.body().size());
    http::response<http::string_body> response(
        json.HasParseError() ? http::status::bad_request : http::status::created, 11);
    response.set(http::field::content_type, "application/json");
    response.body() = receipt;
    response.prepare_payload();
    const auto [write_ec, written] = co_await http::async_write(stream, response, token);
    if (write_ec) co_return;
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor) {
  for (;;) {
    auto [ec, socket] = co_await acceptor.async_accept(token);
    if (ec) co_return;
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), [](std::exception_ptr) {});
  }
}

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** words) {
  namespace bench = gongzhi::bench;
  bench::asio::io_context context{1};
  const auto port = static_cast<unsigned short>(count > 1 ? std::atoi(words[1]) : 0);
  bench::tcp::acceptor acceptor(context, {bench::asio::ip::address_v4::loopback(), port});
  std::printf("ready http://127.0.0.1:%d\n", int(acceptor.local_endpoint().port()));
  std::fflush(stdout);
  bench::asio::co_spawn(context, bench::accept(acceptor), [](std::exception_ptr) {});
  context.run();
}
