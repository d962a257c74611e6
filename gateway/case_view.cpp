// Names beside ids, labels beside states, and nothing that the asker may not see.
#include "gateway/case_view.hpp"

#include <algorithm>

#include "gateway/emergency_first.hpp"
#include "gateway/personal_sealing.hpp"
#include "governance/lifecycle.hpp"
#include "governance/masking.hpp"
#include "governance/permission.hpp"

namespace gongzhi::gateway {
namespace {

constexpr std::size_t suggested_max = 3;

const User* user_of(const World& world, const Actor& actor) {
  return actor.user.empty() ? nullptr : world.directory.find_user(actor.user);
}

bool looks_as_far_as(const World& world, const Actor& actor, Reach reach) {
  const User* user = user_of(world, actor);
  return user && user->active && world.permissions.of(user->role, case_see).relation >= reach;
}

std::string plain_title(const World& world, const Case& item) {
  if (const Category* category = world.catalogue.find_category(item.category))
    return category->name;
  const KindSpec* kind = kind_of(world, item);
  return kind ? kind->label : item.kind;
}

void name_org(const Directory& directory, const std::string& id, wire::Names& names) {
  if (const Org* org = directory.find_org(id)) names.emplace(id, org->name);
}

void name_user(const Directory& directory, const std::string& id, wire::Names& names) {
  if (const User* user = directory.find_user(id)) names.emplace(id, user->name);
}

// Colleagues by their names, residents and members masked (security.md P03).
void name_reporter(const Directory& directory, const std::string& id, wire::Names& names) {
  if (const User* user = directory.find_user(id)) names.emplace(id, shown_name(*user));
}

// Bodies always, people where people are shown.
void name_values(const Directory& directory, const Values& values, const wire::Shown& shown,
                 wire::Names& names) {
  const auto add = [&](const std::string& id) {
    name_org(directory, id, names);
    const User* user = shown.people ? directory.find_user(id) : nullptr;
    if (user) names.emplace(id, shown_name(*user));
  };
  for (const auto& [name, value] : values) {
    if (const auto* text = std::get_if<std::string>(&value)) add(*text);
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
      for (const std::string& text : *list) add(text);
  }
}

wire::Names names_of(const Directory& directory, const Case& item, const wire::Shown& shown) {
  wire::Names names;
  for (const std::string* org : {&item.owner, &item.lead, &item.community, &item.township})
    name_org(directory, *org, names);
  for (const std::string& org : item.assists) name_org(directory, org, names);
  if (const GridInfo* grid = directory.find_grid(item.grid)) names.emplace(item.grid, grid->name);
  if (shown.reporter) name_reporter(directory, item.reporter.user, names);
  if (shown.people) {
    for (const std::string* user : {&item.holder, &item.verifier})
      name_user(directory, *user, names);
    for (const Claim& claim : item.claims) name_user(directory, claim.user, names);
  }
  if (shown.people && shown.candidates)
    for (const std::string& user : item.candidates) name_user(directory, user, names);
  name_values(directory, item.fields, shown, names);
  for (const auto& [sheet, lines] : item.sheets)
    for (const Values& line : lines) name_values(directory, line, shown, names);
  return names;
}

// What the words suggest, for whoever may name the category now: as a rule the triager.
std::vector<wire::SuggestionView> suggestion_of(const Sight& sight, const Case& item,
                                                const std::vector<std::string>& allowed) {
  const KindSpec* kind = kind_of(sight.world, item);
  if (!kind || !item.category.empty() || !sees_internal(sight.world, sight.actor)) return {};
  const bool may_name_it = std::ranges::any_of(allowed, [&](const std::string& action) {
    const ActionSpec* spec = kind->find_action(action, item.state);
    return spec &&
           std::ranges::find(spec->needs, "category", &FieldSpec::name) != spec->needs.end();
  });
  if (!may_name_it) return {};
  std::vector<wire::SuggestionView> shown;
  for (const auto& guess : sight.world.catalogue.guesses(item.title, item.description)) {
    if (shown.size() == suggested_max) break;
    if (kind->takes_category_of(guess.category->kind))
      shown.push_back({guess.category->code, guess.category->name, guess.score, guess.matched});
  }
  return shown;
}

// What is left for a follower.
Case leaned(const World& world, const Case& item) {
  Case lean = item;
  lean.title = plain_title(world, item);
  lean.description.clear();
  lean.address.clear();
  lean.personal = {};
  lean.location.reset();
  lean.fields.clear();
  lean.sheets.clear();
  lean.attachments.clear();
  lean.observed_at.reset();
  lean.pending = {};
  lean.result_text.clear();
  lean.satisfaction.clear();
  return lean;
}

}  // namespace

std::string shown_name(const User& user) {
  const bool is_resident = user.role == Role::resident || user.role == Role::member;
  return is_resident ? mask_name(user.name) : user.name;
}

bool sees_internal(const World& world, const Actor& actor) {
  return looks_as_far_as(world, actor, Reach::own_grid);
}

wire::Shown shown_to(const Sight& sight, const Case& item) {
  if (sees_as_follower_only(sight.world, sight.actor, item)) return {};
  wire::Shown shown;
  shown.reporter = may_see_reporter(sight.world, sight.actor, item);
  shown.contact = may_see_contact(sight.world, sight.actor, item);
  shown.people = looks_as_far_as(sight.world, sight.actor, Reach::own_community);
  // Members are not ranked before one another (domain.md section 10).
  shown.candidates = looks_as_far_as(sight.world, sight.actor, Reach::own_grid);
  shown.internal = sees_internal(sight.world, sight.actor);
  return shown;
}

std::string case_body(const Sight& sight, const LookedUp& found, const vault::Keyring& keyring) {
  std::optional<Case> lean;
  if (sees_as_follower_only(sight.world, sight.actor, found.item))
    lean = leaned(sight.world, found.item);
  const Case& item = lean ? *lean : found.item;
  wire::CaseView view{.item = item};
  view.personal = masked_view(keyring, item);
  if (found.stage == LookedUp::Stage::applied) {
    view.allowed_actions = allowed_actions(sight.world, sight.actor, item, sight.now);
    view.suggestion = suggestion_of(sight, item, *view.allowed_actions);
  }
  if (const KindSpec* kind = kind_of(sight.world, item)) {
    if (const StateSpec* state = kind->find_state(item.state)) {
      view.state_label = state->label;
      view.step = state->step;
    }
  }
  view.shown = shown_to(sight, item);
  view.names = names_of(sight.world.directory, item, view.shown);
  view.delayed = found.stage == LookedUp::Stage::delayed;
  view.emergency = emergency_of(sight.world, item);
  return wire::render_case(view);
}

std::string title_for(const Sight& sight, const Case& item) {
  return sees_as_follower_only(sight.world, sight.actor, item) ? plain_title(sight.world, item)
                                                               : item.title;
}

wire::CaseSummary line_of(const Sight& sight, const Case& item, WithActions actions) {
  wire::CaseSummary line = wire::summary_of(item, sight.now);
  line.title = title_for(sight, item);
  if (shown_to(sight, item).people) line.holder = item.holder;
  if (actions == WithActions::yes)
    line.allowed_actions = allowed_actions(sight.world, sight.actor, item, sight.now);
  return line;
}

std::string case_tag(std::int64_t version) {
  return '"' + std::to_string(version) + '"';
}

}  // namespace gongzhi::gateway
