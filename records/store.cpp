// Opening the writer, and what it does outside of batches.
#include "records/store.hpp"

#include "records/chain.hpp"
#include "records/dead_letters.hpp"
#include "records/erase.hpp"
#include "records/migrations.hpp"
#include "records/outbox.hpp"
#include "records/positions.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<std::int64_t, std::int64_t, std::int64_t>, Columns<std::int64_t>> due_cases{
    "due_timers",
    "SELECT id FROM cases WHERE id % 100 = :partition AND next_timer_at IS NOT NULL"
    " AND next_timer_at <= :until ORDER BY next_timer_at, id LIMIT :limit"};

const Query<Columns<std::int64_t>, Columns<std::int64_t>> earliest_timer{
    "next_timer",
    "SELECT next_timer_at FROM cases WHERE id % 100 = :partition AND next_timer_at IS NOT NULL"
    " ORDER BY next_timer_at, id LIMIT 1"};

}  // namespace

Store::Store(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), heads_(std::make_unique<ChainHeads>()) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(DatabaseConfig config, Instant now) {
  Result<std::unique_ptr<Connection>> connection = Connection::open(config, Access::write);
  if (connection.has_error()) return connection.error();
  const Result<int> migrated = migrate(**connection, now);
  if (migrated.has_error()) return migrated.error();
  return std::unique_ptr<Store>(new Store(std::move(*connection)));
}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, Instant now) {
  DatabaseConfig config;
  config.file = file;
  return open(std::move(config), now);
}

Result<std::optional<StoreIdentity>> Store::identity() {
  return translated(*connection_, [&]() -> Result<std::optional<StoreIdentity>> {
    return read_identity(*connection_);
  });
}

Result<void> Store::create_identity(const StoreIdentity& identity) {
  return translated(*connection_, [&]() -> Result<void> {
    write_identity(*connection_, identity);
    return {};
  });
}

Result<void> Store::mark_ready() {
  return translated(*connection_, [&]() -> Result<void> {
    if (!write_ready(*connection_)) return fail(Errc::conflict, "The store has no name yet.");
    return {};
  });
}

Result<std::int64_t> Store::take_ownership(const std::string& owner, int partitions, Instant now) {
  Result<std::unique_ptr<Transaction>> transaction = begin();
  if (transaction.has_error()) return transaction.error();
  const Result<std::int64_t> epoch = translated(*connection_, [&]() -> Result<std::int64_t> {
    return write_ownership(*connection_, owner, partitions, now);
  });
  if (epoch.has_error()) return epoch.error();
  const Result<void> committed = (*transaction)->commit();
  if (committed.has_error()) return committed.error();
  // Somebody else may have written since this process last did.
  heads_->clear();
  return epoch;
}

Result<std::map<int, Position>> Store::positions() {
  return translated(*connection_, [&]() -> Result<std::map<int, Position>> {
    return read_positions(*connection_);
  });
}

Result<std::unique_ptr<Transaction>> Store::begin() {
  ensure(!in_transaction_, "one transaction at a time");
  return translated(*connection_, [&]() -> Result<std::unique_ptr<Transaction>> {
    return std::unique_ptr<Transaction>(new Transaction(*this));
  });
}

Result<std::vector<std::int64_t>> Store::due_timers(int partition, Instant until, int limit) {
  return translated(*connection_, [&]() -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> keys;
    connection_->prepare(due_cases)
        .with(std::int64_t{partition}, to_ms(until), std::int64_t{limit})
        .rows([&](const auto& row) { keys.push_back(std::get<0>(row.values)); });
    return keys;
  });
}

Result<std::optional<Instant>> Store::next_timer(int partition) {
  return translated(*connection_, [&]() -> Result<std::optional<Instant>> {
    const auto row = connection_->prepare(earliest_timer).with(std::int64_t{partition}).first();
    return row ? std::optional(from_ms(std::get<0>(row->values))) : std::nullopt;
  });
}

Result<std::vector<OutboxRow>> Store::pending_outbox(std::int64_t after, int limit) {
  return translated(*connection_, [&]() -> Result<std::vector<OutboxRow>> {
    return read_outbox(*connection_, after, limit);
  });
}

Result<std::int64_t> Store::prune_outbox(Instant before, int limit) {
  return translated(*connection_, [&]() -> Result<std::int64_t> {
    return delete_delivered(*connection_, before, limit);
  });
}

Result<std::int64_t> Store::prune_audit(Instant before, int limit) {
  return translated(*connection_, [&]() -> Result<std::int64_t> {
    connection_->begin_write();
    try {
      const std::int64_t removed = records::prune_audit(*connection_, before, limit);
      connection_->commit();
      return removed;
    } catch (const soci::soci_error&) {
      connection_->rollback();
      throw;
    }
  });
}

Result<std::vector<AuditHead>> Store::audit_heads() {
  return translated(*connection_, [&]() -> Result<std::vector<AuditHead>> {
    return read_audit_heads(*connection_);
  });
}

Result<std::int64_t> Store::config_version() {
  return load_config_version(*connection_);
}

Result<ConfigurationRows> Store::load_configuration() {
  return records::load_configuration(*connection_);
}

Result<int> Store::checkpoint() {
  return translated(*connection_, [&]() -> Result<int> { return connection_->checkpoint(); });
}

}  // namespace gongzhi::records
