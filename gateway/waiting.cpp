// The owner words of states against roles; the rest is the lists' and the lifecycle's.
#include "gateway/waiting.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "governance/lifecycle.hpp"
#include "governance/permission.hpp"

namespace gongzhi::gateway {
namespace {

const User* user_of(const World& world, const Actor& actor) {
  return actor.user.empty() ? nullptr : world.directory.find_user(actor.user);
}

/// Does that word of a state mean somebody of this role? `lead` = whoever works in the responsible
/// body, which waits_for() looks at.
bool may_answer_for(const User& user, std::string_view owner) {
  if (user.role == Role::resident || user.role == Role::member) return false;
  if (owner == "lead") return !user.org.empty();
  if (owner == "secretary")
    return user.role == Role::community_secretary || user.role == Role::branch_secretary;
  if (owner == "triager" || owner == "dispatcher" || owner == "grid_worker")
    return owner == name(user.role);
  return false;
}

bool moves_it(const World& world, const Case& item, const std::vector<std::string>& actions) {
  const KindSpec* kind = kind_of(world, item);
  return kind && std::ranges::any_of(actions, [&](const std::string& action) {
           const ActionSpec* spec = kind->find_action(action, item.state);
           return spec && !spec->to.empty();
         });
}

/// The bodies for which somebody signs: their own, and the community's of a branch or a group.
std::vector<std::string> bodies_of(const World& world, const User& user) {
  std::vector<std::string> bodies{user.org};
  const Org* community = world.directory.community_of(user.org);
  if (community && community->id != user.org && world.directory.works_in(user.org, community->id))
    bodies.push_back(community->id);
  return bodies;
}

}  // namespace

std::vector<records::CaseQuery> waiting_queries(const World& world, const Actor& actor) {
  std::vector<records::CaseQuery> queries;
  const User* user = user_of(world, actor);
  if (!user || !user->active) return queries;
  records::CaseQuery query;
  query.filter.scope = scope_of(world, actor);
  query.filter.which = records::ListedCases::open;
  query.order = records::ListOrder::urgency;
  query.limit = waiting_max;
  const std::vector<std::string> bodies = bodies_of(world, *user);
  std::set<std::pair<std::string, std::string>> asked;  // state and leading body
  const auto ask = [&](const std::string& state, const std::string& lead) {
    if (!asked.emplace(state, lead).second) return;
    query.filter.state = state;
    query.filter.lead = lead;
    queries.push_back(query);
  };
  for (const KindSpec& kind : world.kinds.all())
    for (const StateSpec& state : kind.states) {
      if (state.final || !may_answer_for(*user, state.owner)) continue;
      if (state.owner != "lead")
        ask(state.name, "");
      else
        for (const std::string& body : bodies) ask(state.name, body);
    }
  return queries;
}

bool waits_for(const World& world, const Actor& actor, const Case& item, Instant now) {
  const User* user = user_of(world, actor);
  const KindSpec* kind = kind_of(world, item);
  const StateSpec* state = kind ? kind->find_state(item.state) : nullptr;
  if (!user || !state || !may_answer_for(*user, state->owner)) return false;
  if (!may_see(world, actor, item)) return false;
  if (state->owner == "lead" && !relation_set(world, actor, item).contains(Relation::lead_body))
    return false;
  return moves_it(world, item, allowed_actions(world, actor, item, now));
}

void sort_by_stage_due(std::vector<Case>& items) {
  std::ranges::stable_sort(items, [](const Case& a, const Case& b) {
    return a.stage_due.value_or(Instant::max()) < b.stage_due.value_or(Instant::max());
  });
}

}  // namespace gongzhi::gateway
