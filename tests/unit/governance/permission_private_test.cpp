// Private cases, and people without office: members, devices, reporters, readers.
#include <gtest/gtest.h>

#include "governance/permission.hpp"
#include "tests/unit/governance/permission_county.hpp"

namespace gongzhi {
namespace {

using namespace test::permission;

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
  EXPECT_FALSE(may_see_contact(world(), by("prop1"), item)) << "not the resident it is for";
  EXPECT_TRUE(may_see_contact(world(), by("sec1"), item));
  item.personal.handler_may_see = true;
  EXPECT_TRUE(may_see_contact(world(), by("prop1"), item)) << "they agreed";
}

}  // namespace
}  // namespace gongzhi
