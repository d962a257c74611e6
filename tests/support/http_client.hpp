// A small blocking HTTP/1.1 client for tests: sends exactly the bytes it is told, reads one answer.
// Plain sockets with time limits, so that a server that hangs fails the test instead of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongzhi::test {

struct HttpAnswer {
  int status = 0;                             // 0 = no answer: refused, closed or too late
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;

  const std::string& field(const std::string& lower_name) const;
};

using HttpFields = std::vector<std::pair<std::string, std::string>>;

class HttpClient {
 public:
  /// Connects to 127.0.0.1 at the first request and again after the server has closed.
  explicit HttpClient(std::uint16_t port) : port_(port) {}
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer get(const std::string& target, const HttpFields& fields = {});
  /// With Content-Type and Content-Length.
  HttpAnswer post(const std::string& target, const std::string& body,
                  const HttpFields& fields = {});
  /// Sends these bytes and reads one answer.
  HttpAnswer send(std::string_view bytes);
  /// Reads on until `text` was seen; what was read, also when it was not seen in time.
  std::string read_until(std::string_view text);
  /// True when the server has closed the connection (waits a moment for it).
  bool is_closed_by_server();

 private:
  bool connect();
  bool read_some();
  void close();
  HttpAnswer read_answer();

  std::uint16_t port_;
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace gongzhi::test
