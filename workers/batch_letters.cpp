// Dead letters of a batch: what cannot be applied is buried, and comes back on an operator's order.
#include <algorithm>
#include <array>

#include "wire/envelope.hpp"
#include "workers/administration.hpp"
#include "workers/batch.hpp"

namespace gongzhi::workers {
namespace {

// Reason in the inbox of a message that lies in the dead letters: whoever waits for it hears, and
// the tail, which is read again after every reconnect, brings it up once only.
constexpr std::string_view buried = "dead_letter";

std::optional<CaseNumber> number_meant(const Message& message) {
  if (!std::holds_alternative<CreateCase>(message.body)) return std::nullopt;
  return CaseNumber{business_day(message.at), message.partition, message.seq};
}

}  // namespace

Result<void> Batch::bury(const Incoming& incoming, const std::string& reason,
                         const std::string& detail, int tries) {
  records::DeadLetter letter;
  letter.partition = incoming.partition;
  letter.seq = incoming.seq;
  letter.envelope = incoming.envelope;
  letter.mac = incoming.mac;
  letter.reason = reason;
  letter.detail = detail;
  letter.tries = tries;
  letter.at = incoming.message.at;
  if (incoming.dead_reason.empty()) {
    letter.msg_id = incoming.message.id.hex();
    letter.type = std::string(type_of(incoming.message.body));
    report_.buried.push_back(incoming.message.id);
  }
  if (incoming.is_ours && incoming.seq != 0)
    letter.number =
        CaseNumber{business_day(incoming.message.at), incoming.partition, incoming.seq}.text();
  auto added = transaction_.add_dead_letter(letter);
  if (!added) return added.error();
  ++report_.dead;
  if (incoming.moves_position && incoming.seq != 0) {
    records::Position& position = position_of(incoming.partition);
    position.seq = std::max(position.seq, incoming.seq);
  }
  if (!incoming.dead_reason.empty()) return {};
  return remember_buried(incoming.message, number_meant(incoming.message));
}

// What is no message of ours has no id: its place and content stand for one.
Result<void> Batch::bury_entry(const Incoming& incoming) {
  Message stand_in;
  stand_in.id = context_.keyring.derived_id(
      "dead entry", std::to_string(incoming.partition) + "/" + std::to_string(incoming.seq) + "/" +
                        incoming.dead_reason + "/" + incoming.detail + "/" +
                        vault::content_hash(incoming.envelope + incoming.mac));
  stand_in.at = incoming.message.at;
  const std::array<MessageId, 1> ids{stand_in.id};
  auto known = transaction_.find_inbox(ids);
  if (!known) return known.error();
  if (!known->empty()) return {};
  if (auto done = bury(incoming, incoming.dead_reason, incoming.detail, 1); !done) return done;
  AuditEntry entry;
  entry.actor.system = "queue";
  entry.act = "queue.entry";
  entry.subject = std::to_string(incoming.partition) + "/" + std::to_string(incoming.seq);
  entry.result = AuditResult::refused;
  entry.reason = incoming.dead_reason;
  auto noted = transaction_.add_audit(audit_row(incoming.partition, std::move(entry), stand_in.at));
  if (!noted) return noted;
  return remember_buried(stand_in, std::nullopt);
}

Result<void> Batch::remember_buried(const Message& message, std::optional<CaseNumber> number) {
  const std::array<MessageId, 1> ids{message.id};
  auto known = transaction_.find_inbox(ids);
  if (!known) return known.error();
  if (!known->empty() || known_.contains(message.id)) return {};
  records::InboxRow row;
  row.id = message.id;
  row.fingerprint = message.fingerprint;
  row.outcome = {OutcomeStatus::refused, Errc::internal, std::string(buried),
                 "处理失败，已转人工",   number,         0};
  row.at = message.at;
  row.type = std::string(type_of(message.body));
  if (auto inserted = transaction_.insert_inbox(row); !inserted) return inserted;
  known_[message.id] = std::move(row);
  report_.announcement.outcomes.push_back(message.id);
  return {};
}

Result<void> Batch::bury_own(const Message& message, const Grave& grave, Instant now) {
  if (known_.contains(message.id)) return {};
  records::DeadLetter letter;
  letter.partition = message.partition;
  letter.msg_id = message.id.hex();
  letter.type = std::string(type_of(message.body));
  letter.envelope = wire::write_envelope(message, context_.generation, now);
  letter.mac = context_.keyring.envelope_mac(letter.envelope);
  letter.reason = grave.reason;
  letter.detail = grave.detail;
  letter.tries = grave.tries;
  letter.at = now;
  auto added = transaction_.add_dead_letter(letter);
  if (!added) return added.error();
  ++report_.dead;
  report_.buried.push_back(message.id);
  return remember_buried(message, std::nullopt);
}

// The inbox says only that it waits here; whoever replays it wants it applied.
Result<void> Batch::exhume(const MessageId& id) {
  const std::array<MessageId, 1> ids{id};
  auto known = transaction_.find_inbox(ids);
  if (!known) return known.error();
  known_.merge(*known);
  const auto at = known_.find(id);
  if (at == known_.end() || at->second.outcome.status != OutcomeStatus::refused ||
      at->second.outcome.reason != buried)
    return {};
  known_.erase(at);
  return transaction_.forget_inbox(id);
}

// Replaying applies the message as it was, under its own id: if it was applied meanwhile, that is a
// repeat.
Result<void> Batch::obey(const Message& message, const DeadLetterOrder& order, Instant now) {
  Outcome outcome;
  auto letter = transaction_.find_dead_letter(order.letter);
  if (!letter) return letter.error();
  if (!*letter || !(*letter)->resolution.empty()) {
    outcome = {
        OutcomeStatus::refused, Errc::not_found, "no_such_letter", "没有这封待处理的死信", {}, 0};
    return remember(message, outcome, now);
  }
  if ((*letter)->partition != message.partition) {
    outcome = {
        OutcomeStatus::refused, Errc::invalid, "wrong_partition", "这封死信属于另一个分区", {}, 0};
    return remember(message, outcome, now);
  }
  const bool drop = order.what == DeadLetterOrder::What::drop;
  if (!drop) {
    const Incoming again = read_letter((*letter)->partition, (*letter)->seq, (*letter)->envelope,
                                       (*letter)->mac, {context_.keyring, context_.generation});
    if (!again.dead_reason.empty()) {
      outcome = {OutcomeStatus::refused,
                 Errc::invalid,
                 again.dead_reason,
                 "死信仍无法处理：" + again.detail,
                 {},
                 0};
      return remember(message, outcome, now);
    }
    Message replayed = again.message;
    replayed.at = (*letter)->at;
    if (auto exhumed = exhume(replayed.id); !exhumed) return exhumed;
    if (auto applied = apply_message(replayed, now); !applied) return applied;
  }
  auto resolved =
      transaction_.resolve_dead_letter(order.letter, drop ? "dropped" : "replayed", now);
  if (!resolved) return resolved;
  return remember(message, outcome, now);
}

}  // namespace gongzhi::workers
