// Status lines and standing header fields.
#include "gateway/reply_text.hpp"

#include <ctime>

namespace gongzhi::gateway {
namespace {

// HTTPS only once somebody came by it; no script but our own; nothing says which server this is.
constexpr std::string_view standing_fields =
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
    "Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Vary: Accept-Language, Authorization, Cookie\r\n";

std::string_view phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 207: return "Multi-Status";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
  }
}

// IMF-fixdate (RFC 9110 5.6.7), made once a second and thread.
const std::string& http_date(Instant now) {
  thread_local std::time_t made_for = -1;
  thread_local std::string text;
  const std::time_t second =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (second == made_for) return text;
  std::tm utc{};
  gmtime_r(&second, &utc);
  char buffer[40];
  const std::size_t size = std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  text.assign(buffer, size);
  made_for = second;
  return text;
}

void append(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string reply_text(const Reply& reply, const Framing& framing) {
  std::string out;
  out.reserve(900 + reply.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ");
  out.append(phrase(reply.status)).append("\r\n");
  append(out, "Date", http_date(framing.now));
  append(out, "X-Request-Id", framing.trace_id);
  append(out, "Cache-Control", reply.is_public ? "no-cache" : "no-store");
  out.append(standing_fields).append(reply.fields);
  const bool has_body = reply.status != 304;
  if (has_body) append(out, "Content-Type", reply.content_type);
  if (has_body && framing.body != Framing::Body::stream)
    append(out, "Content-Length", std::to_string(reply.body.size()));
  if (framing.connection == Framing::Connection::close) append(out, "Connection", "close");
  out.append("\r\n");
  if (has_body && framing.body == Framing::Body::whole) out.append(reply.body);
  return out;
}

}  // namespace gongzhi::gateway
