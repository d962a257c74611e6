// The load generator's side of HTTP: bytes made ready beforehand, answers read with as little work
// as possible, because the generator shares the machine with what it measures.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>

namespace gongzhi::bench {

namespace asio = boost::asio;

/// Where to; only numbers as host.
struct Target {
  asio::ip::tcp::endpoint endpoint;
  std::string authority;
};
/// Throws std::runtime_error for anything but http://1.2.3.4:5.
Target parse_target(const std::string& url);

/// An answer; status 0 = the connection broke.
struct Answer {
  int status = 0;
  std::string body = {};
};

std::string get_text(const Target& target, const std::string& path, const std::string& token);
/// `fields` are whole lines, each with its end.
std::string post_text(const Target& target, const std::string& path, const std::string& fields,
                      const std::string& body);

/// A kept connection; connects again after it broke.
class Connection {
 public:
  Connection(asio::any_io_executor executor, const Target& target)
      : target_(target), socket_(std::move(executor)) {}

  asio::awaitable<Answer> exchange(std::string request);

 private:
  asio::awaitable<bool> connect();
  asio::awaitable<Answer> read_answer();

  const Target& target_;
  asio::ip::tcp::socket socket_;
  std::string buffer_;
};

}  // namespace gongzhi::bench
