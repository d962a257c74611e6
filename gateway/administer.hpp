// Handing an act that is about no single case to the queue and waiting until the worker has
// decided it.
#pragma once

#include <variant>

#include "gateway/actor.hpp"
#include "gateway/lane.hpp"
#include "gateway/request.hpp"

namespace gongzhi::gateway {

/// An act somebody asks for. `key` is their Idempotency-Key: a repeat has the same outcome.
struct ActRequest {
  RequestPtr request;
  Actor actor;
  std::string key;
  std::string act;
  std::string subject = {};
  Values input = {};
};

/// What was decided, or that it is not decided yet (then it is answered with 202).
struct ActAnswer {
  MessageId id;
  std::optional<Outcome> outcome;
  Instant at{};  // when it was decided
};

/// Waits for the outcome at most gateway.outcome_wait_ms. A Problem when it was refused, when the
/// key was used for something else, or when it could not be queued.
asio::awaitable<std::variant<ActAnswer, Problem>> administer(Lane& lane, ActRequest wanted);

/// From where the request came.
RequestOrigin origin_of(const Request& request);

/// `202` with the address of the outcome.
Reply not_decided_yet(const MessageId& id);

}  // namespace gongzhi::gateway
