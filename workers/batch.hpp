// One batch: messages in order, each decided and stored with everything it causes, in one SQL
// transaction (D7).
#pragma once

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "governance/audit.hpp"
#include "governance/decide.hpp"
#include "records/store.hpp"
#include "vault/keyring.hpp"
#include "wire/announcement.hpp"
#include "workers/in_flight_mark.hpp"
#include "workers/incoming.hpp"
#include "workers/working_set.hpp"

namespace gongzhi::workers {

/// Messages about configuration rather than cases; answers the outcome and, when it changed, the
/// new World.
struct Administered {
  Outcome outcome;
  WorldPtr world;  // nullptr = unchanged
};
using Administer = std::function<Result<Administered>(records::Transaction&, const Message&)>;
/// The World as the configuration of the transaction says.
using ReadWorld = std::function<Result<WorldPtr>(records::Transaction&)>;

/// What a batch needs besides its messages.
struct BatchContext {
  WorldPtr world;  // nullptr = nothing imported yet; only administration is possible
  const vault::Keyring& keyring;
  const std::string& generation;
  int partitions = 0;
  InFlightMark& mark;
  const runtime::Uploads& uploads;
  Administer administer;
  ReadWorld read_world;
};

/// What a committed batch did.
struct BatchReport {
  wire::Announcement announcement;
  std::map<int, records::Position> positions;  // of the partitions that moved
  WorldPtr world;                              // set when the configuration changed
  int applied = 0;
  int refused = 0;
  int repeated = 0;
  int dead = 0;
  std::vector<MessageId> buried;  // of `dead`: the mark may forget them now
  bool has_followups = false;     // effects on other cases wait in the outbox
  bool has_openings = false;      // and cases to be opened

  bool did_something() const { return applied + refused + repeated + dead > 0; }
};

/// Rows of the outbox that are cases to be opened (Decision::openings).
inline constexpr std::string_view opening_kind = "opening";

/// Timers or followups in one transaction (architecture, step 8).
inline constexpr int own_messages_max = 256;

/// What two transactions did, one after the other.
void merge(BatchReport& into, BatchReport from);

/// Lives for one transaction.
class Batch {
 public:
  Batch(records::Transaction& transaction, BatchContext& context,
        std::map<int, records::Position> positions);

  /// What all messages need, in as few queries as possible.
  Result<void> prefetch(const std::vector<Incoming>& messages);

  /// Applies one message of the queue; its position moves whatever becomes of it. Errc::internal
  /// with the message `thrown` when deciding it threw: nothing of the transaction may stay then.
  Result<void> apply(const Incoming& incoming);
  static constexpr std::string_view thrown = "deciding a message threw an exception";

  /// Moves the positions over these messages without applying them.
  Result<void> pass_over(const std::vector<Incoming>& messages);

  /// Fires the next timer of each of these cases, when it is due at `until`.
  Result<void> apply_timers(const std::vector<std::int64_t>& keys, Instant until);

  /// Takes the timer of this case, which cannot be applied, out of the way: into the dead letters.
  /// It comes back with the next change of the case.
  Result<void> park_timer(std::int64_t key, const std::string& detail, Instant now);

  /// Delivers an effect on another case from the outbox.
  Result<void> deliver(const records::OutboxRow& row);

  /// A row of the outbox has reached whom it was for.
  Result<void> mark_delivered(const records::OutboxRow& row, Instant now) {
    return transaction_.mark_delivered(row.id, now);
  }

  /// Puts such an effect, which cannot be applied, into the dead letters.
  Result<void> bury_followup(const records::OutboxRow& row, const std::string& detail);

  /// Writes the positions of this epoch. The caller commits and then takes the report.
  Result<void> finish(std::int64_t epoch);
  BatchReport take_report() { return std::move(report_); }

  /// Puts it into the dead letters; its position moves.
  Result<void> bury(const Incoming& incoming, const std::string& reason, const std::string& detail,
                    int tries);

 private:
  Result<void> take(const Incoming& incoming);
  Result<void> attempt(const Message& message, Instant now);
  bool is_poison(const MessageId& id) const;
  Result<void> apply_own(const Message& message);
  Result<void> fire(const TimerFired& timer);
  Result<void> set_timer_column(Case item, const std::optional<Instant>& due, Instant now);
  Result<void> apply_message(const Message& message, Instant now);
  Result<void> repeat(const Message& message, const records::InboxRow& known, Instant now);
  Result<void> open_under(const CaseNumber& number, const std::optional<CaseNumber>& first);
  Result<void> decide_and_store(const Message& message, Instant now);
  Result<void> administer_and_store(const Message& message, const Administration& request,
                                    Instant now);
  Result<void> store(const Message& message, const Case* before, Decision decision, Instant now);
  Result<bool> take_guarded(const std::vector<GuardedChange>& changes, Instant now,
                            Decision& decision);
  Result<void> store_case(const Message& message, const Case* before, Decision& decision,
                          Instant now);
  Result<void> store_outbox(const Message& message, const Decision& decision, Instant now);
  Result<void> store_openings(const Message& message, const Decision& decision, Instant now);
  Result<void> remember(const Message& message, const Outcome& outcome, Instant now);
  Result<void> obey(const Message& message, const DeadLetterOrder& order, Instant now);
  Result<Outcome> carry_out(const Message& message, const DeadLetterOrder& order,
                            const std::optional<records::DeadLetter>& letter, Instant now);
  AuditEntry entry_of_order(const Message& message, const DeadLetterOrder& order,
                            const std::optional<records::DeadLetter>& letter) const;
  Result<void> bury_entry(const Incoming& incoming);
  struct Grave {
    std::string reason;
    std::string detail;
    int tries = 1;
  };
  Result<void> bury_own(const Message& message, const Grave& grave, Instant now);
  Result<void> remember_buried(const Message& message, std::optional<CaseNumber> number);
  Result<void> exhume(const MessageId& id);
  records::Position& position_of(int partition);

  records::Transaction& transaction_;
  BatchContext& context_;
  WorkingSet set_;
  std::map<int, records::Position> positions_;
  std::map<int, records::Position> moved_;
  std::map<MessageId, records::InboxRow> known_;
  std::string flag_;  // for the case of the message under way
  BatchReport report_;
};

/// The id of a timer: the same case, clock, rung, run and due time is the same message.
MessageId timer_id(const vault::Keyring& keyring, const TimerFired& timer);

}  // namespace gongzhi::workers
