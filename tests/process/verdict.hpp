// The checker: holds what the clients were told (history.hpp) against what the record and the queue
// have (reliability.md section 3, oracles O1 to O6).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "tests/process/history.hpp"

namespace gongzhi::test {

struct Verdict {
  // What happened.
  int operations = 0;
  int attempts = 0;
  int acknowledged = 0;
  int refused = 0;  // answered 4xx: a version that moved on
  int cases = 0;
  std::int64_t dead_letters = 0;
  int buried = 0;  // acknowledged reports that lie in the dead letters instead of the tables

  // What must be 0.
  int lost = 0;            // O1: acknowledged, but no row
  int wrong_numbers = 0;   // O1: the number that was answered opens no case or another one
  int duplicates = 0;      // O2: more than one effect
  int ghosts = 0;          // O3: stored, never sent; or refused, and stored all the same
  int gaps = 0;            // O4: versions of a case that are not 1 to n
  int unresolved = 0;      // O5: tried to the end without an answer
  int unequal = 0;         // O5: two answers to the same operation that differ
  int unaccounted = 0;     // O6: on the queue, and neither applied nor in the dead letters
  int not_drained = 0;     // O6: accepted, and not yet passed by the position
  std::string difference;  // O4: what `gongzhi verify` would say; empty = it verifies
  std::vector<std::string> examples;  // of whatever is not 0, a few

  bool is_clean() const;
};

std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

struct Evidence {
  std::filesystem::path store;  // the SQLite file
  std::string redis_socket;
};

/// Waits until everything accepted has been applied or buried; false after `limit`.
bool wait_drained(const Evidence& evidence, std::chrono::milliseconds limit);

/// Looks at everything. Call it when the clients have stopped and the queue is drained.
Verdict judge(const History& history, const Evidence& evidence);

}  // namespace gongzhi::test
