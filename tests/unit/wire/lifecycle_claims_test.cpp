// Claims of members and returns of bodies: what is promised about both.
#include "tests/unit/wire/lifecycle_story.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::back_to;
using test::Story;
using test::Strings;
using test::text;

TEST_F(Story, WishIsClaimedHandledAndConfirmed) {
  CreateCase body = test::report("wish", "W0101");
  body.fields["skills"] = Strings{"care"};
  const CaseNumber number = desk.create("cm1", body);

  EXPECT_EQ(at(number).state, "pool");
  EXPECT_EQ(at(number).lead, "com1-rc");
  EXPECT_EQ(at(number).candidates, Strings{"m2"});
  ASSERT_TRUE(at(number).pool_until);
  EXPECT_EQ(*at(number).pool_until, desk.now + 24h);
  EXPECT_EQ(desk.act(number, "m1", "claim").reason, "skill_missing");
  EXPECT_EQ(desk.act(number, "m4", "claim").code, Errc::not_found);  // of another community
  desk.must(number, "m2", "claim");
  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).holder, "m2");
  EXPECT_EQ(desk.loads["m2"].open_claims, 1);
  EXPECT_EQ(desk.act(number, "cm1", "handle", text("text", "我来办")).reason, "claimed_by_others");
  desk.must(number, "m2", "handle", text("text", "书包已送到"));
  desk.must(number, "dispatcher1", "request_check");
  desk.must(number, at(number).verifier, "pass_check");
  desk.must(number, "cm1", "confirm", {{"solved", true}});

  EXPECT_EQ(at(number).state, "closed");
  EXPECT_EQ(at(number).result, "member_resolved");
  EXPECT_EQ(desk.loads["m2"].open_claims, 0);
}

TEST_F(Story, ClosingReleasesAClaimOnceAndAskingAgainProlongsNothing) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
  desk.must(number, "m1", "claim");
  desk.must(number, "m1", "handle", text("text", "已办妥"));
  desk.must(number, "dispatcher1", "request_check");
  desk.must(number, at(number).verifier, "pass_check");
  desk.must(number, "cm1", "confirm", {{"solved", true}});
  const Instant closed = *at(number).closed_at;
  desk.pass(10 * 24h);
  desk.must(number, "cm1", "reopen", text("reason", "还差一件"));
  desk.must(number, "sec1", "refuse_reopen", text("reason", "已全部办妥"));

  EXPECT_EQ(at(number).state, "closed");
  EXPECT_EQ(at(number).closed_at, closed);
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  desk.must(number, "cm1", "appeal_reopen", text("reason", "请街道看看"));
  desk.must(number, "tsec1", "uphold_appeal");
  EXPECT_EQ(at(number).holder, "m1");  // back to the member who did it
  EXPECT_EQ(desk.loads["m1"].open_claims, 1);
  desk.must(number, "cm1", "urge");
  desk.must(number, "m1", "handle", text("text", "再办"));
}

struct Reopened : Story {
  /// A wish done by m1, closed, and asked to be reopened.
  CaseNumber asked_to_reopen() {
    const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
    desk.must(number, "m1", "claim");
    desk.must(number, "m1", "handle", text("text", "已办妥"));
    desk.must(number, "dispatcher1", "request_check");
    desk.must(number, at(number).verifier, "pass_check");
    desk.must(number, "cm1", "confirm", {{"solved", true}});
    desk.must(number, "cm1", "reopen", text("reason", "还差一件"));
    return number;
  }
};

TEST_F(Reopened, GoesBackToTheMemberWhoDidIt) {
  const CaseNumber number = asked_to_reopen();
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  desk.must(number, "sec1", "accept_reopen");

  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).holder, "m1");
  ASSERT_EQ(at(number).claims.size(), 1U);
  EXPECT_EQ(desk.loads["m1"].open_claims, 1);
  desk.must(number, "m1", "give_up");  // free again for a day
  EXPECT_EQ(at(number).state, "pool");
  EXPECT_EQ(desk.loads["m1"].open_claims, 0);
  EXPECT_EQ(desk.loads["m1"].lapses_90d, 0);
}

