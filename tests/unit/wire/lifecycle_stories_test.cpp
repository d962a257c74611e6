// Whole lives with the project's own kinds in a small county: reports, filing, merging, appeals.
#include <algorithm>

#include "governance/answerable.hpp"
#include "governance/draw.hpp"
#include "tests/unit/wire/lifecycle_story.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::Story;
using test::Strings;
using test::text;

TEST_F(Story, CertainReportIsFiledAndDispatchedInOneMessage) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));

  const Case& item = at(number);
  EXPECT_EQ(number.text(), "26112307-01234");
  EXPECT_EQ(desk.actions_of(number), (Strings{"create", "accept", "auto_file", "auto_dispatch"}));
  EXPECT_EQ(item.state, "sign");
  EXPECT_EQ(item.version, 1);
  EXPECT_EQ(item.owner, "com1");
  EXPECT_EQ(item.lead, "env");
  EXPECT_EQ(item.assists, Strings{"com1-pm"});
  EXPECT_EQ(item.grid, test::g1);
  EXPECT_EQ(item.township, "t1");
  EXPECT_EQ(item.standard, "E0110-1");
  EXPECT_EQ(item.route.rule, "R-E0110");
  EXPECT_FALSE(item.route.why.empty());
  EXPECT_EQ(format_rfc3339(item.handling.due), "2026-11-23T15:00:00+08:00");  // 4 work hours
  ASSERT_TRUE(item.stage_due);
  EXPECT_EQ(format_rfc3339(*item.stage_due), "2026-11-23T15:00:00+08:00");  // 4 work hours to sign
  ASSERT_TRUE(item.contact_due);
  EXPECT_TRUE(item.next_timer);
  for (const TimelineEntry& entry : desk.timeline(number))
    EXPECT_EQ(entry.actor.system, entry.action == "create" ? "" : "rule");
}

TEST_F(Story, IncidentFromReportToClosing) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));

  desk.pass(30min);
  desk.must(number, "env1", "sign", text("person", "env2"));
  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).holder, "env2");
  EXPECT_EQ(at(number).stage_due, at(number).handling.due);
  desk.must(number, "env2", "first_contact", text("way", "phone"));
  desk.pass(30min);
  desk.must(number, "env2", "handle", text("text", "已清运两车"));
  EXPECT_EQ(at(number).state, "handled");
  EXPECT_TRUE(at(number).handling.stopped);
  desk.must(number, "dispatcher1", "request_check");
  const std::string verifier = at(number).verifier;
  EXPECT_FALSE(is_own_work(*desk.world, at(number), *desk.world->directory.find_user(verifier)));
  desk.must(number, verifier, "pass_check", text("text", "现场干净"));
  EXPECT_EQ(at(number).state, "confirm");
  desk.must(number, "res1", "confirm",
            {{"solved", true}, {"satisfaction", std::string("satisfied")}});

  EXPECT_EQ(at(number).state, "closed");
  EXPECT_EQ(at(number).result, "resolved");
  EXPECT_EQ(at(number).satisfaction, "satisfied");
  EXPECT_FALSE(at(number).unconfirmed);
  EXPECT_FALSE(at(number).next_timer);
  EXPECT_EQ(at(number).reinspect,
            drawn_for_reinspection(desk.world->policy.draw_seed, number.text(), 50));
}

TEST_F(Story, VerifierDrawCanBeRunAgainFromTheTimeline) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  work_off(number);

  for (const TimelineEntry& entry : desk.timeline(number)) {
    if (entry.action != "request_check") continue;
    const auto* pool = find_value<Strings>(entry.facts, "draw_from");
    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(*pool, (Strings{"ver1", "ver2", "ver3"}));
    EXPECT_EQ(draw_one(text_of(entry.facts, "draw_seed"), *pool).value(),
              text_of(entry.facts, "verifier"));
    return;
  }
  FAIL() << "no draw on record";
}

TEST_F(Story, SilenceClosesUnconfirmedAfterSevenDays) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  work_off(number);
  const Instant asked = desk.now;

  desk.pass_until(asked + 7 * 24h - 1ms);
  EXPECT_EQ(at(number).state, "confirm");
  desk.pass(1ms);

  EXPECT_EQ(at(number).state, "closed");
  EXPECT_TRUE(at(number).unconfirmed);
  EXPECT_EQ(desk.last(number).actor.system, "timer");
}

