#include "tests/integration/workers/applier_rig.hpp"

#include <stdlib.h>

#include <stdexcept>

#include "records/verify.hpp"
#include "wire/case_detail.hpp"
#include "wire/envelope.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;

template <class T>
T must(Result<T> result, const char* what) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(*result);
  }
  const Error error = result.error();
  throw std::runtime_error(std::string(what) + ": " + error.message + " " + error.detail);
}

fs::path fresh_directory() {
  std::string name = (fs::temp_directory_path() / "gongzhi-workers-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temp directory");
  return name;
}

workers::ApplierParts parts_of(const runtime::DataDir& dir, const vault::Keyring& keyring) {
  return {dir, keyring, 16, "test"};
}

// Imports the demo county once and keeps it for the copies.
struct Template {
  fs::path root = fresh_directory();

  Template() {
    const auto dir = must(runtime::DataDir::open(root), "data directory");
    const auto keyring = must(vault::Keyring::load_or_create(dir.secrets()), "keys");
    const auto files = must(workers::load_bundle(county_files()), "files");
    must(workers::stage_bundle(dir.imports(), files), "staging");
    auto applier = must(workers::Applier::open(parts_of(dir, keyring), monday()), "record");
    Message message;
    message.id = keyring.derived_id("test", "import");
    message.partition = county_partition;
    message.actor.system = "import";
    message.body = ImportBundle{workers::bundle_hash(files), "demo county"};
    queue::Entry entry;
    entry.id = {1, 0};
    entry.at = monday() - std::chrono::hours{1};
    entry.envelope = wire::write_envelope(message, applier->generation(), entry.at);
    entry.mac = keyring.envelope_mac(entry.envelope);
    const auto report =
        must(applier->apply({workers::read_entry(0, entry, {keyring, applier->generation()})}),
             "import");
    if (report.applied != 1) throw std::runtime_error("the demo county was not imported");
    fs::remove_all(dir.imports());
  }
  ~Template() {
    std::error_code ec;
    fs::remove_all(root, ec);
  }
};

fs::path copy_of_template() {
  static const Template original;
  const fs::path root = fresh_directory();
  fs::copy(original.root, root, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  return root;
}

}  // namespace

std::vector<fs::path> county_files() {
  const fs::path config = fs::path(GONGZHI_SOURCE_DIR) / "config";
  return {config / "categories.csv", config / "standards.csv", config / "routing.csv",
          config / "calendars",      config / "kinds",         config / "demo" / "yanhu"};
}

CountyDir::CountyDir()
    : root_(copy_of_template()), dir_(must(runtime::DataDir::open(root_), "data directory")) {}

CountyDir::~CountyDir() {
  std::error_code ec;
  fs::remove_all(root_, ec);
}

vault::Keyring CountyDir::keyring() const {
  return must(vault::Keyring::load_or_create(dir_.secrets()), "keys");
}

OtherWriter::OtherWriter(const std::filesystem::path& store) {
  records::DatabaseConfig config;
  config.file = store;
  auto opened = records::Connection::open(config, records::Access::write);
  if (!opened) throw std::runtime_error(opened.error().detail);
  connection_ = std::move(*opened);
  connection_->begin_write();
}

void OtherWriter::let_go() {
  if (connection_) connection_->rollback();
  connection_.reset();
}

ApplierRig::ApplierRig() : keyring_(county_.keyring()) {
  reopen();
}

void ApplierRig::reopen() {
  applier_.reset();
  applier_ = must(workers::Applier::open(parts_of(dir(), keyring_), monday()), "record");
}

workers::Incoming ApplierRig::incoming(Message message, Place place) const {
  message.partition = place.partition;
  if (message.fingerprint.empty()) message.fingerprint = vault::fingerprint_of(message.id.hex());
  queue::Entry entry;
  entry.id = {place.seq, 0};
  entry.at = monday() + std::chrono::minutes{place.minutes};
  entry.envelope = wire::write_envelope(message, applier_->generation(), entry.at);
  entry.mac = keyring_.envelope_mac(entry.envelope);
  return workers::read_entry(place.partition, std::move(entry), {keyring_, applier_->generation()});
}

workers::Incoming ApplierRig::report(const std::string& key, Place place,
                                     const std::string& title) const {
  CreateCase body;
  body.kind = "incident";
  body.category = "E0110";
  body.title = title;
  body.description = "三号楼下垃圾三天无人清运";
  body.location = Location{111.000, 35.020};
  body.crs = "wgs84";
  body.source = Source::resident;
  Message message;
  message.id = id_of(key);
  message.actor.user = "resident-001";
  message.fingerprint = vault::fingerprint_of(title);
  message.body = body;
  return incoming(std::move(message), place);
}

workers::Incoming ApplierRig::act(const CaseNumber& number, const std::string& user,
                                  const std::string& action, Values input, Place place) const {
  Message message;
  message.id = keyring_.message_id(user, action + std::to_string(place.seq));
  message.actor.user = user;
  message.body = CaseAction{number, action, std::nullopt, std::move(input)};
  return incoming(std::move(message), place);
}

workers::Incoming ApplierRig::order(DeadLetterOrder::What what, std::int64_t letter,
                                    Place place) const {
  Message message;
  message.id = keyring_.message_id("operator", std::to_string(place.seq));
  message.actor.system = "cli";
  message.body = DeadLetterOrder{what, letter};
  return incoming(std::move(message), place);
}

CaseNumber ApplierRig::number_at(Place place) {
  return {business_day(monday() + std::chrono::minutes{place.minutes}), place.partition, place.seq};
}

workers::BatchReport ApplierRig::apply(std::vector<workers::Incoming> messages) {
  return must(applier_->apply(messages), "apply");
}

std::unique_ptr<records::Reader> ApplierRig::reader() const {
  records::DatabaseConfig config;
  config.file = dir().store();
  return must(records::Reader::open(config), "reader");
}

std::int64_t ApplierRig::ask(const std::string& sql) const {
  const auto from = reader();
  long long number = -1;
  from->connection().session() << sql, soci::into(number);
  return number;
}

Case ApplierRig::case_of(const CaseNumber& number) const {
  auto found = must(reader()->find_case(number), "case");
  if (!found) throw std::runtime_error("there is no case " + number.text());
  if (auto read = wire::read_case_detail(found->stored.detail, found->stored.item); !read)
    throw std::runtime_error("its detail cannot be read: " + read.error().message);
  return found->stored.item;
}

std::vector<records::DeadLetter> ApplierRig::letters() const {
  records::DeadLetterQuery query;
  query.open_only = false;
  return must(reader()->dead_letters(query), "dead letters");
}

void ApplierRig::expect_verified() const {
  const auto from = reader();
  const auto verified = must(records::verify(from->connection()), "verify");
  EXPECT_FALSE(verified.difference.has_value())
      << (verified.difference ? verified.difference->what : "");
}

}  // namespace gongzhi::test
