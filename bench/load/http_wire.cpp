#include "bench/load/http_wire.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <stdexcept>

namespace gongzhi::bench {
namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view head_end = "\r\n\r\n";

std::size_t number_at(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::size_t body_length(std::string_view head) {
  for (const std::string_view name : {"Content-Length: ", "content-length: "})
    if (const auto at = head.find(name); at != std::string_view::npos)
      return number_at(head.substr(at + name.size()));
  return 0;
}

}  // namespace

Target parse_target(const std::string& url) {
  constexpr std::string_view scheme = "http://";
  const auto colon = url.rfind(':');
  boost::system::error_code ec;
  Target target;
  if (url.starts_with(scheme) && colon > scheme.size()) {
    target.authority = url.substr(scheme.size());
    const auto host = url.substr(scheme.size(), colon - scheme.size());
    const auto port = static_cast<unsigned short>(number_at(url.substr(colon + 1)));
    target.endpoint = {asio::ip::make_address(host, ec), port};
  }
  if (ec || target.endpoint.port() == 0)
    throw std::runtime_error("a server looks like http://127.0.0.1:8080, not " + url);
  return target;
}

std::string get_text(const Target& target, const std::string& path, const std::string& token_text) {
  return "GET " + path + " HTTP/1.1\r\nHost: " + target.authority + "\r\nAuthorization: Bearer " +
         token_text + "\r\n\r\n";
}

std::string post_text(const Target& target, const std::string& path, const std::string& fields,
                      const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: " + target.authority +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

asio::awaitable<bool> Connection::connect() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  buffer_.clear();
  const auto [ec] = co_await socket_.async_connect(target_.endpoint, token);
  if (ec) co_return false;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return true;
}

asio::awaitable<Answer> Connection::exchange(std::string request) {
  if (!socket_.is_open() && !co_await connect()) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    co_return Answer{};
  }
  const auto [ec, size] = co_await asio::async_write(socket_, asio::buffer(request), token);
  Answer answer;
  if (!ec) answer = co_await read_answer();
  if (answer.status == 0) {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  co_return answer;
}

asio::awaitable<Answer> Connection::read_answer() {
  std::array<char, 16 * 1024> bytes;
  std::size_t whole = 0;
  std::size_t head = 0;
  while (whole == 0 || buffer_.size() < whole) {
    const auto [ec, size] = co_await socket_.async_read_some(asio::buffer(bytes), token);
    if (ec) co_return Answer{};
    buffer_.append(bytes.data(), size);
    const auto end = buffer_.find(head_end);
    if (whole > 0 || end == std::string::npos) continue;
    head = end + head_end.size();
    whole = head + body_length(std::string_view(buffer_).substr(0, head));
  }
  Answer answer;
  answer.status = static_cast<int>(number_at(std::string_view(buffer_).substr(9, 3)));
  answer.body = buffer_.substr(head, whole - head);
  buffer_.erase(0, whole);
  co_return answer;
}

}  // namespace gongzhi::bench
