// The raw head of a request, line by line (reliability.md D21).
#include "gateway/head_check.hpp"

#include <algorithm>
#include <array>

namespace gongzhi::gateway {
namespace {

using std::string_view;

constexpr std::array<string_view, 14> single_fields{
    "host",     "content-length", "transfer-encoding", "content-type", "authorization",
    "if-match", "cookie",         "idempotency-key",   "x-case-key",   "if-none-match",
    "expect",   "origin",         "sec-fetch-site",    "x-request-id"};

constexpr HeadFault bad_line{
    400, "bad_head", {"请求头格式有误", "The request's head is not well formed."}};
constexpr HeadFault bad_target{400,
                               "bad_target",
                               {"请求目标须为可打印 ASCII 路径，中文请用 % 编码",
                                "The target must be a path in printable ASCII."}};
constexpr HeadFault bad_version{
    505, "bad_version", {"仅支持 HTTP/1.0 和 HTTP/1.1", "HTTP/1.0 or HTTP/1.1."}};
constexpr HeadFault bad_host{400,
                             "bad_host",
                             {"须有且只有一个 Host 请求头，且为域名或地址",
                              "There must be exactly one Host, a name or an address."}};
constexpr HeadFault bad_length{
    400, "bad_length", {"请求体长度不明确", "The length of the body is not clear."}};
constexpr HeadFault bad_coding{
    501, "bad_coding", {"传输编码仅支持 chunked", "The only transfer coding here is chunked."}};
constexpr HeadFault body_on_get{
    400, "body_on_get", {"这种请求方法不能带请求体", "A request of this method has no body."}};
constexpr HeadFault doubled{
    400,
    "doubled_field",
    {"只能出现一次的请求头重复了", "A field that may stand once stands twice."}};
constexpr HeadFault bad_expectation{
    417, "bad_expectation", {"Expect 仅支持 100-continue", "Only 100-continue can be expected."}};
constexpr HeadFault too_many{
    431, "too_many_fields", {"请求头字段太多", "There are too many fields."}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(string_view a, string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                    [](char x, char y) { return lower(x) == y; });
}

bool is_digits(string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
         string_view("!#$%&'*+-.^_`|~").find(c) != string_view::npos;
}

bool is_token(string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

string_view trimmed(string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Name or address, and perhaps a port (RFC 9110 7.2): what else could stand there is read one way
// by us and another by somebody in front of us.
bool is_host(string_view text) {
  if (text.empty() || text.size() > 260) return false;
  const auto is_name = [](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           string_view("-._").find(c) != string_view::npos;
  };
  string_view port;
  if (text.front() == '[') {
    const auto end = text.find(']');
    if (end == string_view::npos || end == 1) return false;
    const string_view inner = text.substr(1, end - 1);
    if (inner.find_first_not_of("0123456789abcdefABCDEF:.") != string_view::npos) return false;
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    const string_view name = text.substr(0, colon);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name)) return false;
    if (colon != string_view::npos) port = text.substr(colon);
  }
  if (port.empty()) return true;
  return port.front() == ':' && port.size() <= 6 && is_digits(port.substr(1));
}

// What the fields have said so far.
struct Seen {
  int count = 0;
  unsigned singles = 0;  // bit set over single_fields
  string_view host;
  bool has_length = false;
  bool has_coding = false;
  bool length_is_zero = false;
};

// `host:port` of an absolute-form target, empty for any other.
string_view target_authority(string_view target) {
  for (const string_view scheme : {string_view("http://"), string_view("https://")}) {
    if (target.size() <= scheme.size() || !same_word(target.substr(0, scheme.size()), scheme))
      continue;
    target.remove_prefix(scheme.size());
    return target.substr(0, target.find('/'));
  }
  return {};
}

struct RequestLine {
  string_view method;
  string_view version;
  string_view authority;  // of an absolute-form target
};

bool same_text(string_view a, string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<HeadFault> check_request_line(string_view line, RequestLine& out) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == string_view::npos || first == last) return bad_line;
  out.method = line.substr(0, first);
  out.version = line.substr(last + 1);
  string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(out.method)) return bad_line;
  const bool printable =
      std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  out.authority = target_authority(target);
  if (!out.authority.empty()) target = path_of_target(target);
  if (!printable || !target.starts_with('/') || target.find('#') != string_view::npos)
    return bad_target;
  if (out.version != "HTTP/1.1" && out.version != "HTTP/1.0") return bad_version;
  return std::nullopt;
}

