// The tables that the project ships hold together: they load with the readers that any county's
// files go through, every reference resolves, every category is routed to somebody in every
// community.
#include "wire/tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "governance/routing_selector.hpp"
#include "tests/unit/config/shipped_tables.hpp"
#include "wire/geojson.hpp"

namespace gongzhi {
namespace {

/// The first problems of a failure, one a line.
std::string told(const Error& error) {
  std::string text = error.message + "\n";
  for (const FieldError& field : error.fields)
    text += field.pointer + " " + field.code + ": " + field.detail + "\n";
  return text;
}

template <class T>
T value_or_fail(Result<T> result) {
  if (result.has_value()) return *std::move(result);
  ADD_FAILURE() << told(result.error());
  throw std::runtime_error("a shipped table does not load");
}

Catalogue load_catalogue() {
  auto categories =
      value_or_fail(wire::parse_categories(test::read_table(test::config_dir + "categories.csv")));
  auto standards =
      value_or_fail(wire::parse_standards(test::read_table(test::config_dir + "standards.csv")));
  return value_or_fail(Catalogue::build(std::move(categories.rows), std::move(standards.rows)));
}

Directory load_demo() {
  auto grids = value_or_fail(wire::parse_grids(test::read_table(test::demo_dir + "grids.geojson")));
  Directory::Tables tables;
  tables.orgs = value_or_fail(wire::parse_orgs(test::read_table(test::demo_dir + "orgs.csv"))).rows;
  tables.users =
      value_or_fail(wire::parse_users(test::read_table(test::demo_dir + "users.csv"))).rows;
  tables.grids = std::move(grids.grids);
  tables.areas = std::move(grids.areas);
  return value_or_fail(Directory::build(std::move(tables)));
}

RoutingTable load_routing() {
  auto rules =
      value_or_fail(wire::parse_routing(test::read_table(test::config_dir + "routing.csv")));
  return value_or_fail(RoutingTable::build(std::move(rules.rows)));
}

WorkCalendar load_calendar() {
  auto days =
      value_or_fail(wire::parse_calendar(test::read_table(test::config_dir + "calendars/cn.csv")));
  return value_or_fail(WorkCalendar::build(std::move(days.rows)));
}

/// The first column of a table that only people and pages read.
std::set<std::string> codes_of(const std::string& path) {
  const auto rows = value_or_fail(wire::parse_csv(test::read_table(path).bytes, path));
  std::set<std::string> codes;
  for (std::size_t i = 1; i < rows.size(); ++i) codes.insert(rows[i].fields.at(0));
  return codes;
}

/// Loaded once for all tests of this file.
class ShippedTables : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    catalogue = load_catalogue();
    demo = load_demo();
    routing = load_routing();
    calendar = load_calendar();
  }

  static inline Catalogue catalogue;
  static inline Directory demo;
  static inline RoutingTable routing;
  static inline WorkCalendar calendar;
};

TEST_F(ShippedTables, HaveEveryCategoryAndStandard) {
  EXPECT_EQ(catalogue.categories().size(),
            212u);                                // 190 of the source and 22 of domain.md section 5
  EXPECT_EQ(catalogue.standards().size(), 543u);  // 519 of the source and 24 for the others
  for (const Category& category : catalogue.categories()) {
    EXPECT_FALSE(catalogue.standards_of(category.code).empty()) << category.code;
    EXPECT_FALSE(category.keywords.empty()) << category.code;
    EXPECT_TRUE(category.kind == "incident" || category.kind == "request" ||
                category.kind == "wish")
        << category.code;
  }
}

TEST_F(ShippedTables, KeepTheStrictestLimitsOfTheField) {
  const auto limit = [](std::string_view category) {
    return format_limit(catalogue.strictest(category)->limit);
  };
  EXPECT_EQ(limit("C0101"), "2紧急工作时");
  EXPECT_EQ(limit("E0110"), "4工作时");
  EXPECT_EQ(limit("E0502"), "1紧急工作时");
  EXPECT_EQ(limit("E0122"), "1紧急工作时制止");
  EXPECT_EQ(catalogue.find_standard("C0101-1")->condition, "缺失/移位/开裂");
}

