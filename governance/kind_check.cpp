// The checks, one function each; all of them run, so that a file can be mended in one go.
#include "governance/kind_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "governance/answerable.hpp"
#include "governance/effects.hpp"
#include "governance/guards.hpp"
#include "governance/lifecycle.hpp"

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array steps{"信息收集"sv, "案卷建立"sv, "任务派遣"sv, "任务处理"sv,
                           "处理反馈"sv, "核查结案"sv, "综合评价"sv};
constexpr std::array extended_statuses{"OPEN"sv,
                                       "FOR_TRIAGE"sv,
                                       "INVESTIGATING"sv,
                                       "ACTION_SCHEDULED"sv,
                                       "IN_PROGRESS"sv,
                                       "REOPEN"sv,
                                       "FIXED"sv,
                                       "DUPLICATE"sv,
                                       "NO_FURTHER_ACTION"sv,
                                       "CANCELLED"sv,
                                       "NOT_COUNCILS_RESPONSIBILITY"sv,
                                       "INTERNAL_REFERRAL"sv};
constexpr int rows_max = 29;

template <class Range>
bool contains(const Range& range, std::string_view text) {
  return std::ranges::find(range, text) != std::ranges::end(range);
}

class Check {
 public:
  explicit Check(const KindSpec& kind) : kind_(kind) {}

  std::vector<KindFinding> run() {
    check_head();
    for (const StateSpec& state : kind_.states) check_state(state);
    for (const ActionSpec& action : kind_.actions) check_action(action);
    check_reachable();
    check_exits();
    check_alternatives();
    check_entry_circles();
    return std::move(findings_);
  }

