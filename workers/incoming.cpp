#include "workers/incoming.hpp"

#include <utility>

#include "runtime/fault.hpp"
#include "wire/envelope.hpp"

namespace gongzhi::workers {
namespace {

Incoming dead(Incoming incoming, std::string reason, std::string detail = {}) {
  incoming.dead_reason = std::move(reason);
  incoming.detail = std::move(detail);
  return incoming;
}

// An action must be on the queue of its case: only there is it in order with the case's other
// messages.
bool belongs_here(const MessageBody& body, int partition) {
  if (const auto* action = std::get_if<CaseAction>(&body))
    return action->number.partition == partition;
  if (const auto* timer = std::get_if<TimerFired>(&body))
    return timer->number.partition == partition;
  if (const auto* followup = std::get_if<Followup>(&body))
    return followup->target.partition == partition;
  if (std::holds_alternative<ImportBundle>(body) || std::holds_alternative<Administration>(body))
    return partition == county_partition;
  return true;
}

Incoming unproven(Incoming incoming, std::string reason, std::string detail = {}) {
  incoming.moves_position = false;
  return dead(std::move(incoming), std::move(reason), std::move(detail));
}

Incoming check(Incoming incoming, const Origin& origin) {
  if (!origin.keyring.envelope_mac_matches(incoming.envelope, incoming.mac))
    return unproven(std::move(incoming), "bad_mac");
  auto envelope = wire::parse_envelope(incoming.envelope);
  if (!envelope) {
    const Error error = envelope.error();
    return dead(std::move(incoming), "schema",
                error.message + (error.fields.empty() ? "" : " " + error.fields.front().pointer));
  }
  if (envelope->generation != origin.generation)
    return dead(std::move(incoming), "other_store", envelope->generation);
  const Instant at = incoming.message.at;
  incoming.message = std::move(envelope->message);
  incoming.message.at = at;
  incoming.message.seq = incoming.seq;
  if (runtime::fault("no_dedupe") && std::holds_alternative<CreateCase>(incoming.message.body))
    incoming.message.id = origin.keyring.derived_id("fault", vault::random_bytes(16));
  if (incoming.message.partition != incoming.partition ||
      !belongs_here(incoming.message.body, incoming.partition))
    return dead(std::move(incoming), "wrong_partition");
  return incoming;
}

}  // namespace

Incoming read_entry(int partition, queue::Entry entry, const Origin& origin) {
  Incoming incoming;
  incoming.partition = partition;
  incoming.seq = entry.seq();
  incoming.message.at = entry.at;
  incoming.envelope = std::move(entry.envelope);
  incoming.mac = std::move(entry.mac);
  if (entry.shape == queue::Entry::Shape::foreign_id) {
    incoming.is_ours = false;
    return unproven(std::move(incoming), "foreign",
                    "stream id " + queue::format_stream_id(entry.id));
  }
  if (entry.shape == queue::Entry::Shape::malformed)
    return unproven(std::move(incoming), "malformed");
  return check(std::move(incoming), origin);
}

Incoming missing_entries(int partition, std::uint64_t first, std::uint64_t last, Instant at) {
  Incoming incoming;
  incoming.partition = partition;
  incoming.seq = last;
  incoming.is_ours = false;
  incoming.message.at = at;
  return dead(std::move(incoming), "gap",
              "sequences " + std::to_string(first) + " to " + std::to_string(last) +
                  " were not on the queue; an operator went on without them");
}

Incoming read_letter(int partition, std::uint64_t seq, std::string envelope, std::string mac,
                     const Origin& origin) {
  Incoming incoming;
  incoming.partition = partition;
  incoming.seq = seq;
  incoming.envelope = std::move(envelope);
  incoming.mac = std::move(mac);
  return check(std::move(incoming), origin);
}

}  // namespace gongzhi::workers
