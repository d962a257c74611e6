// What people are told when what they name cannot be: places, categories, case numbers, successors;
// and that what would surely be refused is not offered.
#include <algorithm>

#include "governance/permission.hpp"
#include "tests/unit/wire/lifecycle_story.hpp"

namespace gongzhi {
namespace {

using test::Story;
using test::Strings;
using test::text;

Values place(Location at) {
  return {{"lon", at.lon}, {"lat", at.lat}};
}

struct Refusals : Story {
  CaseNumber signed_case() {
    const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
    desk.must(number, "env1", "sign");
    return number;
  }
  CaseNumber claimed_wish() {
    const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
    desk.must(number, "m1", "claim");
    return number;
  }
  bool is_offered(const CaseNumber& number, const std::string& user, std::string_view action) {
    const Actor actor{.user = user, .device = {}, .system = {}};
    return std::ranges::count(allowed_actions(*desk.world, actor, at(number), desk.now), action) >
           0;
  }
  /// The words with which that is refused; the reason must be `reason`.
  std::string words(const CaseNumber& number, const std::string& user, const std::string& action,
                    const Values& input, const std::string& reason) {
    const Outcome outcome = desk.act(number, user, action, input);
    EXPECT_EQ(outcome.status, OutcomeStatus::refused) << action;
    EXPECT_EQ(outcome.code, Errc::invalid) << action;
    EXPECT_EQ(outcome.reason, reason) << action;
    return outcome.message;
  }
};

TEST_F(Refusals, RelocationNeverTakesACaseOutOfTheCounty) {
  for (const bool is_signed : {true, false}) {
    const CaseNumber number =
        is_signed ? signed_case() : desk.create("res1", test::report("incident", "E0110"));

    words(number, "sec1", "relocate", place({110, 30}), "outside");

    EXPECT_EQ(at(number).grid, test::g1);
    EXPECT_EQ(at(number).community, "com1");
    EXPECT_EQ(at(number).owner, "com1");
  }
}

TEST_F(Refusals, RelocationInsideTheCountyTakesTheOwnerOfThePlace) {
  const CaseNumber number = signed_case();
  desk.must(number, "sec1", "relocate", place(test::in_g3));

  EXPECT_EQ(at(number).grid, test::g3);
  EXPECT_EQ(at(number).owner, "com2");
  EXPECT_EQ(at(number).holder, "env1");
}

TEST_F(Refusals, APlaceThatCannotBeIsCalledByItsFault) {
  const CaseNumber number = signed_case();

  EXPECT_EQ(words(number, "sec1", "relocate", {}, "place_required"), "请给出位置、网格或地址");
  EXPECT_EQ(words(number, "sec1", "relocate", text("grid", "9999"), "unknown_grid"),
            "没有这个网格，请核对网格编码");
  words(number, "sec1", "relocate", place({500, 35}), "bad_position");
  words(number, "sec1", "relocate", {{"lat", 35.0}}, "bad_position");
}

TEST_F(Refusals, ACategoryThatIsMissingAndOneThatDoesNotExistAreToldApart) {
  const CaseNumber number = signed_case();

  EXPECT_EQ(words(number, "sec1", "recategorise", {}, "nothing_given"), "请填写新的类别或立案条件");
  EXPECT_EQ(words(number, "sec1", "recategorise", text("category", "NOPE"), "unknown_category"),
            "没有这个类别，请从类别表中选择");
  CreateCase unknown = test::report("incident", "");
  unknown.title = "看不出类别";
  unknown.description = "";
  const CaseNumber waiting = desk.create("res1", unknown);
  EXPECT_EQ(words(waiting, "triager1", "file", {}, "category_required"), "请先确定类别");
}

TEST_F(Refusals, ACaseIsNeitherMergedIntoNorLinkedToItself) {
  CreateCase body = test::report("incident", "");
  body.title = "看不出类别";
  body.description = "";
  const CaseNumber number = desk.create("res1", body);

  for (const auto& [action, name] : {std::pair{"merge", "parent"}, std::pair{"link", "number"}})
    EXPECT_EQ(words(number, "triager1", action, text(name, number.text()), "same_case"),
              "这就是本件自己的件号，请填写另一件的件号");
}

TEST_F(Refusals, WorkIsHandedOverWithinTheResponsibleBody) {
  const CaseNumber number = signed_case();

  words(number, "env1", "hand_over", text("person", "res1"), "successor_is_reporter");
  for (const char* stranger : {"ver1", "prop1", "m1", "res2", "sec1"})
    words(number, "env1", "hand_over", text("person", stranger), "successor_unfit");
  desk.must(number, "env1", "hand_over", text("person", "env2"));
  EXPECT_EQ(at(number).holder, "env2");
}

TEST_F(Refusals, WorkIsNotHandedToWhoChecksIt) {
  const CaseNumber number = signed_case();
  desk.must(number, "env1", "handle", text("text", "已清运"));
  desk.must(number, "dispatcher1", "request_check");
  const std::string verifier = at(number).verifier;
  desk.must(number, verifier, "fail_check", text("reason", "没有清完"));

  words(number, "env1", "hand_over", text("person", verifier), "successor_is_verifier");
}

TEST_F(Refusals, AClaimIsHandedToAnotherMemberWhoMayClaim) {
  const CaseNumber number = claimed_wish();
  desk.loads["m3"].open_claims = 3;

  words(number, "m1", "hand_over", text("person", "cm1"), "successor_is_reporter");
  for (const char* stranger : {"m3", "m4", "prop1", "res1"})  // full, elsewhere, no members
    words(number, "m1", "hand_over", text("person", stranger), "successor_unfit");
  desk.must(number, "m1", "hand_over", text("person", "m2"));

  EXPECT_EQ(at(number).holder, "m2");
  ASSERT_EQ(at(number).claims.size(), 1U);
  EXPECT_EQ(at(number).claims.front().user, "m2");
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  EXPECT_EQ(desk.loads["m2"].open_claims, 1);
  desk.must(number, "m2", "handle", text("text", "已办妥"));
}

TEST_F(Refusals, ALookOnTheSpotIsHandedToAGridWorkerOfTheCommunity) {
  CreateCase body = test::report("incident", "");
  body.title = "看不出类别";
  body.description = "";
  const CaseNumber number = desk.create("res1", body);
  desk.must(number, "triager1", "request_field_check");
  ASSERT_EQ(at(number).holder, "gw1");

  for (const char* stranger : {"gw3", "env1", "m1"})
    words(number, "gw1", "hand_over", text("person", stranger), "successor_unfit");
  desk.must(number, "gw1", "hand_over");  // to the deputy
  EXPECT_EQ(at(number).holder, "gw2");
}

TEST_F(Refusals, OnlyOneOfClaimingAndAskingToClaimIsOffered) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
  EXPECT_TRUE(is_offered(number, "m1", "claim"));
  EXPECT_FALSE(is_offered(number, "m1", "request_claim"));

  desk.loads["m3"].lapses_90d = 2;
  const CaseNumber restricted = desk.create("cm1", test::report("wish", "W0101"));
  EXPECT_TRUE(is_offered(restricted, "m3", "request_claim"));
}

TEST_F(Refusals, ApprovingAClaimIsOfferedWhenSomebodyAsked) {
  desk.loads["m3"].lapses_90d = 2;
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
  EXPECT_FALSE(is_offered(number, "sec1", "approve_claim"));
  EXPECT_EQ(desk.act(number, "sec1", "approve_claim", text("person", "m3")).reason,
            "no_claim_request");

  desk.must(number, "m3", "request_claim");
  EXPECT_TRUE(is_offered(number, "sec1", "approve_claim"));
}

TEST_F(Refusals, ACategoryOfAnotherKindWaitsInTriage) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "E0110"));

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).flag, "kind_and_category");
  EXPECT_EQ(at(desk.create("res1", test::report("request", "E0110"))).flag, "");
}

}  // namespace
}  // namespace gongzhi
