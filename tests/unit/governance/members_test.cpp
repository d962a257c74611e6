// Who may claim, and to whom a task is offered in what order.
#include "governance/members.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "governance/free_hours.hpp"

namespace gongzhi {
namespace {

using Ids = std::vector<std::string>;

const std::string own_grid = "1408020010010001";

Instant at(std::string_view text) {
  return parse_rfc3339(text).value();
}

const Instant monday_9 = at("2026-11-23T09:00:00+08:00");

class Loads final : public Facts {
 public:
  MemberLoad load_of(std::string_view user) const override {
    const auto it = of.find(user);
    return it == of.end() ? MemberLoad{std::string(user), 0, 0, {}} : it->second;
  }
  std::optional<Case> find_case(const CaseNumber&) const override { return std::nullopt; }

  std::map<std::string, MemberLoad, std::less<>> of;
};

Org org(std::string id, OrgLevel level, OrgKind kind, std::string parent, std::string area) {
  return {std::move(id), "单位", level, kind, std::move(parent), std::move(area), {}};
}

User person(std::string id, Role role, std::string community) {
  User user;
  user.name = id;
  user.id = std::move(id);
  user.role = role;
  user.community = std::move(community);
  return user;
}

class Members : public testing::Test {
 protected:
  Members() {
    tables.orgs = {
        org("c", OrgLevel::county, OrgKind::county_committee, "", "140802"),
        org("t", OrgLevel::township, OrgKind::township_committee, "c", "140802001"),
        org("com", OrgLevel::community, OrgKind::community_committee, "t", "140802001001"),
        org("com2", OrgLevel::community, OrgKind::community_committee, "t", "140802001002")};
    User walker = person("w", Role::grid_worker, "com");
    walker.org = "com";
    tables.users = {walker,
                    person("m1", Role::member, "com"),
                    person("m2", Role::member, "com"),
                    person("m3", Role::member, "com"),
                    person("m4", Role::member, "com"),
                    person("far", Role::member, "com2"),
                    person("res", Role::resident, "com")};
    tables.grids = {{own_grid, "第一网格", "com", "w", ""}};
    Category visit;
    visit.code = "S0102";
    visit.name = "独居探访";
    visit.claim_skills = {"care", "medical"};
    world.catalogue = Catalogue::build({visit}, {}).value();

    item.number = parse_case_number("26112307-01234").value();
    item.category = "S0102";
    item.community = "com";
    item.grid = own_grid;
    item.state = "pool";
    item.places = 1;
  }

  User& user(std::string_view id) {
    for (User& row : tables.users)
      if (row.id == id) return row;
    throw std::out_of_range("no such user");
  }
  MemberLoad& load(const std::string& id) {
    MemberLoad& load = facts.of[id];
    load.user = id;
    return load;
  }
  Ids ranked() {
    world.directory = Directory::build(tables).value();
    Ids ids;
    for (const Candidate& candidate : rank_candidates(world, item, facts, monday_9))
      ids.push_back(candidate.user);
    return ids;
  }
  std::string obstacle(std::string_view id) {
    world.directory = Directory::build(tables).value();
    return std::string(name(obstacle_to_claim(world, item, id, facts)));
  }

  Directory::Tables tables;
  World world;
  Loads facts;
  Case item;
};

TEST_F(Members, OnlyActiveMembersOfTheCommunityAreOffered) {
  user("m2").active = false;

  Ids ids = ranked();

  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(ids, (Ids{"m1", "m3", "m4"}));
}

TEST_F(Members, TheReporterIsNotOffered) {
  item.reporter.user = "m3";

  const Ids ids = ranked();

  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), "m3"), 0);
}

