// A small blocking HTTP/1.1 client for tests: sends exactly the bytes it is told, reads one answer.
// Plain sockets with time limits, so that a server that hangs fails the test instead of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongzhi::test {

struct HttpAnswer {
  int status = 0;                             // 0 = no answer: refused, closed or too late
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
  /// When the system had taken the whole request; none = it never had.
  std::optional<std::chrono::steady_clock::time_point> sent_at = {};

  const std::string& field(const std::string& lower_name) const;
};

using HttpFields = std::vector<std::pair<std::string, std::string>>;

class HttpClient {
 public:
  /// Connects to 127.0.0.1 at the first request and again after the server has closed. No single
  /// read or write waits longer than `limit`.
  explicit HttpClient(std::uint16_t port,
                      std::chrono::milliseconds limit = std::chrono::seconds(10))
      : port_(port), limit_(limit) {}
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// From which address of this machine it connects, 127.0.0.x; before the first request.
  void come_from(const std::string& address) { from_ = address; }

  HttpAnswer get(const std::string& target, const HttpFields& fields = {});
  /// With Content-Type and Content-Length.
  HttpAnswer post(const std::string& target, const std::string& body,
                  const HttpFields& fields = {});
  /// Sends these bytes and reads one answer.
  HttpAnswer send(std::string_view bytes);
  /// Sends these bytes and reads until the server closes; everything that came.
  std::string send_and_read_all(std::string_view bytes);
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
  std::chrono::milliseconds limit_;
  std::string from_;
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace gongzhi::test
