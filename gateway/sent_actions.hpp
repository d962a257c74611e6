// Who sent the actions whose outcome may still be asked for (GET /outcomes/{id}). Shared by the
// gateway's threads; bounded; losing it loses no outcome.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "governance/message.hpp"

namespace gongzhi::gateway {

class SentActions {
 public:
  explicit SentActions(std::size_t kept_max = 100'000) : kept_max_(kept_max) {}

  void note(const MessageId& id, const Actor& actor);
  std::optional<Actor> sender_of(const MessageId& id) const;

 private:
  const std::size_t kept_max_;
  mutable std::mutex mutex_;
  std::unordered_map<MessageId, Actor> senders_;
  std::deque<MessageId> order_;
};

}  // namespace gongzhi::gateway
