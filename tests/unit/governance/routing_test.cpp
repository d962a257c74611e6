// Where a case goes and why.
#include "governance/routing.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/small_county.hpp"

namespace gongzhi {
namespace {

using Ids = std::vector<std::string>;

RoutingRule rule(int order, std::string id, std::string category, std::string lead) {
  RoutingRule row;
  row.order = order;
  row.id = std::move(id);
  row.category = std::move(category);
  row.lead = std::move(lead);
  return row;
}

RoutingTable table(std::vector<RoutingRule> rules, std::string triage_org = {}) {
  return RoutingTable::build(std::move(rules), std::move(triage_org)).value();
}

Instant at(std::string_view text) {
  return parse_rfc3339(text).value();
}

const Instant monday_10 = at("2026-11-23T10:00:00+08:00");
const Instant monday_20 = at("2026-11-23T20:00:00+08:00");

/// A resident's report of E0110 in grid g1 of com1, during work time.
RouteInputs in_com1() {
  RouteInputs inputs;
  inputs.area_code = test::g1;
  inputs.category = "E0110";
  inputs.at = monday_10;
  inputs.source = Source::resident;
  inputs.community = "com1";
  inputs.township = "t1";
  return inputs;
}

RouteInputs in_vil1() {
  RouteInputs inputs = in_com1();
  inputs.area_code = test::g4;
  inputs.community = "vil1";
  inputs.township = "t2";
  return inputs;
}

class Routes : public testing::Test {
 protected:
  Routing route(const RoutingTable& rules, const RouteInputs& inputs) const {
    return rules.route(inputs, world->directory, world->calendar);
  }
  std::string rule_of(const RoutingTable& rules, const RouteInputs& inputs) const {
    return route(rules, inputs).rule;
  }

