// Interpreting a kind. Everything that decides is data; this file only walks it.
#include "governance/lifecycle.hpp"

#include <algorithm>
#include <array>

#include "governance/attaching.hpp"
#include "governance/decide.hpp"
#include "governance/inputs.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array clock_words{
    "ack"sv,      "pool"sv,      "until"sv,          "handling"sv, "triage"sv,
    "dispatch"sv, "sign"sv,      "field_check"sv,    "checking"sv, "ruling"sv,
    "confirm"sv,  "need_info"sv, "reopen_decision"sv};

Refusal refusal_of(const GuardWord& guard) {
  return {guard.code, std::string(guard.reason), std::string(guard.message)};
}

void enter(Turn& turn, const KindSpec& kind, const std::string& state) {
  Case& item = turn.item;
  turn.came_from = item.state;
  item.state = state;
  item.stage_since = turn.now;
  ++item.stage_run;
  item.stage_overdue = false;
  const StateSpec* spec = kind.find_state(state);
  item.stage_due = spec ? stage_due_of(turn.world, item, *spec, turn.now) : std::nullopt;
  item.pool_until = spec && spec->clock == "pool" ? item.stage_due : std::nullopt;
}

void add_line(std::string& note, const std::string& line) {
  if (line.empty()) return;
  if (!note.empty()) note += "\n";
  note += line;
}

/// Codes, numbers and ids of the input are facts; free words are the person's note.
void note_inputs(Turn& turn, const ActionSpec& action, std::string& note) {
  for (const FieldSpec& spec : action.needs) {
    if (!is_given(*turn.input, spec.name)) continue;
    const Value& value = turn.input->find(spec.name)->second;
    if (spec.type != FieldSpec::Type::text) {
      turn.noted.try_emplace(spec.name, value);
      continue;
    }
    add_line(note, std::get<std::string>(value));
  }
  const bool has_own =
      std::ranges::find(action.needs, note_input().name, &FieldSpec::name) != action.needs.end();
  if (!has_own) add_line(note, text_of(*turn.input, note_input().name));
}

void apply_effects(Turn& turn, const ActionSpec& action) {
  for (const Term& term : action.effects) {
    const EffectWord* effect = find_effect(term.word);
    ensure(effect && effect->arguments == term.arguments.size(), "effect of a checked kind");
    effect->apply(turn, term.arguments);
  }
}

/// What the action's effects presume of their own.
const GuardWord* first_missing(const Look& look, const ActionSpec& action) {
  for (const Term& term : action.effects)
    if (const EffectWord* effect = find_effect(term.word); effect && !effect->presumes.empty()) {
      const std::array presumed{Term{std::string(effect->presumes), term.arguments}};
      if (const GuardWord* broken = first_broken(look, presumed)) return broken;
    }
  return nullptr;
}

/// Without the moves that follow.
void perform_one(Turn& turn, const KindSpec& kind, const ActionSpec& action) {
  const std::string from = turn.item.state;
  std::string note;
  note_inputs(turn, action, note);
  attach_files(turn, action);
  turn.restart_stage = false;
  apply_effects(turn, action);
  if (!action.to.empty() || turn.restart_stage)
    enter(turn, kind, action.to.empty() ? from : action.to);
  write_entry(turn, action.name, from, turn.item.state);
  TimelineEntry& entry = turn.decision.timeline.back();
  entry.note = std::move(note);
  if (action.staff_only) entry.visibility = Visibility::staff;
}

}  // namespace

bool is_state_clock(std::string_view word) {
  return std::ranges::find(clock_words, word) != clock_words.end();
}

std::optional<std::string> clock_field(std::string_view word) {
  auto term = parse_term(word);
  if (!term || term->word != "at" || term->arguments.size() != 1) return std::nullopt;
  return std::move(term->arguments.front());
}

const KindSpec* kind_of(const World& world, const Case& item) {
  const KindSpec* exact = world.kinds.find(item.kind, item.kind_version);
  return exact ? exact : world.kinds.find(item.kind);
}

const Actor& platform_actor() {
  static const Actor actor{.user = {}, .device = {}, .system = "rule"};
  return actor;
}

