// What decide() answers: the new state and everything it causes, as data for the worker to store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "governance/case.hpp"

namespace gongzhi {

enum class Visibility { everyone, staff };  // everyone = the reporter and followers too

/// One entry of the timeline (append-only, hash-chained).
struct TimelineEntry {
  Actor actor;
  std::string action;  // the transition's or act's name: "create", "route", "claim", "rung", …
  std::string from;
  std::string to;
  Visibility visibility = Visibility::everyone;
  Values facts;      // not personal: ids, codes, numbers, times
  std::string note;  // free text of a person; kept apart so that it can be erased
};

enum class OutcomeStatus { applied, refused };

/// What a message did, kept with its id for ever; a repeat gets the same answer.
struct Outcome {
  OutcomeStatus status = OutcomeStatus::applied;
  Errc code = Errc::internal;  // meaningful when refused: conflict, forbidden, invalid, not_found
  std::string
      reason;  // machine word: "already_claimed", "stale_version", "not_allowed_in_state", …
  std::string message;  // kind words in Chinese, shown to the person
  std::optional<CaseNumber> number;
  std::int64_t version = 0;
};

/// A change to what several cases share; each must hit exactly one row in the same transaction,
/// otherwise the whole message is refused with `reason_if_missed`.
struct GuardedChange {
  enum class What { take_claim, release_claim, release_claim_lapsed } what = What::take_claim;
  std::string user;
  int open_claims_max = 3;
  std::string reason_if_missed;
};

/// Somebody who should hear of it (issue of delivery is elsewhere): roles or users with a template
/// word.
struct Notice {
  std::string to_user;
  std::string to_org;
  bool to_reporter = false;  // and followers
  std::string template_id;
};

/// A case that another one opens (effect `open`): handed to the queue after the transaction, where
/// it gets its number. `key` tells the openings of one message apart.
struct Opening {
  std::string key;
  CreateCase report;
};

struct Decision {
  Outcome outcome;
  std::optional<Case> after;  // absent when refused or nothing changes
  std::vector<TimelineEntry> timeline;
  std::vector<GuardedChange> guarded;
  std::vector<Followup> followups;
  std::vector<Opening> openings;
  std::vector<Notice> notices;
};

}  // namespace gongzhi
