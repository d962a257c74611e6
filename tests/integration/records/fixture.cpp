// Temp directories, made-up cases, and the fixture.
#include "tests/integration/records/fixture.hpp"

#include <stdlib.h>

namespace gongzhi::test {

using records::Standing;
using records::StoredCase;
using records::TimelineRow;

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "gongzhi-records-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temp directory");
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

MessageId id_of(std::uint64_t n) {
  MessageId id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes.at(i) = static_cast<std::uint8_t>(n >> (8 * i));
    id.bytes.at(8 + i) = static_cast<std::uint8_t>((n * 0x9E3779B97F4A7C15U) >> (8 * i));
  }
  return id;
}

MessageId id_of(const CaseNumber& number) {
  return id_of(static_cast<std::uint64_t>(number.key()));
}

records::InboxRow report_row(const Case& item) {
  records::InboxRow row;
  row.id = id_of(item.number);
  row.fingerprint = std::string(64, 'f');
  row.outcome.number = item.number;
  row.outcome.version = 1;
  row.at = item.accepted_at;
  row.type = "case.create";
  return row;
}

StoredCase make_case(std::uint64_t seq, int partition) {
  StoredCase stored;
  Case& item = stored.item;
  item.number = number_of(seq, partition);
  item.kind = "incident";
  item.kind_version = 1;
  item.version = 1;
  item.source = Source::grid_worker;
  item.reporter.user = "gw1";
  item.accepted_at = monday() + std::chrono::minutes(seq);
  item.observed_at = item.accepted_at - std::chrono::minutes(5);
  item.state = "sign";
  item.category = "E0110";
  item.standard = "E0110-1";
  item.title = "楼下垃圾 " + std::to_string(seq);
  item.description = "垃圾堆放三天没人清运";
  item.address = "盐湖区幸福小区3号楼";
  item.location = Location{111.005, 35.005};
  item.grid = "g1";
  item.community = "com1";
  item.township = "t1";
  item.owner = "com1";
  item.lead = "com1-pm";
  item.assists = {"com1-rc"};
  item.route = {"r1", "垃圾归物业"};
  item.handling.run = 1;
  item.handling.started = item.accepted_at;
  item.handling.due = item.accepted_at + std::chrono::hours(4);
  item.handling.due_original = item.handling.due;
  item.stage_since = item.accepted_at;
  item.next_timer = item.accepted_at + std::chrono::hours(3);
  stored.detail = R"({"weight":1})";
  return stored;
}

StoredCase closed(StoredCase stored, Instant at) {
  stored.standing = Standing::closed;
  stored.item.state = "closed";
  stored.item.result = "resolved";
  stored.item.version += 1;
  stored.item.first_handled_at = at;
  stored.item.handled_at = at;
  stored.item.handling.stopped = at;
  stored.item.closed_at = at;
  stored.item.next_timer.reset();
  return stored;
}

TimelineRow entry(std::string action, std::string from, std::string to, std::string note) {
  TimelineRow row;
  row.entry.actor.user = "gw1";
  row.entry.action = std::move(action);
  row.entry.from = std::move(from);
  row.entry.to = std::move(to);
  row.entry.note = std::move(note);
  row.facts = R"({"lead":"com1-pm"})";
  return row;
}

RecordsTest::RecordsTest() {
  reopen();
}

records::DatabaseConfig RecordsTest::config() const {
  records::DatabaseConfig config;
  config.file = file();
  config.busy_timeout = std::chrono::milliseconds(50);
  return config;
}

std::unique_ptr<records::Reader> RecordsTest::reader() const {
  return must(records::Reader::open(config()));
}

void RecordsTest::reopen() {
  store_.reset();
  store_ = must(records::Store::open(config(), monday()));
}

void RecordsTest::insert(const std::vector<StoredCase>& cases) {
  const auto transaction = must(store_->begin());
  for (const StoredCase& stored : cases) {
    const Case& item = stored.item;
    must(transaction->insert_inbox(report_row(item)));
    must(transaction->insert_case(stored));
    const TimelineRow row = entry("create", "", item.state);
    must(transaction->append_timeline({item.number.partition, item.number.key(), item.version,
                                       item.accepted_at, std::span(&row, 1)}));
  }
  must(transaction->commit());
}

void RecordsTest::update(const StoredCase& stored, Instant at, TimelineRow row) {
  const Case& item = stored.item;
  const auto transaction = must(store_->begin());
  must(transaction->update_case(stored, item.version - 1, at));
  must(transaction->append_timeline(
      {item.number.partition, item.number.key(), item.version, at, std::span(&row, 1)}));
  must(transaction->commit());
}

void RecordsTest::tamper(const std::string& sql) {
  store_->connection().execute(sql);
}

std::int64_t RecordsTest::count(const std::string& table) {
  long long rows = 0;
  store_->connection().session() << "SELECT COUNT(*) FROM " + table, soci::into(rows);
  return rows;
}

}  // namespace gongzhi::test
