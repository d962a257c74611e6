// A message as the request that is sent for it: place, category, key. The same seed gives the same
// requests, byte for byte, so that an interrupted replay can be run again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/replay_messages.hpp"
#include "governance/world.hpp"

namespace gongzhi::cli {

/// What of a county a replay needs: what its words mean and where its grids lie.
struct ReplayCounty {
  WorldPtr world;
  std::vector<GridArea> areas;
};

struct ReplayItem {
  std::string place;  // file:line
  std::string key;    // Idempotency-Key, from file name, line and seed
  std::string body;
  std::string title;
  std::string text;
  bool unsure = false;  // the words suggest no category: it waits in triage
};

/// One `request` case per message: observed when it was written, at a place in a grid drawn by the
/// seed, in the category its words suggest.
std::vector<ReplayItem> make_items(std::vector<ReplayMessage> messages, const ReplayCounty& county,
                                   std::uint64_t seed);

}  // namespace gongzhi::cli
