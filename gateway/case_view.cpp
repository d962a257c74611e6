// Names beside ids, labels beside states, and nothing that the asker may not see.
#include "gateway/case_view.hpp"

#include "governance/lifecycle.hpp"
#include "governance/permission.hpp"

namespace gongzhi::gateway {
namespace {

const User* user_of(const World& world, const Actor& actor) {
  return actor.user.empty() ? nullptr : world.directory.find_user(actor.user);
}

bool looks_as_far_as(const World& world, const Actor& actor, Reach reach) {
  const User* user = user_of(world, actor);
  return user && user->active && reach_of(user->role).reach >= reach;
}

void name_org(const Directory& directory, const std::string& id, wire::Names& names) {
  if (const Org* org = directory.find_org(id)) names.emplace(id, org->name);
}

void name_user(const Directory& directory, const std::string& id, wire::Names& names) {
  if (const User* user = directory.find_user(id)) names.emplace(id, user->name);
}

wire::Names names_of(const Directory& directory, const Case& item, const wire::Shown& shown) {
  wire::Names names;
  for (const std::string* org : {&item.owner, &item.lead, &item.community, &item.township})
    name_org(directory, *org, names);
  for (const std::string& org : item.assists) name_org(directory, org, names);
  if (const GridInfo* grid = directory.find_grid(item.grid)) names.emplace(item.grid, grid->name);
  if (shown.reporter) name_user(directory, item.reporter.user, names);
  if (shown.people) {
    for (const std::string* user : {&item.holder, &item.verifier})
      name_user(directory, *user, names);
    for (const Claim& claim : item.claims) name_user(directory, claim.user, names);
    for (const std::string& user : item.candidates) name_user(directory, user, names);
  }
  return names;
}

}  // namespace

bool sees_internal(const World& world, const Actor& actor) {
  return looks_as_far_as(world, actor, Reach::grid);
}

wire::Shown shown_to(const Sight& sight, const Case& item) {
  return {may_see_reporter(sight.world, sight.actor, item),
          looks_as_far_as(sight.world, sight.actor, Reach::member),
          sees_internal(sight.world, sight.actor)};
}

std::string case_body(const Sight& sight, const LookedUp& found) {
  const Case& item = found.item;
  wire::CaseView view{.item = item};
  if (found.stage == LookedUp::Stage::applied)
    view.allowed_actions = allowed_actions(sight.world, sight.actor, item, sight.now);
  if (const KindSpec* kind = kind_of(sight.world, item)) {
    if (const StateSpec* state = kind->find_state(item.state)) {
      view.state_label = state->label;
      view.step = state->step;
    }
  }
  view.shown = shown_to(sight, item);
  view.names = names_of(sight.world.directory, item, view.shown);
  view.delayed = found.stage == LookedUp::Stage::delayed;
  return wire::render_case(view);
}

wire::CaseSummary line_of(const Sight& sight, const Case& item, WithActions actions) {
  wire::CaseSummary line = wire::summary_of(item, sight.now);
  if (looks_as_far_as(sight.world, sight.actor, Reach::member)) line.holder = item.holder;
  if (actions == WithActions::yes)
    line.allowed_actions = allowed_actions(sight.world, sight.actor, item, sight.now);
  return line;
}

std::string case_tag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

}  // namespace gongzhi::gateway