/// Each has one advantage that counts more than all advantages of those behind.
TEST_F(Members, SkillThenGridThenOpenClaimsThenLeastRecentlyServed) {
  user("m3").skills = {"medical"};
  load("m3").open_claims = 2;
  load("m3").last_served = monday_9;
  user("m1").grids = {own_grid};
  load("m1").open_claims = 1;
  load("m1").last_served = monday_9;
  load("m4").open_claims = 0;
  load("m4").last_served = monday_9;
  load("m2").open_claims = 0;
  load("m2").last_served = monday_9 - std::chrono::hours(24 * 365);

  EXPECT_EQ(ranked(), (Ids{"m3", "m1", "m2", "m4"}));
}

TEST_F(Members, NeverServedComesBeforeLongAgo) {
  for (const char* id : {"m1", "m2", "m3"})
    load(id).last_served = monday_9 - std::chrono::hours(24 * 3650);

  EXPECT_EQ(ranked().front(), "m4");
}

TEST_F(Members, FreeHoursArePreferredWhenAllElseIsEqual) {
  user("m4").free_hours = {"weekend_evening", "weekday_morning"};
  EXPECT_EQ(ranked().front(), "m4");

  load("m4").open_claims = 1;
  EXPECT_EQ(ranked().back(), "m4") << "but never more than a lighter load";
}

TEST_F(Members, WhoHasThreeOpenOrLapsedTwiceIsNotOffered) {
  load("m1").open_claims = 3;
  load("m2").lapses_90d = 2;
  load("m3").open_claims = 2;
  load("m4").lapses_90d = 1;

  EXPECT_EQ(ranked(), (Ids{"m4", "m3"}));
}

TEST_F(Members, TheOfferIsBounded) {
  world.policy.candidates_max = 2;
  EXPECT_EQ(ranked().size(), 2U);

  world.policy.candidates_max = 0;
  EXPECT_TRUE(ranked().empty());
}

TEST_F(Members, EqualsAreDrawnBySeedAndCase) {
  const Ids here = ranked();
  EXPECT_EQ(ranked(), here) << "the same case draws the same order";

  bool changed_by_case = false, changed_by_seed = false;
  for (std::uint64_t seq = 1; seq < 20; ++seq) {
    item.number.seq = seq;
    changed_by_case = changed_by_case || ranked() != here;
  }
  item.number = parse_case_number("26112307-01234").value();
  for (int i = 0; i < 20; ++i) {
    world.policy.draw_seed = "seed" + std::to_string(i);
    changed_by_seed = changed_by_seed || ranked() != here;
  }
  EXPECT_TRUE(changed_by_case);
  EXPECT_TRUE(changed_by_seed);
}

TEST_F(Members, EveryOfferSaysWhy) {
  user("m1").skills = {"care"};
  user("m1").grids = {own_grid};
  load("m1").open_claims = 1;
  load("m1").last_served = at("2026-10-01T08:00:00+08:00");
  world.directory = Directory::build(tables).value();

  const auto candidates = rank_candidates(world, item, facts, monday_9);

  ASSERT_EQ(candidates.front().user, "m1");
  EXPECT_EQ(candidates.front().why,
            "在本社区报到，特长相符，住在本网格，手上有 1 项任务，上次服务 2026-10-01。");
}

TEST_F(Members, ACaseWithoutCommunityIsOfferedToNobody) {
  item.community = "";

  EXPECT_TRUE(ranked().empty());
}

TEST_F(Members, EachObstacleHasItsWord) {
  item.places = 2;
  EXPECT_EQ(obstacle("m1"), "none");
  EXPECT_EQ(obstacle("res"), "not_a_member");
  EXPECT_EQ(obstacle("nobody"), "not_a_member");
  EXPECT_EQ(obstacle("far"), "other_community");

  item.reporter.user = "m2";
  EXPECT_EQ(obstacle("m2"), "own_report");
  item.reporter = {};

  item.claims = {{"m1", monday_9}};
  EXPECT_EQ(obstacle("m1"), "already_yours");
  EXPECT_EQ(obstacle("m2"), "none") << "each place is claimed for itself";
  item.places = 1;
  EXPECT_EQ(obstacle("m2"), "already_claimed");
  item.claims = {};

  load("m3").open_claims = 3;
  EXPECT_EQ(obstacle("m3"), "too_many_open");
  load("m4").lapses_90d = 2;
  EXPECT_EQ(obstacle("m4"), "needs_approval");

  user("m1").active = false;
  EXPECT_EQ(obstacle("m1"), "not_a_member");
}

