// Everything that one batch changes, in one SQL transaction. Lives shorter than its Store and on
// the same thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "governance/facts.hpp"
#include "records/audit.hpp"
#include "records/case_columns.hpp"
#include "records/configuration.hpp"
#include "records/messages.hpp"

namespace gongzhi::records {

class Store;
class ChainHeads;
class CaseWriter;
class Figures;

/// One entry of the timeline; `facts` is the caller's text of `entry.facts`.
struct TimelineRow {
  TimelineEntry entry;
  std::string facts;
};

/// Entries that one message adds to one case.
struct TimelineAppend {
  int partition = 0;          // whose chain; that of the case
  std::int64_t case_key = 0;  // 0 = not about a case
  std::int64_t version = 0;   // of the case after them
  Instant at{};
  std::span<const TimelineRow> rows;
};

/// A move of the position to `seq` by the owner of `epoch`.
struct PositionMove {
  int partition = 0;
  std::int64_t epoch = 0;
  std::uint64_t seq = 0;
  Instant at{};
};

/// Errors of all members: Errc::busy, unavailable, corrupt as Connection::translate; others are
/// named. After an error the caller drops the transaction.
class Transaction {
 public:
  /// Rolls back unless committed.
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Messages
  Result<std::map<MessageId, InboxRow>> find_inbox(std::span<const MessageId> ids);
  /// Errc::conflict when the id is there already.
  Result<void> insert_inbox(const InboxRow& row);
  /// Takes out the placeholder of a message that waits in the dead letters, so that it can be
  /// applied after all. Errc::not_found unless it was there.
  Result<void> forget_inbox(const MessageId& id);
  /// Errc::conflict unless exactly one row moved: the epoch is old, or `seq` is not ahead.
  Result<void> move_position(const PositionMove& move);
  /// For batches of timers and followups alone: the same fence, `seq` stays. Errc::conflict as
  /// above.
  Result<void> hold_position(const PositionMove& move);

  // Cases
  /// In ascending order of keys; unknown keys are left out. `detail` is not read into `item`.
  Result<std::vector<StoredCase>> load_cases(std::span<const std::int64_t> keys);
  /// The case that an alias opens.
  Result<std::optional<std::int64_t>> resolve_alias(std::int64_t key);
  /// Errc::conflict when the number is there already.
  Result<void> insert_case(const StoredCase& stored);
  /// Writes what changed. Errc::conflict unless exactly one row had `expected_version`. The counts
  /// of open cases and of the day follow by themselves.
  Result<void> update_case(const StoredCase& stored, std::int64_t expected_version, Instant at);
  /// `number` opens the case `key` from now on.
  Result<void> add_alias(const CaseNumber& number, std::int64_t key);
  /// A few cases of the probe's category within the rule's radius (of the box around it), open or
  /// closed not long ago (domain.md 6.3).
  Result<std::vector<DuplicateCandidate>> candidates_near(const DuplicateProbe& probe,
                                                          const DuplicateRule& rule);

  /// Appends to the chain. Call it after insert_case and update_case of the same message: the first
  /// row also covers the text that they wrote.
  Result<void> append_timeline(const TimelineAppend& append);

  // What several cases share. True = the update hit exactly one row.
  /// False when the member holds `open_claims_max` already or is no active user.
  Result<bool> take_claim(const std::string& user, int open_claims_max, Instant at);
  /// False when the member holds none.
  Result<bool> release_claim(const std::string& user);
  /// The same, and notes a lapse.
  Result<bool> release_claim_lapsed(const std::string& user, Instant at);
  /// Lapses count from `at` - 90 days. A user without a row has no load.
  Result<MemberLoad> member_load(const std::string& user, Instant at);

  // Leaving the transaction
  /// Answers the id that was given.
  Result<std::int64_t> add_outbox(const OutboxRow& row);
  /// Errc::not_found unless it was waiting.
  Result<void> mark_delivered(std::int64_t id, Instant at);

  // Dead letters
  Result<std::int64_t> add_dead_letter(const DeadLetter& letter);
  Result<std::optional<DeadLetter>> find_dead_letter(std::int64_t id);
  /// `resolution`: "replayed" or "dropped". Errc::not_found unless it was open.
  Result<void> resolve_dead_letter(std::int64_t id, const std::string& resolution, Instant at);

  /// Adds a row to the audit trail; its place and hash are given here.
  Result<void> add_audit(const AuditRow& row);

  Result<std::int64_t> config_version();

  /// Durable when it returns without error. Errc::internal when a text changed without a timeline
  /// entry.
  Result<void> commit();

  Connection& connection() { return connection_; }

 private:
  friend class Store;
  explicit Transaction(Store& store);

  Store& store_;
  Connection& connection_;
  std::unique_ptr<ChainHeads> heads_;
  std::unique_ptr<CaseWriter> cases_;
  std::unique_ptr<Figures> figures_;
  bool open_ = true;
};

}  // namespace gongzhi::records
