// Messages that the worker makes itself: timers that came due, and effects on other cases.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "runtime/log.hpp"
#include "wire/envelope.hpp"
#include "workers/batch.hpp"

namespace gongzhi::workers {
namespace {

Message message_of(const TimerFired& timer, const vault::Keyring& keyring) {
  Message message;
  message.id = timer_id(keyring, timer);
  message.partition = timer.number.partition;
  message.at = timer.due;
  message.actor.system = "timer";
  message.body = timer;
  return message;
}

}  // namespace

// Timers fire in order of time, as if nobody had been away, also the further rungs of one case.
// When there are more than were loaded, none fires that an unloaded one might precede.
Result<void> Batch::apply_timers(const std::vector<std::int64_t>& keys, Instant until) {
  if (auto fetched = set_.prefetch(keys); !fetched) return fetched;
  std::set<std::pair<Instant, std::int64_t>> due;
  Instant newest = until;
  const auto look_at = [&](std::int64_t key) -> Result<void> {
    auto found = set_.find(key);
    if (!found) return found.error();
    if (*found == nullptr) return {};
    const auto timer = next_timer(*context_.world, **found);
    const auto at = timer ? std::optional(timer->due) : std::nullopt;
    if (timer && timer->due <= until) {
      due.emplace(timer->due, key);
      return {};
    }
    if ((*found)->next_timer == at) return {};
    return set_timer_column(**found, at, until);
  };
  for (const std::int64_t key : keys)
    if (auto looked = look_at(key); !looked) return looked;
  if (keys.size() >= own_messages_max && !due.empty()) newest = due.rbegin()->first;
  for (int fired = 0; fired < own_messages_max && !due.empty(); ++fired) {
    const auto [at, key] = *due.begin();
    if (at > newest) break;
    due.erase(due.begin());
    auto found = set_.find(key);
    if (!found) return found.error();
    const TimerFired timer = *next_timer(*context_.world, **found);
    if (auto done = fire(timer); !done) return done;
    if (auto looked = look_at(key); !looked) return looked;
  }
  return {};
}

Result<void> Batch::fire(const TimerFired& timer) {
  const std::int64_t key = timer.number.key();
  const Message message = message_of(timer, context_.keyring);
  if (auto applied = apply_own(message); !applied) return applied;
  auto found = set_.find(key);
  if (!found) return found.error();
  const auto next = next_timer(*context_.world, **found);
  if (!next || timer_id(context_.keyring, *next) != message.id) return {};
  // It would be due for ever and keep the others waiting.
  runtime::log_error("a timer changed nothing and is put aside",
                     {{"case", timer.number.text()}, {"clock", timer.clock}});
  return park_timer(key, "it came due, was applied, and is due still", timer.due);
}

Result<void> Batch::park_timer(std::int64_t key, const std::string& detail, Instant now) {
  auto found = set_.find(key);
  if (!found) return found.error();
  if (*found == nullptr) return {};
  if (const auto timer = next_timer(*context_.world, **found)) {
    auto buried = bury_own(message_of(*timer, context_.keyring), {"timer", detail, 1}, now);
    if (!buried) return buried;
  }
  return set_timer_column(**found, std::nullopt, now);
}

Result<void> Batch::deliver(const records::OutboxRow& row) {
  auto envelope = wire::parse_envelope(row.payload);
  if (!envelope) return envelope.error();
  if (auto applied = apply_own(envelope->message); !applied) return applied;
  return transaction_.mark_delivered(row.id, envelope->message.at);
}

Result<void> Batch::bury_followup(const records::OutboxRow& row, const std::string& detail) {
  records::DeadLetter letter;
  auto envelope = wire::parse_envelope(row.payload);
  if (envelope) {
    Message& message = envelope->message;
    if (auto buried = bury_own(message, {"impossible", detail, 1}, message.at); !buried)
      return buried;
    return transaction_.mark_delivered(row.id, row.created_at);
  }
  letter.partition = row.partition;
  letter.envelope = row.payload;
  letter.reason = "schema";
  letter.detail = detail;
  letter.tries = 1;
  letter.at = row.created_at;
  if (auto added = transaction_.add_dead_letter(letter); !added) return added.error();
  ++report_.dead;
  return transaction_.mark_delivered(row.id, row.created_at);
}

Result<void> Batch::apply_own(const Message& message) {
  records::Position& position = position_of(message.partition);
  const Instant now = std::max(message.at, position.at);
  std::array<MessageId, 1> ids{message.id};
  auto known = transaction_.find_inbox(ids);
  if (!known) return known.error();
  known_.merge(*known);
  if (is_poison(message.id))
    return bury_own(
        message,
        {"poison", "the worker died while applying it", context_.mark.crashes_of(message.id)}, now);
  auto applied = attempt(message, now);
  if (applied) position.at = now;
  return applied;
}

}  // namespace gongzhi::workers