  const WorldPtr world = test::make_small_county({});
};

TEST_F(Routes, TheFirstMatchInOrderWinsWhateverTheRowOrder) {
  const RoutingTable rules =
      table({rule(30, "late", "E0110", "@branch"), rule(10, "first", "E0110", "dept:sanitation"),
             rule(20, "second", "E0110", "@property")});

  EXPECT_EQ(rule_of(rules, in_com1()), "first");
}

TEST_F(Routes, NoMatchGoesToThePartyCommitteeAsDefault) {
  const Routing routing = route(table({rule(1, "other", "E0201", "@property")}), in_com1());

  EXPECT_EQ(routing.rule, "default");
  EXPECT_EQ(routing.lead, "com1");
  EXPECT_EQ(routing.owner, "com1");
  EXPECT_FALSE(routing.certain);
  EXPECT_EQ(routing.check, CheckPolicy::always);
  EXPECT_NE(routing.why.find("没有匹配的规则"), std::string::npos);
}

TEST_F(Routes, TheCommunitysPartyCommitteeOwnsWhoeverLeads) {
  const Routing routing = route(table({rule(1, "r", "E*", "dept:sanitation")}), in_vil1());

  EXPECT_EQ(routing.owner, "vil1");
  EXPECT_EQ(routing.lead, "env");
}

TEST_F(Routes, WithoutCommunityTheCountysTriageOwns) {
  RouteInputs lost = in_com1();
  lost.area_code = lost.community = lost.township = "";
  const RoutingTable here = table({rule(1, "p", "E*", "@property")});
  const RoutingTable desk = table({rule(1, "p", "E*", "@property")}, "law");

  EXPECT_EQ(route(here, lost).owner, "c");
  EXPECT_EQ(route(here, lost).lead, "c");
  EXPECT_EQ(route(here, lost).rule, "default");
  EXPECT_EQ(route(desk, lost).owner, "law");
  EXPECT_EQ(route(table({rule(1, "d", "E*", "dept:sanitation")}), lost).lead, "env");
}

TEST_F(Routes, RulesHoldFromTheirFirstToTheirLastBusinessDay) {
  RoutingRule winter = rule(1, "winter", "E0110", "dept:sanitation");
  winter.effective_from = parse_date("2026-11-15").value();
  winter.effective_to = parse_date("2027-03-15").value();
  const RoutingTable rules = table({winter, rule(2, "always", "E0110", "@property")});
  RouteInputs inputs = in_com1();
  // 16:00 UTC is midnight of the business day.
  const std::vector<std::pair<std::string_view, std::string_view>> days{
      {"2026-11-14T15:59:59Z", "always"},
      {"2026-11-14T16:00:00Z", "winter"},
      {"2027-03-15T15:59:59Z", "winter"},
      {"2027-03-15T16:00:00Z", "always"}};
  for (const auto& [time, expected] : days) {
    inputs.at = at(time);
    EXPECT_EQ(rule_of(rules, inputs), expected) << time;
  }
}

TEST_F(Routes, AreasMatchByBeginning) {
  RoutingRule township = rule(1, "township", "E0110", "@street");
  township.area_prefix = "140802001";
  RoutingRule one_grid = rule(2, "grid", "E0110", "@branch");
  one_grid.area_prefix = test::g4;
  const RoutingTable rules = table({township, one_grid});
  RouteInputs without_grid = in_com1();
  without_grid.area_code = "";

  EXPECT_EQ(rule_of(rules, in_com1()), "township");
  EXPECT_EQ(rule_of(rules, in_vil1()), "grid");
  EXPECT_EQ(rule_of(rules, without_grid), "township") << "the community's own code counts";
}

TEST_F(Routes, CategoriesMatchExactlyOrByBeginningOrAny) {
  const RoutingTable rules =
      table({rule(1, "exact", "E0110", "@branch"), rule(2, "begin", "E01*", "@branch"),
             rule(3, "letter", "C*", "@branch"), rule(4, "star", "*", "@branch")});
  const std::vector<std::pair<std::string, std::string>> cases{
      {"E0110", "exact"}, {"E0111", "begin"}, {"E011", "begin"}, {"C0101", "letter"},
      {"E0201", "star"},  {"", "star"},       {"?", "star"}};
  for (const auto& [category, expected] : cases) {
    RouteInputs inputs = in_com1();
    inputs.category = category;
    EXPECT_EQ(rule_of(rules, inputs), expected) << category;
  }
}

TEST_F(Routes, AnUnknownCategoryIsNeverCertain) {
  RoutingRule any = rule(1, "any", "", "@branch");
  any.certainty = Certainty::certain;
  RouteInputs unsure = in_com1();
  unsure.category = "";

  EXPECT_TRUE(route(table({any}), in_com1()).certain);
  EXPECT_FALSE(route(table({any}), unsure).certain);
}

TEST_F(Routes, UrgencyTimeOfDayAndSourceDecide) {
  RoutingRule urgent = rule(1, "urgent", "E0110", "@branch");
  urgent.urgency = RuleUrgency::urgent;
  RoutingRule night = rule(2, "night", "E0110", "@branch");
  night.time_of_day = TimeOfDay::off;
  RoutingRule hotline = rule(3, "hotline", "E0110", "@branch");
  hotline.source = Source::hotline;
  RoutingRule ordinary = rule(4, "ordinary", "E0110", "@branch");
  ordinary.urgency = RuleUrgency::ordinary;
  ordinary.time_of_day = TimeOfDay::work;
  const RoutingTable rules = table({urgent, night, hotline, ordinary});

  RouteInputs inputs = in_com1();
  EXPECT_EQ(rule_of(rules, inputs), "ordinary");
  inputs.source = Source::hotline;
  EXPECT_EQ(rule_of(rules, inputs), "hotline");
  inputs.at = monday_20;
  EXPECT_EQ(rule_of(rules, inputs), "night");
  inputs.urgent = true;
  EXPECT_EQ(rule_of(rules, inputs), "urgent");
}

struct SelectorCase {
  std::string selector;
  std::string in_com1;  // empty = cannot be resolved there
  std::string in_vil1;
};

class Selectors : public Routes, public testing::WithParamInterface<SelectorCase> {};

TEST_P(Selectors, MeanTheBodyOfThePlace) {
  const RoutingTable rules = table({rule(1, "r", "E*", GetParam().selector)});
  const auto lead = [&](const RouteInputs& inputs) {
    const Routing routing = route(rules, inputs);
    return routing.rule == "default" ? std::string() : routing.lead;
  };

  EXPECT_EQ(lead(in_com1()), GetParam().in_com1);
  EXPECT_EQ(lead(in_vil1()), GetParam().in_vil1);
}

INSTANTIATE_TEST_SUITE_P(
    All, Selectors,
    testing::Values(SelectorCase{"@property", "com1-pm", ""},
                    SelectorCase{"@property|@village_committee", "com1-pm", "vil1-vc"},
                    SelectorCase{"@residents_committee", "com1-rc", ""},
                    SelectorCase{"@village_committee", "", "vil1-vc"},
                    SelectorCase{"@supervision_committee", "", "vil1-sc"},
                    SelectorCase{"@cooperative", "", "vil1-co"},
                    SelectorCase{"@owners_committee|@branch", "com1-oc", "vil1"},
                    SelectorCase{"@branch", "com1", "vil1"}, SelectorCase{"@street", "t1", "t2"},
                    SelectorCase{"@county", "c", "c"},
                    SelectorCase{"@joint_committee|@street", "t1", "t2"},
                    SelectorCase{"dept:sanitation", "env", "env"},
                    SelectorCase{"dept:unheard|@cooperative", "", "vil1-co"},
                    SelectorCase{"org:com2-pm", "com2-pm", "com2-pm"},
                    SelectorCase{"org:gone", "", ""}));

TEST_F(Routes, AnUnresolvableLeadFallsToTheNextRule) {
  const RoutingTable rules = table({rule(1, "property", "E0110", "@property"),
                                    rule(2, "village", "E0110", "@village_committee")});

  EXPECT_EQ(rule_of(rules, in_vil1()), "village");
}

TEST_F(Routes, AssistsAreResolvedOnceWithoutTheLead) {
  RoutingRule row = rule(1, "r", "E0110", "dept:sanitation");
  row.assists = {"@property|@village_committee", "dept:sanitation", "org:com1-pm",
                 "@supervision_committee", "dept:enforcement"};

  EXPECT_EQ(route(table({row}), in_com1()).assists, (Ids{"com1-pm", "law"}));
  EXPECT_EQ(route(table({row}), in_vil1()).assists, (Ids{"vil1-vc", "com1-pm", "vil1-sc", "law"}));
}

TEST_F(Routes, TheWhyNamesRuleInputsAndBodies) {
  RoutingRule row = rule(1, "R-7", "E0110", "dept:sanitation");
  row.assists = {"@property"};
  row.pool = true;
  RouteInputs inputs = in_com1();
  inputs.urgent = true;
  inputs.at = monday_20;

  const Routing routing = route(table({row}), inputs);

  EXPECT_EQ(routing.why,
            "按规则 R-7（类别 E0110、区域 1408020010010001、紧急、非工作时间、居民上报），由单位env"
            "牵头，协办：单位com1-pm，先供在职党员认领。");
  EXPECT_EQ(routing.inputs.area_code, test::g1);
  EXPECT_TRUE(routing.pool);
}

TEST_F(Routes, ExplainNamesEveryRuleTriedAndWhyNot) {
  RoutingRule early = rule(1, "early", "E*", "@branch");
  early.effective_to = parse_date("2025-12-31").value();
  RoutingRule later = rule(2, "later", "E*", "@branch");
  later.effective_from = parse_date("2027-01-01").value();
  RoutingRule elsewhere = rule(3, "elsewhere", "E*", "@branch");
  elsewhere.area_prefix = "140802002";
  RoutingRule night = rule(5, "night", "E*", "@branch");
  night.time_of_day = TimeOfDay::off;
  RoutingRule urgent = rule(6, "urgent", "E*", "@branch");
  urgent.urgency = RuleUrgency::urgent;
  RoutingRule hotline = rule(7, "hotline", "E*", "@branch");
  hotline.source = Source::hotline;
  const RoutingTable rules =
      table({early, later, elsewhere, rule(4, "lights", "C*", "@branch"), night, urgent, hotline,
             rule(8, "village", "E*", "@village_committee"), rule(9, "match", "E0110", "@property"),
             rule(10, "never", "E*", "@branch")});

  const auto trials = rules.explain(in_com1(), world->directory, world->calendar);

  using V = RuleVerdict;
  const std::vector<V> expected{V::no_longer_effective, V::not_yet_effective, V::other_area,
                                V::other_category,      V::other_time_of_day, V::other_urgency,
                                V::other_source,        V::lead_unresolved,   V::matched};
  ASSERT_EQ(trials.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(trials[i].verdict, expected[i]) << trials[i].rule;
    EXPECT_FALSE(trials[i].words.empty());
    EXPECT_FALSE(name(trials[i].verdict).empty());
  }
  EXPECT_EQ(trials.back().rule, rule_of(rules, in_com1()));
}

TEST_F(Routes, ExplainEndsWithDefaultWhenNothingMatches) {
  const auto trials = table({rule(1, "lights", "C*", "@branch")})
                          .explain(in_com1(), world->directory, world->calendar);

  ASSERT_EQ(trials.size(), 2U);
  EXPECT_EQ(trials.back().rule, "default");
}

TEST_F(Routes, WhatIfListsOnlyWhatWouldChange) {
  const RoutingTable before = table({rule(1, "a", "E*", "dept:sanitation")});
  RoutingRule renamed = rule(2, "b", "E*", "dept:sanitation");
  const RoutingTable after = table({rule(1, "new", "E0201", "@property"), renamed});
  std::vector<RouteInputs> inputs{in_com1(), in_com1(), in_vil1()};
  inputs[1].category = inputs[2].category = "E0201";

  const auto differences = what_if({before, after}, inputs, world->directory, world->calendar);

  ASSERT_EQ(differences.size(), 1U) << "another rule id alone changes nothing, nor has the village";
  EXPECT_EQ(differences[0].index, 1U);
  EXPECT_EQ(differences[0].before.lead, "env");
  EXPECT_EQ(differences[0].after.lead, "com1-pm");
}

TEST(RoutingTable, RefusesBrokenRules) {
  RoutingRule bad = rule(1, "default", "e01", "@nobody");
  bad.effective_from = parse_date("2026-02-01").value();
  bad.effective_to = parse_date("2026-01-31").value();
  bad.area_prefix = "14x";
  bad.assists = {"dept:"};
  const auto built = RoutingTable::build(
      {bad, rule(2, "a", "E01*", "@property|"), rule(2, "a", "E0*1", ""), rule(3, "c", "", "c")});

  ASSERT_FALSE(built);
  const Error error = built.error();
  Ids errors;
  for (const FieldError& field : error.fields) errors.push_back(field.pointer + " " + field.code);
  EXPECT_EQ(errors,
            (Ids{"/rules/0/id required", "/rules/0/effective_to before_from",
                 "/rules/0/area_prefix pattern", "/rules/0/category pattern",
                 "/rules/0/lead selector", "/rules/0/assists selector", "/rules/1/lead selector",
                 "/rules/2/id doubled", "/rules/2/order doubled", "/rules/2/category pattern",
                 "/rules/2/lead required", "/rules/3/lead selector"}));
}

TEST_F(Routes, CheckNamesWhatTheCountyDoesNotHave) {
  RoutingRule elsewhere = rule(1, "a", "E9999", "dept:railway");
  elsewhere.area_prefix = "1101";
  elsewhere.assists = {"org:gone"};
  const RoutingTable rules =
      table({elsewhere, rule(2, "b", "Z*", "@property"), rule(3, "c", "E01*", "dept:sanitation")},
            "gone");

  Ids errors;
  for (const FieldError& field : rules.check(world->directory, world->catalogue))
    errors.push_back(field.pointer + " " + field.code);
  EXPECT_EQ(errors, (Ids{"/rules/0/category unknown_category", "/rules/0/area_prefix unknown_area",
                         "/rules/0/lead unknown_org", "/rules/0/assists unknown_org",
                         "/rules/1/category unknown_category", "/triage_org unknown_org"}));
}

/// Tables that nobody wrote by hand: whatever the rules, everything has an owner and a lead.
TEST_F(Routes, EveryCategoryInEveryCommunityHasAnOwnerAndALead) {
  std::mt19937 random(20261123);
  const Ids leads{"@property",       "@village_committee|@residents_committee",
                  "dept:sanitation", "@cooperative",
                  "org:gone",        "@street",
                  "dept:unheard",    "@owners_committee"};
  const Ids patterns{"E01*", "E0110", "C*", "*", "N0104", "S0102", "W*", "E02*"};
  Ids communities{""};
  for (const Org* community : world->directory.communities()) communities.push_back(community->id);
  for (int round = 0; round < 30; ++round) {
    std::vector<RoutingRule> rules;
    for (int i = 0; i < 12; ++i) {
      rules.push_back(rule(i, "r" + std::to_string(i), patterns[random() % patterns.size()],
                           leads[random() % leads.size()]));
      rules.back().time_of_day = static_cast<TimeOfDay>(random() % 3);
      rules.back().urgency = static_cast<RuleUrgency>(random() % 3);
    }
    const RoutingTable rules_table = table(std::move(rules));
    for (const Category& category : world->catalogue.categories())
      for (const std::string& community : communities) {
        RouteInputs inputs = in_com1();
        inputs.area_code = "";
        inputs.township = "";
        inputs.community = community;
        inputs.category = category.code;
        const Routing routing = route(rules_table, inputs);
        ASSERT_NE(world->directory.find_org(routing.lead), nullptr);
        ASSERT_EQ(routing.owner, community.empty() ? "c" : community);
        ASSERT_FALSE(routing.why.empty());
        const auto trials = rules_table.explain(inputs, world->directory, world->calendar);
        ASSERT_EQ(trials.back().rule, routing.rule) << "explain says what route does";
      }
  }
}

TEST(RoutingNames, EveryWordIsReadBack) {
  for (const auto value : {RuleUrgency::any, RuleUrgency::urgent, RuleUrgency::ordinary})
    EXPECT_EQ(parse_rule_urgency(name(value)), value);
  for (const auto value : {TimeOfDay::any, TimeOfDay::work, TimeOfDay::off})
    EXPECT_EQ(parse_time_of_day(name(value)), value);
  for (const auto value : {CheckPolicy::always, CheckPolicy::sampled, CheckPolicy::skip})
    EXPECT_EQ(parse_check_policy(name(value)), value);
  for (const auto value : {Certainty::certain, Certainty::likely})
    EXPECT_EQ(parse_certainty(name(value)), value);
  EXPECT_EQ(parse_time_of_day("night"), std::nullopt);
}

}  // namespace
}  // namespace gongzhi
