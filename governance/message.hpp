// Everything that changes the record is one of these messages. The gateway makes them, the queue
// carries them, the worker decides them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "governance/administration.hpp"
#include "governance/attachment.hpp"
#include "governance/ids.hpp"
#include "governance/location.hpp"
#include "governance/personal.hpp"
#include "governance/values.hpp"

namespace gongzhi {

/// Who sent a message, as far as the gateway proved it. Exactly one of the three is set.
struct Actor {
  std::string user = {};    // id of a user
  std::string device = {};  // keyed hash of a device cookie or form nonce: somebody without account
  std::string system = {};  // "timer", "outbox", "import": the platform itself

  bool operator==(const Actor&) const = default;
};

/// How a report came in (受理渠道).
enum class Source { grid_worker, resident, property, hotline, api, platform };

/// A new case (上报). Length limits are checked by the schema at the door and again by decide().
struct CreateCase {
  std::string kind;
  std::string category;  // empty = unsure; such a case waits in triage
  std::string standard = {};
  std::string title;
  std::string description = {};
  std::string address = {};
  std::optional<Location> location = {};  // WGS-84, converted at the door
  std::string crs = {};                   // the datum it came in, kept as a note
  bool urgent = false;
  std::string on_behalf_of = {};
  std::optional<Instant> observed_at = {};  // when the reporter saw it; clocks run from acceptance
  Source source = Source::api;
  Values fields = {};  // fields of the kind
  std::vector<NamedPicture> attachments = {};
  Personal personal = {};
  std::optional<CaseNumber> cause = {};  // set by the platform only: the case that opens this one
  std::string cause_line = {};  // `sheet/key` of the line of that case which it is opened for
};

/// An action on an existing case.
struct CaseAction {
  CaseNumber number;
  std::string action;
  std::optional<std::int64_t> if_version =
      {};  // If-Match; absent only for claim and system actions
  Values input = {};
};

/// A clock that came due. Id = hash(case, clock, rung, run), so it takes effect once.
struct TimerFired {
  CaseNumber number;
  std::string clock;  // "handling" (the ladder), "stage", "pool", "contact", …
  int rung = 0;
  std::int64_t run = 0;  // the run of that clock; a timer of a finished run does nothing
  Instant due{};
};

/// An effect of one case on another (merge, followers, word between cases). Id = hash(cause,
/// target).
struct Followup {
  CaseNumber target;
  CaseNumber cause;
  std::string effect;
  Values input = {};
};

/// Configuration files staged in the data directory under the hash of their content (organisations,
/// users, grids, rules, kinds, calendars). Travels in the county partition.
struct ImportBundle {
  std::string content_hash;
  std::string label;
};

/// What an operator decides about a dead letter; travels in the letter's partition.
struct DeadLetterOrder {
  enum class What { replay, drop } what = What::replay;
  std::int64_t letter = 0;
};

using MessageBody = std::variant<CreateCase, CaseAction, TimerFired, Followup, ImportBundle,
                                 DeadLetterOrder, Administration>;

/// 32 hex digits: hash of the body as it was sent; tells a repeat from a reused key.
using Fingerprint = std::string;

struct Message {
  MessageId id;
  int partition = 0;
  std::uint64_t seq = 0;  // 0 for messages the worker makes itself (timers, followups)
  Instant at{};           // accept time, never earlier than the one before it in that partition
  Actor actor;
  Fingerprint fingerprint;
  MessageBody body;
};

/// "case.create", "case.action", "timer", "followup", "import", "dead-letter", "administration":
/// the envelope's `type`.
std::string_view type_of(const MessageBody& body);
std::string_view name(Source source);
std::optional<Source> parse_source(std::string_view text);

}  // namespace gongzhi
