// backup: what goes into the file, in which order, and what is checked and noted afterwards.
#include <algorithm>
#include <cstdio>
#include <optional>

#include "cli/archive.hpp"
#include "cli/backup_command.hpp"
#include "cli/commands.hpp"
#include "cli/passphrase.hpp"
#include "cli/platform.hpp"
#include "cli/tail_lines.hpp"
#include "records/snapshot.hpp"
#include "runtime/log.hpp"
#include "runtime/ready_file.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/json_writer.hpp"
#include "workers/acts_platform.hpp"
#include "workers/audit_heads.hpp"
#include "workers/backup_mark.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

// Made anew on the other side (run, the search index), or taken apart from the rest.
bool is_left_out(const fs::path& relative) {
  const std::string first = relative.begin()->string();
  return first == "run" || first == "redis" || first == "store" || first == "backup_mark.json" ||
         relative == fs::path("audit_heads.jsonl");
}

std::string file_name_at(Instant at) {
  std::string text = "gongzhi-";
  for (const char c : format_rfc3339(std::chrono::floor<std::chrono::seconds>(at)).substr(0, 19))
    if (c != '-' && c != ':') text += c;
  return text + ".backup";
}

// The folder of unsealed pieces while the backup is made: inside the data directory, gone at the
// end.
class Pieces {
 public:
  explicit Pieces(const runtime::DataDir& dir) : folder_(dir.run() / "backup") {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    fs::create_directories(folder_, ignored);
    fs::permissions(folder_, fs::perms::owner_all, ignored);
  }
  ~Pieces() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  fs::path record() const { return folder_ / "gongzhi.db"; }
  fs::path tail() const { return folder_ / "tail.jsonl"; }

 private:
  fs::path folder_;
};

struct Making {
  const Installation& installation;
  const Options& options;
  const std::string& passphrase;
  Instant at;
  fs::path file;
  std::uint64_t heads_bytes = 0;
  std::map<int, records::Position> positions = {};
  std::string generation = {};
  std::int64_t tail_entries = 0;
};

void tell(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
}

std::uint64_t size_of(const fs::path& file) {
  std::error_code ec;
  const auto bytes = fs::file_size(file, ec);
  return ec ? 0 : bytes;
}

Result<void> copy_store(Making& making, const Pieces& pieces) {
  const auto began = std::chrono::steady_clock::now();
  auto told = began;
  records::DatabaseConfig config;
  config.file = making.installation.dir.store();
  auto copied = records::copy_record(config, pieces.record(), [&] {
    if (std::chrono::steady_clock::now() - told < std::chrono::seconds{2}) return;
    told = std::chrono::steady_clock::now();
    tell("copying the record: " + std::to_string(size_of(pieces.record()) >> 20) + " MB");
  });
  if (!copied) return copied;
  config.file = pieces.record();
  auto reader = records::Reader::open(config);
  if (!reader) return reader.error();
  auto positions = (*reader)->positions();
  if (!positions) return positions.error();
  auto generation = (*reader)->generation();
  if (!generation) return generation.error();
  making.positions = *std::move(positions);
  making.generation = *std::move(generation);
  return {};
}

std::string about(const Making& making) {
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.integer("format", 1);
    json.text("at", format_rfc3339(making.at));
    json.text("version", GONGZHI_VERSION);
    json.text("generation", making.generation);
    const auto list = json.array("positions");
    for (const auto& [partition, position] : making.positions) {
      const auto one = json.object();
      json.integer("partition", partition);
      json.integer("seq", static_cast<std::int64_t>(position.seq));
    }
  }
  return json.take() + "\n";
}

