// What time does to a case: rungs, suspension, extension, checks, reopening, whistles.
#include "tests/unit/wire/lifecycle_story.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using test::Story;
using test::Strings;
using test::text;

TEST_F(Story, RequestReopenedRefusedAndUpheldByTheTownship) {
  const CaseNumber number = desk.create("res1", test::report("request", "N0104"));
  desk.must(number, "triager1", "file");
  desk.must(number, "prop1", "sign");
  desk.must(number, "prop1", "handle", text("text", "已整改"));
  desk.must(number, "dispatcher1", "request_check");
  desk.must(number, at(number).verifier, "pass_check");
  desk.must(number, "res1", "confirm", {{"solved", false}, {"reason", std::string("仍未解决")}});
  EXPECT_EQ(at(number).state, "reopen_req");
  desk.must(number, "sec1", "refuse_reopen", text("reason", "已到现场核实"));
  EXPECT_EQ(at(number).state, "closed");
  EXPECT_EQ(desk.act(number, "res1", "reopen", text("reason", "还要重开")).reason,
            "refused_before");
  desk.must(number, "res1", "appeal_reopen", text("reason", "请街道看看"));
  EXPECT_TRUE(at(number).next_timer);
  EXPECT_EQ(desk.act(number, "sec1", "uphold_appeal").reason, "higher_level_needed");
  desk.must(number, "tsec1", "uphold_appeal");

  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).rework, 1);
  EXPECT_EQ(at(number).handling.limit.amount, 1.5);  // half of three days
  desk.must(number, "prop1", "handle", text("text", "再次整改"));
  EXPECT_EQ(desk.act(number, "res1", "appeal_reopen", text("reason", "x")).reason,
            "not_allowed_in_state");
}

TEST_F(Story, ClosedIsReopenedWithinFourteenDaysOnly) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  work_off(number);
  desk.must(number, "res1", "confirm", {{"solved", true}});
  const Instant closed = desk.now;

  desk.pass_until(closed + 14 * 24h);
  desk.must(number, "res1", "reopen", text("reason", "又堆起来了"));
  desk.must(number, "sec1", "accept_reopen");
  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).reopened, 1);
  EXPECT_EQ(at(number).handling.limit.amount, 2);

  const CaseNumber other = desk.create("res1", test::report("incident", "E0110"));
  desk.must(other, "env1", "sign");
  desk.must(other, "env1", "handle", text("text", "已清运"));
  desk.must(other, "dispatcher1", "request_check");
  desk.must(other, at(other).verifier, "pass_check");
  desk.must(other, "res1", "confirm", {{"solved", true}});
  desk.pass(14 * 24h + 1ms);
  EXPECT_EQ(desk.act(other, "res1", "reopen", text("reason", "晚了")).reason, "reopen_window_over");
}

TEST_F(Story, AbandonedCheckGoesToAnotherVerifierThenToTheSecretary) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "env1", "sign");
  desk.must(number, "env1", "handle", text("text", "已清运"));
  desk.pass(15min);  // nobody asks for the check: the platform does
  ASSERT_EQ(at(number).state, "checking");
  const std::string first = at(number).verifier;
  desk.must(number, first, "unable_check", text("reason", "门锁着"));
  const std::string second = at(number).verifier;
  EXPECT_NE(first, second);
  desk.must(number, second, "unable_check", text("reason", "无法进入"));
  EXPECT_EQ(at(number).verifier, "sec1");
  EXPECT_EQ(desk.act(number, "sec1", "unable_check", text("reason", "也进不去")).reason,
            "must_decide");
  EXPECT_EQ(desk.act(number, first, "pass_check").code, Errc::forbidden);
  desk.must(number, "sec1", "fail_check", text("reason", "未清理"));

  EXPECT_EQ(at(number).state, "doing");
  EXPECT_EQ(at(number).rework, 1);
}

TEST_F(Story, NobodyIsDrawnToCheckTheirOwnReport) {
  for (int i = 0; i < 20; ++i) {
    const CaseNumber number = desk.create("ver1", test::report("incident", "E0110"));
    desk.must(number, "env1", "sign");
    desk.must(number, "env1", "handle", text("text", "已清运"));
    desk.must(number, "dispatcher1", "request_check");
    EXPECT_NE(at(number).verifier, "ver1");
  }
}

TEST_F(Story, NobodyIsDrawnFromABodyThatTookPart) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "env1", "sign");
  desk.must(number, "env1", "add_assist", text("org", "voffice"));
  desk.must(number, "env1", "handle", text("text", "已清运"));
  desk.must(number, "dispatcher1", "request_check");

  EXPECT_EQ(desk.world->directory.find_user(at(number).verifier)->role, Role::grid_worker);
  EXPECT_EQ(desk.act(number, "sup", "pass_check").reason, "not_the_verifier");
}

TEST_F(Story, SkippedCheckIsRecorded) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0201"));
  desk.must(number, "prop1", "sign");
  desk.must(number, "prop1", "handle", text("text", "已清除"));

  EXPECT_EQ(at(number).state, "confirm");
  EXPECT_TRUE(at(number).check_skipped);
  EXPECT_EQ(desk.last(number).action, "skip_check");
  EXPECT_EQ(text_of(desk.last(number).facts, "policy"), "skip");
}

TEST_F(Story, EveryRungExactlyOnceInEachRun) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "env1", "sign");
  desk.pass(60 * 24h);
  EXPECT_EQ(desk.count(number, "rung"), 4);

  desk.must(number, "env1", "handle", text("text", "已清运"));
  desk.must(number, "dispatcher1", "request_check");
  desk.must(number, at(number).verifier, "fail_check", text("reason", "没有清"));
  desk.pass(60 * 24h);

  EXPECT_EQ(desk.count(number, "rung"), 8);
  EXPECT_EQ(at(number).rungs_fired, 0b1111);
  EXPECT_EQ(desk.count(number, "contact_overdue"), 1);
}

