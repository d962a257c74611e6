// What every thread of the gateway knows about the platform at this moment. Immutable values that
// are replaced as a whole.
#pragma once

#include <functional>
#include <string>

#include "governance/world.hpp"
#include "records/configuration.hpp"

namespace gongzhi::gateway {

/// The World that some rows make; nullptr when nothing was ever imported.
using WorldFromRows = std::function<Result<WorldPtr>(records::ConfigurationRows)>;

struct Present {
  WorldPtr world;          // nullptr = not loaded yet
  std::string generation;  // of the store; empty = not known yet

  bool is_complete() const { return world != nullptr && !generation.empty(); }
};

}  // namespace gongzhi::gateway
