// SQLite through SOCI: opening, pragmas, transactions, translation of error codes.
#include "records/database.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include "records/damage.hpp"

namespace gongzhi::records {
namespace {

sqlite_api::sqlite3* raw_handle(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

void pragma(soci::session& session, const std::string& setting) {
  // Some pragmas answer with a row, so sqlite3_exec rather than a SOCI statement.
  sqlite_api::sqlite3* handle = raw_handle(session);
  const std::string sql = "PRAGMA " + setting;
  const int result = sqlite_api::sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) {
    throw soci::sqlite3_soci_error(sql + ": " + sqlite_api::sqlite3_errmsg(handle), result);
  }
}

Errc code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::busy;
    case SQLITE_CONSTRAINT: return Errc::conflict;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::corrupt;
    case SQLITE_TOOBIG: return Errc::too_large;
    case SQLITE_INTERRUPT: return Errc::timeout;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_PROTOCOL: return Errc::unavailable;
    default: return Errc::internal;
  }
}

std::string message_of(Errc code) {
  switch (code) {
    case Errc::busy: return "The record store is busy; please try again.";
    case Errc::conflict: return "Somebody else changed this at the same moment.";
    case Errc::corrupt: return std::string(damaged_words);
    case Errc::too_large: return "This is too large to be stored.";
    case Errc::timeout: return "The record store did not answer in time.";
    case Errc::unavailable: return "The record store is not available.";
    default: return "Internal error.";
  }
}

Error error_of(int extended_code, const std::string& detail) {
  const Errc code = code_of(extended_code);
  return fail(code, message_of(code), "sqlite " + std::to_string(extended_code) + ": " + detail);
}

// A connection belongs to one thread at a time (statement.hpp), so SQLite's own locks guard
// nothing; and its statistics of memory would make all threads wait for one lock. Both can only be
// said before the library is first used.
void set_up_library() {
  static const bool once = [] {
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace

Connection::Connection(const std::string& connect) : session_(soci::sqlite3, connect) {}

Connection::~Connection() {
  prepared_.clear();
  rollback();
}

Result<std::unique_ptr<Connection>> Connection::open(const DatabaseConfig& config, Access access) {
  const std::string file = config.file.string();
  if (file.empty() || file.find('"') != std::string::npos) {
    return fail(Errc::invalid, "The path of the record store is not usable.", file);
  }
  const std::string mode = access == Access::read ? " readonly=true" : "";
  set_up_library();
  try {
    std::unique_ptr<Connection> connection(new Connection("dbname=\"" + file + "\"" + mode));
    connection->configure(config, access);
    return connection;
  } catch (const soci::sqlite3_soci_error& error) {
    return error_of(error.result(), error.get_error_message());
  } catch (const soci::soci_error& error) {
    return fail(Errc::unavailable, message_of(Errc::unavailable), error.get_error_message());
  }
}

void Connection::configure(const DatabaseConfig& config, Access access) {
  sqlite_api::sqlite3* handle = raw_handle(session_);
  sqlite_api::sqlite3_extended_result_codes(handle, 1);
  sqlite_api::sqlite3_busy_timeout(handle, static_cast<int>(config.busy_timeout.count()));
  pragma(session_, "foreign_keys = ON");
  pragma(session_, "temp_store = MEMORY");
  if (access == Access::read) {
    // D17: a reader must neither checkpoint while it runs nor when it closes.
    int switched_on = 0;
    sqlite_api::sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &switched_on);
    ensure(switched_on == 1, "readers do not checkpoint on close");
    pragma(session_, "query_only = ON");
    pragma(session_, "wal_autocheckpoint = 0");
    pragma(session_, "cache_size = -" + std::to_string(config.reader_cache_kib));
    pragma(session_, "mmap_size = " + std::to_string(config.mmap_bytes));
    pragma(session_, "schema_version");  // reads the header: a missing or foreign file fails here
    return;
  }
  ensure(config.wal_autocheckpoint_pages >= 16000, "wal_autocheckpoint below 16000 pages (D17)");
  pragma(session_, "journal_mode = WAL");
  pragma(session_, "synchronous = FULL");
  // Overwrites what is deleted or replaced, so that erased text does not linger in free pages
  // (P07).
  pragma(session_, "secure_delete = ON");
  pragma(session_, "wal_autocheckpoint = " + std::to_string(config.wal_autocheckpoint_pages));
  pragma(session_, "journal_size_limit = 67108864");
  pragma(session_, "cache_size = -" + std::to_string(config.writer_cache_kib));
}

void Connection::execute(const std::string& script) {
  sqlite_api::sqlite3* handle = raw_handle(session_);
  const int result = sqlite_api::sqlite3_exec(handle, script.c_str(), nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) {
    throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(handle), result);
  }
}

void Connection::begin_write() {
  execute("BEGIN IMMEDIATE");
}
void Connection::begin_read() {
  execute("BEGIN");
}
void Connection::commit() {
  execute("COMMIT");
}

void Connection::rollback() noexcept {
  sqlite_api::sqlite3* handle = raw_handle(session_);
  // A full disk or an I/O error may have ended the transaction already.
  if (sqlite_api::sqlite3_get_autocommit(handle) == 0) {
    sqlite_api::sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

bool Connection::in_transaction() const {
  return sqlite_api::sqlite3_get_autocommit(raw_handle(session_)) == 0;
}

Error Connection::translate(const soci::soci_error& error) const {
  // The full what() would carry the values of the parameters, and with them personal text, into the
  // log; get_error_message() does not.
  const std::string detail = error.get_error_message();
  if (const auto* sqlite_error = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
    return error_of(sqlite_error->result(), detail);
  }
  return fail(Errc::internal, message_of(Errc::internal), detail);
}

int Connection::checkpoint() {
  int log_pages = 0;
  int moved_pages = 0;
  const int result = sqlite_api::sqlite3_wal_checkpoint_v2(
      raw_handle(session_), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log_pages, &moved_pages);
  if (result != SQLITE_OK && result != SQLITE_BUSY) {
    throw soci::sqlite3_soci_error("checkpoint", result);
  }
  return log_pages - moved_pages;
}

bool Connection::truncate_log() {
  const int result = sqlite_api::sqlite3_wal_checkpoint_v2(
      raw_handle(session_), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (result != SQLITE_OK && result != SQLITE_BUSY) {
    throw soci::sqlite3_soci_error("checkpoint", result);
  }
  return result == SQLITE_OK;
}

}  // namespace gongzhi::records
