// Organisations, users and grids: what is refused, and what can be looked up.
#include "governance/directory.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/small_county.hpp"

namespace gongzhi {
namespace {

Org org(std::string id, OrgLevel level, OrgKind kind, std::string parent, std::string area = {}) {
  return {std::move(id), "单位", level, kind, std::move(parent), std::move(area), {}};
}

/// A county with one township, one community, its property company and one grid.
Directory::Tables sound_tables() {
  Directory::Tables tables;
  tables.orgs = {org("c", OrgLevel::county, OrgKind::county_committee, "", "140802"),
                 org("t", OrgLevel::township, OrgKind::township_committee, "c", "140802001"),
                 org("com", OrgLevel::community, OrgKind::community_committee, "t", "140802001001"),
                 org("pm", OrgLevel::functional, OrgKind::property, "com"),
                 org("gb", OrgLevel::grid, OrgKind::grid_branch, "com"),
                 org("bg", OrgLevel::building, OrgKind::building_group, "gb")};
  User walker;
  walker.id = "w";
  walker.name = "网格员";
  walker.role = Role::grid_worker;
  walker.org = "gb";
  walker.community = "com";
  walker.grids = {"1408020010010001"};
  tables.users = {walker};
  tables.grids = {{"1408020010010001", "第一网格", "com", "w", ""}};
  return tables;
}

/// The errors as `pointer code`, sorted.
std::vector<std::string> errors_of(Directory::Tables tables) {
  const auto built = Directory::build(std::move(tables));
  if (built) return {};
  const Error error = built.error();
  EXPECT_EQ(error.code, Errc::invalid);
  std::vector<std::string> errors;
  for (const FieldError& field : error.fields) {
    EXPECT_FALSE(field.detail.empty());
    errors.push_back(field.pointer + " " + field.code);
  }
  std::sort(errors.begin(), errors.end());
  return errors;
}

using Errors = std::vector<std::string>;

TEST(Directory, SoundTablesAreTaken) {
  EXPECT_EQ(errors_of(sound_tables()), Errors{});
}

TEST(Directory, RefusesAParentThatDoesNotExist) {
  auto tables = sound_tables();
  tables.orgs[3].parent = "nowhere";

  EXPECT_EQ(errors_of(tables), Errors{"/orgs/3/parent unknown_org"});
}

TEST(Directory, RefusesACycleOnceAndDoesNotHang) {
  auto tables = sound_tables();
  tables.orgs[1].parent = "com";  // t below com below t

  const Errors errors = errors_of(tables);

  EXPECT_EQ(std::count(errors.begin(), errors.end(), "/orgs/1/parent cycle"), 1);
  EXPECT_EQ(std::count(errors.begin(), errors.end(), "/orgs/1/parent wrong_level"), 1);
}

TEST(Directory, RefusesABodyThatIsItsOwnParent) {
  auto tables = sound_tables();
  tables.orgs[3].parent = "pm";

  const Errors errors = errors_of(tables);

  EXPECT_EQ(std::count(errors.begin(), errors.end(), "/orgs/3/parent cycle"), 1);
}

TEST(Directory, RefusesDoubledIds) {
  auto tables = sound_tables();
  tables.orgs.push_back(tables.orgs[3]);
  tables.users.push_back(tables.users[0]);
  tables.grids.push_back(tables.grids[0]);

  EXPECT_EQ(errors_of(tables),
            (Errors{"/grids/1/code doubled", "/orgs/6/id doubled", "/users/1/id doubled"}));
}

TEST(Directory, RefusesACommunityWithoutPartyCommittee) {
  auto tables = sound_tables();
  tables.orgs[2].kind = OrgKind::residents_committee;

  EXPECT_EQ(errors_of(tables), Errors{"/orgs/2/kind no_party_committee"});
}

TEST(Directory, RefusesASecondCountyAndNone) {
  auto two = sound_tables();
  two.orgs.push_back(org("c2", OrgLevel::county, OrgKind::county_committee, "", "140803"));
  EXPECT_EQ(errors_of(two), Errors{"/orgs/6/level doubled"});

  EXPECT_EQ(errors_of({}), Errors{"/orgs/0/level required"});
}

TEST(Directory, RefusesWrongLevelsAndAreaCodes) {
  auto tables = sound_tables();
  tables.orgs[2].parent = "c";
  tables.orgs[2].area_code = "14080300100";
  tables.orgs[1].area_code = "";

  EXPECT_EQ(errors_of(tables),
            (Errors{"/orgs/1/area_code required", "/orgs/2/area_code outside_parent",
                    "/orgs/2/area_code pattern", "/orgs/2/parent wrong_level"}));
}

TEST(Directory, RefusesADepartmentTwiceBelowOneBody) {
  auto tables = sound_tables();
  for (const char* id : {"d1", "d2"}) {
    tables.orgs.push_back(org(id, OrgLevel::functional, OrgKind::department, "c"));
    tables.orgs.back().dept = "fire";
  }

  EXPECT_EQ(errors_of(tables), Errors{"/orgs/7/dept doubled"});
}

TEST(Directory, RefusesUsersWithoutPlace) {
  auto tables = sound_tables();
  User lost = tables.users[0];
  lost.id = "lost";
  lost.org = "nowhere";
  lost.grids = {};
  User member;
  member.id = "m";
  member.name = "党员";
  member.role = Role::member;
  User moved = member;
  moved.id = "m2";
  moved.active = false;  // not registered any more
  User handler = member;
  handler.id = "h";
  handler.role = Role::dept_handler;
  handler.community = "pm";
  handler.grids = {"1408020010010009"};
  tables.users.insert(tables.users.end(), {lost, member, moved, handler});

  EXPECT_EQ(errors_of(tables), (Errors{"/users/1/org unknown_org", "/users/2/community required",
                                       "/users/4/community wrong_level",
                                       "/users/4/grids unknown_grid", "/users/4/org required"}));
}

TEST(Directory, RefusesGridsWithoutCommunityOrWorker) {
  auto tables = sound_tables();
  User resident;
  resident.id = "r";
  resident.name = "居民";
  tables.users.push_back(resident);
  tables.grids.push_back({"1408020010010002", "第二网格", "nowhere", "ghost", "r"});
  tables.grids.push_back({"1408020010010003", "第三网格", "com", "", ""});

  EXPECT_EQ(errors_of(tables),
            (Errors{"/grids/1/community unknown_community", "/grids/1/deputy wrong_role",
                    "/grids/1/worker unknown_user", "/grids/2/worker required"}));
}

TEST(Directory, RefusesAGridListThatContradictsTheTableOfGrids) {
  auto tables = sound_tables();
  User other = tables.users[0];
  other.id = "other";
  tables.users.push_back(other);

  EXPECT_EQ(errors_of(tables), Errors{"/users/1/grids other_walker"});
}

TEST(Directory, RefusesPolygonsOfOtherGrids) {
  auto tables = sound_tables();
  GridArea area;
  area.code = UnitGridCode::parse("1408020010010002").value();
  area.community = "com";
  tables.areas = {area};
  EXPECT_EQ(errors_of(tables), Errors{"/areas/0/code other_grid"});

  tables.areas = {area, area};
  EXPECT_EQ(errors_of(tables), Errors{"/areas/1/code count"});
}

TEST(Directory, StopsCountingErrorsAtABound) {
  auto tables = sound_tables();
  for (int i = 0; i < 1000; ++i) tables.grids.push_back({"", "", "", "", ""});

  EXPECT_EQ(errors_of(tables).size(), 200U);
}

TEST(Directory, AnEmptyOneAnswersNothing) {
  const Directory empty;

  EXPECT_EQ(empty.find_org("c"), nullptr);
  EXPECT_EQ(empty.grid_at({111, 35}), nullptr);
  EXPECT_EQ(empty.department("fire"), nullptr);
  EXPECT_TRUE(empty.members_of("com").empty());
  EXPECT_FALSE(empty.in_subtree("a", "a"));
}

TEST(Directory, AnswersStayValidInCopies) {
  Directory copy;
  const Org* com = nullptr;
  {
    const auto built = Directory::build(sound_tables());
    copy = built.value();
    com = copy.find_org("com");
  }

  ASSERT_NE(com, nullptr);
  EXPECT_EQ(copy.find_org("com"), com);
  EXPECT_EQ(com->area_code, "140802001001");
}

class SmallCounty : public testing::Test {
 protected:
  const WorldPtr world = test::make_small_county({});
  const Directory& county = world->directory;

