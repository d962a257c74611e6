// Answers of the API as JSON: one view struct and one function per body of schemas/. What may be
// shown to whom is decided before; here it is only obeyed. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/arrangements.hpp"
#include "governance/case.hpp"
#include "governance/decision.hpp"
#include "governance/directory.hpp"
#include "governance/kind.hpp"
#include "governance/permission.hpp"
#include "wire/language.hpp"

namespace gongzhi::wire {

/// Names of organisations and people by id, beside the ids of an answer.
using Names = std::map<std::string, std::string, std::less<>>;

/// What of a case the asker may see; domain.md section 10 and security: nothing is shown unless
/// said so.
struct Shown {
  bool reporter = false;   // who reported
  bool contact = false;    // whom to call back, and on whose behalf
  bool people = false;     // holder, verifier, claimants, candidates
  bool candidates = true;  // of people: also in which order it was offered
  bool internal = false;   // flag, the pending wish's reason
};

/// A category that the words of a report suggest.
struct SuggestionView {
  std::string category;
  std::string name;
  double score = 0;
  std::vector<std::string> matched;
};

/// What people see of a case's personal fields: masked.
struct PersonalView {
  std::string address, on_behalf_of;
  std::string name, phone, identity_number;
};

struct CaseView {
  const Case& item;
  std::optional<std::vector<std::string>> allowed_actions = {};  // none = not known yet
  std::string state_label = {};
  std::string step = {};
  Names names = {};
  Shown shown = {};
  bool delayed = false;  // accepted, could not be applied yet
  std::vector<SuggestionView> suggestion = {};
  std::optional<PersonalView> personal = {};  // none = nothing is hidden
  const EmergencyAdvice* emergency = nullptr;
};
/// case.json. What is not known yet (not routed) is null.
std::string render_case(const CaseView& view);

struct Promised {
  std::optional<Instant> triage;
  std::optional<Instant> first_contact;
  std::optional<Instant> due;
};
struct ReceiptView {
  CaseNumber number;
  std::string key;
  Instant accepted_at{};
  Promised promised;
  /// Whom to call before anything else (arrangements.hpp); nullptr = nobody is in danger.
  const EmergencyAdvice* emergency = nullptr;
};
/// case_receipt.json; the state is always `received`.
std::string render_receipt(const ReceiptView& view);

/// A file of an upload.
struct PictureView {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::int64_t bytes = 0;
};
struct UploadView {
  std::string id;
  PictureView picture;
  PictureView thumbnail;
};
/// upload.json.
std::string render_upload(const UploadView& view);

/// A line of a list. Lists show people only where `holder` is filled in.
struct CaseSummary {
  CaseNumber number;
  std::string kind;
  std::string category;
  std::string state;
  std::string title;
  std::string owner;
  std::string lead;
  std::string community;
  std::string grid;
  std::string holder;
  bool urgent = false;
  Instant accepted_at{};
  std::optional<Instant> due;
  std::optional<Instant> stage_due;
  bool overdue = false;
  std::int64_t version = 0;
  int places = 0;
  int claimed = 0;
  std::optional<std::vector<std::string>> allowed_actions;
};
/// The line of a case, without its holder.
CaseSummary summary_of(const Case& item, Instant now);

struct CaseListView {
  std::vector<CaseSummary> items;
  std::string next_cursor;
  std::optional<std::int64_t> total;
};
std::string render_case_list(const CaseListView& view);

struct TimelineItem {
  std::uint64_t seq = 0;
  Instant at{};
  TimelineEntry entry;
  std::string actor_role;
  std::string actor_id;    // empty = not shown
  std::string actor_name;  // empty = not shown
};
struct TimelineView {
  CaseNumber number;
  std::vector<TimelineItem> items;
  std::string next_cursor;
};
std::string render_timeline(const TimelineView& view);

struct ScopeView {
  std::string kind;
  std::string org;
  std::string name;
};
struct BoardCount {
  std::string key;
  std::string name;
  std::int64_t open = 0;
  std::int64_t overdue = 0;
};
struct BoardView {
  ScopeView scope;
  Instant as_of{};
  std::int64_t open = 0;
  std::int64_t overdue = 0;
  std::int64_t due_soon = 0;
  std::int64_t waiting = 0;
  std::int64_t received_today = 0;
  std::int64_t closed_today = 0;
  std::vector<BoardCount> by_state;
  std::vector<BoardCount> by_category;
  std::vector<BoardCount> by_grid;
  std::int64_t by_category_more = 0;
  std::int64_t by_grid_more = 0;
  std::vector<CaseSummary> overdue_items;
  std::vector<CaseSummary> due_soon_items;
  std::vector<CaseSummary> waiting_items;
};
std::string render_board(const BoardView& view);

struct TasksView {
  std::vector<CaseSummary> offered;
  std::vector<CaseSummary> held;
  std::vector<CaseSummary> to_check;
  std::vector<CaseSummary> waiting;  // for the asker's body or role
  int open_claims = 0;
  int open_claims_max = 3;
};
std::string render_tasks(const TasksView& view);

struct NearbyItem {
  std::optional<CaseNumber> number;  // only for those who may see the case
  std::string title;                 // likewise
  std::string category;
  std::string category_name;
  std::string state;
  std::string state_label;
  std::int64_t age_hours = 0;
  double distance_m = 0;
  std::string place;
  int followers = 0;
};
std::string render_nearby(std::span<const NearbyItem> items);

struct FoundCase {
  CaseNumber number;
  std::string kind;
  std::string category;
  std::string state;
  std::string title;
  std::string snippet;
  std::string community;
  Instant accepted_at{};
};
struct SearchView {
  std::vector<FoundCase> items;
  std::string next_cursor;
  std::optional<Instant> indexed_until;
};
std::string render_search(const SearchView& view);

/// `pending` where there is no outcome yet.
struct OutcomeView {
  MessageId id;
  std::optional<Outcome> outcome;
};
std::string render_outcome(const OutcomeView& view);

struct ActionResultView {
  MessageId id;
  Outcome outcome;
  std::string state;
  std::optional<std::vector<std::string>> allowed_actions;
};
std::string render_action_result(const ActionResultView& view);

/// One item's answer of a batch: exactly one of the two JSON texts.
struct BatchAnswer {
  int status = 0;
  std::string receipt;
  std::string problem;
};
std::string render_batch(std::span<const BatchAnswer> answers);

/// RFC 9457. `reason` is the finer machine word of a refused action.
struct ProblemView {
  int status = 500;
  const Error& error;
  std::string_view instance = {};
  std::string_view trace_id = {};
  std::string_view reason = {};
  Language language = Language::zh;
};
/// problem.json. error.detail is for the log and never shown; for Errc::internal and corrupt the
/// message is not shown either. type is `/problems/<code>`.
std::string render_problem(const ProblemView& view);

/// Data of the live event `case`.
std::string render_live_event(const CaseNumber& number, std::int64_t version,
                              std::string_view state);

}  // namespace gongzhi::wire
