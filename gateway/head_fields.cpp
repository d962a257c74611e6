#include "gateway/head_fields.hpp"

#include <algorithm>

#include "gateway/head_check.hpp"

namespace gongzhi::gateway {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

std::string_view view_of(beast::string_view text) {
  return {text.data(), text.size()};
}

std::string field(const ParsedHead& head, http::field name) {
  return std::string(view_of(head[name]));
}

std::string field(const ParsedHead& head, std::string_view name) {
  return std::string(view_of(head[beast::string_view(name.data(), name.size())]));
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Method::get;
    case http::verb::head: return Method::head;
    case http::verb::post: return Method::post;
    default: return Method::other;
  }
}

// A trace id from outside goes into logs and headers: word characters only.
bool is_trace_id(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
         });
}

std::string joined(const ParsedHead& head, std::string_view name) {
  std::string all;
  const auto [begin, end] = head.equal_range(beast::string_view(name.data(), name.size()));
  for (auto at = begin; at != end; ++at) {
    if (!all.empty()) all += ',';
    all += view_of(at->value());
  }
  return all;
}

}  // namespace

void read_fields(const ParsedHead& head, Request& request) {
  request.method = method_of(head.method());
  const std::string_view target = path_of_target(view_of(head.target()));
  const auto question = target.find('?');
  request.path = std::string(target.substr(0, question));
  if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
  request.host = field(head, http::field::host);
  request.origin = field(head, http::field::origin);
  request.authorization = field(head, http::field::authorization);
  request.cookie = field(head, http::field::cookie);
  request.idempotency_key = field(head, "Idempotency-Key");
  request.if_match = field(head, http::field::if_match);
  request.if_none_match = field(head, http::field::if_none_match);
  request.content_type = field(head, http::field::content_type);
  request.case_key = field(head, "X-Case-Key");
  request.fetch_site = field(head, "Sec-Fetch-Site");
  request.agent = field(head, http::field::user_agent);
  request.language = wire::parse_accept_language(view_of(head[http::field::accept_language]));
  if (std::string id = field(head, "X-Request-Id"); is_trace_id(id))
    request.trace_id = std::move(id);
}

SaidByProxies read_forwarded(const ParsedHead& head) {
  return {joined(head, "X-Forwarded-For"), joined(head, "X-Forwarded-Proto"),
          joined(head, "Forwarded")};
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::other: break;
  }
  return "other";
}

}  // namespace gongzhi::gateway
