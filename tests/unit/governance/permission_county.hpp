// The small county with somebody of every role, a kind with one action for every permit, and cases
// in the places that matter: what the tests of permission stand on.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "governance/permission.hpp"
#include "tests/support/small_county.hpp"

namespace gongzhi::test::permission {

using Words = std::vector<std::string>;

inline User user(std::string id, Role role, std::string works_in) {
  User person;
  person.name = id;
  person.id = std::move(id);
  person.role = role;
  person.org = std::move(works_in);
  return person;
}

/// The small county and one user of every role it lacks, a grid branch, and somebody who left.
inline Directory full_directory(const Directory& small) {
  Directory::Tables tables;
  tables.orgs.assign(small.orgs().begin(), small.orgs().end());
  tables.users.assign(small.users().begin(), small.users().end());
  tables.grids.assign(small.grids().begin(), small.grids().end());
  tables.orgs.push_back(
      {"com1-gb", "网格党支部", OrgLevel::grid, OrgKind::grid_branch, "com1", "", ""});
  const auto add = [&](std::string id, Role role, std::string works_in) -> User& {
    return tables.users.emplace_back(user(std::move(id), role, std::move(works_in)));
  };
  add("liaison", Role::unit_liaison, "unit1");
  add("treasurer", Role::treasurer, "com1-gb");
  add("gbsec", Role::branch_secretary, "com1-gb");
  add("unitsec", Role::branch_secretary, "unit1");
  add("owner-cm", Role::committee_member, "com1-oc");
  add("observer", Role::observer, "t1");
  add("sysadmin", Role::system_admin, "c");
  add("secadmin", Role::security_admin, "c");
  add("client", Role::api_client, "");
  add("left", Role::community_secretary, "com1").active = false;
  return Directory::build(std::move(tables)).value();
}

inline ActionSpec action(std::string name, std::vector<Permit> who, std::vector<std::string> from) {
  ActionSpec spec;
  spec.name = std::move(name);
  spec.from = std::move(from);
  spec.who = std::move(who);
  return spec;
}

/// One action for every permit that can be written: `role@relation`, `@relation`, `system`.
inline KindSpec every_permit() {
  KindSpec kind;
  kind.name = "incident";
  StateSpec ruling;
  ruling.name = "ruling";
  ruling.owner = "secretary";
  StateSpec field_check;
  field_check.name = "field_check";
  field_check.owner = "grid_worker";
  kind.states = {ruling, field_check};
  kind.who_creates = {parse_permit("grid_worker").value(), parse_permit("system").value()};
  for (int relation = 0; relation < relation_count; ++relation) {
    Permit permit{std::nullopt, static_cast<Relation>(relation), false};
    kind.actions.push_back(action(format_permit(permit), {permit}, {"doing", "pool"}));
    for (int role = 0; role < role_count; ++role) {
      permit.role = static_cast<Role>(role);
      kind.actions.push_back(
          action(std::string(name(*permit.role)) + "@" + std::string(name(permit.relation)),
                 {permit}, {"doing", "pool"}));
    }
  }
  kind.actions.push_back(action("system", {parse_permit("system").value()}, {"doing"}));
  return kind;
}

inline WorldPtr make_world() {
  const WorldPtr small = test::make_small_county({});
  KindSpec open = every_permit();
  open.name = "open";
  open.who_creates = {parse_permit("@anyone").value()};
  World world = *small;
  world.directory = full_directory(small->directory);
  world.kinds = KindSet({every_permit(), open});
  return std::make_shared<const World>(std::move(world));
}

inline const World& world() {
  static const WorldPtr made = make_world();
  return *made;
}

inline Actor by(std::string id) {
  return {.user = std::move(id)};
}
inline Actor device(std::string hash) {
  return {.device = std::move(hash)};
}

/// Doing, in grid g1 of com1, reported by res1, led by env with help of the property company.
inline Case case_in_com1() {
  Case item;
  item.kind = "incident";
  item.kind_version = 1;
  item.state = "doing";
  item.source = Source::resident;
  item.reporter = by("res1");
  item.grid = test::g1;
  item.community = "com1";
  item.township = "t1";
  item.owner = "com1";
  item.lead = "env";
  item.assists = {"com1-pm"};
  return item;
}

inline Case case_in_vil1() {
  Case item = case_in_com1();
  item.reporter = by("res4");
  item.grid = test::g4;
  item.community = item.owner = "vil1";
  item.township = "t2";
  item.lead = "muni";
  item.assists = {};
  return item;
}

inline Case case_without_area() {
  Case item = case_in_vil1();
  item.grid = item.community = item.township = "";
  item.owner = "c";
  return item;
}

inline Case made_private(Case item) {
  item.is_private = true;
  return item;
}

inline Words relations(const Actor& actor, const Case& item) {
  Words words;
  for (Relation relation : relations_of(world(), actor, item)) words.emplace_back(name(relation));
  return words;
}

}  // namespace gongzhi::test::permission
