// Configuration: what was imported is what is loaded, table by table, with a version.
#include <gtest/gtest.h>

#include "records/polygon_text.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi {
namespace {

using records::ConfigurationChange;
using records::ConfigurationRows;

ConfigurationChange whole() {
  ConfigurationChange change;
  change.label = "demo";
  change.orgs = {{"c", "盐湖区委", OrgLevel::county, OrgKind::county_committee, "", "140802", ""},
                 {"env", "环卫", OrgLevel::functional, OrgKind::department, "c", "", "sanitation"}};
  User user;
  user.id = "m1";
  user.name = "李四";
  user.role = Role::member;
  user.org = "c";
  user.phone = "sealed";
  user.skills = {"care", "patrol"};
  user.free_hours = {"sat", "sun"};
  user.grids = {"1408020010010001"};
  user.active = false;
  change.users = {user};
  const GridInfo grid{"1408020010010001", "一网格", "com1", "gw1", "gw2"};
  const GridInfo bare{"g0", "无图网格", "com1", "gw1", ""};
  const Ring outer{{111, 35}, {111.01, 35}, {111.01, 35.1 + 1e-9}, {111, 35}};
  const Ring hole{{111.001, 35.001}, {111.002, 35.001}, {111.002, 35.002}, {111.001, 35.001}};
  change.grids = records::GridRows{
      {grid, bare},
      {{*UnitGridCode::parse("1408020010010001"), "com1", {{outer, {hole}}, {outer}}}}};
  Category category;
  category.code = "E0110";
  category.type = "event";
  category.name = "暴露生活垃圾";
  category.kind = "incident";
  category.safety = true;
  category.duplicate_radius_m = 12.5;
  category.keywords = {"垃圾", "rubbish"};
  change.categories = {category};
  Standard standard;
  standard.id = "E0110-1";
  standard.category = "E0110";
  standard.limit = {LimitKind::urgent_work_hours, 0.3, "制止"};
  standard.responsible_kinds = {"property"};
  standard.photo_after = true;
  change.standards = {standard};
  RoutingRule rule;
  rule.order = 20;
  rule.id = "r1";
  rule.effective_from = Date{std::chrono::days(20000)};
  rule.urgency = RuleUrgency::urgent;
  rule.time_of_day = TimeOfDay::off;
  rule.source = Source::hotline;
  rule.lead = "@property|@branch";
  rule.assists = {"dept:sanitation"};
  rule.pool = true;
  rule.check = CheckPolicy::sampled;
  rule.certainty = Certainty::certain;
  change.rules = {rule};
  change.calendar = {{Date{std::chrono::days(20001)}, DayKind::make_up_workday}};
  change.kinds = std::vector<records::KindRow>{{"incident", 1, R"({"a":1})"}};
  change.policy = std::vector<records::PolicyRow>{{"open_claims_max", "3"}};
  return change;
}

class Configuration : public test::RecordsTest {
 protected:
  Result<std::int64_t> import(const ConfigurationChange& change) {
    const auto transaction = store().begin();
    const Result<std::int64_t> version = records::replace(**transaction, change, test::monday());
    if (version.has_error()) return version;
    const Result<void> done = (*transaction)->commit();
    if (done.has_error()) return done.error();
    return version;
  }
};

TEST_F(Configuration, IsEmptyAtTheBeginning) {
  const auto rows = store().load_configuration();

  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->version, 0);
  EXPECT_TRUE(rows->orgs.empty());
}

