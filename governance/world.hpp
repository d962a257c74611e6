// Everything configured that a decision may look at, as one immutable value with a version.
#pragma once

#include <memory>

#include "governance/arrangements.hpp"
#include "governance/calendar.hpp"
#include "governance/catalogue.hpp"
#include "governance/clocks.hpp"
#include "governance/directory.hpp"
#include "governance/kind.hpp"
#include "governance/permission_table.hpp"
#include "governance/routing.hpp"

namespace gongzhi {

/// Numbers a county may change (config/policy.toml); each default is of domain.md.
struct Policy {
  int open_claims_max = 3;
  int lapses_max = 2;   // in 90 days; then claims need approval
  int returns_max = 2;  // the next becomes a ruling
  int extensions_max = 2;
  int reinspection_per_mille = 50;
  int checked_per_mille = 300;        // of the cases whose rule says `sampled`, before closing
  int candidates_max = 10;            // members offered one task at once
  std::string draw_seed = "gongzhi";  // published; anyone can re-run the draws
};

struct World {
  std::int64_t version = 0;
  Directory directory;
  Catalogue catalogue;
  KindSet kinds;
  RoutingTable routing;
  WorkCalendar calendar;
  StageLimits stages;
  Policy policy;
  PermissionTable permissions;  // the shipped one unless another was imported
  Arrangements arrangements;
};

using WorldPtr = std::shared_ptr<const World>;

}  // namespace gongzhi
