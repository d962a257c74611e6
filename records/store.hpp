// The writer: the only connection that changes the record. Used from one thread at a time (D17).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "records/configuration.hpp"
#include "records/database.hpp"
#include "records/messages.hpp"
#include "records/transaction.hpp"

namespace gongzhi::records {

/// Which store this is. The generation must agree with Redis (D4); it is `pending` until Redis has
/// it too.
struct StoreIdentity {
  enum class State { pending, ready } state = State::pending;
  std::string generation;  // 32 hex digits
  int partitions = 0;      // fixed when the store is created
  Instant created_at{};
};

class Store {
 public:
  /// Opens or creates the file and brings it up to date. Errc::unavailable when it cannot be
  /// opened, Errc::corrupt when it is not a database, Errc::conflict when a newer program wrote it.
  static Result<std::unique_ptr<Store>> open(DatabaseConfig config, Instant now);
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, Instant now);

  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// None = the store is new.
  Result<std::optional<StoreIdentity>> identity();
  /// Names a new store, as `pending`. Errc::conflict when it has a name.
  Result<void> create_identity(const StoreIdentity& identity);
  /// Redis has the generation too. Errc::conflict when the store has no name.
  Result<void> mark_ready();

  /// Takes all partitions 0 … partitions-1: whoever had them cannot move their position any more
  /// (D9). Answers the new epoch. Positions that are missing begin at 0.
  Result<std::int64_t> take_ownership(const std::string& owner, int partitions, Instant now);

  Result<std::map<int, Position>> positions();

  /// Takes the write lock. Errc::busy when another process holds it; one transaction at a time.
  Result<std::unique_ptr<Transaction>> begin();

  /// Keys of the partition's cases whose next timer is due at or before `until`, earliest first.
  Result<std::vector<std::int64_t>> due_timers(int partition, Instant until, int limit);
  /// The earliest timer of the partition.
  Result<std::optional<Instant>> next_timer(int partition);

  /// What still waits, oldest first; at most `limit` with an id above `after`.
  Result<std::vector<OutboxRow>> pending_outbox(std::int64_t after, int limit);
  /// Forgets outbox rows that were delivered before `before`; at most `limit`.
  Result<std::int64_t> prune_outbox(Instant before, int limit);
  /// As prune_audit(), in a transaction of its own.
  Result<std::int64_t> prune_audit(Instant before, int limit);
  /// As read_audit_heads().
  Result<std::vector<AuditHead>> audit_heads();

  Result<std::int64_t> config_version();
  Result<ConfigurationRows> load_configuration();

  /// Moves the log into the file; answers the pages left in the log.
  Result<int> checkpoint();

  Connection& connection() { return *connection_; }

 private:
  friend class Transaction;
  explicit Store(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
  std::unique_ptr<ChainHeads> heads_;
  bool in_transaction_ = false;
};

}  // namespace gongzhi::records