 private:
  void find(std::string pointer, std::string code, std::string detail) {
    findings_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  static std::string at(const StateSpec& state) { return "/states/" + state.name; }
  static std::string at(const ActionSpec& action) {
    return "/actions/" + action.name + (action.from.empty() ? "" : "@" + action.from.front());
  }

  void check_head() {
    if (kind_.version < 1) find("/version", "version", "versions count from 1");
    if (kind_.who_creates.empty())
      find("/who_creates", "no_role", "nobody may start a case of this kind");
    if (!kind_.find_state(kind_.initial))
      find("/initial", "unknown_state", "`" + kind_.initial + "` is not a state of this kind");
    std::set<std::string_view> names;
    for (const StateSpec& state : kind_.states)
      if (!names.insert(state.name).second) find(at(state), "double", "a state of this name twice");
    check_fields(kind_.fields, "/fields");
  }

  void check_fields(const std::vector<FieldSpec>& fields, const std::string& pointer) {
    std::set<std::string_view> names;
    for (const FieldSpec& field : fields) {
      const std::string here = pointer + "/" + field.name;
      if (!names.insert(field.name).second) find(here, "double", "a field of this name twice");
      if ((field.type == FieldSpec::Type::choice) == field.choices.empty())
        find(here, "choices", "`choices` belong to type choice, and only to it");
    }
  }

  void check_state(const StateSpec& state) {
    if (!contains(steps, state.step))
      find(at(state), "unknown_step", "`" + state.step + "` is not one of the seven steps");
    if (!contains(extended_statuses, state.extended_status))
      find(at(state), "unknown_status", "`" + state.extended_status + "` is not a status");
    if (state.open311 != (state.final ? "closed" : "open"))
      find(at(state), "open311", "final states are `closed`, all others `open`");
    if (state.final) {
      if (!state.clock.empty()) find(at(state), "clock", "a final state has no deadline");
      return;
    }
    if (state.owner.empty())
      find(at(state), "no_owner", "say in `owner` who is answerable in this state");
    else if (!contains(owner_words(), state.owner))
      find(at(state), "unknown_owner", "nobody is called `" + state.owner + "`");
    if (state.clock.empty())
      find(at(state), "no_deadline", "say in `clock` what sets the deadline of this state");
    else if (!is_state_clock(state.clock))
      find(at(state), "unknown_clock", "there is no clock `" + state.clock + "`");
  }

  void check_action(const ActionSpec& action) {
    if (action.from.empty()) find(at(action), "no_from", "say in `from` where it starts");
    for (const std::string& from : action.from)
      if (!kind_.find_state(from))
        find(at(action), "unknown_state", "`" + from + "` is not a state of this kind");
    if (!action.to.empty() && !kind_.find_state(action.to))
      find(at(action), "unknown_state", "`" + action.to + "` is not a state of this kind");
    check_people(action);
    check_row(action);
    check_fields(action.needs, at(action) + "/needs");
    for (const auto* terms : {&action.when, &action.guards})
      for (const Term& term : *terms) check_guard(action, term);
    for (const Term& term : action.effects) check_effect(action, term);
  }

  void check_people(const ActionSpec& action) {
    if (action.who.empty()) return find(at(action), "no_role", "say in `who` who may do it");
    const bool is_system = std::ranges::all_of(action.who, &Permit::is_system);
    if (is_system != (action.trigger != Trigger::person))
      find(at(action), "trigger", "`system` acts on entry or by a clock, and persons do not");
    if (action.trigger != Trigger::person && action.to.empty())
      find(at(action), "no_move", "what happens of itself must move, or it would happen for ever");
    if (action.trigger != Trigger::clock) return;
    for (const std::string& from : action.from) {
      const StateSpec* state = kind_.find_state(from);
      if (state && (state->clock.empty() || state->clock == "handling"))
        find(at(action), "no_clock", "`" + from + "` has no clock that ends the state");
    }
  }

  void check_row(const ActionSpec& action) {
    if (action.row.empty()) {
      if (!action.to.empty() && action.to != action.from.front())
        find(at(action), "no_row", "name the row of the transition table that allows this move");
      return;
    }
    int row = 0;
    const char* end = action.row.data() + action.row.size();
    const auto [last, error] = std::from_chars(action.row.data(), end, row);
    if (error != std::errc{} || last != end || row < 1 || row > rows_max)
      find(at(action), "row", "rows of the transition table are 1 to 29");
  }

  void check_guard(const ActionSpec& action, const Term& term) {
    const GuardWord* guard = find_guard(term.word);
    if (!guard) return find(at(action), "unknown_guard", "no guard is called `" + term.word + "`");
    if (guard->arguments != term.arguments.size())
      find(at(action), "arguments",
           "`" + term.word + "` takes " + std::to_string(guard->arguments) + " arguments");
  }

  void check_effect(const ActionSpec& action, const Term& term) {
    const EffectWord* effect = find_effect(term.word);
    if (!effect)
      return find(at(action), "unknown_effect", "no effect is called `" + term.word + "`");
    if (effect->arguments != term.arguments.size())
      return find(at(action), "arguments",
                  "`" + term.word + "` takes " + std::to_string(effect->arguments) + " arguments");
    if (!effect->needs.empty() && !contains_field(action.needs, effect->needs))
      find(at(action), "missing_input",
           "`" + term.word + "` needs the input `" + std::string(effect->needs) + "`");
    if (term.word == "notify" && !contains(notice_targets(), term.arguments.front()))
      find(at(action), "unknown_target", "nobody is called `" + term.arguments.front() + "`");
    if (term.word == "promise" && !parse_stage(term.arguments.front()))
      find(at(action), "unknown_clock", "there is no stage `" + term.arguments.front() + "`");
  }

  static bool contains_field(const std::vector<FieldSpec>& fields, std::string_view name) {
    return std::ranges::find(fields, name, &FieldSpec::name) != fields.end();
  }

  /// States from which (or to which) `seed` is connected by moves.
  enum class Direction { forward, backward };
  std::set<std::string> connected(std::set<std::string> seed, Direction direction) const {
    for (std::size_t rounds = 0; rounds <= kind_.states.size(); ++rounds) {
      const std::size_t before = seed.size();
      for (const ActionSpec& action : kind_.actions) {
        if (action.to.empty()) continue;
        if (direction == Direction::forward) {
          for (const std::string& from : action.from)
            if (seed.contains(from)) seed.insert(action.to);
        } else if (seed.contains(action.to)) {
          seed.insert(action.from.begin(), action.from.end());
        }
      }
      if (seed.size() == before) break;
    }
    return seed;
  }

  void check_reachable() {
    const auto reached = connected({kind_.initial}, Direction::forward);
    for (const StateSpec& state : kind_.states)
      if (!reached.contains(state.name))
        find(at(state), "unreachable", "no way leads here from `" + kind_.initial + "`");
  }

  void check_exits() {
    std::set<std::string> finals;
    for (const StateSpec& state : kind_.states)
      if (state.final) finals.insert(state.name);
    if (finals.empty()) find("/states", "no_final", "a kind needs a state in which it is over");
    const auto leaving = connected(finals, Direction::backward);
    for (const StateSpec& state : kind_.states)
      if (!leaving.contains(state.name))
        find(at(state), "no_exit", "no way leads from here to a final state");
  }

  /// Same name, same state: all but the last must say `when`, and permit the same people.
  void check_alternatives() {
    for (const StateSpec& state : kind_.states) {
      std::set<std::string_view> seen;
      for (const ActionSpec& action : kind_.actions) {
        if (action.trigger != Trigger::person || !action.starts_in(state.name)) continue;
        if (!seen.insert(action.name).second) continue;
        const auto all = kind_.alternatives(action.name, state.name, Trigger::person);
        check_order(all, "/actions/" + action.name + "@" + state.name);
      }
    }
  }

  void check_order(const std::vector<const ActionSpec*>& all, const std::string& pointer) {
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i]->when.empty())
        find(pointer, "shadowed", "an alternative without `when` hides those behind it");
    if (!all.back()->when.empty())
      find(pointer, "no_default", "the last alternative must not have a `when`");
    const bool same = std::ranges::all_of(all, [&](const ActionSpec* other) {
      return other->who == all.front()->who && other->needs == all.front()->needs;
    });
    if (!same) find(pointer, "alternatives", "alternatives have the same `who` and `needs`");
  }

  /// Moves that follow of themselves must come to rest whatever their `when` says.
  void check_entry_circles() {
    for (const StateSpec& start : kind_.states) {
      std::set<std::string> reached{start.name};
      bool circle = false;
      for (std::size_t rounds = 0; rounds <= kind_.states.size() && !circle; ++rounds)
        for (const ActionSpec& action : kind_.actions) {
          if (action.trigger != Trigger::entry) continue;
          const bool starts = std::ranges::any_of(
              action.from, [&](const std::string& from) { return reached.contains(from); });
          if (!starts) continue;
          circle = circle || action.to == start.name;
          reached.insert(action.to);
        }
      if (circle) find(at(start), "entry_circle", "moves that follow of themselves come back here");
    }
  }

  const KindSpec& kind_;
  std::vector<KindFinding> findings_;
};

}  // namespace

std::vector<KindFinding> check_kind(const KindSpec& kind) {
  return Check(kind).run();
}

}  // namespace gongzhi
