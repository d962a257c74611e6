#include "cli/installation.hpp"

#include <cstdio>
#include <cstdlib>

#include "runtime/admin_listener.hpp"
#include "vault/secret_file.hpp"
#include "workers/world_from_rows.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

fs::path password_file(const fs::path& secrets, queue::Role role) {
  return secrets / ("redis-" + std::string(queue::name_of(role)) + ".password");
}

// The private Redis knows the roles; another one only when the settings say so.
Result<void> choose_user(queue::Settings& to, const runtime::Settings::Queue& from,
                         const QueuePlace& place) {
  const bool by_role = from.address.empty() || from.users == "roles";
  if (!by_role && from.password_file.empty()) {
    to.username = from.username;
    return {};
  }
  auto password = by_role ? vault::password_or_new(password_file(place.secrets, place.role))
                          : vault::read_password_file(from.password_file);
  if (!password) return password.error();
  to.username = by_role ? std::string(queue::name_of(place.role)) : from.username;
  to.password = std::move(*password);
  return {};
}

// What the executable lies in; empty when the system does not tell.
fs::path program_folder() {
  std::error_code ec;
  return fs::read_symlink("/proc/self/exe", ec).parent_path();
}

}  // namespace

Result<std::string> redis_users(const fs::path& secrets) {
  std::string lines;
  for (const queue::Role role : queue::roles) {
    const auto password = vault::password_or_new(password_file(secrets, role));
    if (!password) return password.error();
    lines += queue::acl_line(role, vault::sha256_hex(*password)) + "\n";
  }
  return lines;
}

Result<queue::Settings> queue_settings(const runtime::Settings& settings, const QueuePlace& place) {
  const auto& from = settings.queue;
  queue::Settings to;
  if (from.address.empty()) {
    to.unix_path = place.socket.string();
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
  if (auto chosen = choose_user(to, from, place); !chosen) return chosen.error();
  if (from.tls == "on" && !to.unix_path.empty())
    return fail(Errc::invalid, "queue.tls is for a Redis at host:port; a unix socket needs none");
  to.tls = from.tls == "on" ? queue::Tls::on : queue::Tls::off;
  to.tls_ca_file = from.tls_ca_file;
  to.durability =
      from.durability == "relaxed" ? queue::Durability::relaxed : queue::Durability::strict;
  to.replicas_min = static_cast<unsigned>(from.replicas_min);
  to.replica_wait = Milliseconds{from.wait_ms};
  to.ids_ttl_s = static_cast<std::uint64_t>(from.ids_ttl_s);
  to.command_limit = Milliseconds{from.command_timeout_ms};
  to.in_flight_max = static_cast<std::size_t>(from.in_flight_max);
  return to;
}

Result<Installation> open_installation(const Options& options, queue::Role role) {
  auto settings = runtime::load_settings(options.config);
  if (!settings) return settings.error();
  auto dir = runtime::DataDir::open(options.data);
  if (!dir) return dir.error();
  auto keyring = vault::Keyring::load_or_create(dir->secrets());
  if (!keyring) return keyring.error();
  auto queue = queue_settings(*settings, {dir->redis_socket(), dir->secrets(), role});
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
