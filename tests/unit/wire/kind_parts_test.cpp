// Fields, sheets, clocks and words between cases: what a kind can say without code of its own. The
// example of docs/adding-a-kind.md is one of the kinds.
#include <gtest/gtest.h>

#include "governance/kind_check.hpp"
#include "governance/kind_drawing.hpp"
#include "governance/sheets.hpp"
#include "tests/support/files.hpp"
#include "tests/support/small_county.hpp"
#include "wire/case_detail.hpp"
#include "wire/kinds.hpp"

namespace gongzhi {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// A matter that asks bodies for answers and opens an errand for each; the errand tells it when it
// is done.
constexpr std::string_view matter = R"json({
  "kind": "matter", "label": "议题", "who_creates": ["@anyone"], "initial": "open",
  "fields": [{"name": "org", "label": "单位", "type": "org"},
             {"name": "bodies", "label": "各方", "type": "list"},
             {"name": "until", "label": "期限", "type": "date"},
             {"name": "first", "label": "经办", "type": "user"},
             {"name": "rounds", "label": "轮次", "type": "integer"}],
  "clocks": [{"name": "answer", "label": "答复", "limit": "1工作日"}],
  "sheets": [{"name": "parties", "label": "各方", "key": "org", "lines_max": 3,
    "fields": [{"name": "org", "label": "单位", "type": "org"},
               {"name": "answer", "label": "答复", "type": "word"},
               {"name": "result", "label": "结果", "type": "word"},
               {"name": "case", "label": "件号", "type": "case_number"},
               {"name": "at", "label": "时间", "type": "time"}]}],
  "indexed": ["rounds", "parties.org"],
  "states": [
    {"name": "open", "label": "待定", "step": "信息收集", "owner": "owner", "clock": "answer",
     "extended_status": "OPEN"},
    {"name": "asked", "label": "征询", "step": "任务派遣", "owner": "assists", "clock": "answer",
     "extended_status": "OPEN"},
    {"name": "acting", "label": "落实", "step": "任务处理", "owner": "assists",
     "clock": "at(until)", "extended_status": "IN_PROGRESS"},
    {"name": "late", "label": "逾期", "step": "任务处理", "owner": "owner", "clock": "answer",
     "extended_status": "IN_PROGRESS"},
    {"name": "done", "label": "办结", "step": "综合评价", "final": true, "open311": "closed",
     "extended_status": "FIXED"}],
  "actions": [
    {"name": "ask", "label": "征询", "from": ["open"], "to": "asked", "who": ["@anyone"],
     "needs": [{"name": "bodies", "label": "各方", "type": "list", "required": true}],
     "effects": ["keep", "belong(org)", "add_lines(parties,bodies)", "assists_are(bodies)",
                 "sign_off(first)"]},
    {"name": "answer", "label": "答复", "from": ["asked"], "who": ["@anyone"],
     "needs": [{"name": "answer", "label": "答复", "type": "word", "required": true}],
     "guards": ["own_line_lacks(parties,answer)"],
     "effects": ["set_own_line(parties)"], "needs_version": false},
    {"name": "act", "label": "落实", "from": ["asked"], "to": "acting", "who": ["@anyone"],
     "needs": [{"name": "until", "label": "期限", "type": "date", "required": true}],
     "guards": ["every_line(parties,answer,agree)", "not_by(first)", "ahead(until)"],
     "effects": ["keep", "count(rounds)", "open_lines(parties,errand)", "start_until(until)"]},
    {"name": "errand_done", "label": "一项办结", "trigger": "word", "from": ["acting"],
     "who": ["system"], "effects": ["add_line(parties)"]},
    {"name": "late", "label": "逾期", "trigger": "clock", "from": ["acting"], "to": "late",
     "who": ["system"]},
    {"name": "finish", "label": "办结", "from": ["acting", "late"], "to": "done",
     "who": ["@anyone"], "guards": ["lines_filled(parties,result)"],
     "effects": ["stop_clock", "record_end(done)"]}]})json";

