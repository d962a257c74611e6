// A case (件) as it stands: one struct that the lifecycle reads and changes, and that the record
// keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "governance/attachment.hpp"
#include "governance/clocks.hpp"
#include "governance/message.hpp"

namespace gongzhi {

/// One place of a claimable case, taken by a member (认领).
struct Claim {
  std::string user;
  Instant at{};
};

/// Somebody who reported the same thing or wants to know; moved to the parent on merge.
struct Follower {
  std::string user;
  std::string device;
};

/// Why a case went where it went: the rule and what it saw (domain.md 6.4). Stored and shown.
struct Route {
  std::string rule;  // rule id; "default" = no rule matched, the community Party committee leads
  std::string why;   // one sentence in Chinese with the inputs
};

/// A wish of the handler that others must approve: suspension (挂账) or extension (延期).
struct PendingRequest {
  std::string what;  // "suspension", "extension" or "exemption"; empty = none pending
  std::string reason;
  std::optional<Instant> until;
  bool org_approved = false;
  std::string by = {};           // who asked; nobody endorses a wish of their own
  std::string endorsed_by = {};  // who approved first; the second approval is another person's
};

struct Case {
  // Identity
  CaseNumber number;
  std::string kind;
  std::int64_t kind_version = 0;  // a running case keeps the version it began with
  std::int64_t version = 0;       // counts changes; the ETag
  Source source = Source::api;
  Actor reporter;
  std::optional<MessageId> made_by;  // the report's message; its receipt key opens the case
  std::string on_behalf_of;  // id of a user; the name of anybody else is sealed in `personal`
  Personal personal;         // its key and consent are read by whoever opens it
  Instant accepted_at{};
  std::optional<Instant> observed_at;

  // What
  std::string state;
  std::string category;
  std::string standard;
  std::string suggested;  // category that the words suggest, while none is given
  std::string title;
  std::string description;
  std::string address;  // sealed text
  bool urgent = false;
  bool safety = false;
  bool is_private = false;
  Values fields;
  Sheets sheets;
  std::vector<std::string> duplicates;  // numbers that may be the same thing, likeliest first
  std::string flag;  // why a person should look: "sender_lost_right", "key_reused", "no_area", …

  // Where
  std::optional<Location> location;
  std::string grid;
  std::string community;
  std::string township;

  // Who
  std::string
      owner;  // Party committee of the community (or the county's triage): owner of record, always
  std::string lead;  // responsible body
  std::vector<std::string> assists;
  std::string holder;  // the person who has it in hand
  std::string verifier;
  std::vector<std::string> verifiers_tried;  // drawn in this check and unable; not drawn again
  int draws = 0;  // verifiers drawn so far; the round of the published draw
  std::string rejected_by;
  std::vector<std::string>
      candidates;  // members offered the task, in order; only while in the pool
  int places = 0;  // claimable when >= 1
  std::vector<Claim> claims;
  bool claims_counted = false;              // the claims count in their members' open claims
  std::vector<std::string> claim_requests;  // members whose claims need approval, and who asked
  std::vector<Follower> followers;
  int weight = 1;  // how many reports this one stands for: itself and those merged into it
  std::vector<std::string> links;       // numbers of related cases
  std::vector<Attachment> attachments;  // in the order in which they came
  std::optional<CaseNumber> parent;
  std::optional<CaseNumber> cause;  // the case that opened this one
  Route route;
  bool route_certain = false;  // the rule says so: filed and dispatched without a person
  std::string check_policy;    // of the rule: always, sampled or skip (name(CheckPolicy))

  // Clocks
  HandlingClock handling;            // see clocks.hpp
  std::optional<Instant> stage_due;  // promise of the present state
  Instant stage_since{};
  std::int64_t stage_run = 0;  // counts entries into states; run of the stage's timers
  bool stage_overdue = false;  // the stage's clock has fired in this run
  std::optional<Instant> contact_due;
  std::optional<Instant> contacted_at;
  bool contact_overdue = false;
  std::optional<Instant> pool_until;
  int rungs_fired = 0;                // bit set of the ladder rungs of this handling run
  std::optional<Instant> next_timer;  // earliest of all clocks; a column with an index

  // Counts
  int returns = 0;                       // 退回; the third becomes a ruling
  std::vector<std::string> returned_by;  // bodies that returned it, in order
  std::string proposed_org;              // whom the last of them named
  int hops = 0;  // 转手: changes of the responsible body after the first dispatch, shown to all
  int rework = 0;
  int reopened = 0;
  int check_unable = 0;
  bool ruled = false;            // a ruled body cannot return
  bool appealed = false;         // the reporter's one appeal of a rejection
  bool reopen_refused = false;   // the last wish to reopen was refused
  bool reopen_appealed = false;  // the reporter's one appeal of that refusal
  bool appeal_open = false;      // and it waits for L2
  bool self_handled = false;
  bool exempt = false;
  bool overdue_appealed = false;  // 超时申诉, once
  bool closing_ticked = false;  // the closing condition was found fulfilled (or its check skipped)
  bool check_skipped = false;   // by policy, recorded
  bool reinspect = false;       // drawn for re-inspection on closing
  bool unconfirmed = false;
  bool suspended_once = false;
  bool whistle = false;
  std::vector<std::string> whistle_orgs;  // departments called (吹哨), and those that came (报到)
  std::vector<std::string> whistle_reported;
  std::optional<Instant> whistle_due;
  bool whistle_overdue = false;
  PendingRequest pending;

  // Outcome
  std::string result;  // closed: resolved, explained, …; rejected: not_exist, out_of_scope, …
  std::string result_text;
  std::string satisfaction;
  std::optional<Instant> first_handled_at;
  std::optional<Instant> handled_at;
  std::optional<Instant> closed_at;
};

}  // namespace gongzhi
