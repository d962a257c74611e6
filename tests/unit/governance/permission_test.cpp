// Who may see and do what: every role against every relation.
#include "governance/permission.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

/// Who sees: a case of com1, one of the village, one without area; the same of a private category.
struct Sight {
  std::string user;
  bool com1, vil1, no_area;
  bool com1_private, vil1_private, no_area_private;
};

class Roles : public testing::TestWithParam<Sight> {};

TEST_P(Roles, SeeWhatTheirScopeCovers) {
  const Sight& sight = GetParam();
  const Actor actor = by(sight.user);

  EXPECT_EQ(may_see(world(), actor, case_in_com1()), sight.com1);
  EXPECT_EQ(may_see(world(), actor, case_in_vil1()), sight.vil1);
  EXPECT_EQ(may_see(world(), actor, case_without_area()), sight.no_area);
  EXPECT_EQ(may_see(world(), actor, made_private(case_in_com1())), sight.com1_private);
  EXPECT_EQ(may_see(world(), actor, made_private(case_in_vil1())), sight.vil1_private);
  EXPECT_EQ(may_see(world(), actor, made_private(case_without_area())), sight.no_area_private);
}

constexpr bool yes = true, no = false;
INSTANTIATE_TEST_SUITE_P(
    Every, Roles,
    testing::Values(
        Sight{"res1", yes, no, no, yes, no, no},  // reported it
        Sight{"res2", no, no, no, no, no, no}, Sight{"gw1", yes, no, no, no, no, no},
        Sight{"gw2", yes, no, no, no, no, no},  // deputy of g1
        Sight{"gw3", no, no, no, no, no, no}, Sight{"gw4", no, yes, no, no, no, no},
        Sight{"prop1", yes, no, no, no, no, no},                                          // assists
        Sight{"prop3", no, no, no, no, no, no}, Sight{"env1", yes, no, no, yes, no, no},  // leads
        Sight{"muni1", no, yes, yes, no, yes, yes}, Sight{"law1", no, no, no, no, no, no},
        Sight{"m1", no, no, no, no, no, no},  // not in the pool
        Sight{"liaison", no, no, no, no, no, no}, Sight{"triager1", yes, no, no, yes, no, no},
        Sight{"triager0", yes, yes, yes, yes, yes, yes},
        Sight{"dispatcher1", yes, no, no, yes, no, no},
        Sight{"dispatcher0", yes, yes, yes, yes, yes, yes}, Sight{"sec1", yes, no, no, yes, no, no},
        Sight{"sec2", no, no, no, no, no, no}, Sight{"tsec1", yes, no, no, no, no, no},
        Sight{"bsec1", no, yes, no, no, yes, no},
        Sight{"gbsec", yes, no, no, no, no, no},  // of a grid branch: not the owner's
        Sight{"unitsec", no, no, no, no, no, no}, Sight{"cm1", yes, no, no, no, no, no},
        Sight{"cmv", no, yes, no, no, no, no}, Sight{"owner-cm", no, no, no, no, no, no},
        Sight{"treasurer", no, no, no, no, no, no},
        Sight{"ver1", no, no, no, no, no, no},  // not drawn
        Sight{"observer", yes, no, no, no, no, no}, Sight{"insp", yes, yes, yes, no, no, no},
        Sight{"sup", yes, yes, yes, yes, yes, yes}, Sight{"admin", yes, yes, yes, yes, yes, yes},
        Sight{"auditor", yes, yes, yes, no, no, no}, Sight{"sysadmin", no, no, no, no, no, no},
        Sight{"secadmin", no, no, no, no, no, no}, Sight{"client", no, no, no, no, no, no},
        Sight{"left", no, no, no, no, no, no}, Sight{"nobody", no, no, no, no, no, no},
        Sight{"", no, no, no, no, no, no}),
    [](const auto& row) {
      std::string id = row.param.user.empty() ? "empty" : row.param.user;
      std::erase(id, '-');
      return id;
    });

