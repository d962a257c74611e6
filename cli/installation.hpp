// What every command begins with: the settings, the data directory, its secrets, and where its
// Redis is.
#pragma once

#include <filesystem>
#include <string>

#include "governance/world.hpp"
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

/// Reads and checks all of it; creates the data directory and its key when they are absent.
Result<Installation> open_installation(const Options& options);
/// The same, but Errc::not_found when there is no data directory yet: for commands that only read.
Result<Installation> find_installation(const Options& options);

/// Where config/ with the kinds, categories, rules and the demo county lies: GONGZHI_CONFIG_DIR,
/// the installed place, or the source tree this program was built from.
Result<std::filesystem::path> shipped_config();

/// A read-only connection to the record.
Result<std::unique_ptr<records::Reader>> open_reader(const Installation& installation);
/// The World as it is configured; Errc::not_found when nothing was imported.
Result<WorldPtr> load_world(const Installation& installation);

Instant wall_now();

/// Prints an error with its field errors to standard error; answers the exit status for it.
int report(const Error& error);

}  // namespace gongzhi::cli
