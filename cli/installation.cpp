#include "cli/installation.hpp"

#include <cstdio>
#include <cstdlib>

#include "runtime/admin_listener.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

Result<std::string> first_line(const std::string& file) {
  auto text = runtime::read_file(file, 4096);
  if (!text) return text.error();
  return text->substr(0, text->find_first_of("\r\n"));
}

// What the executable lies in; empty when the system does not tell.
fs::path program_folder() {
  std::error_code ec;
  return fs::read_symlink("/proc/self/exe", ec).parent_path();
}

}  // namespace

Result<queue::Settings> queue_settings(const runtime::Settings& settings, const fs::path& socket) {
  const auto& from = settings.queue;
  queue::Settings to;
  if (from.address.empty()) {
    to.unix_path = socket.string();
  } else if (from.address.starts_with("unix:")) {
    to.unix_path = from.address.substr(5);
  } else {
    const auto colon = from.address.rfind(':');
    const int port = colon == std::string::npos ? 0 : std::atoi(from.address.c_str() + colon + 1);
    if (port <= 0 || port > 65'535)
      return fail(Errc::invalid,
                  "queue.address must be host:port or unix:/path, not " + from.address);
    to.host = from.address.substr(0, colon);
    to.port = static_cast<std::uint16_t>(port);
  }
  to.username = from.username;
  if (!from.password_file.empty()) {
    auto password = first_line(from.password_file);
    if (!password) return password.error();
    to.password = *password;
  }
  to.durability =
      from.durability == "relaxed" ? queue::Durability::relaxed : queue::Durability::strict;
  to.replicas_min = static_cast<unsigned>(from.replicas_min);
  to.replica_wait = Milliseconds{from.wait_ms};
  to.ids_ttl_s = static_cast<std::uint64_t>(from.ids_ttl_s);
  to.command_limit = Milliseconds{from.command_timeout_ms};
  to.in_flight_max = static_cast<std::size_t>(from.in_flight_max);
  return to;
}

Result<Installation> open_installation(const Options& options) {
  auto settings = runtime::load_settings(options.config);
  if (!settings) return settings.error();
  auto dir = runtime::DataDir::open(options.data);
  if (!dir) return dir.error();
  auto keyring = vault::Keyring::load_or_create(dir->secrets());
  if (!keyring) return keyring.error();
  auto queue = queue_settings(*settings, dir->redis_socket());
  if (!queue) return queue.error();
  return Installation{std::move(*settings), std::move(*dir), *keyring, std::move(*queue)};
}

Result<Installation> find_installation(const Options& options) {
  std::error_code ec;
  if (!fs::exists(fs::path(options.data) / "secrets" / "master.key", ec))
    return fail(Errc::not_found, "there is no installation in " + options.data +
                                     "; start one with: gongzhi serve --demo --data " +
                                     options.data);
  return open_installation(options);
}

Result<fs::path> shipped_config() {
  std::vector<fs::path> places;
  if (const char* given = std::getenv("GONGZHI_CONFIG_DIR")) places.emplace_back(given);
  const fs::path here = program_folder();
  if (!here.empty()) {
    places.push_back(here / "../share/gongzhi/config");
    for (const char* above : {"..", "../..", "../../.."}) places.push_back(here / above / "config");
  }
  places.emplace_back(GONGZHI_CONFIG_DIR);
  std::error_code ec;
  for (const fs::path& place : places)
    if (fs::exists(place / "kinds", ec) && fs::exists(place / "categories.csv", ec))
      return place.lexically_normal();
  return fail(Errc::not_found, "the shipped config/ is not found; set GONGZHI_CONFIG_DIR to it");
}

Result<std::unique_ptr<records::Reader>> open_reader(const Installation& installation) {
  records::DatabaseConfig config;
  config.file = installation.dir.store();
  return records::Reader::open(config);
}

Result<WorldPtr> load_world(const Installation& installation) {
  auto reader = open_reader(installation);
  if (!reader) return reader.error();
  auto rows = (*reader)->load_configuration();
  if (!rows) return rows.error();
  auto world = workers::world_from_rows(std::move(*rows));
  if (world && !*world)
    return fail(Errc::not_found, "nothing is configured yet; run: gongzhi import DIRECTORY");
  return world;
}

std::string text_of(const Error& error) {
  std::string text = error.message;
  if (!error.detail.empty()) text += "\n  " + error.detail;
  for (const FieldError& field : error.fields) text += "\n  " + field.pointer + ": " + field.detail;
  return text;
}

int report(const Error& error) {
  std::fprintf(stderr, "gongzhi: %s\n", text_of(error).c_str());
  return error.code == Errc::invalid ? 2 : 1;
}

int report_no(const Error& error) {
  static_cast<void>(report(error));
  return 1;
}

}  // namespace gongzhi::cli
