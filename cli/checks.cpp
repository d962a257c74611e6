// check, migrate, verify, token, settings: what an operator runs before and after.
#include <cstdio>

#include "cli/audit_command.hpp"
#include "cli/commands.hpp"
#include "cli/grid_gaps.hpp"
#include "cli/kind_problems.hpp"
#include "cli/redis_look.hpp"
#include "gateway/door_rules.hpp"
#include "records/store.hpp"
#include "records/verify.hpp"
#include "runtime/wall_clock.hpp"
#include "wire/json_writer.hpp"
#include "wire/schema.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::cli {
namespace {

constexpr std::chrono::milliseconds redis_patience{500};

// What a check goes through: told as it goes, or all at once in JSON.
class Findings {
 public:
  explicit Findings(const Options& options) : json_(options.json) {}

  void passed(const std::string& what) {
    if (!json_) std::printf("ok     %s\n", what.c_str());
  }
  void failed(const std::string& what, const Error& error) {
    if (!json_) std::printf("ERROR  %s: %s\n", what.c_str(), text_of(error).c_str());
    if (error.fields.empty())
      errors_.push_back(
          {what, "failed", error.message + (error.detail.empty() ? "" : ": ") + error.detail});
    errors_.insert(errors_.end(), error.fields.begin(), error.fields.end());
  }
  void warn(const std::string& what) {
    if (!json_) std::printf("warn   %s\n", what.c_str());
    warnings_.push_back(what);
  }
  /// Prints what was not printed yet; the exit status.
  int end() const {
    if (json_) {
      wire::JsonWriter json;
      {
        const auto all = json.object();
        json.boolean("ok", errors_.empty());
        {
          const auto list = json.array("errors");
          for (const FieldError& error : errors_) {
            const auto one = json.object();
            json.text("place", error.pointer);
            json.text("code", error.code);
            json.text("detail", error.detail);
          }
        }
        json.texts("warnings", warnings_);
      }
      std::puts(json.take().c_str());
    }
    return errors_.empty() ? 0 : 1;
  }

 private:
  bool json_;
  std::vector<FieldError> errors_;
  std::vector<std::string> warnings_;
};

// The shipped tables; a county's own files lie over them, or else the demo county's.
Result<workers::BundleFiles> files_to_check(const std::vector<std::string>& paths) {
  auto config = shipped_config();
  if (!config) return config.error();
  auto files =
      workers::load_bundle({*config / "categories.csv", *config / "standards.csv",
                            *config / "routing.csv", *config / "emergency.csv",
                            *config / "calendars", *config / "kinds", *config / "permissions.csv"});
  if (!files) return files.error();
  auto own = workers::load_bundle(
      paths.empty() ? std::vector{*config / "demo" / "yanhu"}
                    : std::vector<std::filesystem::path>(paths.begin(), paths.end()));
  if (!own) return own.error();
  for (auto& [name, bytes] : *own) files->insert_or_assign(name, std::move(bytes));
  return files;
}

void check_tables(Findings& findings, const std::vector<std::string>& paths) {
  const std::string where = paths.empty() ? "the shipped tables" : "the tables in " + paths.front();
  const auto files = files_to_check(paths);
  if (!files) return findings.failed(where, files.error());
  Error kinds = fail(Errc::invalid, "they cannot be lived by");
  kinds.fields = kind_problems(*files);
  if (kinds.fields.empty())
    findings.passed("kinds of cases");
  else
    findings.failed("kinds of cases", kinds);
  const auto read = workers::read_bundle(*files, {});
  // What is wrong with a kind has been told.
  if (!read && kinds.fields.empty()) findings.failed(where, read.error());
  if (!read) return;
  findings.passed(where);
  for (const std::string& warning : gap_warnings(*read)) findings.warn(warning);
  const auto year = std::chrono::year_month_day{business_day(runtime::wall_now())}.year();
  for (const auto missing :
       (*read).world->calendar.years_without_table(year, year + std::chrono::years{1}))
    findings.warn("the calendar has no table for " + std::to_string(int(missing)) +
                  "; weekends alone decide there");
}

}  // namespace

int check(const Options& options, const std::vector<std::string>& paths) {
  Findings findings(options);
  const std::string which =
      options.config.empty() ? "settings (defaults)" : "settings of " + options.config;
  const auto settings = runtime::load_settings(options.config);
  const auto rules = settings ? gateway::DoorRules::make(settings->gateway)
                              : Result<gateway::DoorRules>(gateway::DoorRules{});
  if (!settings)
    findings.failed(which, settings.error());
  else if (!rules)
    findings.failed(which, rules.error());
  else
    findings.passed(which);
  (void)wire::SchemaSet::embedded();  // throws when one of them does not compile
  findings.passed("schemas");
  check_tables(findings, paths);
  if (!settings || settings->queue.address.empty()) return findings.end();
  const std::string redis = "Redis at " + settings->queue.address;
  if (const auto seen = look_at_redis(*settings, options, redis_patience); !seen)
    findings.failed(redis, seen.error());
  else if (settings->queue.durability == "relaxed")
    findings.warn(redis + " answers; queue.durability is relaxed: it may lose reports");
  else
    findings.passed(redis + ": reachable and durable");
  return findings.end();
}

int print_settings(const Options& options) {
  auto settings = runtime::load_settings(options.config);
  if (!settings) return report(settings.error());
  for (const runtime::SettingRow& row : runtime::effective_settings(*settings))
    std::printf("%s = %s\n", row.key.c_str(), row.value.c_str());
  return 0;
}

int migrate(const Options& options) {
  auto installation = open_installation(options);
  if (!installation) return report(installation.error());
  auto lock = runtime::FileLock::take(installation->dir.run() / "worker.lock");
  if (!lock)
    return report(fail(Errc::conflict, "stop the platform first: its worker uses the record",
                       lock.error().message));
  auto store = records::Store::open(installation->dir.store(), runtime::wall_now());
  if (!store) return report(store.error());
  std::puts("the record is up to date");
  return 0;
}

int verify(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  const auto kept = kept_heads(*installation, {});
  if (!kept) return report_no(kept.error());
  auto found = records::verify(
      (*reader)->connection(),
      {kept->heads, workers::audit_kept_since(installation->settings.audit, runtime::wall_now())});
  if (!found) return report(found.error());
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.boolean("verifies", !found->difference);
    json.integer("entries", found->entries);
    json.integer("cases", found->cases);
    json.integer("messages", found->messages);
    json.integer("audit_rows", found->audit_rows);
    if (found->difference) {
      json.text("where", found->difference->where);
      json.text("what", found->difference->what);
    }
  }
  if (options.json)
    std::puts(json.take().c_str());
  else if (found->difference)
    std::printf("DIFFERS at %s: %s\n", found->difference->where.c_str(),
                found->difference->what.c_str());
  else
    std::printf("the record verifies: %lld entries, %lld cases, %lld messages\n",
                static_cast<long long>(found->entries), static_cast<long long>(found->cases),
                static_cast<long long>(found->messages));
  return found->difference ? 1 : 0;
}

int print_token(const Options& options, const std::string& user) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto world = load_world(*installation);
  if (!world) return report(world.error());
  const User* found = (*world)->directory.find_user(user);
  if (found == nullptr || !found->active)
    return report(fail(Errc::not_found,
                       "no active user has the id " + user + "; the ids stand in users.csv"));
  const std::string token = installation->keyring.issue_token(user);
  if (options.json)
    std::printf("{\"user\":\"%s\",\"token\":\"%s\"}\n", user.c_str(), token.c_str());
  else
    std::puts(token.c_str());
  return 0;
}

}  // namespace gongzhi::cli
