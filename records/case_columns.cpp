// Case to columns and back.
#include "records/case_columns.hpp"

#include <algorithm>
#include <tuple>

#include "records/personal.hpp"

namespace gongzhi::records {
namespace {

Integer flag(bool value) {
  return value ? 1 : 0;
}

std::optional<Integer> ms(const std::optional<Instant>& t) {
  return t ? std::optional<Integer>(to_ms(*t)) : std::nullopt;
}

std::optional<Instant> instant(const Nullable<Integer>& ms) {
  const std::optional<Integer> value = ms.get();
  return value ? std::optional<Instant>(from_ms(*value)) : std::nullopt;
}

// The promise that lists and boards compare with the time: of handling while that clock runs, else
// of the stage; a case that promises nothing sorts by its acceptance when open cases are listed by
// urgency.
Instant promised(const Case& item) {
  const HandlingClock& clock = item.handling;
  const bool is_running = clock.is_started() && !clock.paused_since && !clock.stopped;
  if (is_running && item.stage_due) return std::min(clock.due, *item.stage_due);
  if (is_running) return clock.due;
  if (item.stage_due) return *item.stage_due;
  return item.accepted_at + std::chrono::years(1);
}

void restore_clocks(Case& item, const CaseProgress& row) {
  item.stage_due = instant(row.stage_due);
  item.stage_since = from_ms(row.stage_since);
  item.stage_run = row.stage_run;
  item.contact_due = instant(row.contact_due);
  item.contacted_at = instant(row.contacted_at);
  item.pool_until = instant(row.pool_until);
  item.rungs_fired = static_cast<int>(row.rungs_fired);
  item.next_timer = instant(row.next_timer_at);
  item.first_handled_at = instant(row.first_handled_at);
  item.handled_at = instant(row.handled_at);
  item.closed_at = instant(row.closed_at);
}

void restore_counts(Case& item, const CaseProgress& row) {
  item.places = static_cast<int>(row.places);
  item.returns = static_cast<int>(row.returns);
  item.hops = static_cast<int>(row.hops);
  item.rework = static_cast<int>(row.rework);
  item.reopened = static_cast<int>(row.reopened);
  item.check_unable = static_cast<int>(row.check_unable);
  item.ruled = row.ruled != 0;
  item.appealed = row.appealed != 0;
  item.reopen_appealed = row.reopen_appealed != 0;
  item.self_handled = row.self_handled != 0;
  item.exempt = row.exempt != 0;
  item.unconfirmed = row.unconfirmed != 0;
  item.suspended_once = row.suspended_once != 0;
  item.whistle = row.whistle != 0;
  item.reinspect = row.reinspect != 0;
}

void restore_progress(Case& item, const CaseProgress& row) {
  item.version = row.version;
  item.state = row.state;
  item.lead = row.lead;
  item.holder = row.holder;
  item.verifier = row.verifier;
  item.rejected_by = row.rejected_by;
  item.route = {row.route_rule, row.route_why};
  item.result = row.result;
  item.result_text = row.result_text;
  item.satisfaction = row.satisfaction;
  restore_clocks(item, row);
  restore_counts(item, row);
}

void restore_subject(Case& item, const CaseSubject& row) {
  item.category = row.category;
  item.standard = row.standard;
  item.urgent = row.urgent != 0;
  item.safety = row.safety != 0;
  item.is_private = row.is_private != 0;
  if (row.lon.get() && row.lat.get()) item.location = Location{row.lon.value, row.lat.value};
  item.grid = row.grid;
  item.community = row.community;
  item.township = row.township;
  item.owner = row.owner;
  item.flag = row.flag;
}

}  // namespace

bool CaseSubject::operator==(const CaseSubject& other) const {
  const auto tied = [](const CaseSubject& s) {
    return std::tie(s.category, s.standard, s.urgent, s.safety, s.is_private, s.grid, s.community,
                    s.township, s.owner, s.flag);
  };
  return tied(*this) == tied(other) && lon.get() == other.lon.get() && lat.get() == other.lat.get();
}

ActorColumns columns_of(const Actor& actor) {
  if (!actor.user.empty()) return {"user", actor.user};
  if (!actor.device.empty()) return {"device", actor.device};
  return {"system", actor.system};
}

Actor actor_of(const std::string& kind, const std::string& name) {
  Actor actor;
  (kind == "user" ? actor.user : kind == "device" ? actor.device : actor.system) = name;
  return actor;
}

void fill(CaseBirth& row, const Case& item) {
  row.id = item.number.key();
  row.number = item.number.text();
  row.kind = item.kind;
  row.kind_version = item.kind_version;
  row.source = name(item.source);
  const ActorColumns reporter = columns_of(item.reporter);
  row.reporter_kind = reporter.kind;
  row.reporter = reporter.name;
  row.on_behalf_of = item.on_behalf_of;
  row.accepted_at = to_ms(item.accepted_at);
  row.observed_at = ms(item.observed_at);
}

void fill(CaseSubject& row, const Case& item) {
  row.category = item.category;
  row.standard = item.standard;
  row.urgent = flag(item.urgent);
  row.safety = flag(item.safety);
  row.is_private = flag(item.is_private);
  row.lon = item.location ? std::optional<double>(item.location->lon) : std::nullopt;
  row.lat = item.location ? std::optional<double>(item.location->lat) : std::nullopt;
  row.grid = item.grid;
  row.community = item.community;
  row.township = item.township;
  row.owner = item.owner;
  row.flag = item.flag;
}

void fill(CaseProgress& row, const StoredCase& stored) {
  const Case& item = stored.item;
  const HandlingClock& clock = item.handling;
  const auto when_started = [&](Instant t) {
    return clock.is_started() ? std::optional<Integer>(to_ms(t)) : std::nullopt;
  };
  row.version = item.version;
  row.state = item.state;
  row.closed = flag(stored.standing == Standing::closed);
  row.promised = to_ms(promised(item));
  row.lead = item.lead;
  row.holder = item.holder;
  row.verifier = item.verifier;
  row.rejected_by = item.rejected_by;
  row.places = item.places;
  row.parent = item.parent ? item.parent->text() : Text{};
  row.route_rule = item.route.rule;
  row.route_why = item.route.why;
  row.due = when_started(clock.due);
  row.due_original = when_started(clock.due_original);
  row.stage_due = ms(item.stage_due);
  row.stage_since = to_ms(item.stage_since);
  row.stage_run = item.stage_run;
  row.contact_due = ms(item.contact_due);
  row.contacted_at = ms(item.contacted_at);
  row.pool_until = ms(item.pool_until);
  row.rungs_fired = item.rungs_fired;
  row.next_timer_at = ms(item.next_timer);
  row.returns = item.returns;
  row.hops = item.hops;
  row.rework = item.rework;
  row.reopened = item.reopened;
  row.check_unable = item.check_unable;
  row.ruled = flag(item.ruled);
  row.appealed = flag(item.appealed);
  row.reopen_appealed = flag(item.reopen_appealed);
  row.self_handled = flag(item.self_handled);
  row.exempt = flag(item.exempt);
  row.unconfirmed = flag(item.unconfirmed);
  row.suspended_once = flag(item.suspended_once);
  row.whistle = flag(item.whistle);
  row.reinspect = flag(item.reinspect);
  row.result = item.result;
  row.result_text = item.result_text;
  row.satisfaction = item.satisfaction;
  row.first_handled_at = ms(item.first_handled_at);
  row.handled_at = ms(item.handled_at);
  row.closed_at = ms(item.closed_at);
  row.detail = stored.detail;
}

Result<StoredCase> stored_case(const CaseRow& row) {
  StoredCase stored;
  Case& item = stored.item;
  const Result<CaseNumber> number = parse_case_number(row.birth.number);
  const std::optional<Source> source = parse_source(row.birth.source);
  if (number.has_error() || number->key() != row.birth.id || !source) {
    return fail(Errc::corrupt, "The record store does not verify.", "case " + row.birth.number);
  }
  item.number = *number;
  item.kind = row.birth.kind;
  item.kind_version = row.birth.kind_version;
  item.source = *source;
  item.reporter = actor_of(row.birth.reporter_kind, row.birth.reporter);
  item.on_behalf_of = row.birth.on_behalf_of;
  item.accepted_at = from_ms(row.birth.accepted_at);
  item.observed_at = instant(row.birth.observed_at);
  restore_subject(item, row.subject);
  restore_progress(item, row.progress);
  if (!row.progress.parent.empty()) {
    const Result<CaseNumber> parent = parse_case_number(row.progress.parent);
    if (parent.has_error()) {
      return fail(Errc::corrupt, "The record store does not verify.",
                  "parent of " + row.birth.number);
    }
    item.parent = *parent;
  }
  item.title = row.text.title;
  item.description = row.text.description;
  item.address = row.text.address;
  if (!row.text.personal.empty()) item.personal.fields = personal_fields(row.text.personal);
  stored.detail = row.progress.detail;
  stored.standing = row.progress.closed != 0 ? Standing::closed : Standing::open;
  return stored;
}

}  // namespace gongzhi::records
