// A walk over all ways at once: what holds on every way into a state.
#include "governance/kind_hands.hpp"

#include <set>

#include "governance/effects.hpp"

namespace gongzhi {
namespace {

/// Whether somebody has the case in hand after `action`, if somebody had it before or not.
bool is_held_after(const ActionSpec& action, bool is_held) {
  for (const Term& term : action.effects) {
    const EffectWord* effect = find_effect(term.word);
    if (effect && effect->hand != Hand::keeps) is_held = effect->hand == Hand::fills;
  }
  return is_held;
}

/// The states in which somebody has the case in hand whatever way led there.
std::set<std::string> held_states(const KindSpec& kind) {
  std::set<std::string> held;
  for (const StateSpec& state : kind.states)
    if (state.name != kind.initial) held.insert(state.name);
  for (std::size_t rounds = 0; rounds <= kind.states.size(); ++rounds) {
    const std::size_t before = held.size();
    for (const ActionSpec& action : kind.actions)
      for (const std::string& from : action.from)
        if (!is_held_after(action, held.contains(from)))
          held.erase(action.to.empty() ? from : action.to);
    if (held.size() == before) break;
  }
  return held;
}

}  // namespace

std::vector<std::string> states_without_holder(const KindSpec& kind) {
  const std::set<std::string> held = held_states(kind);
  std::vector<std::string> without;
  for (const StateSpec& state : kind.states)
    if (state.owner == "holder" && !held.contains(state.name)) without.push_back(state.name);
  return without;
}

}  // namespace gongzhi