TEST_F(ShippedTables, NameOnlyDepartmentsAndSkillsThatExist) {
  const std::set<std::string> departments = codes_of(test::config_dir + "departments.csv");
  const std::set<std::string> skills = codes_of(test::config_dir + "skills.csv");
  const std::set<std::string> bodies{
      "property",         "owner_unit",  "residents_committee",   "branch", "village_committee",
      "owners_committee", "cooperative", "supervision_committee", "grid",   "pool"};
  EXPECT_EQ(skills.size(), 8u);
  for (const Standard& standard : catalogue.standards())
    for (const std::string& kind : standard.responsible_kinds)
      EXPECT_TRUE(departments.contains(kind) || bodies.contains(kind)) << standard.id << kind;
  for (const Category& category : catalogue.categories())
    for (const std::string& skill : category.claim_skills)
      EXPECT_TRUE(skills.contains(skill)) << category.code << skill;
  for (const User& user : demo.users())
    for (const std::string& skill : user.skills)
      EXPECT_TRUE(skills.contains(skill)) << user.id << skill;
}

TEST_F(ShippedTables, GiveNoKeywordToTwoCategories) {
  std::map<std::string, std::string> owner;
  for (const Category& category : catalogue.categories())
    for (const std::string& keyword : category.keywords) {
      const auto [at, is_new] = owner.emplace(keyword, category.code);
      EXPECT_TRUE(is_new) << keyword << ": " << at->second << ", " << category.code;
    }
}

TEST_F(ShippedTables, SuggestWhatPeopleMeanAndElseSayUnsure) {
  const auto suggested = [](std::string_view title, std::string_view text) {
    const auto suggestion = catalogue.suggest(title, text);
    return suggestion.category ? suggestion.category->code : std::string("unsure");
  };
  EXPECT_EQ(suggested("小区门口路灯不亮一个月了", "晚上很黑，老人摔了一跤"), "C0137");
  EXPECT_EQ(suggested("楼下烧烤摊油烟太大", "每晚露天烧烤到两点"), "E0129");
  EXPECT_EQ(suggested("工地半夜施工", "连续一周夜间施工扰民"), "E0301");
  EXPECT_EQ(suggested("老板拖欠工资三个月", "二十个工友讨薪无果"), "D0104");
  EXPECT_EQ(suggested("消防通道被私家车堵住", ""), "E0496");
  EXPECT_EQ(suggested("咨询小升初报名", "孩子今年六年级"), "unsure");
}

TEST_F(ShippedTables, MakeTheDemoCounty) {
  const auto orgs = demo.orgs();
  const auto townships = std::ranges::count(orgs, OrgLevel::township, &Org::level);
  EXPECT_EQ(townships, 22);
  EXPECT_EQ(demo.communities().size(), 66u);
  EXPECT_EQ(demo.grids().size(), 300u);
  EXPECT_EQ(demo.users().size(), 400u);
  EXPECT_EQ(std::ranges::count(demo.users(), Role::member, &User::role), 200);
  for (int role = 0; role < role_count; ++role)
    EXPECT_GT(std::ranges::count(demo.users(), static_cast<Role>(role), &User::role), 0)
        << name(static_cast<Role>(role));
  for (const Org* community : demo.communities())
    EXPECT_GE(demo.members_of(community->id).size(), 3u) << community->id;
  const GridInfo* grid = demo.grid_at({111.000, 35.020});
  ASSERT_NE(grid, nullptr);
  EXPECT_EQ(grid->community, "140802001001");
}

