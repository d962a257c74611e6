// The table of permissions as data: what it refuses to say, and that everything follows it.
#include "governance/permission_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

using Rows = std::vector<PermissionRow>;

std::string first_problem(const Rows& rows) {
  const auto table = PermissionTable::build(rows);
  if (table) return "";
  const Error error = table.error();
  return error.fields.front().pointer + " " + error.fields.front().code;
}

World world_with(const Rows& rows) {
  World changed = world();
  changed.permissions = PermissionTable::build(rows).value();
  return changed;
}

Rows without(Role role, std::string_view action) {
  Rows rows = default_permissions();
  std::erase_if(rows, [&](const auto& row) { return row.role == role && row.action == action; });
  return rows;
}

TEST(PermissionTable, HoldsTheShippedRowsWithoutBeingTold) {
  EXPECT_FALSE(default_permissions().empty());
  for (const PermissionRow& row : default_permissions()) {
    const auto action = find_action(row.action);
    ASSERT_TRUE(action) << row.action;
    EXPECT_EQ(PermissionTable().of(row.role, *action).relation, row.relation) << row.action;
  }
}

TEST(PermissionTable, RefusesWhatSaysNothing) {
  using enum Reach;
  EXPECT_EQ(first_problem({{"case.sea", Role::triager, subtree}}), "/permissions/0/action unknown");
  EXPECT_EQ(first_problem({{"case.create", Role::triager, subtree}}),
            "/permissions/0/relation choice");
  EXPECT_EQ(first_problem({{"user.read", Role::triager, own_grid}}),
            "/permissions/0/relation choice");
  EXPECT_EQ(first_problem({{"user.read", Role::county_admin, anyone, PrivateReach::all}}),
            "/permissions/0/private choice");
  EXPECT_EQ(first_problem({{"case.see", Role::triager, subtree}, {"case.see", Role::triager, own}}),
            "/permissions/1/role doubled");
}

TEST(S31, ATableThatJoinsTheThreeAdministrationsIsRefused) {
  using enum Reach;
  const std::string refused = "/permissions/0/role kept_apart";
  EXPECT_EQ(first_problem({{"case.see", Role::system_admin, anyone}}), refused);
  EXPECT_EQ(first_problem({{"case.act", Role::auditor, anyone}}), refused);
  EXPECT_EQ(first_problem({{"audit.read", Role::system_admin, anyone}}), refused);
  EXPECT_EQ(first_problem({{"audit.export", Role::county_admin, anyone}}), refused);
  EXPECT_EQ(first_problem({{"user.roles", Role::security_admin, anyone}}), refused);
  EXPECT_EQ(first_problem({{"config.*", Role::system_admin, anyone}}), refused);
  EXPECT_EQ(first_problem({{"backup.*", Role::auditor, anyone}}), refused);
}

TEST(PermissionTable, IsWhatSightFollows) {
  const Case item = case_in_com1();
  ASSERT_TRUE(may_see(world(), by("gw1"), item));

  const World changed = world_with(without(Role::grid_worker, "case.see"));

  EXPECT_FALSE(may_see(changed, by("gw1"), item));
  EXPECT_FALSE(may_act(changed, by("gw1"), "grid_worker@own_grid", item));
  EXPECT_EQ(scope_of(changed, by("gw1")).kind, Scope::Kind::nothing);
  EXPECT_TRUE(may_see(changed, by("sec1"), item)) << "others keep theirs";
}

TEST(PermissionTable, WithoutARowToActOneOnlyReads) {
  const Case item = case_in_com1();
  ASSERT_TRUE(may_act(world(), by("sec1"), "community_secretary@owner_body", item));

  const World changed = world_with(without(Role::community_secretary, "case.act"));

  EXPECT_TRUE(may_see(changed, by("sec1"), item));
  EXPECT_FALSE(may_act(changed, by("sec1"), "community_secretary@owner_body", item));
  EXPECT_FALSE(may_act(changed, by("sec1"), "@anyone", item));
}

TEST(PermissionTable, WithoutItsRowsAVisitorMayNothing) {
  Rows rows = default_permissions();
  std::erase_if(rows, [](const auto& row) { return !row.role; });
  const World changed = world_with(rows);
  Case item = case_in_com1();
  item.reporter = device("phone");

  EXPECT_TRUE(may_see(world(), device("phone"), item));
  EXPECT_FALSE(may_see(changed, device("phone"), item));
  EXPECT_FALSE(may_create(changed, device("phone"), "open"));
  EXPECT_EQ(scope_of(changed, device("phone")).kind, Scope::Kind::nothing);
}

TEST(PermissionTable, FindsAnActOfAnOpenAreaAndNoOther) {
  EXPECT_EQ(known_actions()[find_action("config.rules")->index], "config.*");
  EXPECT_EQ(known_actions()[find_action("upload.create")->index], "upload.create");
  EXPECT_EQ(known_actions()[find_action("upload.remove")->index], "upload.*");
  EXPECT_FALSE(find_action("config."));
  EXPECT_FALSE(find_action("user.elevate"));
  EXPECT_FALSE(find_action(""));
}

}  // namespace
}  // namespace gongzhi
