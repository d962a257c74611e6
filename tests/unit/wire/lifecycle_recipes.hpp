// A recipe for every action of the three kinds: who does it, with what, and what must be true
// before. Shared by the tests of moves, guards and walks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/support/small_county.hpp"

namespace gongzhi::test {

/// The small county with the project's own kinds.
WorldPtr county_with_kinds();

struct Recipe {
  std::string actor;
  Values input = {};
  void (*arrange)(Case&) = [](Case&) {};
};

/// Keyed by `action`, or by `action>to` or `action@state` where those need different circumstances.
std::map<std::string, Recipe> recipes(Instant now);

/// One way of doing one thing in one state.
struct Move {
  std::string kind;
  std::size_t action = 0;  // index in the kind
  std::string state;

  const KindSpec& spec() const { return *county_with_kinds()->kinds.find(kind); }
  const ActionSpec& act() const { return spec().actions[action]; }
};

/// All moves of that trigger, of all kinds.
std::vector<Move> moves(Trigger trigger);

/// The recipe of that move.
Recipe recipe_of(const Move& move);

/// A name for parameterised tests.
std::string name_of(const Move& move);

/// A desk with one case in the middle of its life, in which the guards of the move hold, and a
/// second case to merge with or link to.
struct Arranged {
  Desk desk{county_with_kinds()};
  CaseNumber number;

  Arranged(const Move& move, void (*arrange)(Case&));
  explicit Arranged(const Move& move);

  const Case& item() const { return desk.at(number); }
  Outcome run(const Move& move, const Recipe& recipe);
};

}  // namespace gongzhi::test
