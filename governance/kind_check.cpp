// The checks, one function each; all of them run, so that a file can be mended in one go.
#include "governance/kind_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "governance/answerable.hpp"
#include "governance/effects.hpp"
#include "governance/guards.hpp"
#include "governance/kind_check_parts.hpp"
#include "governance/kind_hands.hpp"
#include "governance/lifecycle.hpp"
#include "governance/nearest_word.hpp"

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
std::vector<std::string> words_of(const Range& range) {
  return {std::ranges::begin(range), std::ranges::end(range)};
}

std::string one_of(const std::vector<std::string>& words) {
  std::string list = "; it is one of";
  for (const std::string& word : words) list += (&word == &words.front() ? " " : ", ") + word;
  return list;
}

template <class Range>
std::string nearest_or_list(const std::string& word, const Range& known) {
  const auto words = words_of(known);
  const std::string near = did_you_mean(word, words);
  return near.empty() ? one_of(words) : near;
}

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
    count_unknown_states();
    if (unknown_states_.empty()) {
      check_reachable();
      check_exits();
      check_hands();
    }
    check_alternatives();
    check_entry_circles();
    for (KindFinding& finding : check_kind_parts(kind_)) findings_.push_back(std::move(finding));
    return std::move(findings_);
  }

 private:
  /// Where something stands: for people, and in the file.
  struct Spot {
    std::string pointer;
    std::string place;

    Spot operator/(const std::string& member) const {
      return {pointer + "/" + member, place + "/" + member};
    }
    /// The same words for people, a narrower place in the file.
    Spot in_file(const std::string& member) const { return {pointer, place + "/" + member}; }
  };

  void find(Spot spot, std::string code, std::string detail) {
    findings_.push_back(
        {std::move(spot.pointer), std::move(code), std::move(detail), std::move(spot.place)});
  }

  template <class T>
  static std::string index_in(const std::vector<T>& all, const T& one) {
    return std::to_string(&one - all.data());
  }
  Spot at(const StateSpec& state) const {
    return {"/states/" + state.name, "/states/" + index_in(kind_.states, state)};
  }
  Spot at(const ActionSpec& action) const {
    return {"/actions/" + action.name + (action.from.empty() ? "" : "@" + action.from.front()),
            "/actions/" + index_in(kind_.actions, action)};
  }
  static Spot top(const std::string& member) { return {"/" + member, "/" + member}; }

  /// The first place tells of all of them.
  void find_unknown_state(Spot spot, const std::string& name) {
    auto& seen = unknown_states_[name];
    if (seen.times++ > 0) return;
    seen.finding = findings_.size();
    std::vector<std::string> names;
    for (const StateSpec& state : kind_.states) names.push_back(state.name);
    const std::string near = did_you_mean(name, names);
    find(std::move(spot), "unknown_state",
         "`" + name + "` is not a state of this kind" +
             (near.empty() ? "; name one of its `states`, or add it there" : near));
  }

  void count_unknown_states() {
    for (const auto& [name, seen] : unknown_states_)
      if (seen.times > 1)
        findings_[seen.finding].detail +=
            " (it stands in " + std::to_string(seen.times) + " places; this is the first)";
  }

  void check_head() {
    if (kind_.version < 1) find(top("version"), "version", "versions count from 1");
    if (kind_.who_creates.empty())
      find(top("who_creates"), "no_role",
           "nobody may start a case of this kind; name roles in `who_creates`");
    if (!kind_.find_state(kind_.initial)) find_unknown_state(top("initial"), kind_.initial);
    std::set<std::string_view> names;
    for (const StateSpec& state : kind_.states)
      if (!names.insert(state.name).second)
        find(at(state), "double", "a state of this name twice; rename one");
    check_fields(kind_.fields, top("fields"));
    for (const SheetSpec& sheet : kind_.sheets)
      check_fields(sheet.fields, top("sheets/" + index_in(kind_.sheets, sheet) + "/fields"));
  }

  void check_fields(const std::vector<FieldSpec>& fields, const Spot& spot) {
    std::set<std::string_view> names;
    for (const FieldSpec& field : fields) {
      const Spot here{spot.pointer + "/" + field.name, spot.place + "/" + index_in(fields, field)};
      if (!names.insert(field.name).second)
        find(here, "double", "a field of this name twice; rename one");
      if ((field.type == FieldSpec::Type::choice) == field.choices.empty())
        find(here, "choices", "`choices` belong to type choice, and only to it");
      for (const std::string& other : field.with)
        if (!contains_field(fields, other) || other == field.name)
          find(here, "with", "`" + other + "` is no other field beside it");
    }
  }

  void check_state(const StateSpec& state) {
    if (!contains(steps, state.step))
      find(at(state).in_file("step"), "unknown_step",
           "`" + state.step + "` is not one of the seven steps" + one_of(words_of(steps)));
    if (!contains(extended_statuses, state.extended_status))
      find(at(state).in_file("extended_status"), "unknown_status",
           "`" + state.extended_status + "` is not a status" +
               nearest_or_list(state.extended_status, extended_statuses));
    if (state.open311 != (state.final ? "closed" : "open"))
      find(at(state).in_file("open311"), "open311", "final states are `closed`, all others `open`");
    if (state.final) {
      if (!state.clock.empty())
        find(at(state), "clock", "a final state has no deadline; leave `clock` out");
      return;
    }
    if (state.owner.empty())
      find(at(state), "no_owner", "say in `owner` who is answerable in this state");
    else if (!contains(owner_words(), state.owner))
      find(at(state).in_file("owner"), "unknown_owner",
           "nobody is called `" + state.owner + "`" + nearest_or_list(state.owner, owner_words()));
    if (state.clock.empty())
      find(at(state), "no_deadline", "say in `clock` what sets the deadline of this state");
    else if (!is_state_clock(state.clock) && !is_own_clock(state.clock))
      find(at(state).in_file("clock"), "unknown_clock",
           "there is no clock `" + state.clock + "`; see the states of the shipped kinds");
  }

  bool is_own_clock(std::string_view clock) const {
    const auto field = clock_field(clock);
    const FieldSpec* spec = field ? kind_.find_field(*field) : nullptr;
    return kind_.find_clock(clock) != nullptr ||
           (spec != nullptr &&
            (spec->type == FieldSpec::Type::date || spec->type == FieldSpec::Type::time));
  }

  void check_action(const ActionSpec& action) {
    if (action.from.empty()) find(at(action), "no_from", "say in `from` where it starts");
    for (const std::string& from : action.from)
      if (!kind_.find_state(from))
        find_unknown_state(at(action).in_file("from/" + index_in(action.from, from)), from);
    if (!action.to.empty() && !kind_.find_state(action.to))
      find_unknown_state(at(action).in_file("to"), action.to);
    check_people(action);
    check_row(action);
    check_fields(action.needs, at(action) / "needs");
    for (const Term& term : action.when)
      check_guard(at(action).in_file("when/" + index_in(action.when, term)), term);
    for (const Term& term : action.guards)
      check_guard(at(action).in_file("guards/" + index_in(action.guards, term)), term);
    for (const Term& term : action.effects) check_effect(action, term);
  }

  void check_people(const ActionSpec& action) {
    if (action.who.empty()) return find(at(action), "no_role", "say in `who` who may do it");
    const bool is_system = std::ranges::all_of(action.who, &Permit::is_system);
    if (is_system != (action.trigger != Trigger::person))
      find(at(action), "trigger",
           "`system` acts on entry, by a clock or on a word, and persons do not");
    const bool is_own_doing = action.trigger == Trigger::entry || action.trigger == Trigger::clock;
    if (is_own_doing && action.to.empty())
      find(at(action), "no_move", "what happens of itself must move, or it would happen for ever");
    if (action.trigger != Trigger::clock) return;
    for (const std::string& from : action.from) {
      const StateSpec* state = kind_.find_state(from);
      if (state && (state->clock.empty() || state->clock == "handling"))
        find(at(action), "no_clock", "`" + from + "` has no clock that ends the state");
    }
  }

  void check_row(const ActionSpec& action) {
    if (kind_.rules == KindSpec::Rules::own) return;
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

  void check_guard(const Spot& spot, const Term& term) {
    const GuardWord* guard = find_guard(term.word);
    if (!guard) {
      std::vector<std::string> words;
      for (const GuardWord& known : guard_words()) words.emplace_back(known.word);
      return find(spot, "unknown_guard",
                  "no guard is called `" + term.word + "`" + did_you_mean(term.word, words));
    }
    if (guard->arguments != term.arguments.size())
      find(spot, "arguments",
           "`" + term.word + "` takes " + std::to_string(guard->arguments) + " arguments");
  }

  void check_effect(const ActionSpec& action, const Term& term) {
    const EffectWord* effect = find_effect(term.word);
    const Spot spot = at(action).in_file("effects/" + index_in(action.effects, term));
    if (!effect) {
      std::vector<std::string> words;
      for (const EffectWord& known : effect_words()) words.emplace_back(known.word);
      return find(spot, "unknown_effect",
                  "no effect is called `" + term.word + "`" + did_you_mean(term.word, words));
    }
    if (effect->arguments != term.arguments.size())
      return find(spot, "arguments",
                  "`" + term.word + "` takes " + std::to_string(effect->arguments) + " arguments");
    if (!effect->needs.empty() && !contains_field(action.needs, effect->needs))
      find(spot, "missing_input",
           "`" + term.word + "` needs the input `" + std::string(effect->needs) +
               "`; add it to `needs`");
    if (term.word == "notify" && !contains(notice_targets(), term.arguments.front()))
      find(spot, "unknown_target",
           "nobody is called `" + term.arguments.front() + "`" +
               nearest_or_list(term.arguments.front(), notice_targets()));
    if (term.word == "promise" && !parse_stage(term.arguments.front()))
      find(spot, "unknown_clock", "there is no stage `" + term.arguments.front() + "`");
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
        find(at(state), "unreachable",
             "no way leads here from `" + kind_.initial + "`; add an action with `to`: this state");
  }

  void check_exits() {
    std::set<std::string> finals;
    for (const StateSpec& state : kind_.states)
      if (state.final) finals.insert(state.name);
    if (finals.empty()) find(top("states"), "no_final", "a kind needs a state in which it is over");
    const auto leaving = connected(finals, Direction::backward);
    for (const StateSpec& state : kind_.states)
      if (!leaving.contains(state.name))
        find(at(state), "no_exit",
             "no way leads from here to a final state; add an action that leaves");
  }

  /// Same name, same state: all but the last must say `when`, and permit the same people.
  void check_alternatives() {
    for (const StateSpec& state : kind_.states) {
      std::set<std::string_view> seen;
      for (const ActionSpec& action : kind_.actions) {
        if (action.trigger != Trigger::person || !action.starts_in(state.name)) continue;
        if (!seen.insert(action.name).second) continue;
        const auto all = kind_.alternatives(action.name, state.name, Trigger::person);
        check_order(all, {"/actions/" + action.name + "@" + state.name, at(action).place});
      }
    }
  }

  void check_order(const std::vector<const ActionSpec*>& all, const Spot& spot) {
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i]->when.empty())
        find(spot, "shadowed",
             "an alternative without `when` hides those behind it; give it one, or put it last");
    if (!all.back()->when.empty())
      find(spot, "no_default", "the last alternative must not have a `when`");
    const bool same = std::ranges::all_of(all, [&](const ActionSpec* other) {
      return other->who == all.front()->who && other->needs == all.front()->needs;
    });
    if (!same) find(spot, "alternatives", "alternatives have the same `who` and `needs`");
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

  void check_hands() {
    for (const std::string& name : states_without_holder(kind_))
      find(at(*kind_.find_state(name)), "no_holder",
           "a way leads here on which nobody has the case in hand; name somebody by its effects");
  }

  const KindSpec& kind_;
  std::vector<KindFinding> findings_;
  struct Unknown {
    std::size_t finding = 0;  // where it is told
    std::size_t times = 0;
  };
  std::map<std::string, Unknown> unknown_states_;
};

}  // namespace

std::vector<KindFinding> check_kind(const KindSpec& kind) {
  return Check(kind).run();
}

}  // namespace gongzhi