TEST_F(Reopened, GoesToTheResponsibleBodyWhenTheMemberHasNoRoom) {
  const CaseNumber number = asked_to_reopen();
  desk.loads["m1"].open_claims = 3;
  desk.must(number, "sec1", "accept_reopen");

  EXPECT_EQ(at(number).state, "doing");
  EXPECT_TRUE(at(number).claims.empty());
  EXPECT_EQ(at(number).holder, "cm1");  // the one person of com1-rc
  EXPECT_EQ(desk.loads["m1"].open_claims, 3);
  desk.must(number, "cm1", "handle", text("text", "已补办"));
}

TEST_F(Reopened, GoesToTheResponsibleBodyWhenTheMemberHasLeft) {
  const CaseNumber number = asked_to_reopen();
  Case left = at(number);
  left.claims.front().user = left.holder = "m4";  // of another community by now
  desk.put(left);
  desk.must(number, "sec1", "accept_reopen");

  EXPECT_TRUE(at(number).claims.empty());
  EXPECT_EQ(at(number).holder, "cm1");
}

TEST_F(Story, TheLoserOfAPrivateTaskIsToldSoAndSeesNothing) {
  const CaseNumber number = desk.create("res1", test::report("request", "S0102"));
  ASSERT_EQ(at(number).state, "pool");
  desk.must(number, "m1", "claim");

  const Outcome late = desk.act(number, "m2", "claim");
  EXPECT_EQ(late.code, Errc::conflict);
  EXPECT_EQ(late.reason, "already_claimed");
  EXPECT_EQ(late.message, "名额已被他人认领，谢谢您的热心，请看看其他任务");
  EXPECT_FALSE(late.number);
  EXPECT_EQ(late.version, 0);
  for (const char* action : {"comment", "approve_claim", "handle", "no_such_action"})
    EXPECT_EQ(desk.act(number, "m2", action).code, Errc::not_found) << action;
  EXPECT_EQ(desk.act(number, "m4", "claim").code, Errc::not_found) << "registered elsewhere";
  EXPECT_EQ(desk.act(number, "res2", "claim").code, Errc::not_found) << "no member";
  desk.must(number, "m1", "handle", text("text", "已探访"));
  EXPECT_EQ(desk.act(number, "m2", "claim").reason, "already_claimed") << "and not how it stands";
}

TEST_F(Story, UnclaimedWishGoesToTheDefaultBody) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));

  desk.pass(24h);

  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).lead, "com1-rc");
  EXPECT_TRUE(at(number).candidates.empty());
  EXPECT_EQ(desk.act(number, "m1", "claim").reason, "not_allowed_in_state");
}

TEST_F(Story, EachPlaceHasOneWinner) {
  CreateCase body = test::report("wish", "W0101");
  body.fields["places"] = std::int64_t{2};
  const CaseNumber number = desk.create("cm1", body);

  desk.must(number, "m1", "claim");
  EXPECT_EQ(desk.act(number, "m1", "claim").reason, "already_yours");
  desk.must(number, "m2", "claim");
  EXPECT_EQ(desk.act(number, "m3", "claim").reason, "already_claimed");

  desk.must(number, "m1", "give_up");
  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).holder, "m2");
  desk.must(number, "m2", "give_up");
  EXPECT_EQ(at(number).state, "pool");
  EXPECT_EQ(desk.loads["m1"].lapses_90d, 0);
}

TEST_F(Story, LateGivingUpNeedsAReasonAndIsALapse) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
  desk.must(number, "m1", "claim");
  desk.pass(24h);
  EXPECT_EQ(desk.now, at(number).claims.front().at + 24h);
  desk.pass(1ms);

  EXPECT_EQ(desk.act(number, "m1", "give_up").reason, "reason_required");
  desk.must(number, "m1", "give_up", text("reason", "出差"));
  EXPECT_EQ(desk.loads["m1"].lapses_90d, 1);
  EXPECT_EQ(at(number).state, "pool");
}

TEST_F(Story, AtMostThreeOpenClaimsAndTwoLapsesNeedApproval) {
  for (int i = 0; i < 3; ++i)
    desk.must(desk.create("cm1", test::report("wish", "W0101")), "m1", "claim");
  const CaseNumber fourth = desk.create("cm1", test::report("wish", "W0101"));
  EXPECT_EQ(desk.act(fourth, "m1", "claim").reason, "too_many_open");
  EXPECT_EQ(desk.act(fourth, "m3", "request_claim").reason, "no_approval_needed");

  desk.loads["m3"].lapses_90d = 2;
  EXPECT_EQ(desk.act(fourth, "m3", "claim").reason, "needs_approval");
  EXPECT_EQ(desk.act(fourth, "sec1", "approve_claim", text("person", "m3")).reason,
            "no_claim_request");
  desk.must(fourth, "m3", "request_claim");
  desk.must(fourth, "sec1", "approve_claim", text("person", "m3"));
  EXPECT_EQ(at(fourth).holder, "m3");
}