TEST(Relations, OfEveryPartyToACase) {
  Case item = case_in_com1();
  item.state = "pool";
  item.holder = "env1";
  item.verifier = "ver1";
  item.claims = {{"m1", {}}};
  item.followers = {{"res2", ""}, {"", "phone"}};
  const std::vector<std::pair<std::string, Words>> expected{
      {"res1", {"anyone", "reporter", "own_community"}},
      {"res2", {"anyone", "follower", "own_community"}},
      {"res4", {"anyone"}},
      {"m1", {"anyone", "candidate", "claimant", "own_community"}},
      {"m2", {"anyone", "candidate", "own_community"}},
      {"m4", {"anyone"}},
      {"env1", {"anyone", "holder", "lead_body"}},
      {"env2", {"anyone", "lead_body"}},
      {"muni1", {"anyone"}},
      {"prop1", {"anyone", "assist_body", "own_community"}},
      {"ver1", {"anyone", "verifier"}},
      {"gw1", {"anyone", "owner_body", "own_grid", "own_community", "subtree"}},
      {"gw3", {"anyone"}},
      {"sec1", {"anyone", "owner_body", "own_community", "subtree"}},
      {"gbsec", {"anyone", "own_community", "subtree"}},
      {"tsec1", {"anyone", "subtree"}},
      {"bsec1", {"anyone"}},
      {"cm1", {"anyone", "own_community", "subtree"}},
      {"dispatcher0", {"anyone", "subtree"}},
      {"sup", {"anyone", "subtree"}},
      {"left", {"anyone"}},
      {"nobody", {"anyone"}}};

  for (const auto& [id, words] : expected) EXPECT_EQ(relations(by(id), item), words) << id;
  EXPECT_EQ(relations(device("phone"), item), (Words{"anyone", "follower"}));
  EXPECT_EQ(relations(device(""), item), Words{"anyone"});
}

TEST(Relations, OfTheTriageThatOwnsACaseWithoutArea) {
  Case item = case_without_area();
  item.owner = "law";

  EXPECT_EQ(relations(by("law1"), item), (Words{"anyone", "owner_body", "subtree"}));
  EXPECT_EQ(relations(by("sec1"), item), Words{"anyone"});
  EXPECT_EQ(relations(by("dispatcher0"), item), (Words{"anyone", "subtree"}));
}

TEST(Relations, ACommunityThatIsGoneLeavesTheTownship) {
  Case item = case_in_com1();
  item.community = item.owner = "dissolved";

  EXPECT_EQ(relations(by("tsec1"), item), (Words{"anyone", "subtree"}));
  EXPECT_EQ(relations(by("sec1"), item), Words{"anyone"});
}

TEST(Relations, WhoeverWasReportedForStandsLikeTheReporter) {
  Case item = made_private(case_in_com1());
  item.reporter = by("gw3");
  item.on_behalf_of = "res2";

  EXPECT_TRUE(may_see(world(), by("res2"), item));
  EXPECT_TRUE(may_act(world(), by("res2"), "@reporter", item));
}

bool is_reader(Role role) {
  return role == Role::auditor || role == Role::system_admin || role == Role::security_admin;
}

/// Every role x every relation: what may_act answers is role, relation and sight, nothing else.
TEST(Permissions, HoldForExactlyTheirRoleAndRelation) {
  Case busy = case_in_com1();
  busy.state = "pool";
  busy.holder = "env1";
  busy.verifier = "ver1";
  busy.claims = {{"m1", {}}};
  busy.followers = {{"res2", ""}};
  for (const Case& item : {busy, case_in_vil1(), case_without_area(), made_private(busy)})
    for (const User& person : world().directory.users()) {
      const Actor actor = by(person.id);
      const bool sees = may_see(world(), actor, item);
      const RelationSet held = relation_set(world(), actor, item);
      for (const ActionSpec& spec : world().kinds.find("incident")->actions) {
        const Permit& permit = spec.who.front();
        bool expected = sees && !permit.is_system && held.contains(permit.relation) &&
                        (!permit.role || permit.role == person.role);
        if (permit == Permit{} && person.active && !item.is_private) expected = true;
        if (is_reader(person.role)) expected = false;
        ASSERT_EQ(may_act(world(), actor, spec.name, item), expected)
            << person.id << " " << spec.name << " " << item.community;
      }
    }
}

