// From problems and bodies to replies: header fields, ETags, the seconds after which to try again.
#include "gateway/request.hpp"

#include <algorithm>
#include <functional>

#include "gateway/gate.hpp"
#include "vault/keyring.hpp"
#include "wire/responses.hpp"

namespace gongzhi::gateway {
namespace {

// Enough to recognise the request; a target may have eight kilobytes.
constexpr std::size_t instance_length_max = 200;

// One to three seconds: everybody who was refused at the same moment does not come back at the same
// moment (D14).
std::string retry_after(const Request& request) {
  return std::to_string(1 + std::hash<std::string>{}(request.trace_id) % 3);
}

}  // namespace

void add_field(std::string& fields, std::string_view name, std::string_view value) {
  ensure(std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }),
         "a header field would break the answer");
  fields.append(name).append(": ").append(value).append("\r\n");
}

Reply reply_of(const Problem& problem, const Request& request) {
  Reply reply;
  reply.status = problem.status;
  reply.content_type = problem_type;
  reply.fields = problem.fields;
  const bool says_when = problem.fields.find("Retry-After: ") != std::string::npos;
  if ((problem.status == 503 || problem.status == 429) && !says_when)
    add_field(reply.fields, "Retry-After", retry_after(request));
  // A session that is over is not shown again and again.
  if (problem.status == 401 && request.credential.kind == Credential::Kind::refused &&
      request.authorization.empty())
    add_field(reply.fields, "Set-Cookie", no_session_cookie());
  reply.body = wire::render_problem(
      {.status = problem.status,
       .error = problem.error,
       .instance = std::string_view(request.path).substr(0, instance_length_max),
       .trace_id = request.trace_id,
       .reason = problem.reason,
       .language = request.language});
  return reply;
}

Reply cacheable(std::string body, const Request& request) {
  Reply reply;
  const std::string tag = '"' + vault::fingerprint_of(body) + '"';
  add_field(reply.fields, "ETag", tag);
  if (names_tag(request.if_none_match, tag))
    reply.status = 304;
  else
    reply.body = std::move(body);
  return reply;
}

void add_next_link(Reply& reply, const Request& request, const NextPage& next) {
  if (next.cursor.empty()) return;
  std::string target = request.path + "?" + next.query;
  if (!next.query.empty()) target += '&';
  target.append("cursor=").append(next.cursor);
  add_field(reply.fields, "Link", "<" + target + ">; rel=\"next\"");
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  for (std::size_t at = if_none_match.find(tag); at != std::string_view::npos;
       at = if_none_match.find(tag, at + 1)) {
    const bool begins =
        at == 0 || std::string_view(", /").find(if_none_match[at - 1]) != std::string_view::npos;
    const std::size_t end = at + tag.size();
    const bool ends =
        end == if_none_match.size() || if_none_match[end] == ',' || if_none_match[end] == ' ';
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace gongzhi::gateway
