// What the record keeps of messages: the inbox, what waits in the outbox, positions and dead
// letters. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "governance/decision.hpp"
#include "governance/ids.hpp"
#include "governance/message.hpp"

namespace gongzhi::records {

/// A message that was applied, with its answer; kept for ever (D7).
struct InboxRow {
  MessageId id;
  Fingerprint fingerprint;
  Outcome outcome;
  Instant at{};
  std::string type;  // type_of(body): "case.create", …
};

/// The last applied message of a partition.
struct Position {
  std::uint64_t seq = 0;
  Instant at{};
};

/// Something that must leave the transaction.
struct OutboxRow {
  std::int64_t id = 0;      // given by the record
  std::string stable_id;    // the receiver's dedupe: hash(cause, target) in 32 hex digits, or empty
  std::string kind;         // "followup" or "notice"
  int partition = 0;        // for a followup: where it goes
  std::string target = {};  // case number, user or body: for people who look into the table
  std::string payload;      // text of the caller
  Instant created_at{};
};

/// A message that could not be applied (D12).
struct DeadLetter {
  std::int64_t id = 0;  // given by the record
  int partition = 0;
  std::uint64_t seq = 0;
  std::string msg_id;    // 32 hex digits; empty when the envelope could not be read
  std::string number;    // of the case that it meant; empty when unknown
  std::string type;      // as in InboxRow; empty when unknown
  std::string envelope;  // as it arrived
  std::string mac;
  std::string reason;  // machine word: "bad_mac", "schema", "impossible", "poison", …
  std::string detail;  // for operators
  int tries = 0;
  std::string trace_id = {};
  Instant at{};
  std::string resolution = {};  // "" = open, "replayed" or "dropped"
  std::optional<Instant> resolved_at = {};
};

}  // namespace gongzhi::records
