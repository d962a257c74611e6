// From an entry of the queue to a message that may be applied, or to the reason why it may not.
#pragma once

#include <string>

#include "governance/message.hpp"
#include "queue/entry.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::workers {

struct Incoming {
  int partition = 0;
  std::uint64_t seq = 0;
  bool is_ours = true;  // its id is a sequence of ours, whatever is in it
  // False for what carries no MAC of ours: it goes to the dead letters and says nothing about the
  // sequence (D5).
  bool moves_position = true;
  Message message;  // meaningful when `dead_reason` is empty
  // "foreign", "malformed", "bad_mac", "schema", "other_store", "wrong_partition", "gap"
  std::string dead_reason;
  std::string detail;
  std::string envelope;
  std::string mac;
};

/// What envelopes are checked against.
struct Origin {
  const vault::Keyring& keyring;
  const std::string& generation;
};

/// Never fails: what cannot be read is marked for the dead letters (D5, D12). The MAC is looked at
/// before anything is parsed.
Incoming read_entry(int partition, queue::Entry entry, const Origin& origin);

/// Sequences that are missing and that an operator has decided to go on without: for the dead
/// letters, where it stays on record.
Incoming missing_entries(int partition, std::uint64_t first, std::uint64_t last, Instant at);

/// The same for a letter that is replayed: its MAC is checked again.
Incoming read_letter(int partition, std::uint64_t seq, std::string envelope, std::string mac,
                     const Origin& origin);

}  // namespace gongzhi::workers