constexpr std::string_view errand = R"json({
  "kind": "errand", "label": "任务", "who_creates": ["system"], "initial": "received",
  "fields": [{"name": "org", "label": "单位", "type": "org"},
             {"name": "until", "label": "期限", "type": "date"}],
  "states": [
    {"name": "received", "label": "已接收", "step": "信息收集", "owner": "platform", "clock": "ack",
     "extended_status": "OPEN"},
    {"name": "doing", "label": "办理", "step": "任务处理", "owner": "lead", "clock": "at(until)",
     "extended_status": "IN_PROGRESS"},
    {"name": "done", "label": "办结", "step": "综合评价", "final": true, "open311": "closed",
     "extended_status": "FIXED"}],
  "actions": [
    {"name": "begin", "label": "开始", "trigger": "entry", "from": ["received"], "to": "doing",
     "who": ["system"], "effects": ["belong(org)", "lead_is(org)"]},
    {"name": "finish", "label": "办结", "from": ["doing"], "to": "done", "who": ["@lead_body"],
     "effects": ["record_end(resolved)", "tell_cause(errand_done)"]}]})json";

KindSpec kind_of_text(std::string_view json) {
  auto kind = wire::parse_kind(json, "kind.json");
  EXPECT_TRUE(kind) << kind.error().message;
  return *kind;
}

KindSpec pets() {
  return kind_of_text(
      test::read_file(std::string(GONGZHI_SOURCE_DIR) + "/docs/examples/pet_registration.json"));
}

struct KindParts : testing::Test {
  test::Desk desk{
      test::make_small_county(KindSet({kind_of_text(matter), kind_of_text(errand), pets()}))};

  CaseNumber asked() {
    const CaseNumber number = desk.create("sec1", test::report("matter", ""));
    desk.must(number, "sec1", "ask", {{"bodies", Strings{"com1-rc", "com1-pm"}}});
    return number;
  }
  const Values& line(const CaseNumber& number, std::size_t i) {
    return lines_of(desk.at(number), "parties").at(i);
  }
};

TEST_F(KindParts, KindsOfThisTestAreSound) {
  for (const KindSpec& kind : desk.world->kinds.all()) {
    const auto findings = check_kind(kind);
    EXPECT_TRUE(findings.empty()) << kind.name << ": "
                                  << (findings.empty() ? "" : findings.front().detail);
  }
}

TEST_F(KindParts, EachPartyAnswersItsOwnLineOnce) {
  const CaseNumber number = asked();

  EXPECT_EQ(desk.act(number, "sec1", "answer", {{"answer", "agree"}}).reason, "answered_before");
  desk.must(number, "cm1", "answer", {{"answer", "agree"}});
  EXPECT_EQ(desk.act(number, "cm1", "answer", {{"answer", "decline"}}).reason, "answered_before");

  EXPECT_EQ(text_of(line(number, 0), "answer"), "agree");
  EXPECT_FALSE(text_of(line(number, 0), "at").empty());
  EXPECT_EQ(text_of(line(number, 1), "answer"), "");
  EXPECT_EQ(desk.at(number).community, "com1");
  EXPECT_EQ(desk.at(number).assists, (Strings{"com1-rc", "com1-pm"}));
}

TEST_F(KindParts, ASheetHoldsNoMoreThanItsLines) {
  const CaseNumber number = desk.create("sec1", test::report("matter", ""));

  const Outcome outcome = desk.act(
      number, "sec1", "ask", {{"bodies", Strings{"com1-rc", "com1-pm", "com1-oc", "com2-rc"}}});

  EXPECT_EQ(outcome.reason, "sheet_full");
  EXPECT_TRUE(desk.at(number).sheets.empty());
}

TEST_F(KindParts, ACaseOpensOthersAndHearsWhatBecameOfThem) {
  const CaseNumber number = asked();
  desk.must(number, "cm1", "answer", {{"answer", "agree"}});
  EXPECT_EQ(desk.act(number, "sup", "act", {{"until", "2026-12-01"}}).reason, "lines_open");
  desk.must(number, "prop1", "answer", {{"answer", "agree"}});
  EXPECT_EQ(desk.act(number, "sec1", "act", {{"until", "2026-12-01"}}).reason, "same_person");
  EXPECT_EQ(desk.act(number, "sup", "act", {{"until", "2026-11-01"}}).reason, "in_the_past");
  desk.must(number, "sup", "act", {{"until", "2026-12-01"}});

  const auto child = parse_case_number(text_of(line(number, 1), "case"));
  ASSERT_TRUE(child);
  EXPECT_EQ(desk.at(*child).kind, "errand");
  EXPECT_EQ(desk.at(*child).lead, "com1-pm");
  EXPECT_EQ(desk.at(*child).community, "com1");
  EXPECT_EQ(desk.at(*child).cause, number);
  EXPECT_EQ(desk.act(number, "sec1", "finish").reason, "lines_open");
  desk.must(*child, "prop1", "finish");

  EXPECT_EQ(text_of(line(number, 1), "result"), "resolved");
  EXPECT_EQ(desk.count(number, "errand_done"), 1);
  EXPECT_EQ(std::get<std::int64_t>(desk.at(number).fields.at("rounds")), 1);
}