// Every file of the data directory that is not left out. One that goes away meanwhile (a retention
// job) was not to be kept.
Result<void> add_folder(ArchiveWriter& archive, const fs::path& root) {
  std::error_code ec;
  auto told = std::chrono::steady_clock::now();
  for (fs::recursive_directory_iterator at(root, ec), end; !ec && at != end; at.increment(ec)) {
    const fs::path relative = at->path().lexically_relative(root);
    if (is_left_out(relative)) {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code gone;
    if (!at->is_regular_file(gone) || at->is_symlink(gone)) continue;
    const auto bytes = at->file_size(gone);
    if (gone) continue;
    auto added = archive.add_file({relative.generic_string(), bytes}, at->path());
    if (!added && !fs::exists(at->path(), gone)) continue;
    if (!added) return added;
    if (std::chrono::steady_clock::now() - told < std::chrono::seconds{2}) continue;
    told = std::chrono::steady_clock::now();
    tell("sealing: " + std::to_string(archive.so_far().files) + " files, " +
         std::to_string(archive.so_far().bytes >> 20) + " MB");
  }
  if (ec) return fail(Errc::unavailable, "cannot read " + root.string() + ": " + ec.message());
  return {};
}

Result<void> add_settings(ArchiveWriter& archive, const std::string& config) {
  if (config.empty()) return {};
  std::vector<fs::path> files{config};
  std::error_code ec;
  for (const auto& one : fs::directory_iterator(fs::path(config).parent_path() / "conf.d", ec))
    if (one.path().extension() == ".toml") files.push_back(one.path());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string name =
        (i == 0 ? "settings/" : "settings/conf.d/") + files[i].filename().string();
    if (auto added = archive.add_file({name, size_of(files[i])}, files[i]); !added) return added;
  }
  return {};
}

// The order matters: heads of the audit trail are older than the record, erasures younger, and the
// queue's tail comes last, so that it holds all that was acknowledged before.
Result<ArchiveSummary> write_archive(Making& making, const Pieces& pieces) {
  auto archive = ArchiveWriter::create(making.file, making.passphrase);
  if (!archive) return archive.error();
  ArchiveWriter& to = **archive;
  const auto& dir = making.installation.dir;
  if (auto added = to.add_text(about_name, about(making)); !added) return added.error();
  tell("sealing the record: " + std::to_string(size_of(pieces.record()) >> 20) + " MB");
  auto added = to.add_file({"store/gongzhi.db", size_of(pieces.record())}, pieces.record());
  if (added && making.heads_bytes > 0)
    added = to.add_file({"audit_heads.jsonl", making.heads_bytes},
                        workers::audit_heads_file(making.installation.settings.audit, dir));
  if (added) added = add_folder(to, dir.root());
  if (added) added = add_settings(to, making.options.config);
  if (!added) return added.error();
  auto tail = write_tail(making.installation, making.positions, pieces.tail());
  if (!tail) return tail.error();
  making.tail_entries = *tail;
  added = to.add_file({tail_name, size_of(pieces.tail())}, pieces.tail());
  if (!added) return added.error();
  return to.finish();
}

Result<ArchiveSummary> make(Making& making) {
  const Pieces pieces(making.installation.dir);
  making.heads_bytes = size_of(
      workers::audit_heads_file(making.installation.settings.audit, making.installation.dir));
  tell("copying the record");
  if (auto copied = copy_store(making, pieces); !copied) return copied.error();
  return write_archive(making, pieces);
}

Result<ArchiveSummary> check(const fs::path& file, const std::string& passphrase,
                             const std::function<void(const ArchiveEntry&)>& seen = {}) {
  return read_archive(file, passphrase, [&](const ArchiveEntry& entry) -> Result<EntryTarget> {
    if (seen) seen(entry);
    return EntryTarget{[](std::string_view) { return Result<void>{}; },
                       [] { return Result<void>{}; }};
  });
}

void remove_older(const fs::path& folder, int keep) {
  std::vector<fs::path> files;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (entry.path().extension() == ".backup" &&
        entry.path().filename().string().starts_with("gongzhi-"))
      files.push_back(entry.path());
  std::ranges::sort(files, std::greater{});
  for (std::size_t i = static_cast<std::size_t>(keep); i < files.size(); ++i) {
    fs::remove(files[i], ec);
    tell("removed " + files[i].string());
  }
}

