// A reply as the bytes that are sent: status line, the header fields that every answer has
// (security.md S18), body. Pure.
#pragma once

#include <string>

#include "gateway/rate_limits.hpp"
#include "gateway/request.hpp"

namespace gongzhi::gateway {

/// What the connection adds to a reply.
struct Framing {
  std::string_view trace_id;
  enum class Connection { keep_alive, close } connection = Connection::keep_alive;
  enum class Body { whole, left_out, stream } body = Body::whole;  // left_out: HEAD
  Instant now{};
  bool is_https = false;            // then it stays so (Strict-Transport-Security)
  const RateState* rate = nullptr;  // of whoever asks
};

std::string reply_text(const Reply& reply, const Framing& framing);

}  // namespace gongzhi::gateway
