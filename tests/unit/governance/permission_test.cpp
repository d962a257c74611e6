// Who may see and do what: every role against every relation, and lists against single cases.
#include "governance/permission.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/small_county.hpp"

namespace gongzhi {
namespace {

using Words = std::vector<std::string>;

User user(std::string id, Role role, std::string works_in) {
  User person;
  person.name = id;
  person.id = std::move(id);
  person.role = role;
  person.org = std::move(works_in);
  return person;
}

/// The small county and one user of every role it lacks, a grid branch, and somebody who left.
Directory full_directory(const Directory& small) {
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

ActionSpec action(std::string name, std::vector<Permit> who, std::vector<std::string> from) {
  ActionSpec spec;
  spec.name = std::move(name);
  spec.from = std::move(from);
  spec.who = std::move(who);
  return spec;
}

/// One action for every permit that can be written: `role@relation`, `@relation`, `system`.
KindSpec every_permit() {
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

WorldPtr make_world() {
  const WorldPtr small = test::make_small_county({});
  KindSpec open = every_permit();
  open.name = "open";
  open.who_creates = {parse_permit("@anyone").value()};
  World world = *small;
  world.directory = full_directory(small->directory);
  world.kinds = KindSet({every_permit(), open});
  return std::make_shared<const World>(std::move(world));
}

const World& world() {
  static const WorldPtr made = make_world();
  return *made;
}

Actor by(std::string id) {
  return {.user = std::move(id)};
}
Actor device(std::string hash) {
  return {.device = std::move(hash)};
}

/// Doing, in grid g1 of com1, reported by res1, led by env with help of the property company.
Case case_in_com1() {
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

Case case_in_vil1() {
  Case item = case_in_com1();
  item.reporter = by("res4");
  item.grid = test::g4;
  item.community = item.owner = "vil1";
  item.township = "t2";
  item.lead = "muni";
  item.assists = {};
  return item;
}

Case case_without_area() {
  Case item = case_in_vil1();
  item.grid = item.community = item.township = "";
  item.owner = "c";
  return item;
}

Case made_private(Case item) {
  item.is_private = true;
  return item;
}

Words relations(const Actor& actor, const Case& item) {
  Words words;
  for (Relation relation : relations_of(world(), actor, item)) words.emplace_back(name(relation));
  return words;
}

// --- Roles ------------------------------------------------------------------------------------

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

// --- Relations --------------------------------------------------------------------------------

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

// --- Private cases, devices, members ----------------------------------------------------------

TEST(PrivateCases, AreSeenByThePeopleWhoHaveThemInHand) {
  Case item = made_private(case_in_com1());
  item.state = "pool";
  for (const char* id : {"m1", "m2", "ver1", "gw1", "res2"})
    EXPECT_FALSE(may_see(world(), by(id), item)) << id;

  item.candidates = {"m1"};
  item.claims = {{"m2", {}}};
  item.verifier = "ver1";
  item.holder = "gw1";
  for (const char* id : {"m1", "m2", "ver1", "gw1"})
    EXPECT_TRUE(may_see(world(), by(id), item)) << id;
  EXPECT_FALSE(may_see(world(), by("m3"), item)) << "not offered to";
}

TEST(PrivateCases, AreSeenByTheGridsWalkersWhileItIsTheirTurnToLook) {
  Case item = made_private(case_in_com1());
  item.state = "field_check";

  for (const char* id : {"gw1", "gw2"})  // worker and deputy
    EXPECT_TRUE(may_see(world(), by(id), item)) << id;
  EXPECT_FALSE(may_see(world(), by("gw3"), item)) << "of another grid";
  item.state = "doing";
  EXPECT_FALSE(may_see(world(), by("gw1"), item)) << "when it is not";
}

TEST(PrivateCases, AreClosedAgainToWhoTriedToCheckThem) {
  Case item = case_in_com1();
  item.verifiers_tried = {"ver1"};

  EXPECT_TRUE(may_see(world(), by("ver1"), item)) << "others stay in sight";
  EXPECT_FALSE(may_see(world(), by("ver2"), item));
  EXPECT_FALSE(may_see(world(), by("ver1"), made_private(item)));
}

TEST(PrivateCases, AreNotSeenByFollowersAndAssistingBodies) {
  Case item = made_private(case_in_com1());
  item.followers = {{"res2", ""}, {"", "phone"}};

  EXPECT_FALSE(may_see(world(), by("res2"), item));
  EXPECT_FALSE(may_see(world(), device("phone"), item));
  EXPECT_FALSE(may_see(world(), by("prop1"), item));
  item.whistle_orgs = {"com1-pm"};
  EXPECT_TRUE(may_see(world(), by("prop1"), item)) << "the secretary called it in person";
}

TEST(PoolSight, MembersSeeClaimableCasesOfTheirCommunity) {
  Case item = case_in_com1();
  EXPECT_FALSE(may_see(world(), by("m1"), item)) << "nothing to claim";

  item.places = 1;
  item.state = "pool";
  EXPECT_TRUE(may_see(world(), by("m1"), item));
  EXPECT_FALSE(may_see(world(), by("m4"), item)) << "registered elsewhere";

  item.state = "doing";
  item.claims = {{"m1", {}}};
  EXPECT_TRUE(may_see(world(), by("m2"), item)) << "who comes too late is told so";
}

TEST(PoolSight, TheBodyWhereAMemberIsEmployedDoesNotCount) {
  Case item = case_in_com1();
  item.lead = item.owner = "unit1";  // where m1 works
  item.assists = {"unit1"};
  item.community = "com2";

  EXPECT_EQ(relations(by("m1"), item), Words{"anyone"});
  EXPECT_FALSE(may_see(world(), by("m1"), item));
}

TEST(Readers, LookButNeverActNorReport) {
  for (const char* id : {"auditor", "sysadmin", "secadmin"}) {
    for (const ActionSpec& spec : world().kinds.find("incident")->actions)
      EXPECT_FALSE(may_act(world(), by(id), spec.name, case_in_com1())) << id << spec.name;
    EXPECT_FALSE(may_create(world(), by(id), "open")) << id;
    EXPECT_TRUE(allowed_actions(world(), by(id), case_in_com1(), test::monday_morning()).empty());
  }
}

TEST(PrivateCases, AreHeardByASecretaryFurtherUpOnlyWhileTheyWaitForOne) {
  Case item = made_private(case_in_com1());
  EXPECT_FALSE(may_see(world(), by("tsec1"), item));

  item.state = "ruling";
  EXPECT_TRUE(may_see(world(), by("tsec1"), item));
  EXPECT_FALSE(may_see(world(), by("sec2"), item)) << "of another community";
  EXPECT_FALSE(may_see(world(), by("gbsec"), item)) << "of a grid branch";
  item.state = "doing";
  item.appeal_open = true;
  EXPECT_TRUE(may_see(world(), by("tsec1"), item));
}

TEST(Devices, SeeTheirOwnReportsAndWhatTheyFollow) {
  Case item = case_in_com1();
  item.reporter = device("phone");
  item.followers = {{"", "tablet"}};

  EXPECT_TRUE(may_see(world(), device("phone"), item));
  EXPECT_TRUE(may_see(world(), device("tablet"), item));
  EXPECT_FALSE(may_see(world(), device("other"), item));
  EXPECT_FALSE(may_see(world(), {}, item));
  EXPECT_FALSE(may_see(world(), device(""), case_in_com1())) << "empty never equals empty";
}

TEST(Reporters, StayUnknownToTheBodyTheyComplainAbout) {
  Case item = case_in_com1();
  item.lead = "com1-pm";
  const std::vector<std::pair<std::string, bool>> expected{
      {"res1", true},  {"sec1", true},   {"triager1", true}, {"dispatcher1", true},
      {"sup", true},   {"prop1", false}, {"cm1", false},     {"gw1", false},
      {"insp", false}, {"admin", false}, {"auditor", false}, {"tsec1", false},
      {"res2", false}, {"nobody", false}};
  for (const auto& [id, knows] : expected)
    EXPECT_EQ(may_see_reporter(world(), by(id), item), knows) << id;

  item.source = Source::grid_worker;
  EXPECT_TRUE(may_see_reporter(world(), by("prop1"), item)) << "a colleague's report";
}

// --- Lists ------------------------------------------------------------------------------------

TEST(Scopes, SayWhatListsCover) {
  const auto kind = [](const char* id) { return scope_of(world(), by(id)).kind; };
  using K = Scope::Kind;
  const std::vector<std::pair<const char*, K>> expected{{"res1", K::own},
                                                        {"gw1", K::grid},
                                                        {"prop1", K::body},
                                                        {"m1", K::member},
                                                        {"triager1", K::community},
                                                        {"triager0", K::county},
                                                        {"dispatcher1", K::township},
                                                        {"sec1", K::community},
                                                        {"tsec1", K::township},
                                                        {"cm1", K::community},
                                                        {"owner-cm", K::body},
                                                        {"unitsec", K::body},
                                                        {"treasurer", K::own},
                                                        {"ver1", K::body},
                                                        {"insp", K::county},
                                                        {"sysadmin", K::nothing},
                                                        {"secadmin", K::nothing},
                                                        {"auditor", K::county},
                                                        {"client", K::own},
                                                        {"left", K::nothing},
                                                        {"nobody", K::nothing}};
  for (const auto& [id, scope] : expected) EXPECT_EQ(kind(id), scope) << id;

  EXPECT_EQ(scope_of(world(), by("gw1")).grids, (Words{test::g1, test::g2}));
  EXPECT_EQ(scope_of(world(), by("cm1")).org, "com1");
  EXPECT_EQ(scope_of(world(), device("phone")).device, "phone");
  EXPECT_EQ(scope_of(world(), {}).kind, K::nothing);
}

/// A Scope read as records/ turns it into a WHERE (permission.hpp).
bool covers(const Scope& scope, const Case& item) {
  const auto has = [](const std::vector<std::string>& list, const std::string& text) {
    return std::ranges::find(list, text) != list.end();
  };
  const Directory& directory = world().directory;
  const bool lies_in_org = item.community.empty() ? directory.in_subtree(item.township, scope.org)
                                                  : directory.in_subtree(item.community, scope.org);
  if (scope.kind == Scope::Kind::nothing) return false;
  bool by_place = false;
  switch (scope.kind) {
    case Scope::Kind::county: by_place = true; break;
    case Scope::Kind::township:
    case Scope::Kind::community: by_place = lies_in_org; break;
    case Scope::Kind::body:
      by_place = item.owner == scope.org || item.lead == scope.org ||
                 has(item.assists, scope.org) || has(item.whistle_orgs, scope.org);
      break;
    case Scope::Kind::grid: by_place = has(scope.grids, item.grid); break;
    case Scope::Kind::member: by_place = item.state == "pool" && item.community == scope.org; break;
    default: break;
  }
  if (by_place && (!item.is_private || scope.with_private)) return true;
  if (!scope.lead_body.empty() && item.lead == scope.lead_body) return true;
  if (scope.user.empty()) return false;
  return item.reporter.user == scope.user || item.holder == scope.user ||
         item.verifier == scope.user || has(item.candidates, scope.user) ||
         std::ranges::any_of(item.claims, [&](const Claim& c) { return c.user == scope.user; }) ||
         (!item.is_private && std::ranges::any_of(item.followers, [&](const Follower& f) {
           return f.user == scope.user;
         }));
}

/// A case drawn from everything that can stand in its columns; bodies of a community stay in it.
Case random_case(std::mt19937& random) {
  const auto pick = [&](const Words& words) { return words[random() % words.size()]; };
  Case item = case_in_com1();
  const unsigned place = random() % 4;
  if (place == 1) item = case_in_vil1();
  if (place == 2) item = case_without_area();
  if (place == 3) {
    item.grid = test::g3;
    item.community = item.owner = "com2";
  }
  item.state = pick({"doing", "pool", "closed"});
  item.is_private = random() % 2 == 0;
  item.places = static_cast<int>(random() % 3);
  item.reporter = by(pick({"res1", "res2", "m1", "gw1", "client"}));
  item.lead = pick({"env", "muni", "law", item.owner});
  item.assists = {pick({"env", "law", "muni"})};
  item.holder = pick({"", "env1", "gw1", "m1", "prop1"});
  item.verifier = pick({"", "", "ver1", "insp"});
  item.places = item.state == "pool" ? 1 : 0;
  if (random() % 3 == 0) item.claims = {{pick({"m1", "m2", "m4"}), {}}};
  if (random() % 3 == 0) item.candidates = {pick({"m1", "m3"})};
  if (random() % 3 == 0) item.followers = {{pick({"res2", "res4", "m2"}), ""}};
  return item;
}

TEST(Scopes, ListsAndSingleCasesAgreeForEveryUser) {
  std::mt19937 random(7);
  int seen = 0;
  for (int round = 0; round < 400; ++round) {
    const Case item = random_case(random);
    for (const User& person : world().directory.users()) {
      const Actor actor = by(person.id);
      const bool sees = may_see(world(), actor, item);
      ASSERT_EQ(covers(scope_of(world(), actor), item), sees)
          << person.id << " private " << item.is_private << " community " << item.community
          << " lead " << item.lead << " state " << item.state;
      seen += sees ? 1 : 0;
    }
  }
  EXPECT_GT(seen, 1000);
}

}  // namespace
}  // namespace gongzhi