TEST_F(Story, TimerOfAFinishedRunDoesNothing) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  const TimerFired stale{number, "stage", 0, at(number).stage_run, *at(number).stage_due};
  const TimerFired rung{number, "handling", 0, 7, desk.now};
  desk.must(number, "env1", "sign");
  const std::int64_t version = at(number).version;

  for (const TimerFired& timer : {stale, rung}) {
    const Decision decision = desk.send({.user = {}, .device = {}, .system = "timer"}, timer);
    EXPECT_EQ(decision.outcome.status, OutcomeStatus::applied);
    EXPECT_FALSE(decision.after);
    EXPECT_TRUE(decision.timeline.empty());
  }
  EXPECT_EQ(at(number).version, version);
}

TEST_F(Story, TimerOfALeftStateDoesNothingEvenWhenTheNextIsDueToo) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  const TimerFired stale{number, "stage", 0, at(number).stage_run, *at(number).stage_due};
  desk.must(number, "env1", "sign");
  desk.must(number, "env1", "handle", text("text", "已清运"));
  desk.now = *at(number).stage_due + 24h;

  EXPECT_FALSE(desk.send({.user = {}, .device = {}, .system = "timer"}, stale).after);
  EXPECT_EQ(at(number).state, "handled");
}

TEST_F(Story, SuspensionPausesTheClockAndEndsByItself) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0113"));
  desk.must(number, "muni1", "sign");
  const Values wish{{"until", std::string("2026-12-01T09:00:00+08:00")},
                    {"reason", std::string("等待材料")}};
  desk.must(number, "muni1", "request_suspension", wish);
  EXPECT_EQ(desk.act(number, "muni1", "endorse_suspension").reason, "own_request");
  desk.must(number, "sec1", "endorse_suspension");
  EXPECT_EQ(desk.act(number, "sec1", "approve_suspension").reason, "same_person");
  desk.must(number, "dispatcher1", "approve_suspension");
  EXPECT_EQ(at(number).state, "hung");
  EXPECT_EQ(format_rfc3339(*at(number).stage_due), "2026-12-01T09:00:00+08:00");
  const Instant due = at(number).handling.due;

  desk.pass_until(parse_rfc3339("2026-12-01T09:00:00+08:00").value());

  EXPECT_EQ(at(number).state, "doing");
  EXPECT_GT(at(number).handling.due, due);
  EXPECT_EQ(desk.count(number, "rung"), 0);
  EXPECT_EQ(desk.act(number, "muni1", "request_suspension",
                     {{"until", std::string("2026-12-20")}, {"reason", std::string("再挂")}})
                .reason,
            "suspended_before");
}

TEST_F(Story, TwoExtensionsAtMostAndARefusalDoesNotCount) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0113"));
  desk.must(number, "muni1", "sign");
  const Instant due = at(number).handling.due;
  desk.must(number, "muni1", "request_extension", text("reason", "雨天"));
  desk.must(number, "dispatcher1", "refuse_extension", text("reason", "理由不足"));
  EXPECT_EQ(at(number).handling.due, due);
  for (int i = 0; i < 2; ++i) {
    desk.must(number, "muni1", "request_extension", text("reason", "雨天"));
    EXPECT_EQ(desk.act(number, "dispatcher1", "approve_extension").reason, "not_endorsed");
    desk.must(number, "sec1", "endorse_extension");
    desk.must(number, "dispatcher1", "approve_extension");
  }
  EXPECT_EQ(desk.act(number, "muni1", "request_extension", text("reason", "雨天")).reason,
            "no_extensions_left");
  EXPECT_EQ(at(number).handling.extensions, 2);
  EXPECT_EQ(at(number).handling.due_original, due);
}

TEST_F(Story, WhistleCallsDepartmentsByTheClockOfItsLevel) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.must(number, "sec1", "whistle",
            {{"reason_code", std::string("emergency")},
             {"orgs", Strings{"law", "muni"}},
             {"level", std::string("1")}});
  EXPECT_EQ(at(number).whistle_due, desk.now + 30min);
  desk.must(number, "law1", "report_in");
  desk.pass(30min);
  EXPECT_TRUE(at(number).whistle_overdue);
  desk.must(number, "sec1", "grade_report_in",
            {{"org", std::string("law")}, {"grade", std::int64_t{5}}});
  EXPECT_EQ(desk.act(number, "sec1", "grade_report_in",
                     {{"org", std::string("muni")}, {"grade", std::int64_t{1}}})
                .reason,
            "not_reported_in");
}

TEST_F(Story, OverdueIsExemptedByTwoPeopleAndStaysVisible) {
  const CaseNumber number = desk.create("res1", test::report("incident", "E0110"));
  desk.pass(3 * 24h);
  work_off(number);
  desk.must(number, "res1", "confirm", {{"solved", true}});
  const Values plea{{"reason", std::string("道路封闭")}, {"evidence", std::string("通告")}};
  desk.must(number, "env1", "overdue_appeal", plea);
  desk.must(number, "dispatcher1", "endorse_exemption");
  desk.must(number, "triager1", "approve_exemption");

  EXPECT_TRUE(at(number).exempt);
  EXPECT_TRUE(is_overdue(at(number).handling, desk.now));
  EXPECT_EQ(desk.act(number, "env1", "overdue_appeal", plea).reason, "appealed_before");
}

}  // namespace
}  // namespace gongzhi
