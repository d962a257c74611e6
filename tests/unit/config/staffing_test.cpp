// The demo county can do its work: whatever is reported anywhere in it, with the shipped kinds,
// rules and permissions, there are people who may carry it from the report to the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "governance/answerable.hpp"
#include "governance/build_world.hpp"
#include "governance/permission.hpp"
#include "tests/support/small_county.hpp"
#include "tests/unit/config/shipped_tables.hpp"
#include "wire/geojson.hpp"
#include "wire/kinds.hpp"
#include "wire/tables.hpp"

namespace gongzhi {
namespace {

using Strings = std::vector<std::string>;

WorldPtr load_world() {
  auto grids = wire::parse_grids(test::read_table(test::demo_dir + "grids.geojson")).value();
  const KindSet kinds = wire::load_kinds(test::config_dir + "kinds").value();
  WorldTables tables;
  tables.directory.orgs =
      wire::parse_orgs(test::read_table(test::demo_dir + "orgs.csv")).value().rows;
  tables.directory.users =
      wire::parse_users(test::read_table(test::demo_dir + "users.csv")).value().rows;
  tables.directory.grids = std::move(grids.grids);
  tables.directory.areas = std::move(grids.areas);
  tables.categories =
      wire::parse_categories(test::read_table(test::config_dir + "categories.csv")).value().rows;
  tables.standards =
      wire::parse_standards(test::read_table(test::config_dir + "standards.csv")).value().rows;
  tables.rules =
      wire::parse_routing(test::read_table(test::config_dir + "routing.csv")).value().rows;
  tables.calendar =
      wire::parse_calendar(test::read_table(test::config_dir + "calendars/cn.csv")).value().rows;
  tables.kinds.assign(kinds.all().begin(), kinds.all().end());
  return build_world(std::move(tables), 1).value();
}

const WorldPtr& shipped() {
  static const WorldPtr world = load_world();
  return world;
}

/// A place inside of a grid of each community: the middle of the corners of its first grid.
std::map<std::string, Location> places() {
  std::map<std::string, Location> found;
  for (const GridArea& area :
       wire::parse_grids(test::read_table(test::demo_dir + "grids.geojson")).value().areas) {
    const Ring& ring = area.parts.front().outer;
    Location middle{};
    for (std::size_t i = 1; i < ring.size(); ++i) {
      middle.lon += ring[i].lon / static_cast<double>(ring.size() - 1);
      middle.lat += ring[i].lat / static_cast<double>(ring.size() - 1);
    }
    found.try_emplace(area.community, middle);
  }
  return found;
}

/// What is done in a state to bring the case one step on, if nobody had to wait.
struct Step {
  std::string action;
  Values input = {};
};

const std::map<std::string, Step, std::less<>>& next_steps() {
  static const std::map<std::string, Step, std::less<>> steps{
      {"triage", {"file", {}}},
      {"dispatch", {"dispatch", {}}},
      {"sign", {"sign", {}}},
      {"pool", {"claim", {}}},
      {"doing",
       {"handle", {{"text", std::string("已办妥")}, {"after", Strings{std::string(64, '0')}}}}},
      {"handled", {"request_check", {}}},
      {"checking", {"pass_check", {}}}};
  return steps;
}

/// The first person of the county who may take the step now and whose doing so is accepted; empty
/// when there is nobody.
std::string do_step(test::Desk& desk, const CaseNumber& number, const Step& step) {
  const World& world = *desk.world;
  for (const User& user : world.directory.users()) {
    const Actor actor{.user = user.id, .device = {}, .system = {}};
    if (may_act(world, actor, step.action, desk.at(number)) &&
        desk.act(number, user.id, step.action, step.input).status == OutcomeStatus::applied)
      return user.id;
  }
  return {};
}

/// Everything on which it depends who has to do with a case of one community.
auto course_of(const Category& category, const Routing& routing) {
  return std::tuple(category.kind, routing.lead, routing.pool, routing.certain, routing.check,
                    category.is_private);
}

/// One category for every course that cases of this community can take.
std::vector<const Category*> categories_by_course(const World& world, const Org& community) {
  std::set<decltype(course_of(std::declval<Category>(), std::declval<Routing>()))> seen;
  std::vector<const Category*> chosen;
  for (const Category& category : world.catalogue.categories()) {
    RouteInputs inputs;
    inputs.category = category.code;
    inputs.community = community.id;
    inputs.at = test::monday_morning();
    inputs.source = Source::resident;
    const Routing routing = world.routing.route(inputs, world.directory, world.calendar);
    if (seen.insert(course_of(category, routing)).second) chosen.push_back(&category);
  }
  return chosen;
}

std::string reporter_for(const World& world, const Category& category, const Org& community) {
  if (category.kind != "wish") return {};
  for (const User* user : world.directory.users_with(Role::community_secretary, community.id))
    return user->id;
  return {};
}

/// Whether somebody takes what the pool offers.
enum class Pool { claimed, left };

/// From the report to the reporter's answer; fails the test where nobody can go on.
void play(const Category& category, const Org& community, Location place, Pool pool) {
  test::Desk desk(shipped());
  CreateCase body = test::report(category.kind, category.code);
  body.location = place;
  const std::string reporter = reporter_for(*shipped(), category, community);
  const CaseNumber number =
      reporter.empty() ? desk.create_by_device("phone", body) : desk.create(reporter, body);
  const std::string what = category.code + " in " + community.id;
  ASSERT_EQ(desk.at(number).owner, community.id) << what;

  for (int steps = 0; steps < 10 && desk.at(number).state != "confirm"; ++steps) {
    const std::string state = desk.at(number).state;
    if (state == "pool" && pool == Pool::left) {
      desk.pass_until(desk.at(number).pool_until.value());
      continue;
    }
    const auto step = next_steps().find(state);
    ASSERT_NE(step, next_steps().end()) << what << ": " << state;
    ASSERT_NE(do_step(desk, number, step->second), "")
        << what << ": nobody can " << step->second.action << ", lead " << desk.at(number).lead;
  }
  ASSERT_EQ(desk.at(number).state, "confirm") << what;
  const Actor actor{.user = reporter, .device = reporter.empty() ? "phone" : "", .system = {}};
  desk.send(actor, CaseAction{number, "confirm", desk.at(number).version, {{"solved", true}}});
  ASSERT_EQ(desk.at(number).state, "closed") << what;
}

TEST(Staffing, EveryCourseOfEveryCommunityCanBeWalkedToTheEnd) {
  const std::map<std::string, Location> where = places();
  std::size_t played = 0;
  for (const Org* community : shipped()->directory.communities()) {
    const std::vector<const Category*> courses = categories_by_course(*shipped(), *community);
    EXPECT_GT(courses.size(), 10U) << community->id;
    for (const Category* category : courses) {
      play(*category, *community, where.at(community->id), Pool::claimed);
      if (category->claimable) play(*category, *community, where.at(community->id), Pool::left);
      if (HasFatalFailure()) return;
      ++played;
    }
  }
  EXPECT_GT(played, 1000U);
}

TEST(Staffing, EveryGridIsWalkedByAGridWorkerAndADeputyOfItsTownshipOrTheNext) {
  const Directory& directory = shipped()->directory;
  for (const GridInfo& grid : directory.grids())
    for (const std::string& id : {grid.worker, grid.deputy}) {
      const User* user = directory.find_user(id);
      ASSERT_NE(user, nullptr) << grid.code << ": " << id;
      EXPECT_EQ(user->role, Role::grid_worker) << grid.code;
      EXPECT_TRUE(user->active) << grid.code;
    }
  for (const GridInfo& grid : directory.grids()) {
    const User* worker = directory.find_user(grid.worker);
    EXPECT_EQ(directory.township_of(worker->org), directory.township_of(grid.community))
        << grid.code;
  }
}

/// Nobody of a community has to go without somebody who files, dispatches, decides and checks.
TEST(Staffing, EveryCommunityHasItsChainOfPeople) {
  const World& world = *shipped();
  for (const Org* community : world.directory.communities()) {
    Case item;
    item.kind = "incident";
    item.community = item.owner = item.lead = community->id;
    item.township = world.directory.township_of(community->id)->id;
    std::set<Role> chain;
    for (const User& user : world.directory.users()) {
      const Actor actor{.user = user.id, .device = {}, .system = {}};
      const auto relations = relations_of(world, actor, item);
      if (std::ranges::find(relations, Relation::subtree) != relations.end())
        chain.insert(user.role);
    }
    for (const Role role : {Role::triager, Role::dispatcher, Role::community_secretary,
                            Role::supervisor, Role::inspector, Role::verifier})
      EXPECT_TRUE(chain.contains(role)) << community->id << " has no " << name(role);
    EXPECT_GE(verifier_pool(world, item, Instant{}).size(), 2U) << community->id;
    EXPECT_FALSE(secretaries_of(world, community->id).empty()) << community->id;
    EXPECT_GE(world.directory.members_of(community->id).size(), 3U) << community->id;
    EXPECT_FALSE(world.directory.grids_of(community->id).empty()) << community->id;
  }
}

/// An appeal, or a ruling in which the community is party, needs somebody of the township or above
/// (at_level(2)) besides the dispatchers.
TEST(Staffing, WhatTheCommunityMayNotDecideAloneIsDecidedAbove) {
  const World& world = *shipped();
  for (const Org* community : world.directory.communities()) {
    Case item;
    item.kind = "incident";
    item.kind_version = world.kinds.find("incident")->version;
    item.community = item.owner = community->id;
    item.township = world.directory.township_of(community->id)->id;
    item.lead = item.township;
    item.state = "closed";
    item.reopen_refused = item.reopen_appealed = item.appeal_open = true;
    const auto users = world.directory.users();
    EXPECT_TRUE(std::ranges::any_of(users, [&](const User& user) {
      const Actor actor{.user = user.id, .device = {}, .system = {}};
      const auto actions = allowed_actions(world, actor, item, test::monday_morning());
      return std::ranges::find(actions, "uphold_appeal") != actions.end();
    })) << community->id;
  }
}

}  // namespace
}  // namespace gongzhi
