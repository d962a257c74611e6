// The writer's side of a worker: owns the Store, turns batches into transactions and decides what
// to do when one fails. All members run on one thread, the writer's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/data_dir.hpp"
#include "workers/batch.hpp"

namespace gongzhi::workers {

struct ApplierParts {
  runtime::DataDir dir;
  vault::Keyring keyring;
  int partitions = 16;
  std::string owner;  // who takes the partitions: host and pid, for people
};

class Applier {
 public:
  /// Opens the record (creating it), migrates, takes all partitions. Errors as Store::open;
  /// Errc::conflict when the store was made with another number of partitions.
  static Result<std::unique_ptr<Applier>> open(ApplierParts parts, Instant now);

  const std::map<int, records::Position>& positions() const { return positions_; }
  const WorldPtr& world() const { return world_; }
  const std::string& generation() const { return identity_.generation; }
  bool generation_is_ready() const {
    return identity_.state == records::StoreIdentity::State::ready;
  }
  /// Redis has our generation too.
  Result<void> confirm_generation();
  InFlightMark& mark() { return mark_; }

  /// Applies messages of the queue. Errc::busy and Errc::unavailable: nothing happened, try the
  /// same again later. Errc::unauthorized: another worker has taken over; this one must end.
  /// Errc::corrupt: the record's file is damaged; nothing happened, this worker must end.
  /// Everything else is settled inside: a message that cannot be stored goes to the dead letters.
  Result<BatchReport> apply(const std::vector<Incoming>& messages);

  /// Applies the timers of a partition that are due at `until`, at most 256. Errors as apply.
  Result<BatchReport> apply_timers(int partition, Instant until);
  /// Delivers effects on other cases that wait in the outbox, at most 256. Errors as apply.
  Result<BatchReport> apply_followups();

  /// Rows of the outbox of one kind that wait, at most 256.
  Result<std::vector<records::OutboxRow>> waiting(std::string_view kind);
  /// A case to be opened was handed to the queue; or was refused for good, and goes to the dead
  /// letters.
  Result<void> settle_opening(const records::OutboxRow& row, const std::string& refused,
                              Instant now);

  /// The earliest timer of each partition that has one.
  Result<std::map<int, Instant>> next_timers();
  Result<void> prune_outbox(Instant before);
  /// Removes the files of uploads that nobody has attached to a case since `before`, an eighth of
  /// the folders each time; answers how many. Only when everything that was accepted is applied: a
  /// message that waits may name one.
  Result<int> sweep_uploads(Instant before);
  /// For what is kept beside the record (record_copies.hpp). As the members of Store.
  records::Store& store() { return *store_; }
  /// One step of erasing what is due, and the log of what was (retention.hpp). True when something
  /// was erased since the last call.
  Result<bool> forget_people(Instant now);

 private:
  Applier(ApplierParts parts, std::unique_ptr<records::Store> store, InFlightMark mark);

  /// No message is to blame: it must neither be tried alone nor buried.
  static bool stops(const Error& error);

  using Work = std::function<Result<void>(Batch&)>;
  Result<BatchReport> in_transaction(const Work& work);
  Result<BatchReport> apply_singly(const std::vector<Incoming>& messages);
  Result<BatchReport> apply_alone(const Incoming& incoming);
  Result<void> reload_when_moved(records::Transaction& transaction);
  Result<Administered> import(records::Transaction& transaction, const Message& message);

  ApplierParts parts_;
  std::unique_ptr<records::Store> store_;
  InFlightMark mark_;
  runtime::Uploads uploads_;
  unsigned sweep_next_ = 0;  // folder
  records::StoreIdentity identity_;
  std::int64_t epoch_ = 0;
  std::map<int, records::Position> positions_;
  WorldPtr world_;
  std::optional<std::pair<MessageId, Outcome>> refused_import_;
  std::int64_t keys_looked_at_ = 0;
  Instant forget_from_{};      // when the next step is due
  bool log_is_stale_ = false;  // erased text may still stand in it
};

}  // namespace gongzhi::workers