TEST_F(ShippedTables, GiveEveryCommunityItsParties) {
  constexpr std::array five{OrgKind::grid_branch, OrgKind::residents_committee,
                            OrgKind::owners_committee, OrgKind::property};
  constexpr std::array four{OrgKind::village_committee, OrgKind::supervision_committee,
                            OrgKind::cooperative};
  for (const Org* community : demo.communities()) {
    const bool is_village = community->kind == OrgKind::village_branch;
    const auto expect = [&](std::span<const OrgKind> kinds) {
      for (OrgKind kind : kinds)
        EXPECT_EQ(demo.bodies_of(community->id, kind).size(), 1u) << community->id << name(kind);
    };
    if (is_village)
      expect(four);
    else
      expect(five);
    EXPECT_FALSE(demo.users_with(Role::community_secretary, community->id).empty())
        << community->id;
  }
}

TEST_F(ShippedTables, TileTheCountyWithoutOverlap) {
  const auto grids =
      value_or_fail(wire::parse_grids(test::read_table(test::demo_dir + "grids.geojson")));
  const auto areas = value_or_fail(AreaIndex::build(grids.areas));
  EXPECT_TRUE(areas->overlaps().empty());
  // No gaps: every edge is walked once in each direction, except on the outline, which is one ring.
  using Place = std::pair<double, double>;
  std::set<std::pair<Place, Place>> edges;
  for (const GridArea& area : grids.areas)
    for (std::size_t i = 1; i < area.parts.front().outer.size(); ++i) {
      const Location& from = area.parts.front().outer[i - 1];
      const Location& to = area.parts.front().outer[i];
      EXPECT_TRUE(edges.insert({{from.lon, from.lat}, {to.lon, to.lat}}).second)
          << area.code.text();
    }
  std::map<Place, Place> outline;
  for (const auto& [from, to] : edges)
    if (!edges.contains({to, from})) EXPECT_TRUE(outline.emplace(from, to).second);
  ASSERT_FALSE(outline.empty());
  const Place start = outline.begin()->first;
  std::size_t steps = 1;
  for (Place at = outline.at(start); at != start && steps <= outline.size(); ++steps)
    at = outline.at(at);
  EXPECT_EQ(steps, outline.size());
}

/// Everything a rule may look at, in one community, for one category.
template <class Check>
void for_each_circumstance(RouteInputs inputs, Check check) {
  const Instant work_time = parse_rfc3339("2026-11-23T10:00:00+08:00").value();
  const Instant night = parse_rfc3339("2026-11-23T23:00:00+08:00").value();
  for (const bool urgent : {false, true})
    for (const Instant at : {work_time, night})
      for (const Source source : {Source::grid_worker, Source::resident, Source::property,
                                  Source::hotline, Source::api}) {
        inputs.urgent = urgent;
        inputs.at = at;
        inputs.source = source;
        check(inputs);
      }
}

TEST_F(ShippedTables, RouteEveryCategoryToSomebodyInEveryCommunity) {
  const auto errors = routing.check(demo, catalogue);
  for (const FieldError& error : errors) ADD_FAILURE() << error.pointer << " " << error.detail;
  std::set<std::string_view> staffed;
  for (const User& user : demo.users()) staffed.insert(user.org);
  for (const Org* community : demo.communities())
    for (const Category& category : catalogue.categories()) {
      RouteInputs inputs;
      inputs.category = category.code;
      inputs.community = community->id;
      for_each_circumstance(inputs, [&](const RouteInputs& circumstance) {
        const Routing routed = routing.route(circumstance, demo, calendar);
        ASSERT_NE(routed.rule, "default") << category.code << " in " << community->id;
        ASSERT_EQ(routed.owner, community->id);
        ASSERT_TRUE(staffed.contains(routed.lead)) << routed.lead << " has nobody to sign";
        ASSERT_EQ(routed.pool, category.claimable) << category.code;
      });
    }
}

}  // namespace
}  // namespace gongzhi
