// From a scope and filters to branches: Scope is the WHERE that governance/permission.hpp
// describes.
#include "records/case_list.hpp"

namespace gongzhi::records {
namespace {

ListBranch branch(Driver driver, const std::string& key, Privacy privacy) {
  ListBranch made;
  made.driver = driver;
  made.key = key;
  made.privacy = privacy;
  return made;
}

Driver lead_driver(const CaseFilter& filter) {
  return filter.reinspect ? Driver::drawn_by_lead : Driver::lead;
}

// The index that leaves the fewest rows to look at.
void choose_driver(ListBranch& place, const CaseFilter& filter) {
  const auto use = [&](Driver driver, const std::string& key) {
    place.driver = driver;
    place.key = key;
  };
  const std::string& community = place.community.empty() ? filter.community : place.community;
  const std::string& township = place.township.empty() ? filter.township : place.township;
  const std::string& grid = place.grid.empty() ? filter.grid : place.grid;
  if (!filter.reporter.empty()) return use(Driver::reporter, filter.reporter);
  if (!filter.holder.empty()) return use(Driver::holder, filter.holder);
  if (!grid.empty()) return use(Driver::grid, grid);
  const bool drawn = filter.reinspect;
  if (!filter.lead.empty()) return use(lead_driver(filter), filter.lead);
  if (!community.empty())
    return use(drawn ? Driver::drawn_in_community : Driver::community, community);
  if (!township.empty()) return use(drawn ? Driver::drawn_in_township : Driver::township, township);
  if (drawn) return use(Driver::drawn, {});
  if (!filter.category.empty()) return use(Driver::category, filter.category);
  // Only open cases are indexed by state; the final states hold nearly all of the others anyway.
  if (!filter.state.empty() && filter.which == ListedCases::open) {
    return use(Driver::state, filter.state);
  }
  use(Driver::time, {});
}

// Private cases of the place while it is this person's turn; there are few in those states.
void add_turns(std::vector<ListBranch>& branches, ListBranch place, const Scope& scope) {
  place.privacy = Privacy::shown;
  place.only = ListBranch::Only::open;
  for (const std::string& state : scope.private_states) {
    place.driver = Driver::state;
    place.key = place.state = state;
    branches.push_back(place);
  }
  if (!scope.private_appeals) return;
  place.driver = Driver::appealed;
  place.only = ListBranch::Only::any;
  place.key.clear();
  place.state.clear();
  branches.push_back(std::move(place));
}

void add_place(std::vector<ListBranch>& branches, ListBranch place, const CaseFilter& filter) {
  const Scope& scope = filter.scope;
  place.privacy = scope.with_private ? Privacy::shown : Privacy::hidden;
  choose_driver(place, filter);
  branches.push_back(place);
  add_turns(branches, std::move(place), scope);
}

// Owner of record is the community's own Party committee, so the community's index finds it.
void add_body(std::vector<ListBranch>& branches, const CaseFilter& filter) {
  const Scope& scope = filter.scope;
  const bool drawn = filter.reinspect;
  const Privacy privacy = scope.with_private ? Privacy::shown : Privacy::hidden;
  branches.push_back(branch(lead_driver(filter), scope.org, privacy));
  branches.push_back(branch(Driver::body, scope.org, privacy));
  branches.push_back(
      branch(drawn ? Driver::drawn_in_community : Driver::community, scope.org, privacy));
  branches.back().owner = scope.org;
}

void add_places(std::vector<ListBranch>& branches, const CaseFilter& filter) {
  const Scope& scope = filter.scope;
  ListBranch place;
  switch (scope.kind) {
    case Scope::Kind::nothing:
    case Scope::Kind::own: return;
    case Scope::Kind::county: return add_place(branches, place, filter);
    case Scope::Kind::township: place.township = scope.org; break;
    case Scope::Kind::community: place.community = scope.org; break;
    case Scope::Kind::member:
      place.community = scope.org;
      place.only = ListBranch::Only::claimable;
      break;
    case Scope::Kind::body: return add_body(branches, filter);
    case Scope::Kind::grid:
      for (const std::string& grid : scope.grids) {
        place.grid = grid;
        add_place(branches, place, filter);
      }
      return;
  }
  add_place(branches, place, filter);
}

}  // namespace

std::vector<ListBranch> branches_of(const CaseFilter& filter) {
  const Scope& scope = filter.scope;
  std::vector<ListBranch> branches;
  if (scope.kind == Scope::Kind::nothing) return branches;
  add_places(branches, filter);
  const bool sees_all = scope.kind == Scope::Kind::county && scope.with_private;
  if (sees_all) return branches;
  if (!scope.body.empty()) {
    const Privacy privacy = scope.with_private ? Privacy::shown : Privacy::hidden;
    branches.push_back(branch(lead_driver(filter), scope.body, privacy));
    branches.push_back(branch(Driver::body, scope.body, privacy));
  }
  if (!scope.lead_body.empty()) {
    branches.push_back(branch(lead_driver(filter), scope.lead_body, Privacy::shown));
    branches.push_back(branch(Driver::called, scope.lead_body, Privacy::shown));
  }
  if (!scope.device.empty()) {
    branches.push_back(branch(Driver::reporter, scope.device, Privacy::shown));
  }
  if (!scope.user.empty()) {
    for (const Driver driver : {Driver::reporter, Driver::holder, Driver::verifier,
                                Driver::claimant, Driver::candidate}) {
      branches.push_back(branch(driver, scope.user, Privacy::shown));
    }
    branches.push_back(branch(Driver::follower, scope.user, Privacy::hidden));
  }
  return branches;
}

}  // namespace gongzhi::records
