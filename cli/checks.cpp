// check, migrate, verify, token, settings: what an operator runs before and after.
#include <cstdio>

#include "cli/commands.hpp"
#include "governance/kind_check.hpp"
#include "records/store.hpp"
#include "records/verify.hpp"
#include "wire/json_writer.hpp"
#include "wire/schema.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::cli {
namespace {

void say(const Options& options, bool ok, const std::string& what) {
  if (!options.json) std::printf("%s  %s\n", ok ? "ok   " : "ERROR", what.c_str());
}

// Counts what is wrong with the shipped tables, each with its place.
int check_shipped(const Options& options, const std::filesystem::path& config) {
  auto files = workers::load_bundle({config / "categories.csv", config / "standards.csv",
                                     config / "routing.csv", config / "calendars", config / "kinds",
                                     config / "demo" / "yanhu"});
  if (!files) return report(files.error());
  auto read = workers::read_bundle(*files, {});
  if (!read) return report(read.error());
  say(options, true, "tables in " + config.string());
  int problems = 0;
  for (const KindSpec& kind : (*read).world->kinds.all())
    for (const KindFinding& finding : check_kind(kind)) {
      ++problems;
      std::fprintf(stderr, "  %s: %s: %s\n", kind.name.c_str(), finding.pointer.c_str(),
                   finding.detail.c_str());
    }
  say(options, problems == 0, "kinds of cases");
  const auto year = std::chrono::year_month_day{business_day(wall_now())}.year();
  for (const auto missing :
       (*read).world->calendar.years_without_table(year, year + std::chrono::years{1}))
    std::fprintf(stderr,
                 "  warning: the calendar has no table for %d; weekends alone decide there\n",
                 int(missing));
  return problems == 0 ? 0 : 1;
}

}  // namespace

int check(const Options& options) {
  auto settings = runtime::load_settings(options.config);
  if (!settings) return report(settings.error());
  say(options, true,
      "settings" + (options.config.empty() ? std::string(" (defaults)") : " of " + options.config));
  (void)wire::SchemaSet::embedded();  // throws when one of them does not compile
  say(options, true, "schemas");
  auto config = shipped_config();
  if (!config) return report(config.error());
  const int status = check_shipped(options, *config);
  if (options.json) std::printf("{\"ok\":%s}\n", status == 0 ? "true" : "false");
  return status;
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
  if (!lock) return report(lock.error());
  auto store = records::Store::open(installation->dir.store(), wall_now());
  if (!store) return report(store.error());
  std::puts("the record is up to date");
  return 0;
}

int verify(const Options& options) {
  auto installation = find_installation(options);
  if (!installation) return report(installation.error());
  auto reader = open_reader(*installation);
  if (!reader) return report(reader.error());
  auto found = records::verify((*reader)->connection());
  if (!found) return report(found.error());
  wire::JsonWriter json;
  {
    const auto all = json.object();
    json.boolean("verifies", !found->difference);
    json.integer("entries", found->entries);
    json.integer("cases", found->cases);
    json.integer("messages", found->messages);
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
