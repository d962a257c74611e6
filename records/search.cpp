// The search index: a contentless FTS5 table over pairs of characters, and which of its rows is
// which case.
#include "records/search.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <span>

#include "records/case_reading.hpp"
#include "records/search_text.hpp"

namespace gongzhi::records {
namespace {

constexpr const char* shape = "2";

// A document that was replaced or forgotten loses its row in `documents`; its pairs stay in `texts`
// until the index is rebuilt, because a contentless table can only delete what it is told word by
// word.
constexpr const char* create_index = R"sql(
CREATE TABLE IF NOT EXISTS shape (version TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS progress (partition INTEGER PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS staleness (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(grams, content = '', tokenize = 'unicode61');
CREATE TABLE IF NOT EXISTS reached (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  until INTEGER NOT NULL,
  erasures INTEGER NOT NULL,
  erased_at INTEGER NOT NULL
);
INSERT INTO staleness (one, n) VALUES (1, 0) ON CONFLICT DO NOTHING;
INSERT INTO reached (one, until, erasures, erased_at) VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;
)sql";

constexpr const char* drop_index =
    "DROP TABLE IF EXISTS texts; DROP TABLE IF EXISTS documents;"
    "DROP TABLE IF EXISTS progress; DROP TABLE IF EXISTS staleness; DROP TABLE IF EXISTS shape;"
    "DROP TABLE IF EXISTS reached;";

const Query<Columns<>, Columns<Integer, Integer>> search_progress{
    "search_progress", "SELECT partition, n FROM progress", Dialect::sqlite};

const Query<Columns<Integer, Integer>> set_progress{
    "set_search_progress",
    "INSERT INTO progress (partition, n) VALUES (:partition, :n)"
    " ON CONFLICT (partition) DO UPDATE SET n = excluded.n",
    Dialect::sqlite};

const Query<Columns<>, Columns<Text>> search_shape{"search_shape", "SELECT version FROM shape",
                                                   Dialect::sqlite};

const Query<Columns<Integer>> drop_document{
    "drop_document", "DELETE FROM documents WHERE case_id = :case_id", Dialect::sqlite};

const Query<Columns<>> count_stale{"count_stale", "UPDATE staleness SET n = n + 1",
                                   Dialect::sqlite};

const Query<Columns<>, Columns<Integer>> read_stale{"read_stale", "SELECT n FROM staleness",
                                                    Dialect::sqlite};

const Query<Columns<Integer>, Columns<Integer>> add_document{
    "add_document", "INSERT INTO documents (case_id) VALUES (:case_id) RETURNING id",
    Dialect::sqlite};

const Query<Columns<Integer, Text>> add_text{
    "add_text", "INSERT INTO texts (rowid, grams) VALUES (:id, :grams)", Dialect::sqlite};

const Query<Columns<Text, Integer, Integer>, Columns<Integer, Integer>> find_text{
    "find_text",
    "SELECT t.rowid, d.case_id FROM texts t JOIN documents d ON d.id = t.rowid"
    " WHERE t.grams MATCH :question AND t.rowid < :before ORDER BY t.rowid DESC LIMIT :limit",
    Dialect::sqlite};

const Query<Columns<Integer>> set_until{
    "set_search_until", "UPDATE reached SET until = MAX(until, :until)", Dialect::sqlite};

const Query<Columns<>, Columns<Integer, Integer, Integer>> read_reached{
    "read_search_reached", "SELECT until, erasures, erased_at FROM reached", Dialect::sqlite};

const Query<Columns<Integer, Integer>> set_erasures{
    "set_search_erasures", "UPDATE reached SET erasures = :erasures, erased_at = :erased_at",
    Dialect::sqlite};

// Of the record.
const Query<Columns<>, Columns<Integer, Integer>> chain_lengths{
    "chain_lengths", "SELECT partition, n FROM chain_heads ORDER BY partition"};

const Query<Columns<Integer, Integer, Integer>, Columns<Integer, Integer, Integer, Integer>>
    next_entries{"next_entries",
                 "SELECT n, case_id, CASE WHEN text_digest = '' THEN 0 ELSE 1 END, at FROM timeline"
                 " WHERE partition = :partition AND n > :after ORDER BY n LIMIT :limit"};

const Query<Columns<>, Columns<Integer, Integer>> count_erasures{
    "count_erasures", "SELECT COUNT(*), COALESCE(MAX(at), 0) FROM erasures"};

const Query<Columns<Integer, Integer>, Columns<Integer>> next_erasures{
    "next_erasures",
    "SELECT case_id FROM erasures WHERE case_id > :after ORDER BY case_id LIMIT :limit"};

// What one step found in the record.
struct Found {
  std::map<std::int64_t, std::int64_t> progress;  // partition -> n
  std::vector<std::int64_t> keys;                 // cases whose text was written
  int entries = 0;
  std::int64_t left = 0;   // entries behind these
  std::int64_t until = 0;  // time of the newest of these
};

Found look_ahead(Connection& record, const std::map<std::int64_t, std::int64_t>& done) {
  Found found;
  std::map<std::int64_t, std::int64_t> heads;
  record.prepare(chain_lengths).rows([&](const auto& row) {
    heads[std::get<0>(row.values)] = std::get<1>(row.values);
  });
  for (const auto& [partition, head] : heads) {
    const auto at = done.find(partition);
    const std::int64_t after = at == done.end() ? 0 : at->second;
    const std::int64_t room = SearchIndex::step_max - found.entries;
    if (after >= head) continue;
    found.left += head - after;
    if (room == 0) continue;
    record.prepare(next_entries).with(partition, after, room).rows([&](const auto& row) {
      const auto& [n, case_id, has_text, written_at] = row.values;
      found.progress[partition] = n;
      found.until = std::max(found.until, written_at);
      --found.left;
      if (has_text != 0) found.keys.push_back(case_id);
      ++found.entries;
    });
  }
  return found;
}

void index_case(Connection& index, const Case& item) {
  const std::int64_t key = item.number.key();
  if (index.prepare(drop_document).with(key).run() == 1) index.prepare(count_stale).run();
  // Sealed text is found by nobody.
  const std::string address = is_sealed(item.address) ? std::string() : item.address;
  const std::string grams = search_grams(item.number.text() + '\n' + item.title + '\n' +
                                         item.description + '\n' + address);
  if (grams.empty()) return;
  const auto id = index.prepare(add_document).with(key).first();
  ensure(id.has_value(), "an inserted row has an id");
  index.prepare(add_text).with(std::get<0>(id->values), grams).run();
}

void store_found(Connection& index, const Found& found, const std::vector<StoredCase>& cases) {
  index.begin_write();
  for (const StoredCase& stored : cases) index_case(index, stored.item);
  for (const auto& [partition, n] : found.progress) {
    index.prepare(set_progress).with(partition, n).run();
  }
  if (found.left == 0) index.prepare(set_until).with(found.until).run();
  index.commit();
}

bool has_our_shape(Connection& connection) {
  connection.execute("CREATE TABLE IF NOT EXISTS shape (version TEXT NOT NULL)");
  const auto row = connection.prepare(search_shape).first();
  return row && std::get<0>(row->values) == shape;
}

void begin_anew(Connection& connection) {
  connection.begin_write();
  connection.execute(drop_index);
  connection.execute(create_index);
  connection.execute(std::string("INSERT INTO shape (version) VALUES ('") + shape + "')");
  connection.commit();
}

// Runs the work and leaves no transaction open behind an error.
template <class Work>
auto in_one_piece(Connection& connection, Work&& work) -> decltype(work()) {
  auto result = translated(connection, std::forward<Work>(work));
  if (result.has_error()) connection.rollback();
  return result;
}

// The erased cases as the record and the index know them: how many, and the newest.
using Erasures = std::pair<std::int64_t, std::int64_t>;

Erasures erasures_of(Connection& record) {
  const auto row = record.prepare(count_erasures).first();
  ensure(row.has_value(), "counting answers a row");
  return {std::get<0>(row->values), std::get<1>(row->values)};
}

Result<std::vector<std::int64_t>> erased_after(Connection& record, std::int64_t after) {
  return translated(record, [&]() -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> keys;
    record.prepare(next_erasures)
        .with(after, Integer{SearchIndex::step_max})
        .rows([&](const auto& row) { keys.push_back(std::get<0>(row.values)); });
    return keys;
  });
}

}  // namespace

void remove_search_file(const std::filesystem::path& file) {
  for (const char* tail : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(file.string() + tail, ignored);
  }
}

SearchIndex::SearchIndex(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open(const std::filesystem::path& file) {
  Result<std::unique_ptr<SearchIndex>> index = open_as_it_is(file);
  if (index.has_value() || index.error().code != Errc::corrupt) return index;
  remove_search_file(file);
  return open_as_it_is(file);
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::open_as_it_is(const std::filesystem::path& file) {
  DatabaseConfig config;
  config.file = file;
  config.writer_cache_kib = 8 * 1024;
  Result<std::unique_ptr<Connection>> connection = Connection::open(config, Access::write);
  if (connection.has_error()) return connection.error();
  std::unique_ptr<SearchIndex> index(new SearchIndex(std::move(*connection)));
  const Result<void> prepared = in_one_piece(*index->connection_, [&]() -> Result<void> {
    // It can be built again: no commit of it waits for the disk beside the record's.
    index->connection_->execute("PRAGMA synchronous = NORMAL");
    if (!has_our_shape(*index->connection_)) begin_anew(*index->connection_);
    return {};
  });
  if (prepared.has_error()) return prepared.error();
  return index;
}

Result<int> SearchIndex::step(Connection& record) {
  std::map<std::int64_t, std::int64_t> done;
  const Result<void> read = in_one_piece(*connection_, [&]() -> Result<void> {
    connection_->prepare(search_progress).rows([&](const auto& row) {
      done[std::get<0>(row.values)] = std::get<1>(row.values);
    });
    return {};
  });
  if (read.has_error()) return read.error();

  Found found;
  const Result<std::vector<StoredCase>> cases =
      translated(record, [&]() -> Result<std::vector<StoredCase>> {
        const ReadSnapshot snapshot(record);
        found = look_ahead(record, done);
        return read_cases(record, found.keys);
      });
  if (cases.has_error()) return cases.error();
  behind_ = found.left;
  if (found.entries == 0) return 0;
  return in_one_piece(*connection_, [&]() -> Result<int> {
    store_found(*connection_, found, *cases);
    return found.entries;
  });
}

Result<bool> SearchIndex::follow_erasures(Connection& record) {
  const Result<Erasures> known = in_one_piece(*connection_, [&]() -> Result<Erasures> {
    const auto row = connection_->prepare(read_reached).first();
    return row ? Erasures{std::get<1>(row->values), std::get<2>(row->values)} : Erasures{};
  });
  if (known.has_error()) return known.error();
  const Result<Erasures> present =
      translated(record, [&]() -> Result<Erasures> { return erasures_of(record); });
  if (present.has_error()) return present.error();
  if (*present == *known) return false;
  for (std::int64_t after = 0;;) {
    const Result<std::vector<std::int64_t>> keys = erased_after(record, after);
    if (keys.has_error()) return keys.error();
    if (keys->empty()) break;
    for (const std::int64_t key : *keys)
      if (const Result<void> forgotten = forget(key); forgotten.has_error())
        return forgotten.error();
    after = keys->back();
  }
  return in_one_piece(*connection_, [&]() -> Result<bool> {
    connection_->prepare(set_erasures).with(present->first, present->second).run();
    return true;
  });
}

Result<void> SearchIndex::forget(std::int64_t case_key) {
  return in_one_piece(*connection_, [&]() -> Result<void> {
    connection_->begin_write();
    if (connection_->prepare(drop_document).with(case_key).run() == 1) {
      connection_->prepare(count_stale).run();
    }
    connection_->commit();
    return {};
  });
}

Result<std::int64_t> SearchIndex::stale() {
  return translated(*connection_, [&]() -> Result<std::int64_t> {
    const auto row = connection_->prepare(read_stale).first();
    return row ? std::get<0>(row->values) : 0;
  });
}

Result<void> SearchIndex::rebuild() {
  return in_one_piece(*connection_, [&]() -> Result<void> {
    const auto row = connection_->prepare(read_reached).first();
    begin_anew(*connection_);
    if (row)
      connection_->prepare(set_erasures)
          .with(std::get<1>(row->values), std::get<2>(row->values))
          .run();
    connection_->truncate_log();
    return {};
  });
}

Result<std::vector<SearchHit>> search_cases(Connection& search, const SearchQuestion& question) {
  const std::string asked = search_question(question.typed);
  if (asked.empty()) return std::vector<SearchHit>{};
  const std::int64_t before =
      question.before > 0 ? question.before : std::numeric_limits<std::int64_t>::max();
  return translated(search, [&]() -> Result<std::vector<SearchHit>> {
    std::vector<SearchHit> hits;
    search.prepare(find_text)
        .with(asked, before, Integer{std::clamp(question.limit, 1, 1000)})
        .rows([&](const auto& row) {
          hits.push_back({std::get<0>(row.values), std::get<1>(row.values)});
        });
    return hits;
  });
}

Result<std::optional<Instant>> indexed_until(Connection& search) {
  return translated(search, [&]() -> Result<std::optional<Instant>> {
    const auto row = search.prepare(read_reached).first();
    if (!row || std::get<0>(row->values) == 0) return std::optional<Instant>{};
    return std::optional(from_ms(std::get<0>(row->values)));
  });
}

}  // namespace gongzhi::records
