// What every command begins with: the settings, the data directory, its secrets, and where its
// Redis is.
#pragma once

#include <filesystem>
#include <string>

#include "governance/world.hpp"
#include "queue/acl.hpp"
#include "queue/settings.hpp"
#include "records/reader.hpp"
#include "runtime/data_dir.hpp"
#include "runtime/settings.hpp"
#include "vault/keyring.hpp"

namespace gongzhi::cli {

/// What the options say; the same for all commands.
struct Options {
  std::string data = "./data";
  std::string config;  // gongzhi.toml; empty = defaults
  bool json = false;
};

struct Installation {
  runtime::Settings settings;
  runtime::DataDir dir;
  vault::Keyring keyring;
  queue::Settings queue;
};

/// Reads and checks all of it; creates the data directory and its key when they are absent. At
/// Redis we are `role`.
Result<Installation> open_installation(const Options& options,
                                       queue::Role role = queue::Role::operators);
/// The same, but Errc::not_found when there is no data directory yet: for commands that only read.
Result<Installation> find_installation(const Options& options);

/// Where the queue of these settings is, and who we are there. Errc::invalid for an address that is
/// none.
struct QueuePlace {
  std::filesystem::path socket;   // of the private Redis
  std::filesystem::path secrets;  // where the passwords of the roles lie
  queue::Role role = queue::Role::operators;
};
Result<queue::Settings> queue_settings(const runtime::Settings& settings, const QueuePlace& place);

/// The ACL lines of all roles, with their passwords made where they are absent.
Result<std::string> redis_users(const std::filesystem::path& secrets);

/// Where config/ with the kinds, categories, rules and the demo county lies: GONGZHI_CONFIG_DIR,
/// else beside this program (`../share/gongzhi/config`, or `config` above a build directory), else
/// the place it is installed to.
Result<std::filesystem::path> shipped_config();

/// A read-only connection to the record.
Result<std::unique_ptr<records::Reader>> open_reader(const Installation& installation);
/// The World as it is configured; Errc::not_found when nothing was imported.
Result<WorldPtr> load_world(const Installation& installation);

/// Prints an error with its field errors to standard error; answers the exit status for it: 2 when
/// the words or the settings are wrong (Errc::invalid), else 1.
int report(const Error& error);
/// The same for what was looked at, not how it was asked: always 1.
int report_no(const Error& error);
/// What report() prints of it.
std::string text_of(const Error& error);

}  // namespace gongzhi::cli