std::optional<Instant> stage_due_of(const World& world, const Case& item, const StateSpec& state,
                                    Instant now) {
  if (state.final || state.clock.empty()) return std::nullopt;
  if (state.clock == "ack") return now + world.stages.ack_max;
  if (state.clock == "handling" && item.handling.is_started()) return item.handling.due;
  if (state.clock == "until") return item.pending.until;
  if (const auto field = clock_field(state.clock)) return moment_of(item.fields, *field);
  const auto due = [&]() -> Result<Instant> {
    if (state.clock == "pool")
      return pool_until(world.stages, limit_of(world, item), now, world.calendar);
    const KindSpec* kind = kind_of(world, item);
    if (const ClockSpec* own = kind ? kind->find_clock(state.clock) : nullptr)
      return world.calendar.due(now, own->limit);
    const auto stage = parse_stage(state.clock);
    return world.calendar.due(now, world.stages.of(stage.value_or(Stage::sign), urgency_of(item)));
  }();
  if (!due) return std::nullopt;
  return *due;
}

Choice choose(const Look& look, const std::vector<const ActionSpec*>& alternatives) {
  Choice choice;
  for (const ActionSpec* action : alternatives) {
    if (const GuardWord* unmet = first_broken(look, action->when)) {
      choice.refusal = refusal_of(*unmet);
      continue;
    }
    const GuardWord* broken = first_broken(look, action->guards);
    if (!broken) broken = first_missing(look, *action);
    if (broken)
      choice.refusal = refusal_of(*broken);
    else
      choice.action = action;
    return choice;
  }
  return choice;
}

std::vector<const ActionSpec*> open_actions(const World& world, const Actor& actor,
                                            const Case& item, Instant now) {
  std::vector<const ActionSpec*> open;
  const KindSpec* kind = kind_of(world, item);
  if (!kind) return open;
  const Look look{.world = world, .item = item, .actor = actor, .now = now};
  for (const ActionSpec& action : kind->actions) {
    if (action.trigger != Trigger::person || !action.starts_in(item.state)) continue;
    const bool listed = std::ranges::any_of(
        open, [&](const ActionSpec* other) { return other->name == action.name; });
    if (!listed && !first_broken(look, action.when) && !first_broken(look, action.guards) &&
        !first_missing(look, action))
      open.push_back(&action);
  }
  return open;
}

void write_entry(Turn& turn, std::string_view action, std::string_view from, std::string_view to) {
  TimelineEntry entry;
  entry.actor = *turn.actor;
  entry.action = action;
  entry.from = from;
  entry.to = to;
  entry.facts = std::move(turn.noted);
  turn.noted.clear();
  turn.decision.timeline.push_back(std::move(entry));
}

void perform(Turn& turn, const KindSpec& kind, const ActionSpec& action) {
  perform_one(turn, kind, action);
  if (!action.to.empty()) follow_entries(turn, kind);
}

void follow_entries(Turn& turn, const KindSpec& kind) {
  static const Values nothing;
  const Actor* actor = turn.actor;
  const Values* input = turn.input;
  turn.actor = &platform_actor();
  turn.input = &nothing;
  for (int moves = 0; moves < entry_moves_max; ++moves) {
    const ActionSpec* next = nullptr;
    for (const ActionSpec* action : kind.alternatives({}, turn.item.state, Trigger::entry)) {
      const Look look = turn.look();
      if (first_broken(look, action->when) || first_broken(look, action->guards)) continue;
      next = action;
      break;
    }
    if (!next) break;
    perform_one(turn, kind, *next);
  }
  turn.actor = actor;
  turn.input = input;
}

void settle(Turn& turn, const KindSpec& kind) {
  Case& item = turn.item;
  const StateSpec* state = kind.find_state(item.state);
  if (state && state->clock == "handling" && item.handling.is_started())
    item.stage_due = item.handling.due;
  ++item.version;
  const auto timer = next_timer(turn.world, item);
  item.next_timer = timer ? std::optional{timer->due} : std::nullopt;
  Outcome& outcome = turn.decision.outcome;
  outcome.status = OutcomeStatus::applied;
  outcome.number = item.number;
  outcome.version = item.version;
}

}  // namespace gongzhi
