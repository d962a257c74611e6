// What the routes of one thread work with. Threads share nothing but what stands in Shared, and
// that is immutable or made for several threads.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "gateway/account_book.hpp"
#include "gateway/audit_desk.hpp"
#include "gateway/door.hpp"
#include "gateway/hash_pool.hpp"
#include "gateway/live.hpp"
#include "gateway/metrics.hpp"
#include "gateway/outcome_waiters.hpp"
#include "gateway/present.hpp"
#include "gateway/sent_actions.hpp"
#include "gateway/sittings.hpp"
#include "gateway/throttle.hpp"
#include "gateway/upload.hpp"
#include "queue/announcements.hpp"
#include "queue/intake.hpp"
#include "records/blocking_pool.hpp"
#include "runtime/settings.hpp"
#include "vault/keyring.hpp"
#include "wire/schema.hpp"

namespace gongzhi::gateway {

/// Owned by App; outlives every lane.
struct Shared {
  const runtime::Settings& settings;
  const vault::Keyring& keyring;
  const queue::Settings& queue;
  records::ReaderPool& readers;
  Metrics& metrics;
  SentActions& sent;
  UploadDesk& uploads;
  FrontDoor& door;
  HashPool& hashing;
  const std::vector<std::string>& common_passwords;  // sorted
};

/// One per thread; used on that thread only.
struct Lane {
  Lane(asio::any_io_executor executor, Shared parts);

  /// What a worker announced.
  void announced(std::string_view payload);
  void missed_announcements();
  /// Replaces what is known; running requests keep theirs.
  void take(Present now_present);
  /// Why new work must wait: "redis memory", "backlog", "disk"; empty when there is room
  /// (reliability.md D14).
  std::string_view short_of() const;
  /// 16 hex digits, unique in this process and unguessable enough for a log.
  std::string next_trace_id();

  Shared shared;
  wire::SchemaSet schemas;
  queue::Intake intake;
  OutcomeWaiters waiters;
  AuditDesk audit;
  LiveHub live;
  AccountBook book;
  Sittings sittings;
  Throttle throttle;
  Present present;
  std::function<void(std::int64_t)> on_world_version = {};
  std::function<void()> on_accounts_changed = {};

 private:
  std::uint64_t trace_next_;
};

}  // namespace gongzhi::gateway
