// restore: out of the file into a new data directory, the queue brought into step, erasures applied
// again. Nothing is in its place before every hash was checked.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/archive.hpp"
#include "cli/backup_command.hpp"
#include "cli/commands.hpp"
#include "cli/passphrase.hpp"
#include "cli/platform.hpp"
#include "cli/tail_lines.hpp"
#include "records/positions.hpp"
#include "records/store.hpp"
#include "runtime/log.hpp"
#include "runtime/wall_clock.hpp"
#include "workers/acts_platform.hpp"
#include "workers/retention.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

void tell(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
}

Error trouble(std::string_view what, const fs::path& path) {
  return fail(Errc::unavailable,
              std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

Result<void> write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return trouble("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

// A key is readable by nobody else and written by nobody at all.
mode_t mode_of(const std::string& path) {
  return path.starts_with("secrets/") ? 0400 : 0600;
}

Result<EntryTarget> create_under(const fs::path& root, const ArchiveEntry& entry) {
  const fs::path path = root / entry.path;
  std::error_code ec;
  fs::create_directories(path.parent_path(), ec);
  fs::permissions(path.parent_path(), fs::perms::owner_all, ec);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_of(entry.path));
  if (fd < 0) return trouble("cannot create", path);
  // Closed by the last copy of the target, also when it is given up.
  const std::shared_ptr<const int> held(new int(fd), [](const int* number) {
    ::close(*number);
    delete number;
  });
  return EntryTarget{[held, path](std::string_view part) { return write_all(*held, part, path); },
                     [held, path]() -> Result<void> {
                       if (::fsync(*held) != 0) return trouble("cannot sync", path);
                       return {};
                     }};
}

bool is_empty_or_absent(const fs::path& folder) {
  std::error_code ec;
  return !fs::exists(folder, ec) || (fs::is_directory(folder, ec) && fs::is_empty(folder, ec));
}

// Everything under a name of its own first; the rename is what makes it an installation.
Result<ArchiveSummary> unpack(const fs::path& file, const std::string& passphrase,
                              const fs::path& target) {
  const fs::path staging = target.string() + ".restoring";
  std::error_code ec;
  fs::remove_all(staging, ec);
  fs::create_directories(staging, ec);
  if (ec) return fail(Errc::unavailable, "cannot create " + staging.string());
  fs::permissions(staging, fs::perms::owner_all, ec);
  auto summary = read_archive(
      file, passphrase, [&](const ArchiveEntry& entry) { return create_under(staging, entry); });
  if (!summary) {
    fs::remove_all(staging, ec);
    return summary.error();
  }
  if (::rename(staging.c_str(), target.c_str()) != 0) return trouble("cannot move into", target);
  return summary;
}

// The append-only files of a private Redis whose machine or record was lost, but not its disk.
Result<void> take_queue_from(const fs::path& old_data, const runtime::DataDir& dir) {
  const fs::path from = old_data / "redis";
  std::error_code ec;
  if (!fs::is_directory(from / "appendonlydir", ec))
    return fail(Errc::not_found, "there is no private Redis in " + old_data.string());
  const auto lock = runtime::FileLock::take(from / "redis.lock");
  if (!lock) return fail(Errc::conflict, "stop the old platform first", lock.error().message);
  fs::copy(from / "appendonlydir", dir.redis() / "appendonlydir",
           fs::copy_options::recursive | fs::copy_options::overwrite_existing, ec);
  if (ec) return fail(Errc::unavailable, "cannot copy " + from.string() + ": " + ec.message());
  return {};
}

struct Restoring {
  const Options& options;
  const RestoreOptions& wanted;
  Installation installation;
  fs::path archive;
  bool is_new_queue = false;
};

Result<void> bring_into_step(Restoring& restoring) {
  const Installation& installation = restoring.installation;
  const bool is_private = installation.settings.queue.address.empty();
  if (is_private && !restoring.wanted.queue_from.empty())
    return take_queue_from(restoring.wanted.queue_from, installation.dir);
  if (!is_private && !restoring.wanted.new_queue) return {};
  tell("filling a new queue with what the backup holds of the old one");
  restoring.is_new_queue = true;
  return with_redis(installation, [&] {
    return fill_new_queue(installation, installation.dir.root() / tail_name);
  });
}

Result<void> apply_and_note(const Restoring& restoring) {
  tell("applying what is on the queue");
  return with_worker(restoring.installation, restoring.options, [&]() -> Result<void> {
    if (auto applied = wait_until_applied(restoring.installation); !applied) return applied;
    Administration act{std::string(workers::platform_restore_act),
                       restoring.archive.filename().string()};
    act.input.emplace("queue", std::string(restoring.is_new_queue ? "new" : "kept"));
    auto noted = send_and_wait(restoring.installation, county_partition, std::move(act), "cli");
    if (!noted) return noted.error();
    return {};
  });
}

// The lists of people who were forgotten: that of the backup, that of the old directory, and one
// that is named.
Result<int> forget_again(const Restoring& restoring, records::Store& store) {
  std::vector<fs::path> files{restoring.installation.dir.root() / "erasures.log"};
  if (!restoring.wanted.queue_from.empty())
    files.push_back(fs::path(restoring.wanted.queue_from) / "erasures.log");
  if (!restoring.wanted.erasures.empty()) {
    if (!fs::exists(restoring.wanted.erasures))
      return fail(Errc::not_found, "there is no " + restoring.wanted.erasures);
    files.emplace_back(restoring.wanted.erasures);
  }
  int count = 0;
  for (const fs::path& file : files) {
    auto erased = workers::erase_again(store, file);
    if (!erased) return erased;
    count += *erased;
  }
  return count;
}

// While no worker runs.
Result<void> finish(const Restoring& restoring) {
  const Installation& installation = restoring.installation;
  {
    auto store = records::Store::open(installation.dir.store(), runtime::wall_now());
    if (!store) return store.error();
    const auto forgotten = forget_again(restoring, **store);
    if (!forgotten) return forgotten.error();
    if (*forgotten > 0) tell("erased again: " + std::to_string(*forgotten) + " cases");
    if (restoring.is_new_queue) {
      records::Connection& connection = (*store)->connection();
      auto skipped = records::translated(connection, [&]() -> Result<void> {
        records::skip_sequences(connection, restoring.wanted.skip);
        return {};
      });
      if (!skipped) return skipped;
    }
  }
  std::error_code ignored;
  fs::remove(installation.dir.search(), ignored);  // made anew, without what was erased
  fs::remove(installation.dir.root() / about_name, ignored);
  fs::remove_all(installation.dir.root() / "queue", ignored);
  if (!restoring.is_new_queue) return {};
  return with_redis(installation, [&] { return raise_queue(installation); });
}

Result<void> run(Restoring& restoring) {
  if (auto ready = bring_into_step(restoring); !ready) return ready;
  if (auto applied = apply_and_note(restoring); !applied) return applied;
  return finish(restoring);
}

void say_what_now(const Restoring& restoring) {
  const std::string data = restoring.installation.dir.root().string();
  if (restoring.is_new_queue)
    std::printf(
        "restored with a new queue: what was acknowledged after the backup is not here. Numbers go "
        "on %lld higher, so that none is given twice.\n",
        static_cast<long long>(restoring.wanted.skip));
  else
    std::puts("restored, and caught up with the queue");
  std::printf("check it with: gongzhi verify --data %s\nstart it with: gongzhi serve --data %s\n",
              data.c_str(), data.c_str());
}

}  // namespace

int restore(const Options& options, const RestoreOptions& wanted) {
  if (wanted.from.empty()) return report(fail(Errc::invalid, "restore needs --from BACKUP"));
  const auto archive = find_archive(wanted.from);
  if (!archive) return report(archive.error());
  std::error_code ec;
  const fs::path target = fs::absolute(options.data, ec).lexically_normal();
  if (!is_empty_or_absent(target))
    return report(fail(Errc::invalid, target.string() + " is not empty; restore into a new one"));
  const auto passphrase = read_passphrase(wanted.passphrase_file, PassphraseUse::open);
  if (!passphrase) return report(passphrase.error());
  if (auto settings = runtime::load_settings(options.config); !settings)
    return report(settings.error());
  runtime::start_log("restore", runtime::LogLevel::warn);
  tell("unpacking " + archive->string());
  const auto summary = unpack(*archive, *passphrase, target);
  if (!summary) return report_no(summary.error());
  auto installation = find_installation(options);
  if (!installation) return report_no(installation.error());
  Restoring restoring{options, wanted, *std::move(installation), *archive};
  if (auto done = run(restoring); !done) {
    tell("the files are in " + target.string() + ", but the restore is not complete");
    return report_no(done.error());
  }
  say_what_now(restoring);
  return 0;
}

}  // namespace gongzhi::cli