TEST_F(Story, ReturnsAreBoundedAndTheRulingBinds) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  const Values to_property{{"reason_code", std::string("not_our_duty")},
                           {"proposed_org", std::string("com1-pm")},
                           {"evidence", std::string("小区内由物业清运")}};
  desk.pass(1h);
  desk.must(number, "env1", "return", to_property);
  EXPECT_EQ(at(number).state, "dispatch");
  EXPECT_EQ(desk.count(number, "auto_dispatch"), 1);  // a person decides about returned cases
  EXPECT_TRUE(at(number).handling.paused_since);
  desk.must(number, "dispatcher1", "dispatch");
  EXPECT_EQ(at(number).lead, "com1-pm");
  EXPECT_EQ(at(number).handling.run, 2);  // another body: the whole limit
  EXPECT_EQ(at(number).hops, 1);
  EXPECT_EQ(desk.act(number, "prop1", "return",
                     {{"reason_code", std::string("other")},
                      {"proposed_org", std::string("muni")},
                      {"evidence", std::string("属市政道路")}})
                .status,
            OutcomeStatus::applied);
  desk.must(number, "dispatcher1", "dispatch", text("lead", "muni"));
  EXPECT_EQ(at(number).returns, 2);
  desk.must(number, "muni1", "return",
            {{"reason_code", std::string("other")},
             {"proposed_org", std::string("law")},
             {"evidence", std::string("x")}});
  EXPECT_EQ(at(number).state, "ruling");
  EXPECT_EQ(at(number).returns, 2);
  desk.must(number, "sec1", "rule",
            {{"org", std::string("env")}, {"reason", std::string("首接负责")}});
  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).hops, 3);
  EXPECT_EQ(desk.act(number, "env1", "return", to_property).reason, "ruled");
}

TEST_F(Story, TwoBodiesThatDisagreeAreRuledUpon) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "env1", "return", back_to("com1-pm"));
  desk.must(number, "dispatcher1", "dispatch");
  desk.must(number, "prop1", "return", back_to("env"));

  EXPECT_EQ(at(number).state, "ruling");
  EXPECT_EQ(at(number).returns, 1);
}

TEST_F(Story, SecretaryWhoIsPartyDoesNotRule) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "env1", "return", back_to("com1"));
  desk.must(number, "dispatcher1", "dispatch");
  desk.must(number, "sec1", "return", back_to("env"));
  ASSERT_EQ(at(number).state, "ruling");

  const Values env{{"org", std::string("env")}, {"reason", std::string("首接负责")}};
  EXPECT_EQ(desk.act(number, "sec1", "rule", env).reason, "party_to_the_matter");
  desk.must(number, "tsec1", "rule", env);
}

TEST_F(Story, ReturnedToTheSameBodyTakesTheTimeThatWasLeft) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.pass(1h);
  desk.must(number, "env1", "return",
            {{"reason_code", std::string("other")},
             {"proposed_org", std::string("com1-pm")},
             {"evidence", std::string("依据")}});
  desk.pass(30min);
  desk.must(number, "dispatcher1", "dispatch", text("lead", "env"));

  EXPECT_EQ(at(number).handling.run, 1);
  EXPECT_EQ(format_rfc3339(at(number).handling.due), "2026-11-23T15:30:00+08:00");
  EXPECT_EQ(at(number).hops, 0);
}

TEST_F(Story, ReturnAfterTheSignWindowIsRefused) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0113"));
  desk.pass_until(*at(number).stage_due + 1ms);

  const Outcome outcome = desk.act(number, "muni1", "return",
                                   {{"reason_code", std::string("other")},
                                    {"proposed_org", std::string("env")},
                                    {"evidence", std::string("依据")}});

  EXPECT_EQ(outcome.reason, "sign_window_over");
  EXPECT_EQ(desk.count(number, "stage_overdue"), 1);
}

}  // namespace
}  // namespace gongzhi