TEST_F(KindParts, ADateIsADeadline) {
  const CaseNumber number = asked();
  desk.must(number, "cm1", "answer", {{"answer", "agree"}});
  desk.must(number, "prop1", "answer", {{"answer", "agree"}});
  desk.must(number, "sup", "act", {{"until", "2026-12-01"}});
  const Instant end_of_day = *parse_rfc3339("2026-12-02T00:00:00+08:00");

  EXPECT_EQ(desk.at(number).stage_due, end_of_day);
  EXPECT_EQ(desk.at(number).handling.due, end_of_day);
  desk.pass_until(end_of_day - 1s);
  EXPECT_EQ(desk.at(number).state, "acting");
  EXPECT_EQ(desk.count(number, "rung"), 1);  // three quarters of the way
  desk.pass_until(end_of_day + 1s);
  EXPECT_EQ(desk.at(number).state, "late");
}

TEST_F(KindParts, SheetsAndCauseAreKeptWithTheCase) {
  const CaseNumber number = asked();
  Case item = desk.at(number);
  item.cause = number;

  Case back;
  ASSERT_TRUE(wire::read_case_detail(wire::write_case_detail(item), back));

  EXPECT_EQ(back.sheets, item.sheets);
  EXPECT_EQ(back.cause, item.cause);
}

TEST_F(KindParts, CasesAreFoundByWhatTheKindIndexes) {
  const CaseNumber number = asked();
  Case item = desk.at(number);
  item.fields["rounds"] = std::int64_t{7};

  const auto terms = index_terms(*desk.world->kinds.find("matter"), item);

  const std::vector<std::pair<std::string, std::string>> expected{
      {"parties.org", "com1-pm"}, {"parties.org", "com1-rc"}, {"rounds", "0000000000000007"}};
  EXPECT_EQ(terms, expected);
}

TEST_F(KindParts, TheExampleRunsWithoutCodeOfItsOwn) {
  CreateCase report = test::report("pet_registration", "");
  report.fields = {{"species", "dog"}};
  const CaseNumber number = desk.create("res1", report);
  EXPECT_EQ(desk.at(number).state, "review");
  EXPECT_EQ(desk.act(number, "sec1", "register", {{"valid_until", "2027-11-23"}}).reason,
            "too_few_lines");
  desk.must(number, "res1", "add_vaccination", {{"on", "2026-10-01"}, {"vaccine", "rabies"}});
  desk.must(number, "sec1", "register", {{"valid_until", "2027-11-23"}});
  EXPECT_EQ(desk.at(number).state, "registered");
  desk.pass(366 * 24h);

  EXPECT_EQ(desk.at(number).state, "expired");
  EXPECT_EQ(text_of(desk.at(number).fields, "approved_by"), "sec1");
}

TEST(KindDrawings, AreThoseOfTheShippedKinds) {
  const std::string source = GONGZHI_SOURCE_DIR;
  const auto kinds = wire::load_kinds(source + "/config/kinds");
  ASSERT_TRUE(kinds);
  for (const KindSpec& kind : kinds->all()) {
    const std::string file = source + "/docs/kinds/" + kind.name + ".md";
    EXPECT_EQ(test::read_file(file), draw_kind(kind))
        << "gongzhi kinds draw " << kind.name << " > docs/kinds/" << kind.name << ".md";
  }
}

TEST(KindPartsCheck, NamesWhatIsNotThere) {
  const auto codes = [](std::string_view from, std::string_view to) {
    std::string text(matter);
    text.replace(text.find(from), from.size(), to);
    const auto findings = check_kind(kind_of_text(text));
    return findings.empty() ? std::string("sound") : findings.front().code;
  };
  EXPECT_EQ(codes("count(rounds)", "count(turns)"), "unknown_name");
  EXPECT_EQ(codes("set_own_line(parties)", "set_own_line(party)"), "unknown_name");
  EXPECT_EQ(codes("every_line(parties,answer,agree)", "every_line(parties,reply,agree)"),
            "unknown_name");
  EXPECT_EQ(codes("\"parties.org\"", "\"parties.body\""), "unknown_field");
  EXPECT_EQ(codes("\"key\": \"org\"", "\"key\": \"body\""), "unknown_field");
  EXPECT_EQ(codes("at(until)", "at(rounds)"), "unknown_clock");
}

}  // namespace
}  // namespace gongzhi
