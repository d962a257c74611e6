// Dead letters of a batch: what cannot be applied is buried, and comes back on an operator's order.
#include <algorithm>
#include <array>

#include "governance/permission.hpp"
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

std::string act_of(const DeadLetterOrder& order) {
  return order.what == DeadLetterOrder::What::drop ? "queue.drop" : "queue.replay";
}

// The platform's commands, and whom the table gives `queue.*`.
bool may_order(const World* world, const Actor& actor, const DeadLetterOrder& order) {
  if (actor.system == "cli") return true;
  return world && may_administer(*world, actor, act_of(order), {});
}

Result<Outcome> refusal(Errc code, std::string reason, std::string words) {
  return Outcome{OutcomeStatus::refused, code, std::move(reason), std::move(words), {}, 0};
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

// Who ordered what to become of which letter; the outcome fills in the rest.
AuditEntry Batch::entry_of_order(const Message& message, const DeadLetterOrder& order,
                                 const std::optional<records::DeadLetter>& letter) const {
  AuditEntry entry;
  entry.actor = message.actor;
  const User* user =
      context_.world ? context_.world->directory.find_user(message.actor.user) : nullptr;
  if (user) entry.role = name(user->role);
  entry.act = act_of(order);
  entry.subject = letter && !letter->number.empty() ? letter->number : std::to_string(order.letter);
  entry.facts = {{"letter", order.letter}};
  if (!letter) return entry;
  entry.facts.emplace("type", letter->type);
  entry.facts.emplace("message", letter->msg_id);
  entry.facts.emplace("reason", letter->reason);
  return entry;
}

// Leaves one row of the audit trail, also when it is refused.
Result<void> Batch::obey(const Message& message, const DeadLetterOrder& order, Instant now) {
  const auto letter = transaction_.find_dead_letter(order.letter);
  if (!letter) return letter.error();
  const auto outcome = !may_order(context_.world.get(), message.actor, order)
                           ? refusal(Errc::forbidden, "not_permitted", "您无权办理这个操作")
                           : carry_out(message, order, *letter, now);
  if (!outcome) return outcome.error();
  AuditEntry entry = entry_of_order(message, order, *letter);
  if (outcome->status == OutcomeStatus::refused) {
    entry.result = AuditResult::refused;
    entry.reason = outcome->reason;
  }
  auto noted = transaction_.add_audit(audit_row(message.partition, std::move(entry), now));
  if (!noted) return noted;
  return remember(message, *outcome, now);
}

// Replaying applies the message as it was, under its own id: if it was applied meanwhile, that is a
// repeat.
Result<Outcome> Batch::carry_out(const Message& message, const DeadLetterOrder& order,
                                 const std::optional<records::DeadLetter>& letter, Instant now) {
  if (!letter || !letter->resolution.empty())
    return refusal(Errc::not_found, "no_such_letter", "没有这封待处理的死信");
  if (letter->partition != message.partition)
    return refusal(Errc::invalid, "wrong_partition", "这封死信属于另一个分区");
  const bool drop = order.what == DeadLetterOrder::What::drop;
  if (!drop && letter->envelope.empty())
    return refusal(Errc::not_found, "letter_emptied", "信中内容已按期清除，只能作废");
  if (!drop) {
    const Incoming again = read_letter(letter->partition, letter->seq, letter->envelope,
                                       letter->mac, {context_.keyring, context_.generation});
    if (!again.dead_reason.empty())
      return refusal(Errc::invalid, again.dead_reason, "死信仍无法处理：" + again.detail);
    Message replayed = again.message;
    replayed.at = letter->at;
    if (auto exhumed = exhume(replayed.id); !exhumed) return exhumed.error();
    if (auto applied = apply_message(replayed, now); !applied) return applied.error();
  }
  auto resolved =
      transaction_.resolve_dead_letter(order.letter, drop ? "dropped" : "replayed", now);
  if (!resolved) return resolved.error();
  return Outcome{};
}

}  // namespace gongzhi::workers