TEST_F(Members, OnlyACaseThatAsksForASkillDemandsIt) {
  user("m2").skills = {"repair"};
  EXPECT_EQ(obstacle("m1"), "none") << "the category's skills are a preference";

  item.fields["skills"] = Ids{"repair", "medical"};
  EXPECT_EQ(obstacle("m1"), "skill_missing");
  EXPECT_EQ(obstacle("m2"), "none");
  EXPECT_EQ(ranked(), Ids{"m2"});

  item.fields["skills"] = std::string("medical");
  EXPECT_EQ(obstacle("m2"), "skill_missing");
}

TEST(ClaimObstacles, HaveKindWords) {
  for (int i = 0; i <= static_cast<int>(ClaimObstacle::needs_approval); ++i) {
    EXPECT_FALSE(name(static_cast<ClaimObstacle>(i)).empty());
    EXPECT_FALSE(kind_words(static_cast<ClaimObstacle>(i)).empty());
  }
  EXPECT_EQ(name(ClaimObstacle::needs_approval), "needs_approval");
  EXPECT_EQ(name(ClaimObstacle::skill_missing), "skill_missing");
}

struct HoursCase {
  std::string hours;
  std::string time;
  bool is_covered;
};

class FreeHours : public testing::TestWithParam<HoursCase> {};

TEST_P(FreeHours, CoverWhatTheySay) {
  EXPECT_EQ(covers(GetParam().hours, at(GetParam().time)), GetParam().is_covered);
}

// 2026-11-21 is a Saturday, 2026-11-23 a Monday.
INSTANTIATE_TEST_SUITE_P(
    Forms, FreeHours,
    testing::Values(HoursCase{"weekend", "2026-11-21T10:00:00+08:00", true},
                    HoursCase{"weekend", "2026-11-23T10:00:00+08:00", false},
                    HoursCase{"weekend", "2026-11-20T16:00:00Z", true},  // midnight in Shanghai
                    HoursCase{"weekday_evening", "2026-11-23T19:00:00+08:00", true},
                    HoursCase{"weekday_evening", "2026-11-23T22:00:00+08:00", false},
                    HoursCase{"sat_morning", "2026-11-21T08:00:00+08:00", true},
                    HoursCase{"sat_morning", "2026-11-22T08:00:00+08:00", false},
                    HoursCase{"sun_afternoon", "2026-11-22T17:59:59+08:00", true},
                    HoursCase{"fri evening", "2026-11-20T20:00:00+08:00", true},
                    HoursCase{"evening", "2026-11-20T20:00:00+08:00", true},
                    HoursCase{"night", "2026-11-20T02:00:00+08:00", true},
                    HoursCase{"19:00-21:00", "2026-11-20T20:59:00+08:00", true},
                    HoursCase{"19:00-21:00", "2026-11-20T21:00:00+08:00", false},
                    HoursCase{"22:00-02:00", "2026-11-20T01:00:00+08:00", true},
                    HoursCase{"sat 09:00-12:00", "2026-11-21T11:59:00+08:00", true},
                    HoursCase{"any", "2026-11-20T03:00:00+08:00", true},
                    HoursCase{"sometimes", "2026-11-21T10:00:00+08:00", false},
                    HoursCase{"sat_", "2026-11-21T10:00:00+08:00", false},
                    HoursCase{"25:00-26:00", "2026-11-21T10:00:00+08:00", false},
                    HoursCase{"", "2026-11-21T10:00:00+08:00", false}));

}  // namespace
}  // namespace gongzhi