TEST_F(Story, WithoutCategoryItWaitsInTriageWithASuggestion) {
  CreateCase body = test::report("incident", "");
  body.title = "占用消防通道";
  const CaseNumber number = desk.create_by_device("d1", body);

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).suggested, "E0496");
  EXPECT_EQ(at(number).owner, "com1");
  EXPECT_FALSE(at(number).handling.is_started());
  desk.must(number, "triager1", "file", text("category", "E0496"));
  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).lead, "com1-pm");
  EXPECT_TRUE(at(number).safety);
}

TEST_F(Story, LikelyRuleWaitsForATriager) {
  const CaseNumber number = desk.create("res1", test::report("request", "N0104"));

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).route.rule, "R-N0104");
  desk.must(number, "triager1", "file");
  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).lead, "com1-pm");
}

TEST_F(Story, WithoutRuleTheDispatcherChooses) {
  const CaseNumber number = desk.create("res1", test::report("incident", "C0101"));
  EXPECT_EQ(at(number).state, "triage");

  desk.must(number, "triager1", "file");
  EXPECT_EQ(at(number).state, "dispatch");
  EXPECT_EQ(at(number).standard, "C0101-2");  // the strictest counts until one is chosen
  EXPECT_EQ(at(number).lead, "com1");
  desk.must(number, "dispatcher1", "dispatch", text("lead", "muni"));

  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).lead, "muni");
  EXPECT_EQ(at(number).owner, "com1");
}

TEST_F(Story, OutsideEveryGridTheCountyTriages) {
  CreateCase body = test::report("incident", "E0110");
  body.location = test::nowhere;
  const CaseNumber number = desk.create("gw1", body);

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).flag, "no_area");
  EXPECT_EQ(at(number).owner, "c");
  desk.must(number, "triager0", "relocate", {{"lon", 111.025}, {"lat", 35.005}});
  EXPECT_EQ(at(number).owner, "com2");
  desk.must(number, "triager0", "file");
  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).flag, "");
}

TEST_F(Story, ReporterWithoutPlaceIsFoundByTheirGrid) {
  CreateCase body = test::report("incident", "E0110");
  body.location.reset();
  EXPECT_EQ(at(desk.create("gw2", body)).grid, test::g2);
  EXPECT_EQ(at(desk.create("res4", body)).community, "vil1");
  EXPECT_EQ(at(desk.create("prop3", body)).community, "com2");
  EXPECT_EQ(at(desk.create_by_device("d1", body)).flag, "no_area");
}

TEST_F(Story, WhateverIsWrongItBecomesACase) {
  CreateCase body = test::report("nonsense", "E9999");
  body.standard = "X-1";
  body.location = Location{500, 500};
  body.fields["unheard_of"] = std::string("x");
  const CaseNumber number = desk.create("gw1", body);

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).kind, "incident");
  EXPECT_EQ(at(number).flag,
            "unknown_kind,unknown_category,unknown_standard,bad_location,bad_fields");
}

TEST_F(Story, SenderWhoLostTheRightWaitsInTriage) {
  const CaseNumber number = desk.create("res1", test::report("wish", "W0101"));

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(at(number).flag, "sender_lost_right");
}

TEST_F(Story, SelfHandledIsRegisteredAtOnceAndStillChecked) {
  CreateCase body = test::report("incident", "E0110");
  body.fields = {{"self_handled", true},
                 {"before", std::string("楼下散落垃圾")},
                 {"after", std::string("已顺手清理")}};
  const CaseNumber number = desk.create("gw1", body);

  EXPECT_EQ(at(number).state, "handled");
  EXPECT_TRUE(at(number).self_handled);
  EXPECT_EQ(desk.actions_of(number), (Strings{"create", "self_handled_at_once"}));
  desk.must(number, "dispatcher1", "request_check");
  desk.must(number, at(number).verifier, "pass_check");
  desk.must(number, "gw1", "confirm", {{"solved", true}});
  EXPECT_EQ(at(number).result, "self_handled");
}

TEST_F(Story, SelfHandledBySomebodyElseThanAGridWorkerIsAnOrdinaryReport) {
  CreateCase body = test::report("incident", "E0110");
  body.fields = {{"self_handled", true}, {"before", std::string("a")}, {"after", std::string("b")}};

  EXPECT_EQ(at(desk.create("res1", body)).state, "sign");
}

