// Handing a message to the queue: envelope, MAC, one call. The only place where the gateway writes.
#pragma once

#include "gateway/lane.hpp"
#include "governance/message.hpp"

namespace gongzhi::gateway {

/// `message.partition` is set; seq and at are the queue's. `answer` is kept with the id, so that a
/// repeat can give the same reply.
struct Sending {
  Message message;
  std::string answer = {};
  std::string generation;
  Instant now{};
  wire::Language language = wire::Language::zh;  // of what is refused
};

/// The receipt of the first or of a repeat. Errc::busy when the queue is nearly full, else as
/// queue::Intake::submit.
asio::awaitable<Result<queue::Receipt>> submit(Lane& lane, Sending sending);

}  // namespace gongzhi::gateway
