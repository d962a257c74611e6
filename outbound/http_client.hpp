// One HTTP/1.1 connection to somebody else's server, for coroutines: plain http, keep-alive, a
// deadline for every exchange, a bounded answer. It never sends anything twice: whether a request
// may be repeated is the caller's knowledge. One thread; Boost.Beast stays behind it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi::outbound {

namespace asio = boost::asio;

/// Where a server is: `http://host:port/base`.
struct HttpServer {
  std::string host;
  std::string port;
  std::string base;  // path before every target; "" or "/something" without a slash at the end
};

/// Errc::invalid, with the shape it should have, for anything but plain http.
Result<HttpServer> parse_http_url(std::string_view url);

/// Bounds of one connection.
struct HttpLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds exchange{30'000};  // from the first byte sent to the last one read
  std::size_t answer_bytes_max = 4U << 20;
};

enum class HttpMethod { get, post };
using HttpFields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string target;      // path and query; ASCII, as it stands on the wire
  HttpFields fields = {};  // Host, Content-Length and Content-Type (application/json) are added
  std::string body = {};
};

struct HttpAnswer {
  int status = 0;
  HttpFields fields = {};
  std::string body = {};

  /// The first field of that name, letters in any case; "" when absent.
  std::string_view field(std::string_view name) const;
};

/// The whole seconds of `Retry-After` (RFC 9110 10.2.3); none when it is absent or a date.
std::optional<std::chrono::seconds> retry_after(const HttpAnswer& answer);

class HttpClient {
 public:
  HttpClient(asio::any_io_executor executor, HttpServer server, HttpLimits limits = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  /// One request, one answer; connects first where there is no connection. One at a time.
  /// Errc::unavailable when there was no connection or it broke, Errc::timeout when a limit passed:
  /// after both nobody knows whether the server has acted. Errc::too_large for an answer over the
  /// limit, Errc::invalid for one that is no HTTP. After an error the next request connects anew.
  asio::awaitable<Result<HttpAnswer>> send(HttpRequest request);

  /// Closes the connection; what is under way ends with Errc::unavailable.
  void close();

 private:
  struct Wire;
  asio::awaitable<Result<void>> connect();
  asio::awaitable<Result<HttpAnswer>> exchange(HttpRequest request);

  HttpServer server_;
  HttpLimits limits_;
  std::unique_ptr<Wire> wire_;
};

}  // namespace gongzhi::outbound
