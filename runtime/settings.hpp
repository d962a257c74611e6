// Settings of one installation: one struct, filled from defaults, one TOML file and conf.d, checked
// once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "governance/nearest_word.hpp"

namespace gongzhi::runtime {

/// Every field's default stands here; config/gongzhi.toml shows each with its meaning.
struct Settings {
  struct Queue {
    std::string address;  // empty = private Redis of the data directory
    std::string username;
    std::string password_file;
    std::string users = "single";  // or "roles": gateway, worker, operator (D24)
    std::string tls = "off";
    std::string tls_ca_file;
    std::string durability = "strict";
    std::int64_t maxmemory_mb = 1024;  // of the private redis
    std::int64_t replicas_min = 0;     // WAIT for so many before acknowledging
    std::int64_t wait_ms = 500;
    std::int64_t command_timeout_ms = 1800;
    std::int64_t in_flight_max = 20'000;
    std::int64_t ids_ttl_s = 86'400;
    std::int64_t ballast_mb = 256;
  } queue;

  struct Store {
    std::int64_t partitions = 16;  // fixed when the store is created
    std::int64_t batch_max = 1024;
    std::int64_t readers = 2;  // read-only connections of the gateway
  } store;

  struct Gateway {
    std::string listen = "127.0.0.1:8080";
    std::string admin_listen = "127.0.0.1:0";
    std::int64_t threads = 1;
    std::int64_t connections_max = 10'000;
    std::int64_t header_bytes_max = 8'192;
    std::int64_t body_bytes_max = 65'536;
    std::int64_t header_timeout_ms = 10'000;
    std::int64_t body_timeout_ms = 30'000;
    std::int64_t idle_timeout_ms = 60'000;
    std::int64_t outcome_wait_ms = 5'000;
    std::int64_t live_clients_max = 2'000;
    std::vector<std::string> public_origins;   // "https://gongzhi.example.cn"; none = any Host
    std::vector<std::string> trusted_proxies;  // addresses or CIDR
    std::string forwarded_header = "x-forwarded-for";
    std::int64_t connections_per_source_max = 200;
    std::int64_t connections_per_loopback_max = 0;  // 0 = no limit
    std::string tls = "files";  // who encrypts beyond this machine: gateway/listening.hpp
    std::string tls_certificate_file;
    std::string tls_key_file;
    std::string tls_names;  // of a certificate of our own, beside the addresses of the machine
    std::string redirect_listen;
  } gateway;

  struct Images {
    std::int64_t children = 2;      // that decode at the same time
    std::int64_t waiting_max = 16;  // uploads under way besides
    std::int64_t decode_timeout_ms = 20'000;
    std::int64_t upload_timeout_ms = 120'000;
    std::int64_t free_mb_min = 256;
    std::string clamd_socket;
  } images;
  /// What one source, device or account may do in a minute, and how full the house may get.
  struct Limits {
    std::int64_t writes_per_minute_by_source = 120;
    std::int64_t writes_per_minute_by_device = 20;
    std::int64_t writes_per_minute_by_account = 60;
    std::int64_t reads_per_minute_by_source = 600;
    std::int64_t reads_per_minute_by_account = 1'200;
    std::int64_t machine_requests_per_minute = 6'000'000;
    std::string loopback = "exempt";
    std::int64_t backlog_max = 1'000'000;  // messages accepted and not applied
    std::int64_t disk_free_mb_min = 512;
  } limits;
  struct Accounts {
    std::string second_factor = "required";
    std::int64_t hash_memory_kib = 32'768;
    std::int64_t hash_passes = 3;
    std::int64_t session_idle_minutes = 30;
    std::int64_t session_hours = 12;
    std::int64_t sessions_max = 20;  // of one user
    std::int64_t invite_minutes = 1'440;
    std::int64_t reset_minutes = 10;
    std::int64_t password_classes_min = 0;
    std::int64_t password_days_max = 0;
  } accounts;

  struct Worker {
    std::string admin_listen = "127.0.0.1:0";
    std::int64_t trim_keep_hours = 24;
    std::int64_t trim_memory_percent = 25;
  } worker;

  struct Audit {
    std::string heads_file;  // empty = audit_heads.jsonl of the data directory
    std::int64_t heads_minutes = 60;
    std::int64_t keep_months = 36;
  } audit;

  struct Log {
    std::string level = "info";
  } log;

  struct Process {
    std::int64_t drain_ms = 8'000;
    std::int64_t restart_backoff_max_ms = 5'000;
  } process;
};

/// One row of the table from which parsing, printing and the manual page are made.
struct SettingRow {
  std::string key;      // "queue.durability"
  std::string value;    // the effective one, as TOML
  std::string meaning;  // one sentence
};

/// Defaults overlaid with `file` (if it is not empty) and the files of its `conf.d` folder in name
/// order. Errc::invalid with one FieldError (`file:line:column`, with "did you mean") per problem.
Result<Settings> load_settings(const std::filesystem::path& file);

/// Overlays TOML text; `name` stands in errors.
Result<void> overlay_settings(Settings& settings, std::string_view toml_text,
                              std::string_view name);

/// Every setting as it is now.
std::vector<SettingRow> effective_settings(const Settings& settings);

}  // namespace gongzhi::runtime
