// A report becomes a case (domain.md section 3 rows 1, 2, 5, 6, 22). It always does: what is wrong
// with it is a flag, and a flagged case waits for a person in triage.
#include <string>
#include <utility>

#include "governance/attaching.hpp"
#include "governance/duplicates.hpp"
#include "governance/inputs.hpp"
#include "governance/messages.hpp"
#include "governance/permission.hpp"

namespace gongzhi {
namespace {

/// Read by this kind when the report names none that is known.
constexpr std::string_view fallback_kind = "incident";

/// So many likely duplicates are named to the triager.
constexpr std::size_t duplicates_named_max = 5;

void add_flag(Case& item, std::string_view flag) {
  if (!item.flag.empty()) item.flag += ",";
  item.flag += flag;
}

const KindSpec* kind_for(const World& world, std::string_view name) {
  const KindSpec* kind = world.kinds.find(name);
  if (!kind) kind = world.kinds.find(fallback_kind);
  if (!kind && !world.kinds.all().empty()) kind = &world.kinds.all().front();
  return kind;
}

void take_words(Case& item, const CreateCase& report) {
  item.source = report.source;
  item.category = report.category;
  item.standard = report.standard;
  item.title = report.title;
  item.description = report.description;
  item.address = report.address;
  item.urgent = report.urgent;
  item.on_behalf_of = report.on_behalf_of;
  item.observed_at = report.observed_at;
  item.location = report.location;
  item.fields = report.fields;
  item.personal = report.personal;
}

/// A code that nobody knows is not carried on as if it meant something; it stays in the timeline.
void flag_what_is_wrong(Turn& turn, const KindSpec& kind, const CreateCase& report) {
  Case& item = turn.item;
  const Catalogue& catalogue = turn.world.catalogue;
  if (kind.name != report.kind) add_flag(item, "unknown_kind");
  if (!may_create(turn.world, *turn.actor, kind.name)) add_flag(item, "sender_lost_right");
  if (!item.category.empty() && !catalogue.find_category(item.category)) {
    add_flag(item, "unknown_category");
    turn.noted["category_sent"] = std::exchange(item.category, {});
  }
  if (const Category* category = catalogue.find_category(item.category);
      category && !kind.takes_category_of(category->kind))
    add_flag(item, "kind_and_category");
  const Standard* standard = catalogue.find_standard(item.standard);
  if (!item.standard.empty() && (!standard || standard->category != item.category)) {
    add_flag(item, "unknown_standard");
    turn.noted["standard_sent"] = std::exchange(item.standard, {});
  }
  if (item.location && !is_on_earth(*item.location)) {
    add_flag(item, "bad_location");
    item.location.reset();
  }
  if (!check_inputs(item.fields, kind.fields, turn.world.directory).empty())
    add_flag(item, "bad_fields");
  if (!attach_named(turn, report.attachments)) add_flag(item, "missing_attachment");
}

/// Named to whoever triages (domain.md section 3 row 2, 6.3); whether they are the same is decided
/// by a person.
void name_duplicates(Turn& turn) {
  Case& item = turn.item;
  const Category* category = turn.world.catalogue.find_category(item.category);
  if (!item.location || !category || category->is_private) return;
  DuplicateRule rule;
  rule.radius_m = duplicate_radius_m(category->duplicate_radius_m, DuplicateViewer::internal);
  if (!(rule.radius_m > 0)) return;
  const DuplicateProbe probe{item.category, *item.location, turn.now,
                             item.title + " " + item.description};
  const auto candidates = turn.facts.candidates_near(probe, rule);
  if (candidates.empty()) return;
  for (const RankedDuplicate& ranked : rank_duplicates(probe, candidates, rule))
    if (item.duplicates.size() < duplicates_named_max) item.duplicates.push_back(ranked.number);
  if (item.duplicates.empty()) return;
  // Not for the reporter, who may not know of other people's cases.
  turn.noted["duplicates"] = item.duplicates;
  write_entry(turn, "find_duplicates", item.state, item.state);
  TimelineEntry& entry = turn.decision.timeline.back();
  entry.actor = platform_actor();
  entry.visibility = Visibility::staff;
}

/// A case that another one opens belongs where that one does, unless its kind says otherwise, and
/// tells it its number.
void take_cause(Turn& turn, const CreateCase& report) {
  if (!report.cause || turn.actor->system.empty()) return;
  Case& item = turn.item;
  item.cause = report.cause;
  item.links.push_back(report.cause->text());
  Followup opened{*report.cause, item.number, "opened", {}};
  opened.input["kind"] = item.kind;
  if (!report.cause_line.empty()) opened.input["line"] = report.cause_line;
  turn.decision.followups.push_back(std::move(opened));
  turn.noted["cause"] = report.cause->text();
  const auto cause = turn.facts.find_case(*report.cause);
  if (!cause) return;
  item.grid = cause->grid;
  item.community = cause->community;
  item.township = cause->township;
  item.owner = cause->owner;
  item.is_private = item.is_private || cause->is_private;
}

Case new_case(const Message& message, const KindSpec& kind) {
  Case item;
  item.number = {business_day(message.at), message.partition, message.seq};
  item.kind = kind.name;
  item.kind_version = kind.version;
  item.reporter = message.actor;
  item.made_by = message.id;
  item.accepted_at = message.at;
  item.is_private = kind.is_private;
  return item;
}

void enter_initial(Turn& turn, const KindSpec& kind) {
  Case& item = turn.item;
  item.state = kind.initial;
  item.stage_since = turn.now;
  item.stage_run = 1;
  const StateSpec* state = kind.find_state(kind.initial);
  ensure(state != nullptr, "initial state of a checked kind");
  item.stage_due = stage_due_of(turn.world, item, *state, turn.now);
}

}  // namespace

Decision create_case(const Hearing& hearing, const CreateCase& report) {
  const KindSpec* kind = kind_for(hearing.world, report.kind);
  if (!kind)
    return refuse({Errc::internal, "no_kinds", "尚未配置任何事项类型，请联系管理员"}, nullptr);
  Turn turn = begin_turn(hearing, new_case(hearing.message, *kind));
  take_words(turn.item, report);
  flag_what_is_wrong(turn, *kind, report);
  take_cause(turn, report);
  enter_initial(turn, *kind);
  turn.noted["kind"] = kind->name;
  turn.noted["source"] = std::string(name(report.source));
  turn.noted["category"] = turn.item.category;
  if (!report.crs.empty()) turn.noted["crs"] = report.crs;
  if (!turn.item.flag.empty()) turn.noted["flag"] = turn.item.flag;
  write_entry(turn, "create", "", turn.item.state);
  name_duplicates(turn);
  follow_entries(turn, *kind);
  return conclude(std::move(turn), *kind);
}

}  // namespace gongzhi