TEST(Permissions, EveryRelationIsReachedBySomebody) {
  Case item = case_in_com1();
  item.state = "pool";
  item.holder = "env1";
  item.verifier = "ver1";
  item.claims = {{"m1", {}}};
  item.followers = {{"res2", ""}};
  for (int i = 0; i < relation_count; ++i) {
    const std::string permit = "@" + std::string(name(static_cast<Relation>(i)));
    EXPECT_TRUE(std::ranges::any_of(world().directory.users(), [&](const User& person) {
      return may_act(world(), by(person.id), permit, item);
    })) << permit;
  }
}

TEST(Permissions, OnlyThePlatformDoesWhatIsLeftToThePlatform) {
  const Actor timer{.system = "timer"};

  EXPECT_TRUE(may_act(world(), timer, "system", case_in_com1()));
  EXPECT_TRUE(may_see(world(), timer, made_private(case_in_com1())));
  EXPECT_FALSE(may_act(world(), timer, "@anyone", case_in_com1()));
  EXPECT_FALSE(may_act(world(), by("sup"), "system", case_in_com1()));
  EXPECT_FALSE(may_act(world(), device("phone"), "system", case_in_com1()));
}

TEST(Permissions, WhatIsOpenToAnyoneStaysClosedOnPrivateCases) {
  EXPECT_TRUE(may_act(world(), by("res4"), "@anyone", case_in_com1()));
  EXPECT_TRUE(may_act(world(), device("phone"), "@anyone", case_in_com1()));
  EXPECT_FALSE(may_act(world(), by("res4"), "@anyone", made_private(case_in_com1())));
  EXPECT_FALSE(may_act(world(), {}, "@anyone", case_in_com1())) << "nobody is nobody";
  EXPECT_FALSE(may_act(world(), by("left"), "@anyone", case_in_com1()));
}

TEST(Permissions, UnknownActionsAndKindsAreNobodys) {
  Case stray = case_in_com1();
  stray.kind = "unheard";

  EXPECT_FALSE(may_act(world(), by("sup"), "unheard", case_in_com1()));
  EXPECT_FALSE(may_act(world(), by("sup"), "@anyone", stray));
}

TEST(Permissions, AnActionOfAnotherStateIsJudgedByItsPermits) {
  Case closed = case_in_com1();
  closed.state = "closed";

  EXPECT_TRUE(may_act(world(), by("res1"), "@reporter", closed)) << "the state is the lifecycle's";
  EXPECT_FALSE(may_act(world(), by("res4"), "@reporter", closed));
}

TEST(Permissions, CreationGoesByRole) {
  EXPECT_TRUE(may_create(world(), by("gw1"), "incident"));
  EXPECT_TRUE(may_create(world(), {.system = "import"}, "incident"));
  EXPECT_FALSE(may_create(world(), by("res1"), "incident"));
  EXPECT_FALSE(may_create(world(), device("phone"), "incident"));
  EXPECT_TRUE(may_create(world(), by("res1"), "open"));
  EXPECT_TRUE(may_create(world(), device("phone"), "open"));
  EXPECT_FALSE(may_create(world(), by("left"), "open"));
  EXPECT_FALSE(may_create(world(), by("nobody"), "open"));
  EXPECT_FALSE(may_create(world(), {}, "open"));
  EXPECT_FALSE(may_create(world(), by("gw1"), "unheard"));
}

TEST(Permissions, AllowedActionsAreThoseOfTheStateThatArePermitted) {
  const Case item = case_in_com1();
  const Instant now = test::monday_morning();
  const Words allowed = allowed_actions(world(), by("env1"), item, now);

  EXPECT_EQ(allowed,
            (Words{"@anyone", "dept_handler@anyone", "@lead_body", "dept_handler@lead_body"}));
  Case closed = item;
  closed.state = "closed";
  EXPECT_TRUE(allowed_actions(world(), by("env1"), closed, now).empty());
  EXPECT_TRUE(allowed_actions(world(), by("muni1"), item, now).empty()) << "who cannot see it";
}

}  // namespace
}  // namespace gongzhi
