// The small interpreter of kinds: chooses among alternatives, checks guards, applies effects,
// enters states, and lets what follows of itself follow. Knows no kind and no word by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/effects.hpp"
#include "governance/kind.hpp"

namespace gongzhi {

/// Moves that may follow of themselves within one message; a kind that wants more is wrong.
inline constexpr int entry_moves_max = 8;

/// The words that a state's `clock` may be: `ack`, the stages of clocks.hpp that end by themselves,
/// `pool`, `until` (of an approved suspension) and `handling`.
bool is_state_clock(std::string_view word);

/// The field whose date or time is the state's due, for the clock `at(field)`.
std::optional<std::string> clock_field(std::string_view word);

/// The kind by which a running case is read: the version it began with, else the newest.
const KindSpec* kind_of(const World& world, const Case& item);

/// The actions of persons that the case's state allows now and no guard on the record forbids to
/// this actor, in the kind's order, each name once (the alternative that would be taken). Role and
/// relation are permission.hpp's.
std::vector<const ActionSpec*> open_actions(const World& world, const Actor& actor,
                                            const Case& item, Instant now);

/// A refusal with words for the person.
struct Refusal {
  Errc code = Errc::conflict;
  std::string reason;
  std::string message;
};

/// The first of the alternatives whose `when` holds and whose guards hold; else why not.
struct Choice {
  const ActionSpec* action = nullptr;
  Refusal refusal = {};  // meaningful without action
};
Choice choose(const Look& look, const std::vector<const ActionSpec*>& alternatives);

/// Does the action: effects, move, timeline entry, then the moves that follow of themselves.
void perform(Turn& turn, const KindSpec& kind, const ActionSpec& action);

/// The moves that follow of themselves from the present state (Trigger::entry), at most
/// entry_moves_max; each is taken as the platform.
void follow_entries(Turn& turn, const KindSpec& kind);

/// What the platform is called in the timeline when rules act.
const Actor& platform_actor();

/// Writes a timeline entry of the present actor with what has been noted, and forgets the notes.
void write_entry(Turn& turn, std::string_view action, std::string_view from, std::string_view to);

/// Settles what each applied message leaves: version, due of the state, next timer, outcome.
void settle(Turn& turn, const KindSpec& kind);

/// The promise of that state for the case, entered at `now`; none for final states and when the
/// calendar cannot say.
std::optional<Instant> stage_due_of(const World& world, const Case& item, const StateSpec& state,
                                    Instant now);

}  // namespace gongzhi