TEST_F(Configuration, LoadsWhatWasImported) {
  const ConfigurationChange change = whole();
  ASSERT_EQ(*import(change), 1);

  const auto rows = reader()->load_configuration();

  ASSERT_TRUE(rows) << rows.error().detail;
  EXPECT_EQ(rows->version, 1);
  EXPECT_EQ(rows->label, "demo");
  ASSERT_EQ(rows->orgs.size(), 2U);
  EXPECT_EQ(rows->orgs[1].dept, "sanitation");
  EXPECT_EQ(rows->orgs[0].kind, OrgKind::county_committee);
  ASSERT_EQ(rows->users.size(), 1U);
  EXPECT_EQ(rows->users[0].skills, (std::vector<std::string>{"care", "patrol"}));
  EXPECT_EQ(rows->users[0].role, Role::member);
  EXPECT_FALSE(rows->users[0].active);
  ASSERT_EQ(rows->grids.size(), 2U);
  EXPECT_EQ(rows->grids[0].deputy, "gw2");
  ASSERT_EQ(rows->areas.size(), 1U);
  EXPECT_EQ(rows->areas[0].community, "com1");
  ASSERT_EQ(rows->areas[0].parts.size(), 2U);
  EXPECT_EQ(rows->areas[0].parts[0].outer, change.grids->areas[0].parts[0].outer);
  EXPECT_EQ(rows->areas[0].parts[0].holes, change.grids->areas[0].parts[0].holes);
  EXPECT_EQ(rows->categories[0].keywords, (std::vector<std::string>{"垃圾", "rubbish"}));
  EXPECT_EQ(rows->categories[0].duplicate_radius_m, 12.5);
  EXPECT_EQ(rows->standards[0].limit, (*change.standards)[0].limit);
  EXPECT_EQ(rows->rules[0].effective_from, (*change.rules)[0].effective_from);
  EXPECT_FALSE(rows->rules[0].effective_to);
  EXPECT_EQ(rows->rules[0].source, Source::hotline);
  EXPECT_EQ(rows->rules[0].certainty, Certainty::certain);
  EXPECT_EQ(rows->rules[0].assists, (std::vector<std::string>{"dept:sanitation"}));
  EXPECT_EQ(rows->calendar[0].kind, DayKind::make_up_workday);
  EXPECT_EQ(rows->kinds, *change.kinds);
  EXPECT_EQ(rows->policy, *change.policy);
}

TEST_F(Configuration, ReplacesOnlyTheTablesThatAreGiven) {
  ASSERT_TRUE(import(whole()));
  ConfigurationChange change;
  change.policy = std::vector<records::PolicyRow>{{"returns_max", "1"}};

  ASSERT_EQ(*import(change), 2);

  const ConfigurationRows rows = *store().load_configuration();
  EXPECT_EQ(rows.policy, *change.policy);
  EXPECT_EQ(rows.orgs.size(), 2U);
}

TEST_F(Configuration, KeepsEveryVersionOfAKind) {
  ASSERT_TRUE(import(whole()));
  ConfigurationChange newer, changed;
  newer.kinds = std::vector<records::KindRow>{{"incident", 2, "{}"}};
  changed.kinds = std::vector<records::KindRow>{{"incident", 1, "{}"}};

  EXPECT_TRUE(import(newer));
  EXPECT_EQ(store().load_configuration()->kinds.size(), 2U);
  EXPECT_EQ(import(changed).error().code, Errc::conflict);
}

TEST_F(Configuration, ARefusedImportChangesNothing) {
  ASSERT_TRUE(import(whole()));
  ConfigurationChange doubled, semicolon;
  doubled.label = "doubled";
  doubled.policy = std::vector<records::PolicyRow>{{"a", "1"}};
  Org org;
  org.id = "x";
  doubled.orgs = {org, org};
  User user;
  user.id = "u";
  user.skills = {"a;b"};
  semicolon.users = {user};

  EXPECT_EQ(import(doubled).error().code, Errc::conflict);
  EXPECT_EQ(import(semicolon).error().code, Errc::invalid);

  const ConfigurationRows rows = *store().load_configuration();
  EXPECT_EQ(rows.version, 1);
  EXPECT_EQ(rows.label, "demo");
  EXPECT_EQ(rows.orgs.size(), 2U);
  EXPECT_EQ(rows.users.size(), 1U);
}

TEST(PolygonText, RefusesWhatItDoesNotWrite) {
  for (const char* text : {"", "POLYGON ((1 2))", "MULTIPOLYGON (((1 2, 3)))",
                           "MULTIPOLYGON (((1 2, 3 4)))x", "MULTIPOLYGON (((1 2, 3 4))"}) {
    EXPECT_EQ(records::parse_polygons(text).error().code, Errc::corrupt) << text;
  }
  EXPECT_TRUE(records::parse_polygons("MULTIPOLYGON ()"));
}

}  // namespace
}  // namespace gongzhi
