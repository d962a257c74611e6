// The handover (交接) of a case whose people leave: nothing open stays with them, nobody checks
// their own work, and claims are counted where they go.
#include "tests/unit/wire/lifecycle_story.hpp"

namespace gongzhi {
namespace {

using test::Story;
using test::Strings;
using test::text;

class HandedOver : public Story {
 protected:
  Decision hand_over(const CaseNumber& number, const std::string& from, const std::string& to) {
    Actor outbox;
    outbox.system = "outbox";
    return desk.send(outbox, Followup{number, number, "handover", {{"from", from}, {"to", to}}});
  }
  CaseNumber claimed_by_m1() {
    const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
    desk.must(number, "m1", "claim");
    return number;
  }
};

TEST_F(HandedOver, AClaimGoesToAnotherMemberAndCountsAsTheirs) {
  const CaseNumber number = claimed_by_m1();

  hand_over(number, "m1", "m3");

  EXPECT_EQ(at(number).holder, "m3");
  ASSERT_EQ(at(number).claims.size(), 1u);
  EXPECT_EQ(at(number).claims.front().user, "m3");
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  EXPECT_EQ(desk.loads["m3"].open_claims, 1);
  EXPECT_EQ(desk.last(number).action, "hand_over");
  EXPECT_EQ(desk.last(number).visibility, Visibility::staff);
}

TEST_F(HandedOver, AMemberWithoutRoomIsPassedBy) {
  const CaseNumber number = claimed_by_m1();
  desk.loads["m3"].open_claims = desk.world->policy.open_claims_max;

  hand_over(number, "m1", "m3");

  EXPECT_EQ(at(number).holder, "sec1");
  EXPECT_TRUE(at(number).claims.empty());
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  EXPECT_EQ(desk.loads["m3"].open_claims, desk.world->policy.open_claims_max);
}

TEST_F(HandedOver, WhereNobodyIsNamedTheSecretaryFindsSomebody) {
  const CaseNumber number = claimed_by_m1();

  hand_over(number, "m1", "");

  EXPECT_EQ(at(number).holder, "sec1");
}

TEST_F(HandedOver, ACheckGoesOnWithSomebodyWhoHadNoPartInIt) {
  const CaseNumber number = claimed_by_m1();
  desk.must(number, "m1", "handle", text("text", "书包已送到"));
  desk.must(number, "dispatcher1", "request_check");
  const std::string first = at(number).verifier;

  hand_over(number, first, "m1");

  EXPECT_NE(at(number).verifier, first);
  EXPECT_NE(at(number).verifier, "m1");
  EXPECT_FALSE(at(number).verifier.empty());
}

TEST_F(HandedOver, IsNothingWhereTheyHaveNoPartAndHappensOnce) {
  const CaseNumber number = claimed_by_m1();
  const std::int64_t before = at(number).version;

  hand_over(number, "env1", "env2");
  EXPECT_EQ(at(number).version, before);
  hand_over(number, "m1", "m3");
  const std::int64_t after = at(number).version;
  hand_over(number, "m1", "m3");
  EXPECT_EQ(at(number).version, after);
}

}  // namespace
}  // namespace gongzhi
