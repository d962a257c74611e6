// What acts about users make of them, and that nobody is moved out of one's part of the county.
#include "governance/user_change.hpp"

#include <gtest/gtest.h>

#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

const User& person(const char* id) {
  return *world().directory.find_user(id);
}

bool may_make(const char* who, std::string_view act, const char* whom, User after) {
  return may_change_user(world(), by(who), act, {&person(whom), after});
}

User in(const char* whom, const char* org) {
  User after = person(whom);
  after.org = org;
  return after;
}

User living_in(const char* whom, const char* community) {
  User after = person(whom);
  after.community = community;
  return after;
}

TEST(UserChange, StaysWithinThePartThatOneManages) {
  EXPECT_TRUE(may_make("sec1", "user.roles", "gw1", in("gw1", "com1-pm")));
  EXPECT_FALSE(may_make("sec1", "user.roles", "gw1", in("gw1", "com2"))) << "given away";
  EXPECT_FALSE(may_make("sec1", "user.roles", "gw1", in("gw1", "c"))) << "given the county";
  EXPECT_FALSE(may_make("sec1", "user.roles", "gw3", in("gw3", "com1"))) << "taken in";
  EXPECT_TRUE(may_make("admin", "user.roles", "gw1", in("gw1", "com2")));
  EXPECT_FALSE(may_make("sec1", "user.change", "m1", living_in("m1", "com2")));
  EXPECT_TRUE(may_make("sec1", "user.change", "m1", person("m1")));
  EXPECT_TRUE(may_make("admin", "user.change", "m1", living_in("m1", "com2")));
}

TEST(UserChange, NeedsARoleThatOneMayGiveAlsoWhereItStays) {
  User after = in("gw1", "com1-pm");
  after.role = Role::supervisor;
  EXPECT_FALSE(may_make("sec1", "user.roles", "gw1", after));
  after.role = Role::auditor;
  EXPECT_FALSE(may_make("admin", "user.roles", "gw1", after));
  EXPECT_FALSE(may_make("gw1", "user.change", "gw1", person("gw1"))) << "others do that";
  EXPECT_FALSE(may_make("admin", "case.see", "gw1", person("gw1"))) << "no act about users";
}

TEST(UserChange, MakesANewUserInOnesOwnPartOnly) {
  User made = user("new1", Role::member, "com1");
  made.community = "com2";
  EXPECT_FALSE(may_change_user(world(), by("sec1"), "user.create", {nullptr, made}));
  made.community = "com1";
  EXPECT_TRUE(may_change_user(world(), by("sec1"), "user.create", {nullptr, made}));
  made.org = "c";
  EXPECT_FALSE(may_change_user(world(), by("sec1"), "user.create", {nullptr, made}));
}

TEST(UserChange, TakesWhatIsGivenAndKeepsTheRest) {
  User before = user("gw9", Role::grid_worker, "com1");
  before.phone = "old";
  before.unit = "unit1";

  const auto after = with_details(
      before,
      {{"name", std::string("李四")}, {"phone", std::string()}, {"role", std::string("auditor")}});

  ASSERT_TRUE(after);
  EXPECT_EQ(after->name, "李四");
  EXPECT_EQ(after->phone, "");
  EXPECT_EQ(after->unit, "unit1");
  EXPECT_EQ(after->role, Role::grid_worker) << "roles are given by another act";
  const auto moved = with_role(before, {{"org", std::string("com2")}, {"name", std::string("x")}});
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->org, "com2");
  EXPECT_EQ(moved->name, before.name);
}

TEST(UserChange, RefusesWhatIsNotWellFormed) {
  const User before = user("gw9", Role::grid_worker, "com1");
  EXPECT_FALSE(with_details(before, {{"name", std::string()}}));
  EXPECT_FALSE(with_details(before, {{"name", std::string("a\nb")}}));
  EXPECT_FALSE(with_details(before, {{"unit", std::string(65, 'x')}}));
  EXPECT_FALSE(with_details(before, {{"skills", std::vector<std::string>(33, "patrol")}}));
  EXPECT_FALSE(with_role(before, {{"role", std::string("king")}}));
  EXPECT_FALSE(
      new_user("No Such Id", {{"name", std::string("x")}, {"role", std::string("member")}}));
}

}  // namespace
}  // namespace gongzhi
