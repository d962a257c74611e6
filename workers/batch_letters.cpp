// Dead letters of a batch: what cannot be applied is buried, and comes back on an operator's order.
#include <algorithm>
#include <array>

#include "wire/envelope.hpp"
#include "workers/batch.hpp"

namespace gongzhi::workers {

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
    context_.mark.forget(incoming.message.id);
  }
  if (incoming.is_ours && incoming.seq != 0)
    letter.number =
        CaseNumber{business_day(incoming.message.at), incoming.partition, incoming.seq}.text();
  auto added = transaction_.add_dead_letter(letter);
  if (!added) return added.error();
  ++report_.dead;
  if (incoming.is_ours && incoming.seq != 0) {
    records::Position& position = position_of(incoming.partition);
    position.seq = std::max(position.seq, incoming.seq);
  }
  return {};
}

// Its id goes into the inbox as refused, so that it is not tried for ever.
Result<void> Batch::bury_own(const Message& message, Instant now, int crashes) {
  if (known_.contains(message.id)) return {};
  records::DeadLetter letter;
  letter.partition = message.partition;
  letter.msg_id = message.id.hex();
  letter.type = std::string(type_of(message.body));
  letter.envelope = wire::write_envelope(message, context_.generation, now);
  letter.mac = context_.keyring.envelope_mac(letter.envelope);
  letter.reason = "poison";
  letter.detail = "the worker died while applying it";
  letter.tries = crashes;
  letter.at = now;
  auto added = transaction_.add_dead_letter(letter);
  if (!added) return added.error();
  ++report_.dead;
  return remember(message,
                  {OutcomeStatus::refused, Errc::internal, "poison", "处理失败，已转人工", {}, 0},
                  now);
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
    const std::array<MessageId, 1> ids{replayed.id};
    auto known = transaction_.find_inbox(ids);
    if (!known) return known.error();
    known_.merge(*known);
    if (auto applied = apply_message(replayed, now); !applied) return applied;
  }
  auto resolved =
      transaction_.resolve_dead_letter(order.letter, drop ? "dropped" : "replayed", now);
  if (!resolved) return resolved;
  return remember(message, outcome, now);
}

}  // namespace gongzhi::workers
