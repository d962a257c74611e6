// The one place that says who may do and see what: role x scope x relation. Used by the gateway for
// requests and lists, and again by decide() when the message is applied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "governance/case.hpp"
#include "governance/world.hpp"

namespace gongzhi {

/// All relations in which the actor stands to the case now.
std::vector<Relation> relations_of(const World& world, const Actor& actor, const Case& item);

/// May this actor see the case at all? False is answered like not_found.
bool may_see(const World& world, const Actor& actor, const Case& item);

/// May this actor do the action as far as role and relation go? State, guards and inputs are the
/// lifecycle's.
bool may_act(const World& world, const Actor& actor, std::string_view action, const Case& item);

/// May this actor report a case of that kind (on behalf of somebody: also)?
bool may_create(const World& world, const Actor& actor, std::string_view kind);

/// The actions that the lifecycle and permission both allow now, in the kind's order.
std::vector<std::string> allowed_actions(const World& world, const Actor& actor, const Case& item,
                                         Instant now);

/// What part of the county's cases an actor's lists cover; records/ turns it into a WHERE.
struct Scope {
  enum class Kind {
    nothing,
    county,
    township,
    community,
    body,
    grid,
    own,
    member
  } kind = Kind::nothing;
  std::string org;                 // township, community or body
  std::vector<std::string> grids;  // for grid
  std::string user;                // own reports and what one holds are always included
  bool with_private = false;       // private categories
};
Scope scope_of(const World& world, const Actor& actor);

}  // namespace gongzhi
