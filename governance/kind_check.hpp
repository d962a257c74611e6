// Proves that a kind can be lived by: every state reachable, owned, promised and left again, no
// action without somebody who may do it, no word that nobody knows. `gongzhi kinds check` prints
// it.
#pragma once

#include <string>
#include <vector>

#include "governance/kind.hpp"

namespace gongzhi {

struct KindFinding {
  std::string pointer;  // `/states/pool`, `/actions/claim@doing`
  std::string code;     // unreachable, no_owner, no_deadline, no_exit, no_role, unknown_guard, …
  std::string detail;   // a sentence with what to do
  std::string place;    // JSON pointer into the kind's file: `/actions/3/from/0`

  bool operator==(const KindFinding&) const = default;
};

/// Everything that is wrong with the kind, in the order of its states and actions; empty = it may
/// be loaded. A name that is not a state is told once, with how often it stands there; what only
/// follows from it (a state that is not reached) is not told.
std::vector<KindFinding> check_kind(const KindSpec& kind);

}  // namespace gongzhi
