#include "runtime/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>
#include <variant>

namespace gongzhi::runtime {
namespace {

// Where a setting lives: a text with its allowed words (none = any), or a number with its bounds.
struct TextAt {
  std::function<std::string&(Settings&)> at;
  std::vector<std::string> allowed;
};
struct NumberAt {
  std::function<std::int64_t&(Settings&)> at;
  std::int64_t least;
  std::int64_t most;
};
struct Row {
  std::string key;
  std::variant<TextAt, NumberAt> place;
  std::string meaning;
};

TextAt text(std::function<std::string&(Settings&)> at, std::vector<std::string> allowed = {}) {
  return {std::move(at), std::move(allowed)};
}
NumberAt number(std::function<std::int64_t&(Settings&)> at, std::int64_t least, std::int64_t most) {
  return {std::move(at), least, most};
}

std::vector<Row> queue_rows() {
  using S = Settings;
  return {
      {"queue.address", text([](S& s) -> auto& { return s.queue.address; }),
       "Redis to use, host:port or unix:/path; empty runs a private one in the data directory."},
      {"queue.username", text([](S& s) -> auto& { return s.queue.username; }),
       "ACL user of that Redis."},
      {"queue.password_file", text([](S& s) -> auto& { return s.queue.password_file; }),
       "File whose first line is the password of that user."},
      {"queue.durability",
       text([](S& s) -> auto& { return s.queue.durability; }, {"strict", "relaxed"}),
       "strict refuses a Redis that may lose what it acknowledged; relaxed is for trials only."},
      {"queue.maxmemory_mb",
       number([](S& s) -> auto& { return s.queue.maxmemory_mb; }, 64, 1'048'576),
       "Memory of the private Redis; full means reports are refused, never dropped."},
      {"queue.replicas_min", number([](S& s) -> auto& { return s.queue.replicas_min; }, 0, 9),
       "Replicas that must hold a report before it is acknowledged."},
      {"queue.wait_ms", number([](S& s) -> auto& { return s.queue.wait_ms; }, 10, 10'000),
       "How long to wait for those replicas."},
      {"queue.command_timeout_ms",
       number([](S& s) -> auto& { return s.queue.command_timeout_ms; }, 50, 60'000),
       "After this an unanswered command counts as unknown and the caller is told to retry."},
      {"queue.in_flight_max",
       number([](S& s) -> auto& { return s.queue.in_flight_max; }, 16, 1'000'000),
       "Commands one connection may have under way."},
      {"queue.ids_ttl_s", number([](S& s) -> auto& { return s.queue.ids_ttl_s; }, 60, 2'592'000),
       "How long Redis itself remembers an Idempotency-Key; afterwards the record store does."},
      {"queue.ballast_mb", number([](S& s) -> auto& { return s.queue.ballast_mb; }, 0, 65'536),
       "File kept beside the append-only file, removed when the disk is full so that Redis can "
       "start again."},
  };
}

std::vector<Row> store_and_worker_rows() {
  using S = Settings;
  return {
      {"store.partitions", number([](S& s) -> auto& { return s.store.partitions; }, 1, 100),
       "Partitions of the queue; fixed when the store is created."},
      {"store.batch_max", number([](S& s) -> auto& { return s.store.batch_max; }, 64, 8'192),
       "Messages applied in one transaction at most."},
      {"store.readers", number([](S& s) -> auto& { return s.store.readers; }, 1, 16),
       "Read-only connections of the gateway."},
      {"worker.admin_listen", text([](S& s) -> auto& { return s.worker.admin_listen; }),
       "Where the worker serves /healthz, /readyz and /metrics; port 0 picks one, empty serves "
       "none."},
      {"worker.trim_keep_hours",
       number([](S& s) -> auto& { return s.worker.trim_keep_hours; }, 0, 720),
       "Applied messages stay on the queue for so long, unless memory is short."},
      {"worker.trim_memory_percent",
       number([](S& s) -> auto& { return s.worker.trim_memory_percent; }, 1, 50),
       "Share of queue.maxmemory_mb that applied messages may keep."},
      {"log.level",
       text([](S& s) -> auto& { return s.log.level; }, {"debug", "info", "warn", "error"}),
       "Least severity that is logged."},
      {"process.drain_ms", number([](S& s) -> auto& { return s.process.drain_ms; }, 0, 60'000),
       "How long stopping waits for what is in flight."},
      {"process.restart_backoff_max_ms",
       number([](S& s) -> auto& { return s.process.restart_backoff_max_ms; }, 100, 600'000),
       "Longest pause before a stopped child is started again."},
  };
}

std::vector<Row> gateway_rows() {
  using S = Settings;
  return {
      {"gateway.listen", text([](S& s) -> auto& { return s.gateway.listen; }),
       "Address and port of the API."},
      {"gateway.admin_listen", text([](S& s) -> auto& { return s.gateway.admin_listen; }),
       "Where the gateway serves /healthz, /readyz and /metrics; port 0 picks one, empty serves "
       "none."},
      {"gateway.threads", number([](S& s) -> auto& { return s.gateway.threads; }, 1, 64),
       "Threads that serve requests; they share nothing."},
      {"gateway.connections_max",
       number([](S& s) -> auto& { return s.gateway.connections_max; }, 8, 1'000'000),
       "Connections held at once per thread; more are closed at once."},
      {"gateway.header_bytes_max",
       number([](S& s) -> auto& { return s.gateway.header_bytes_max; }, 1'024, 65'536),
       "Longest request header."},
      {"gateway.body_bytes_max",
       number([](S& s) -> auto& { return s.gateway.body_bytes_max; }, 1'024, 1'048'576),
       "Longest JSON body."},
      {"gateway.header_timeout_ms",
       number([](S& s) -> auto& { return s.gateway.header_timeout_ms; }, 100, 120'000),
       "How long a header may take to arrive."},
      {"gateway.body_timeout_ms",
       number([](S& s) -> auto& { return s.gateway.body_timeout_ms; }, 100, 600'000),
       "How long a body may take to arrive, or an answer to be read."},
      {"gateway.idle_timeout_ms",
       number([](S& s) -> auto& { return s.gateway.idle_timeout_ms; }, 100, 3'600'000),
       "How long an idle connection is kept."},
      {"gateway.outcome_wait_ms",
       number([](S& s) -> auto& { return s.gateway.outcome_wait_ms; }, 0, 60'000),
       "How long an action waits for its outcome before it answers 202."},
      {"gateway.live_clients_max",
       number([](S& s) -> auto& { return s.gateway.live_clients_max; }, 0, 100'000),
       "Live event streams per thread."},
  };
}

std::vector<Row> account_rows() {
  using S = Settings;
  return {
      {"accounts.second_factor",
       text([](S& s) -> auto& { return s.accounts.second_factor; }, {"required", "optional"}),
       "Whether secretaries, supervisors and administrators must have a second factor."},
      {"accounts.link_origin", text([](S& s) -> auto& { return s.accounts.link_origin; }),
       "What one-time links begin with, https://host; empty = the listening address."},
      {"accounts.hash_memory_kib",
       number([](S& s) -> auto& { return s.accounts.hash_memory_kib; }, 19'456, 1'048'576),
       "Memory of one password hash; hashes follow at the next login."},
      {"accounts.hash_passes", number([](S& s) -> auto& { return s.accounts.hash_passes; }, 2, 20),
       "Passes of one password hash."},
      {"accounts.session_idle_minutes",
       number([](S& s) -> auto& { return s.accounts.session_idle_minutes; }, 1, 1'440),
       "A session that was not used for so long is over."},
      {"accounts.session_hours",
       number([](S& s) -> auto& { return s.accounts.session_hours; }, 1, 168),
       "A session is over after so long."},
      {"accounts.sessions_max",
       number([](S& s) -> auto& { return s.accounts.sessions_max; }, 1, 100),
       "Sessions one user may have; a further one ends the oldest."},
      {"accounts.invite_minutes",
       number([](S& s) -> auto& { return s.accounts.invite_minutes; }, 1, 20'160),
       "How long the link of an invitation can be used."},
      {"accounts.reset_minutes",
       number([](S& s) -> auto& { return s.accounts.reset_minutes; }, 1, 1'440),
       "How long the link to a new password can be used."},
      {"accounts.password_classes_min",
       number([](S& s) -> auto& { return s.accounts.password_classes_min; }, 0, 4),
       "Kinds of characters a password must mix; 0 asks for none."},
      {"accounts.password_days_max",
       number([](S& s) -> auto& { return s.accounts.password_days_max; }, 0, 3'650),
       "Days after which a password must be changed; 0 = never."},
  };
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> list = queue_rows();
    for (auto more : {store_and_worker_rows(), gateway_rows(), account_rows()})
      list.insert(list.end(), more.begin(), more.end());
    return list;
  }();
  return all;
}

std::string position(std::string_view name, const toml::source_region& region) {
  return std::string(name) + ":" + std::to_string(region.begin.line) + ":" +
         std::to_string(region.begin.column);
}

FieldError unknown_key(const std::string& where, const std::string& key) {
  std::vector<std::string> known;
  for (const Row& row : rows()) known.push_back(row.key);
  const std::string near = nearest_word(key, known);
  return {where, "unknown_key",
          "unknown key " + key + (near.empty() ? "" : "; did you mean " + near + "?")};
}

// Sets one row from its node; the text of the problem, or empty.
std::string set_row(Settings& settings, const Row& row, const toml::node& node) {
  if (const auto* place = std::get_if<TextAt>(&row.place)) {
    const auto value = node.value_exact<std::string>();
    if (!value) return row.key + " must be a text in quotes";
    if (!place->allowed.empty() &&
        !std::count(place->allowed.begin(), place->allowed.end(), *value)) {
      std::string list;
      for (const auto& word : place->allowed) list += (list.empty() ? "" : ", ") + word;
      return row.key + " must be one of " + list;
    }
    place->at(settings) = *value;
    return {};
  }
  const auto& place = std::get<NumberAt>(row.place);
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < place.least || *value > place.most)
    return row.key + " must be a whole number from " + std::to_string(place.least) + " to " +
           std::to_string(place.most);
  place.at(settings) = *value;
  return {};
}

void overlay_table(Settings& settings, const toml::table& table, const std::string& prefix,
                   std::string_view name, std::vector<FieldError>& problems) {
  for (const auto& [key, node] : table) {
    const std::string full =
        prefix.empty() ? std::string(key.str()) : prefix + "." + std::string(key.str());
    if (const auto* inner = node.as_table(); inner != nullptr && prefix.empty()) {
      overlay_table(settings, *inner, full, name, problems);
      continue;
    }
    const auto row =
        std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.key == full; });
    if (row == rows().end()) {
      problems.push_back(unknown_key(position(name, key.source()), full));
    } else if (std::string problem = set_row(settings, *row, node); !problem.empty()) {
      problems.push_back({position(name, node.source()), "wrong_value", std::move(problem)});
    }
  }
}

Result<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Errc::not_found, "cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Result<void> overlay_settings(Settings& settings, std::string_view toml_text,
                              std::string_view name) {
  const toml::parse_result parsed = toml::parse(toml_text, name);
  if (!parsed) {
    const auto& error = parsed.error();
    return Error{Errc::invalid,
                 "the settings are not valid TOML",
                 {},
                 {{position(name, error.source()), "syntax", std::string(error.description())}}};
  }
  std::vector<FieldError> problems;
  overlay_table(settings, parsed.table(), "", name, problems);
  if (problems.empty()) return {};
  return Error{Errc::invalid, "the settings have errors", {}, std::move(problems)};
}

Result<Settings> load_settings(const std::filesystem::path& file) {
  Settings settings;
  if (file.empty()) return settings;
  std::vector<std::filesystem::path> files{file};
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path() / "conf.d", ec))
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  std::sort(files.begin() + 1, files.end());
  for (const auto& one : files) {
    const auto text = read_text(one);
    if (!text) return text.error();
    if (auto done = overlay_settings(settings, *text, one.string()); !done) return done.error();
  }
  return settings;
}

std::vector<SettingRow> effective_settings(const Settings& settings) {
  std::vector<SettingRow> list;
  Settings copy = settings;
  for (const Row& row : rows()) {
    std::string value;
    if (const auto* place = std::get_if<TextAt>(&row.place))
      value = "\"" + place->at(copy) + "\"";
    else
      value = std::to_string(std::get<NumberAt>(row.place).at(copy));
    list.push_back({row.key, std::move(value), row.meaning});
  }
  return list;
}

}  // namespace gongzhi::runtime