// The trail says that everything was copied. What cannot be told (nothing runs) is no reason to
// throw the backup away.
void note_in_audit(const Making& making) {
  Administration act{std::string(workers::platform_backup_act), making.file.filename().string()};
  act.input.emplace("generation", making.generation);
  const auto noted =
      runtime::find_ready(making.installation.dir, "worker")
          ? send_and_wait(making.installation, county_partition, std::move(act), "cli")
          : Result<Outcome>(fail(Errc::unavailable, "the platform is not running"));
  if (!noted) tell("the audit trail does not know of this backup: " + noted.error().message);
}

Result<ArchiveSummary> make_and_check(Making& making) {
  Result<ArchiveSummary> summary = fail(Errc::internal, "nothing was done");
  const auto work = [&]() -> Result<void> {
    summary = make(making);
    if (!summary) return summary.error();
    return {};
  };
  const bool is_private = making.installation.settings.queue.address.empty();
  const bool runs = !is_private || redis_answers(making.installation);
  if (auto done = runs ? work() : with_redis(making.installation, work); !done) return done.error();
  tell("checking " + making.file.string());
  auto checked = check(making.file, making.passphrase);
  if (!checked) return checked.error();
  workers::BackupMark mark{making.at, {}};
  for (const auto& [partition, position] : making.positions) mark.seqs[partition] = position.seq;
  if (auto marked = workers::write_backup_mark(making.installation.dir, mark); !marked)
    return marked.error();
  return summary;
}

void print_summary(const Options& options, const fs::path& file, const ArchiveSummary& summary) {
  if (!options.json) {
    std::printf("%s: %llu files, %llu bytes, every hash checked\n", file.c_str(),
                static_cast<unsigned long long>(summary.files),
                static_cast<unsigned long long>(summary.bytes));
    return;
  }
  wire::JsonWriter json;
  {
    const auto object = json.object();
    json.text("file", file.string());
    json.integer("files", static_cast<std::int64_t>(summary.files));
    json.integer("bytes", static_cast<std::int64_t>(summary.bytes));
  }
  std::puts(json.take().c_str());
}

}  // namespace

int make_backup(const Options& options, const BackupOptions& wanted) {
  if (wanted.to.empty()) return report(fail(Errc::invalid, "backup needs --to FOLDER"));
  const auto passphrase = read_passphrase(wanted.passphrase_file, PassphraseUse::seal);
  if (!passphrase) return report(passphrase.error());
  if (passphrase->size() < vault::passphrase_length_min)
    return report(fail(Errc::invalid, "the passphrase must have at least 12 bytes"));
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  runtime::start_log("backup", runtime::LogLevel::warn);
  auto lock = runtime::FileLock::take(installation->dir.run() / "backup.lock");
  if (!lock) return report(fail(Errc::conflict, "another backup is being made"));
  std::error_code ec;
  const fs::path folder = fs::absolute(wanted.to, ec).lexically_normal();
  fs::create_directories(folder, ec);
  const Instant at = runtime::wall_now();
  Making making{*installation, options, *passphrase, at, folder / file_name_at(at)};
  if (fs::exists(making.file, ec))
    return report(fail(Errc::conflict, making.file.string() + " is there already"));
  const auto summary = make_and_check(making);
  if (!summary) return report_no(summary.error());
  note_in_audit(making);
  if (wanted.keep > 0) remove_older(folder, wanted.keep);
  print_summary(options, making.file, *summary);
  return 0;
}

int verify_backup(const Options& options, const std::string& file,
                  const std::string& passphrase_file) {
  const auto found = find_archive(file);
  if (!found) return report(found.error());
  const auto passphrase = read_passphrase(passphrase_file, PassphraseUse::open);
  if (!passphrase) return report(passphrase.error());
  const auto summary = check(*found, *passphrase);
  if (!summary) return report_no(summary.error());
  print_summary(options, *found, *summary);
  return 0;
}

}  // namespace gongzhi::cli
