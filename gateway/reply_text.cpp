// Status lines and standing header fields.
#include "gateway/reply_text.hpp"

#include <charconv>
#include <ctime>

namespace gongzhi::gateway {
namespace {

// RFC 6797 7.2: only what came encrypted says so.
constexpr std::string_view https_field =
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
// No script but our own, no frame around us, no place for our answers in other sites' pages;
// nothing says which server this is.
constexpr std::string_view standing_fields =

    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(self), geolocation=(self), microphone=()\r\n"
    "Vary: Accept-Language, Authorization, Cookie\r\n";

constexpr std::string_view page_policy =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; style-src 'self'; "
    "img-src 'self' data: blob:\r\n";
// A picture of a stranger that is opened by itself is a picture and nothing else.
constexpr std::string_view picture_policy =
    "Content-Security-Policy: default-src 'none'; sandbox\r\n";

std::string_view cache_control(const Reply& reply) {
  if (reply.is_picture) return "private, no-cache";
  return reply.is_public ? "no-cache" : "no-store";
}

std::string_view phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 207: return "Multi-Status";
    case 304: return "Not Modified";
    case 303: return "See Other";
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
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
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

void append(std::string& out, std::string_view name, std::int64_t value) {
  char digits[24];
  const auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
  append(out, name, std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

// draft-ietf-httpapi-ratelimit-headers-03.
void append(std::string& out, const RateState& rate) {
  append(out, "RateLimit-Limit", rate.limit);
  append(out, "RateLimit-Remaining", rate.remaining);
  append(out, "RateLimit-Reset", static_cast<std::int64_t>(rate.reset.count()));
}

}  // namespace

std::string reply_text(const Reply& reply, const Framing& framing) {
  std::string out;
  out.reserve(1'200 + reply.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(reply.status)).append(" ");
  out.append(phrase(reply.status)).append("\r\n");
  append(out, "Date", http_date(framing.now));
  append(out, "X-Request-Id", framing.trace_id);
  append(out, "Cache-Control", cache_control(reply));
  if (framing.is_https) out.append(https_field);
  out.append(standing_fields).append(reply.is_picture ? picture_policy : page_policy);
  out.append(reply.fields);
  if (framing.rate != nullptr) append(out, *framing.rate);
  const bool has_body = reply.status != 304;
  if (has_body) append(out, "Content-Type", reply.content_type);
  if (has_body && framing.body != Framing::Body::stream)
    append(out, "Content-Length",
           reply.file ? static_cast<std::int64_t>(reply.file->size())
                      : static_cast<std::int64_t>(reply.body.size()));
  if (framing.connection == Framing::Connection::close) append(out, "Connection", "close");
  out.append("\r\n");
  if (has_body && framing.body == Framing::Body::whole) out.append(reply.body);
  return out;
}

}  // namespace gongzhi::gateway