std::optional<HeadFault> check_field(string_view line, Seen& seen) {
  if (line.front() == ' ' || line.front() == '\t') return bad_line;  // obs-fold
  const auto colon = line.find(':');
  if (colon == string_view::npos || !is_token(line.substr(0, colon))) return bad_line;
  if (++seen.count > head_fields_max) return too_many;
  const string_view name = line.substr(0, colon);
  const string_view value = trimmed(line.substr(colon + 1));
  for (std::size_t i = 0; i < single_fields.size(); ++i) {
    if (!same_word(name, single_fields[i])) continue;
    const unsigned bit = 1U << i;
    if ((seen.singles & bit) != 0) {
      if (single_fields[i] == "host") return bad_host;
      return single_fields[i] == "content-length" ? bad_length : doubled;
    }
    seen.singles |= bit;
  }
  if (same_word(name, "host")) seen.host = value;
  if (same_word(name, "content-length")) {
    if (!is_digits(value) || value.size() > 18) return bad_length;
    seen.has_length = true;
    seen.length_is_zero = value.find_first_not_of('0') == string_view::npos;
  }
  if (same_word(name, "expect") && !same_word(value, "100-continue")) return bad_expectation;
  if (same_word(name, "transfer-encoding")) {
    if (!same_word(value, "chunked")) return bad_coding;
    seen.has_coding = true;
  }
  return std::nullopt;
}

std::optional<HeadFault> check_framing(const RequestLine& line, const Seen& seen) {
  if (!is_host(seen.host)) return bad_host;
  // RFC 9112 3.2.2: the absolute form must be accepted, and its authority counts. Both must agree.
  if (!line.authority.empty() && !same_text(line.authority, seen.host)) return bad_target;
  if (seen.has_coding && (seen.has_length || line.version == "HTTP/1.0")) return bad_length;
  const bool has_body = seen.has_coding || (seen.has_length && !seen.length_is_zero);
  if (has_body && (line.method == "GET" || line.method == "HEAD")) return body_on_get;
  return std::nullopt;
}

bool is_allowed_byte(char c) {
  return static_cast<unsigned char>(c) >= ' ' ? c != '\x7f' : c == '\t';
}

}  // namespace

string_view path_of_target(string_view target) {
  const string_view authority = target_authority(target);
  if (authority.empty()) return target;
  const auto end = static_cast<std::size_t>(authority.data() + authority.size() - target.data());
  return target.substr(end);
}

std::optional<HeadFault> check_head(string_view head) {
  RequestLine request_line;
  Seen seen;
  bool is_first = true;
  while (true) {
    const auto end = head.find("\r\n");
    if (end == string_view::npos) return bad_line;
    const string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (!std::all_of(line.begin(), line.end(), is_allowed_byte)) return bad_line;
    if (line.empty()) break;
    const auto fault = is_first ? check_request_line(line, request_line) : check_field(line, seen);
    if (fault) return fault;
    is_first = false;
  }
  if (is_first || !head.empty()) return bad_line;
  return check_framing(request_line, seen);
}

bool is_beyond_repair(string_view beginning, std::size_t from) {
  for (std::size_t i = from; i < beginning.size(); ++i) {
    const char c = beginning[i];
    const bool after_cr = i > 0 && beginning[i - 1] == '\r';
    if (after_cr != (c == '\n')) return true;
    if (c != '\r' && c != '\n' && !is_allowed_byte(c)) return true;
  }
  return false;
}

wire::Language language_of_head(std::string_view head) {
  constexpr string_view name = "accept-language:";
  while (!head.empty()) {
    const string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(head.size(), line.size() + 1));
    if (line.size() <= name.size() || !same_word(line.substr(0, name.size()), name)) continue;
    const string_view value = line.substr(name.size());
    return wire::parse_accept_language(trimmed(value.substr(0, value.find('\r'))));
  }
  return wire::Language::zh;
}

}  // namespace gongzhi::gateway
