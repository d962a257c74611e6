// The named vocabulary of effects: what a transition may do to a case and to the world around it.
// Each word is one function that changes the case in hand and adds what it causes to the decision.
// Effects never refuse; what may not be is a guard's business.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/decision.hpp"
#include "governance/guards.hpp"

namespace gongzhi {

/// One message at work on one case.
struct Turn {
  const World& world;
  const Facts& facts;
  const Actor* actor = nullptr;   // never null: who acts, or the platform for what follows of it
  const Values* input = nullptr;  // never null
  Instant now{};
  Case item;                   // as it is so far
  std::string came_from = {};  // the state left last within this message
  Values noted = {};           // facts for the timeline entry being written
  Decision decision = {};      // what it causes so far
  bool restart_stage = false;  // an act without a move that begins the state's clock anew

  Look look() const {
    return {.world = world,
            .item = item,
            .actor = *actor,
            .now = now,
            .input = input,
            .facts = &facts,
            .came_from = came_from};
  }
};

using EffectFunction = void (*)(Turn&, std::span<const std::string> arguments);

/// What a word does to the person who has the case in hand; kind_check proves by it that no state
/// of a holder is entered without one. `release_claim` keeps: it empties the hand only with the
/// last claim, which goes back to the pool.
enum class Hand { keeps, fills, empties };

struct EffectWord {
  std::string_view word;
  std::size_t arguments = 0;
  EffectFunction apply = nullptr;
  std::string_view needs = {};  // the input it cannot do without; kind_check asks for it
  Hand hand = Hand::keeps;
  /// A guard with the same arguments without which it could not be done; asked with the action's
  /// own.
  std::string_view presumes = {};
};

std::span<const EffectWord> effect_words();
/// nullptr for a word that does not exist.
const EffectWord* find_effect(std::string_view word);

/// Ordinary or urgent, for stage limits: flagged urgent, or filed with a 紧急 limit.
Urgency urgency_of(const Case& item);

/// The limit that counts: of the chosen standard, else the strictest of the category (domain.md
/// section 5), else 5 work days.
Limit limit_of(const World& world, const Case& item);

/// Asks the routing table with what the case knows now.
Routing route_of(const World& world, const Case& item, Instant now);

}  // namespace gongzhi
