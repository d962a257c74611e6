// The fields of a parsed head as the plain values of a Request, and what proxies say in them. Only
// session.cpp calls it.
#pragma once

#include <boost/beast/http/message.hpp>
#include <string>

#include "gateway/request.hpp"

namespace gongzhi::gateway {

using ParsedHead = boost::beast::http::request_header<>;

/// Method, target and fields; a usable X-Request-Id replaces the trace id.
void read_fields(const ParsedHead& head, Request& request);

/// What proxies say; several fields of one name joined by commas in their order.
struct SaidByProxies {
  std::string forwarded_for;
  std::string forwarded_proto;
  std::string forwarded;
};
SaidByProxies read_forwarded(const ParsedHead& head);

/// As metrics and audit name it.
std::string_view name_of(Method method);

}  // namespace gongzhi::gateway