TEST_F(Story, FollowersMoveToTheParentAndHearOfItsClosing) {
  const CaseNumber parent = desk.create("res1", test::report("incident", "E0110"));
  CreateCase body = test::report("incident", "");
  body.title = "看不出类别";
  body.description = "";
  const CaseNumber child = desk.create_by_device("d2", body);
  desk.must(child, "res2", "follow");
  ASSERT_EQ(at(child).state, "triage");

  desk.must(child, "triager1", "merge", text("parent", parent.text()));

  EXPECT_EQ(at(child).state, "merged");
  EXPECT_EQ(at(child).parent, parent);
  EXPECT_EQ(at(parent).weight, 2);
  ASSERT_EQ(at(parent).followers.size(), 2U);
  EXPECT_EQ(at(parent).followers.front().user, "res2");
  EXPECT_EQ(at(parent).followers.back().device, "d2");
  work_off(parent);
  desk.notices.clear();
  desk.must(parent, "res1", "confirm", {{"solved", true}});
  EXPECT_TRUE(std::ranges::any_of(desk.notices, [](const Notice& notice) {
    return notice.to_reporter && notice.template_id == "closed";
  }));
}

TEST_F(Story, InformationIsAskedForAndWaitedForThreeWorkDays) {
  const CaseNumber number = desk.create("res1", test::report("incident", ""));
  desk.must(number, "triager1", "request_info", text("question", "具体在哪里？"));
  EXPECT_EQ(at(number).state, "need_info");
  desk.must(number, "res1", "provide_info", text("text", "三号楼"));
  EXPECT_EQ(at(number).state, "triage");
  desk.must(number, "triager1", "request_info", text("question", "哪一侧？"));
  desk.pass_until(parse_rfc3339("2026-11-26T09:00:00+08:00").value());

  EXPECT_EQ(at(number).state, "triage");
  EXPECT_EQ(desk.count(number, "info_timeout"), 1);
}

TEST_F(Story, AppealOfARejectionIsHeardByAnotherPersonOnce) {
  const CaseNumber number = desk.create("res1", test::report("incident", ""));
  EXPECT_EQ(desk.act(number, "triager1", "reject", text("reason_code", "out_of_scope")).reason,
            "where_required");
  desk.must(number, "triager1", "reject", text("reason_code", "not_exist"));
  EXPECT_EQ(at(number).result, "not_exist");
  desk.must(number, "res1", "appeal", text("reason", "确实存在"));
  EXPECT_EQ(desk.act(number, "triager1", "reject", text("reason_code", "abuse")).reason,
            "same_person");
  desk.must(number, "triager2", "reject", text("reason_code", "not_exist"));
  EXPECT_EQ(desk.act(number, "res1", "appeal", text("reason", "再申诉")).reason, "appealed_before");
}

TEST_F(Story, StaleVersionIsRefusedButNotForClaims) {
  const CaseNumber number = desk.create("cm1", test::report("wish", "W0101"));
  const Actor sec1{.user = "sec1", .device = {}, .system = {}};
  const Actor m1{.user = "m1", .device = {}, .system = {}};

  const Decision stale = desk.send(sec1, CaseAction{number, "comment", 0, text("text", "x")});
  EXPECT_EQ(stale.outcome.reason, "stale_version");
  EXPECT_EQ(stale.outcome.code, Errc::conflict);
  const Decision claim = desk.send(m1, CaseAction{number, "claim", 0, {}});
  EXPECT_EQ(claim.outcome.status, OutcomeStatus::applied);
}

TEST_F(Story, RerouteBeforeSigningShowsTheDifference) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.pass(1h);
  desk.must(number, "dispatcher1", "recategorise", text("category", "E0113"));

  EXPECT_EQ(at(number).state, "sign");
  EXPECT_EQ(at(number).lead, "muni");
  EXPECT_EQ(at(number).handling.limit.kind, LimitKind::work_days);
  EXPECT_EQ(text_of(desk.last(number).facts, "lead_before"), "env");
  EXPECT_EQ(at(number).stage_since, desk.now);
}

}  // namespace
}  // namespace gongzhi