  template <class Range>
  static std::vector<std::string> ids(const Range& range) {
    std::vector<std::string> list;
    for (const auto* row : range) list.push_back(row->id);
    return list;
  }
};

TEST_F(SmallCounty, SubtreesContainThemselvesAndNothingBeside) {
  EXPECT_TRUE(county.in_subtree("com1", "com1"));
  EXPECT_TRUE(county.in_subtree("com1-pm", "t1"));
  EXPECT_TRUE(county.in_subtree("com1-pm", "c"));
  EXPECT_FALSE(county.in_subtree("com1-pm", "com2"));
  EXPECT_FALSE(county.in_subtree("t1", "com1"));
  EXPECT_FALSE(county.in_subtree("nowhere", "c"));
  for (const Org& org : county.orgs())  // the slow way: up from parent to parent
    for (const Org& above : county.orgs()) {
      const Org* at = &org;
      while (at && at != &above) at = county.find_org(at->parent);
      EXPECT_EQ(county.in_subtree(org.id, above.id), at != nullptr) << org.id << " " << above.id;
    }
}

TEST_F(SmallCounty, FindsCommunityTownshipAndSeat) {
  EXPECT_EQ(county.community_of("com1-pm"), county.find_org("com1"));
  EXPECT_EQ(county.community_of("t1"), nullptr);
  EXPECT_EQ(county.township_of("com1-pm"), county.find_org("t1"));
  EXPECT_EQ(county.township_of("env"), nullptr);
  EXPECT_EQ(county.seat_of("com1-rc"), county.find_org("com1"));
  EXPECT_EQ(county.seat_of("t1"), county.find_org("t1"));
  EXPECT_EQ(county.seat_of("env"), nullptr) << "a department speaks for no part of the county";
  EXPECT_EQ(county.seat_of("voffice"), nullptr);
}

TEST_F(SmallCounty, FindsBodiesMembersAndUsersInOrder) {
  EXPECT_EQ(ids(county.bodies_of("com1", OrgKind::property)), Errors{"com1-pm"});
  EXPECT_TRUE(county.bodies_of("vil1", OrgKind::property).empty());
  EXPECT_EQ(ids(county.members_of("com1")), (Errors{"m1", "m2", "m3"}));
  EXPECT_EQ(ids(county.users_with(Role::triager, "t1")), (Errors{"triager1", "triager2"}));
  EXPECT_EQ(ids(county.users_with(Role::triager, "c")),
            (Errors{"triager0", "triager1", "triager2"}));
  EXPECT_EQ(ids(county.communities()), (Errors{"com1", "com2", "vil1"}));
  EXPECT_EQ(county.grids_walked_by("gw2").size(), 2U);
  EXPECT_EQ(county.grids_of("com1").size(), 2U);
}

TEST_F(SmallCounty, FindsTheGridOfAPlace) {
  ASSERT_NE(county.grid_at(test::in_g3), nullptr);
  EXPECT_EQ(county.grid_at(test::in_g3)->community, "com2");
  EXPECT_EQ(county.grid_at(test::nowhere), nullptr);
}

TEST(Directory, ATownshipsOwnDepartmentComesBeforeTheCountys) {
  auto tables = sound_tables();
  tables.orgs.push_back(
      org("t2", OrgLevel::township, OrgKind::township_committee, "c", "140802002"));
  for (const char* parent : {"c", "t"}) {
    tables.orgs.push_back(
        org(std::string("police-") + parent, OrgLevel::functional, OrgKind::department, parent));
    tables.orgs.back().dept = "police";
  }
  const Directory directory = Directory::build(std::move(tables)).value();

  EXPECT_EQ(directory.department("police", "com")->id, "police-t");
  EXPECT_EQ(directory.department("police", "t2")->id, "police-c");
  EXPECT_EQ(directory.department("police")->id, "police-c");
  EXPECT_EQ(directory.department("fire"), nullptr);
}

TEST(Directory, WhoWorksInAGridBranchWorksInItsCommunity) {
  const Directory directory = Directory::build(sound_tables()).value();

  EXPECT_TRUE(directory.works_in("gb", "com"));
  EXPECT_TRUE(directory.works_in("bg", "com"));
  EXPECT_FALSE(directory.works_in("pm", "com"));
  EXPECT_FALSE(directory.works_in("com", "t"));
  EXPECT_FALSE(directory.works_in("com", "gb"));
}

TEST(DirectoryNames, EveryNameIsReadBack) {
  for (int i = 0; i < role_count; ++i)
    EXPECT_EQ(parse_role(name(static_cast<Role>(i))), static_cast<Role>(i));
  for (int i = 0; i < org_kind_count; ++i)
    EXPECT_EQ(parse_org_kind(name(static_cast<OrgKind>(i))), static_cast<OrgKind>(i));
  for (int i = 1; i <= 6; ++i)
    EXPECT_EQ(parse_org_level(name(static_cast<OrgLevel>(i))), static_cast<OrgLevel>(i));
  EXPECT_EQ(name(Role::community_secretary), "community_secretary");
  EXPECT_EQ(parse_role("secretary"), std::nullopt);
  EXPECT_EQ(parse_role(""), std::nullopt);
}

TEST(Permits, AreReadAndWritten) {
  const std::vector<std::pair<std::string, Permit>> permits{
      {"grid_worker@own_grid", {Role::grid_worker, Relation::own_grid, false}},
      {"@reporter", {std::nullopt, Relation::reporter, false}},
      {"@anyone", {std::nullopt, Relation::anyone, false}},
      {"supervisor", {Role::supervisor, Relation::anyone, false}},
      {"system", {std::nullopt, Relation::anyone, true}}};
  for (const auto& [text, permit] : permits) {
    EXPECT_EQ(parse_permit(text).value(), permit) << text;
    EXPECT_EQ(format_permit(permit), text);
  }
  for (const char* wrong : {"", "@", "nobody@reporter", "member@friend", "member@", "System"})
    EXPECT_FALSE(parse_permit(wrong)) << wrong;
  for (int i = 0; i < relation_count; ++i)
    EXPECT_EQ(parse_relation(name(static_cast<Relation>(i))), static_cast<Relation>(i));
}

}  // namespace
}  // namespace gongzhi
