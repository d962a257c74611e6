// Connections to the record: how they are opened, what they promise (reliability.md D17), and the
// one place where foreign errors become ours. A connection belongs to one thread at a time. Knows
// no table.
#pragma once

#include <soci/soci.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

#include "governance/error.hpp"
#include "records/statement.hpp"

namespace gongzhi::records {

/// Where the record is and how it is kept. The same struct for writer and readers.
struct DatabaseConfig {
  std::filesystem::path file;
  std::filesystem::path search_file = {};  // readers only: search.db; empty = nobody searches
  std::chrono::milliseconds busy_timeout{5000};
  int wal_autocheckpoint_pages = 16000;  // D17: not below; 16,000 pages are 64 MB
  int writer_cache_kib = 32 * 1024;
  int reader_cache_kib = 2 * 1024;
  std::int64_t mmap_bytes = std::int64_t{4} << 30;  // readers only; mapped, not resident of its own
};

/// `write` is the one writing and checkpointing connection; `read` never writes or checkpoints.
enum class Access { write, read };

class Connection {
 public:
  /// Errc::unavailable when the file cannot be opened, Errc::corrupt when it is not a database.
  /// A reader needs a file that a writer has created.
  static Result<std::unique_ptr<Connection>> open(const DatabaseConfig& config, Access access);

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The statement, prepared at its first use and kept. Throws soci_error.
  template <class In, class Out>
  Prepared<In, Out>& prepare(const Query<In, Out>& query) {
    std::unique_ptr<PreparedBase>& slot = prepared_[&query];
    if (!slot) slot = std::make_unique<Prepared<In, Out>>(session_, query.sql());
    return static_cast<Prepared<In, Out>&>(*slot);
  }

  /// Runs SQL text that is ours and has no parameters (migrations, pragmas). Throws soci_error.
  void execute(const std::string& script);

  /// Takes the write lock at once (BEGIN IMMEDIATE), so that no transaction fails half way for it.
  void begin_write();
  /// One snapshot for several reads.
  void begin_read();
  void commit();
  /// Never throws; harmless outside a transaction.
  void rollback() noexcept;

  bool in_transaction() const;

  /// Our error for a foreign one; `message` is fit for users, `detail` has the original text
  /// without the values of parameters.
  Error translate(const soci::soci_error& error) const;

  /// Moves what the log holds into the database file (writer only). Answers the pages left in it.
  int checkpoint();

  /// Truncates the log after a full checkpoint, so that erased text is gone from the disk too.
  /// False when a reader kept that from happening.
  bool truncate_log();

  soci::session& session() { return session_; }

 private:
  explicit Connection(const std::string& connect);
  void configure(const DatabaseConfig& config, Access access);

  mutable soci::session session_;
  std::unordered_map<const Statement*, std::unique_ptr<PreparedBase>> prepared_;  // before session_
};

/// Runs `work()`, which returns Result<T>, and turns a SOCI exception into its error.
template <class Work>
auto translated(Connection& connection, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const soci::soci_error& error) {
    return connection.translate(error);
  }
}

/// One snapshot for as long as the object lives.
class ReadSnapshot {
 public:
  explicit ReadSnapshot(Connection& connection) : connection_(connection) {
    connection_.begin_read();
  }
  ~ReadSnapshot() { connection_.rollback(); }
  ReadSnapshot(const ReadSnapshot&) = delete;
  ReadSnapshot& operator=(const ReadSnapshot&) = delete;

 private:
  Connection& connection_;
};

}  // namespace gongzhi::records
