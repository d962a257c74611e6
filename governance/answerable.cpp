// Resolving the words for people to users and bodies of the directory.
#include "governance/answerable.hpp"

#include <algorithm>
#include <array>

namespace gongzhi {
namespace {

using namespace std::string_view_literals;

constexpr std::array owners{"platform"sv,   "triager"sv,  "grid_worker"sv, "reporter"sv,
                            "dispatcher"sv, "lead"sv,     "community"sv,   "holder"sv,
                            "secretary"sv,  "verifier"sv, "owner"sv,       "assists"sv,
                            "township"sv,   "county"sv,   "claimants"sv};

constexpr std::array targets{"reporter"sv, "holder"sv,     "lead"sv,      "assists"sv,
                             "owner"sv,    "secretary"sv,  "township"sv,  "county"sv,
                             "verifier"sv, "candidates"sv, "claimants"sv, "whistled"sv};

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && !contains(list, text)) list.push_back(text);
}

std::vector<const User*> with_any_role(const World& world, std::span<const Role> roles,
                                       std::string_view org) {
  std::vector<const User*> found;
  for (Role role : roles)
    for (const User* user : world.directory.users_with(role, org))
      if (user->active) found.push_back(user);
  return found;
}

/// One circle from which a verifier may be drawn.
struct Circle {
  Role role;
  std::string_view org;
};

std::vector<std::string> drawable(const World& world, const Case& item, const Circle& circle,
                                  Instant at) {
  std::vector<std::string> ids;
  for (const User* user : world.directory.users_with(circle.role, circle.org))
    if (user->active && !is_own_work(world, item, *user) &&
        !contains(item.verifiers_tried, user->id) &&
        world.arrangements.absence_of(user->id, at) == nullptr)
      ids.push_back(user->id);
  return ids;
}

Notice to_user(const std::string& user, std::string_view template_id) {
  Notice notice;
  notice.to_user = user;
  notice.template_id = template_id;
  return notice;
}

Notice to_org(const std::string& org, std::string_view template_id) {
  Notice notice;
  notice.to_org = org;
  notice.template_id = template_id;
  return notice;
}

std::vector<Notice> to_users(std::span<const std::string> users, std::string_view template_id) {
  std::vector<Notice> notices;
  for (const std::string& user : users) notices.push_back(to_user(user, template_id));
  return notices;
}

std::vector<Notice> to_orgs(std::span<const std::string> orgs, std::string_view template_id) {
  std::vector<Notice> notices;
  for (const std::string& org : orgs) notices.push_back(to_org(org, template_id));
  return notices;
}

std::vector<Notice> to_secretaries(const World& world, const Case& item,
                                   std::string_view template_id) {
  std::vector<Notice> notices;
  for (const User* user : secretaries_of(world, item.owner))
    notices.push_back(to_user(user->id, template_id));
  if (notices.empty()) notices.push_back(to_org(item.owner, template_id));
  return notices;
}

}  // namespace

std::span<const std::string_view> owner_words() {
  return owners;
}

std::span<const std::string_view> notice_targets() {
  return targets;
}

std::vector<Notice> notices_to(const World& world, const Case& item, std::string_view target,
                               std::string_view template_id) {
  if (target == "reporter") {
    Notice notice;
    notice.to_reporter = true;
    notice.template_id = template_id;
    return {notice};
  }
  if (target == "holder" && !item.holder.empty()) return {to_user(item.holder, template_id)};
  if (target == "verifier" && !item.verifier.empty()) return {to_user(item.verifier, template_id)};
  if (target == "holder" || target == "lead") {
    if (!item.lead.empty()) return {to_org(item.lead, template_id)};
    return {to_org(item.owner, template_id)};
  }
  if (target == "owner") return {to_org(item.owner, template_id)};
  if (target == "assists") return to_orgs(item.assists, template_id);
  if (target == "whistled") return to_orgs(item.whistle_orgs, template_id);
  if (target == "secretary") return to_secretaries(world, item, template_id);
  if (target == "candidates") return to_users(item.candidates, template_id);
  if (target == "claimants") {
    std::vector<std::string> users;
    for (const Claim& claim : item.claims) add_once(users, claim.user);
    return to_users(users, template_id);
  }
  const std::string& county = world.directory.county().id;
  if (target == "township")
    return {to_org(item.township.empty() ? county : item.township, template_id)};
  if (target == "county") return {to_org(county, template_id)};
  return {};
}

std::vector<const User*> secretaries_of(const World& world, std::string_view org) {
  constexpr std::array roles{Role::community_secretary, Role::branch_secretary};
  const Org* body = world.directory.find_org(org);
  for (int level = 0; body && level < 8; ++level) {
    std::vector<const User*> found = with_any_role(world, roles, body->id);
    std::erase_if(found, [&](const User* user) { return user->org != body->id; });
    if (!found.empty()) return found;
    body = body->parent.empty() ? nullptr : world.directory.find_org(body->parent);
  }
  return {};
}

std::vector<std::string> handler_people(const Case& item) {
  std::vector<std::string> people;
  add_once(people, item.holder);
  for (const Claim& claim : item.claims) add_once(people, claim.user);
  if (item.self_handled) add_once(people, item.reporter.user);
  return people;
}

std::vector<std::string> handler_bodies(const World& world, const Case& item) {
  std::vector<std::string> bodies;
  if (!item.self_handled || item.rework > 0) add_once(bodies, item.lead);
  for (const std::string& assist : item.assists) add_once(bodies, assist);
  for (const std::string& person : handler_people(item))
    if (const User* user = world.directory.find_user(person)) add_once(bodies, user->org);
  return bodies;
}

bool is_own_work(const World& world, const Case& item, const User& user) {
  return user.id == item.reporter.user || contains(handler_people(item), user.id) ||
         contains(handler_bodies(world, item), user.org);
}

std::vector<std::string> verifier_pool(const World& world, const Case& item, Instant at) {
  const std::string& county = world.directory.county().id;
  const std::string& township = item.township.empty() ? county : item.township;
  const std::string& community = item.community.empty() ? township : item.community;
  const std::array circles{Circle{Role::verifier, township},     Circle{Role::verifier, county},
                           Circle{Role::grid_worker, community}, Circle{Role::grid_worker, county},
                           Circle{Role::inspector, county},      Circle{Role::supervisor, county}};
  for (const Circle& circle : circles) {
    std::vector<std::string> ids = drawable(world, item, circle, at);
    if (!ids.empty()) return ids;
  }
  return {};
}

std::vector<Notice> to_those_present(const World& world, const Case& item,
                                     std::vector<Notice> notices, Instant at) {
  std::vector<Notice> reaching;
  for (Notice& notice : notices) {
    if (!notice.to_user.empty())
      if (std::string present = world.arrangements.stand_in(world.directory, notice.to_user, at);
          !present.empty())
        notice.to_user = std::move(present);
    if (!notice.to_org.empty() && (item.urgent || item.safety))
      for (const DutyShift* shift : world.arrangements.on_duty(notice.to_org, at))
        reaching.push_back(to_user(shift->person, notice.template_id));
    reaching.push_back(std::move(notice));
  }
  return reaching;
}

bool works_in(const World& world, const User& user, std::string_view org) {
  return !user.org.empty() && world.directory.in_subtree(user.org, org);
}

}  // namespace gongzhi
