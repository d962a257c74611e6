// bench_sqlite DIR ROWS BATCH: what SQLite can do at most: three plain rows a report (a message, a
// case with its text, an entry), so many reports a commit, WAL, synchronous FULL. Prints JSON.
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace gongzhi::bench {
namespace {

constexpr auto schema = R"(
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16000;
CREATE TABLE inbox(id BLOB PRIMARY KEY, fingerprint BLOB, number INTEGER, at INTEGER) WITHOUT ROWID;
CREATE TABLE cases(number INTEGER PRIMARY KEY, kind TEXT, state TEXT, category TEXT, owner TEXT,
  community TEXT, grid TEXT, lead TEXT, lon REAL, lat REAL, accepted_at INTEGER, due INTEGER,
  timer INTEGER, title TEXT, description TEXT);
CREATE INDEX cases_by_community ON cases(community, state, due);
CREATE INDEX cases_by_timer ON cases(timer);
CREATE TABLE timeline(partition INTEGER, seq INTEGER, number INTEGER, at INTEGER, action TEXT,
  hash BLOB, facts TEXT, PRIMARY KEY(partition, seq)) WITHOUT ROWID;
)";

void check(sqlite3* db, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    throw std::runtime_error(sqlite3_errmsg(db));
}

// A statement with its values bound in order.
class Insert {
 public:
  Insert(sqlite3* db, const char* sql) : db_(db) {
    check(db, sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr));
  }
  ~Insert() { sqlite3_finalize(statement_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  Insert& number(std::int64_t value) {
    sqlite3_bind_int64(statement_, ++at_, value);
    return *this;
  }
  Insert& real(double value) {
    sqlite3_bind_double(statement_, ++at_, value);
    return *this;
  }
  Insert& text(const std::string& value) {
    sqlite3_bind_text(statement_, ++at_, value.data(), static_cast<int>(value.size()),
                      SQLITE_STATIC);
    return *this;
  }
  void run() {
    check(db_, sqlite3_step(statement_));
    sqlite3_reset(statement_);
    at_ = 0;
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  int at_ = 0;
};

std::uint64_t mixed(std::uint64_t n) {
  n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9U;
  return n ^ (n >> 27);
}

double measure(sqlite3* db, int reports, int batch) {
  Insert inbox(db, "INSERT INTO inbox VALUES(?,?,?,?)");
  Insert item(db, "INSERT INTO cases VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  Insert entry(db, "INSERT INTO timeline VALUES(?,?,?,?,?,?,?)");
  std::string description;
  for (int i = 0; i < 25; ++i) description += "楼下垃圾多日无人清运请处理。";
  const std::string title = "楼下垃圾多日无人清运", hash(32, 'h'), print(32, 'f');
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < reports;) {
    check(db, sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
    for (int in_batch = 0; in_batch < batch && i < reports; ++in_batch, ++i) {
      std::string id(16, 'i');
      const std::uint64_t drawn = mixed(static_cast<std::uint64_t>(i) + 0x9E3779B97F4A7C15U);
      std::snprintf(id.data(), id.size(), "%015llx", static_cast<unsigned long long>(drawn));
      const std::string community = "1408020" + std::to_string(drawn % 66);
      inbox.text(id).text(print).number(i).number(i).run();
      item.number(i).text("request").text("sign").text("E0110").text(community).text(community);
      item.text("1408020010010001").text("d-sanitation").real(111.0).real(35.02).number(i);
      item.number(i + 7).number(i + 3).text(title).text(description).run();
      entry.number(i % 16).number(i).number(i).number(i).text("accept").text(hash);
      entry.text(R"({"rule":"sanitation","grid":"1408020010010001"})").run();
    }
    check(db, sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr));
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
  return reports / spent.count();
}

}  // namespace
}  // namespace gongzhi::bench

int main(int count, char** words) {
  if (count != 4) return 2;
  try {
    sqlite3* db = nullptr;
    const std::string file = std::string(words[1]) + "/raw.db";
    gongzhi::bench::check(db, sqlite3_open(file.c_str(), &db));
    gongzhi::bench::check(db, sqlite3_exec(db, gongzhi::bench::schema, nullptr, nullptr, nullptr));
    const int batch = std::atoi(words[3]);
    const double rate = gongzhi::bench::measure(db, std::atoi(words[2]), batch);
    sqlite3_close(db);
    std::printf("{\"rate\":%.0f,\"batch\":%d}\n", rate, batch);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_sqlite: %s\n", failure.what());
    return 1;
  }
  return 0;
}
