// A map with the order of arrival, so that the oldest go first.
#include "gateway/sent_actions.hpp"

namespace gongzhi::gateway {

void SentActions::note(const MessageId& id, const Actor& actor) {
  const std::lock_guard lock(mutex_);
  if (!senders_.emplace(id, actor).second) return;
  order_.push_back(id);
  if (order_.size() <= kept_max_) return;
  senders_.erase(order_.front());
  order_.pop_front();
}

std::optional<Actor> SentActions::sender_of(const MessageId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = senders_.find(id);
  return found == senders_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace gongzhi::gateway
