#include "runtime/settings_rows.hpp"

namespace gongzhi::runtime {
namespace {

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

std::vector<Row> audit_rows() {
  using S = Settings;
  return {
      {"audit.heads_file", text([](S& s) -> auto& { return s.audit.heads_file; }),
       "File outside the record to which signed heads of the audit trail are added; empty is "
       "audit_heads.jsonl in the data directory."},
      {"audit.heads_minutes", number([](S& s) -> auto& { return s.audit.heads_minutes; }, 1, 1'440),
       "How often the heads that moved are written there."},
      {"audit.keep_months", number([](S& s) -> auto& { return s.audit.keep_months; }, 6, 1'200),
       "How long rows of the audit trail are kept; the law asks for six months."},
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

std::vector<Row> images_rows() {
  using S = Settings;
  return {
      {"images.children", number([](S& s) -> auto& { return s.images.children; }, 1, 64),
       "Processes that decode pictures at the same time; each may use 768 MB."},
      {"images.waiting_max", number([](S& s) -> auto& { return s.images.waiting_max; }, 0, 10'000),
       "Uploads that may arrive or wait besides; more are refused with 503."},
      {"images.decode_timeout_ms",
       number([](S& s) -> auto& { return s.images.decode_timeout_ms; }, 100, 120'000),
       "How long decoding one picture may take."},
      {"images.upload_timeout_ms",
       number([](S& s) -> auto& { return s.images.upload_timeout_ms; }, 1'000, 600'000),
       "How long a picture may take to arrive."},
      {"images.free_mb_min",
       number([](S& s) -> auto& { return s.images.free_mb_min; }, 0, 1'048'576),
       "With less room than this on the disk pictures are refused with 507, so that reports still "
       "go through."},
      {"images.clamd_socket", text([](S& s) -> auto& { return s.images.clamd_socket; }),
       "Unix socket of a clamd that looks at what was sent before it is decoded; empty asks none."},
  };
}

std::vector<Row> door_rows() {
  using S = Settings;
  return {
      {"gateway.public_origins", TextsAt{[](S& s) -> auto& { return s.gateway.public_origins; }},
       "Under which origins people come, as \"https://gongzhi.example.cn\"; other Hosts are "
       "refused, one-time links begin with the first. Empty takes any."},
      {"gateway.trusted_proxies", TextsAt{[](S& s) -> auto& { return s.gateway.trusted_proxies; }},
       "Addresses or networks (CIDR) of the proxies whose word on the client is taken."},
      {"gateway.forwarded_header",
       text([](S& s) -> auto& { return s.gateway.forwarded_header; },
            {"x-forwarded-for", "forwarded"}),
       "Which header those proxies write; the other one is never read."},
      {"gateway.connections_per_source_max",
       number([](S& s) -> auto& { return s.gateway.connections_per_source_max; }, 1, 1'000'000),
       "Connections of one address (IPv6: one /64) at a time; proxies are not counted."},
      {"gateway.connections_per_loopback_max",
       number([](S& s) -> auto& { return s.gateway.connections_per_loopback_max; }, 0, 1'000'000),
       "The same for this machine itself; 0 = no limit."},
  };
}

std::vector<Row> limit_rows() {
  using S = Settings;
  constexpr std::int64_t most = 1'000'000'000;
  return {
      {"limits.writes_per_minute_by_source",
       number([](S& s) -> auto& { return s.limits.writes_per_minute_by_source; }, 1, most),
       "Reports and actions without account of one address (IPv6: one /64)."},
      {"limits.writes_per_minute_by_device",
       number([](S& s) -> auto& { return s.limits.writes_per_minute_by_device; }, 1, most),
       "Reports and actions without account of one device cookie."},
      {"limits.writes_per_minute_by_account",
       number([](S& s) -> auto& { return s.limits.writes_per_minute_by_account; }, 1, most),
       "Reports and actions of one person who has signed in."},
      {"limits.reads_per_minute_by_source",
       number([](S& s) -> auto& { return s.limits.reads_per_minute_by_source; }, 1, most),
       "Reads without account of one address (IPv6: one /64)."},
      {"limits.reads_per_minute_by_account",
       number([](S& s) -> auto& { return s.limits.reads_per_minute_by_account; }, 1, most),
       "Reads of one person who has signed in."},
      {"limits.machine_requests_per_minute",
       number([](S& s) -> auto& { return s.limits.machine_requests_per_minute; }, 1, most),
       "Requests of one machine, that is of a bearer token."},
      {"limits.loopback",
       text([](S& s) -> auto& { return s.limits.loopback; }, {"exempt", "counted"}),
       "Whether limits by source count this machine itself; a proxy on it stands in "
       "gateway.trusted_proxies."},
      {"limits.backlog_max", number([](S& s) -> auto& { return s.limits.backlog_max; }, 1, most),
       "Messages that were accepted and wait for the worker; beyond, new ones get 503."},
      {"limits.disk_free_mb_min",
       number([](S& s) -> auto& { return s.limits.disk_free_mb_min; }, 0, 1'048'576),
       "Free space of the data directory below which new messages get 503."},
  };
}

std::vector<Row> transport_rows() {
  using S = Settings;
  return {
      {"queue.users", text([](S& s) -> auto& { return s.queue.users; }, {"single", "roles"}),
       "Who we are at the Redis of queue.address: single is queue.username for all; roles are "
       "gateway, worker and operator with the passwords of the data directory (gongzhi queue "
       "acl)."},
      {"queue.tls", text([](S& s) -> auto& { return s.queue.tls; }, {"off", "on"}),
       "Whether the Redis of queue.address (host:port) is spoken to over TLS."},
      {"queue.tls_ca_file", text([](S& s) -> auto& { return s.queue.tls_ca_file; }),
       "Certificate of the authority that Redis' own must come from; empty trusts those of the "
       "system."},
      {"gateway.tls",
       text([](S& s) -> auto& { return s.gateway.tls; }, {"files", "local_ca", "behind_proxy"}),
       "Who encrypts: files is the certificate below (none = loopback only); local_ca makes an "
       "authority and a certificate in the data directory; behind_proxy is a proxy of "
       "gateway.trusted_proxies."},
      {"gateway.tls_certificate_file",
       text([](S& s) -> auto& { return s.gateway.tls_certificate_file; }),
       "Certificate with its chain (PEM); read again when it changes."},
      {"gateway.tls_key_file", text([](S& s) -> auto& { return s.gateway.tls_key_file; }),
       "Its private key (PEM), readable by nobody else."},
      {"gateway.tls_names", text([](S& s) -> auto& { return s.gateway.tls_names; }),
       "More host names or addresses for the certificate of local_ca, separated by commas."},
      {"gateway.redirect_listen", text([](S& s) -> auto& { return s.gateway.redirect_listen; }),
       "Plain address that sends pages on to https and refuses the API; empty serves none."},
  };
}

std::vector<Row> account_rows() {
  using S = Settings;
  return {
      {"accounts.second_factor",
       text([](S& s) -> auto& { return s.accounts.second_factor; }, {"required", "optional"}),
       "Whether secretaries, supervisors and administrators must have a second factor."},
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

}  // namespace

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> list = queue_rows();
    for (auto more : {store_and_worker_rows(), audit_rows(), gateway_rows(), door_rows(),
                      transport_rows(), account_rows(), limit_rows(), images_rows()})
      list.insert(list.end(), more.begin(), more.end());
    return list;
  }();
  return all;
}

}  // namespace gongzhi::runtime
