// Kinds from their files: what is read, and what a broken file is told.
#include "wire/kinds.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "governance/kind_check.hpp"
#include "governance/kind_drawing.hpp"
#include "tests/support/files.hpp"
#include "wire/json_position.hpp"
#include "wire/schema.hpp"

namespace gongzhi {
namespace {

const std::string directory = GONGZHI_SOURCE_DIR "/config/kinds";

std::string minimal(const std::string& action_members) {
  return R"({
  "kind": "tiny", "label": "小件", "who_creates": ["@anyone"],
  "states": [
    {"name": "received", "label": "已接收", "step": "信息收集", "owner": "triager",
     "clock": "triage", "extended_status": "OPEN"},
    {"name": "closed", "label": "已结案", "step": "综合评价", "final": true,
     "open311": "closed", "extended_status": "FIXED"}
  ],
  "actions": [
    {"name": "finish", "label": "办结", "from": ["received"],
     )" + action_members +
         R"(}
  ]
})";
}

FieldError first_error(const std::string& json) {
  const auto kind = wire::parse_kind(json, "tiny.json");
  EXPECT_FALSE(kind.has_value());
  return kind || kind.error().fields.empty() ? FieldError{} : kind.error().fields.front();
}

TEST(Kinds, AllThreeOfTheProjectPassTheirCheck) {
  const auto kinds = wire::load_kinds(directory);

  ASSERT_TRUE(kinds.has_value()) << kinds.error().message;
  ASSERT_EQ(kinds->all().size(), 3U);
  for (const KindSpec& kind : kinds->all())
    for (const KindFinding& finding : check_kind(kind))
      ADD_FAILURE() << kind.name << " " << finding.pointer << " " << finding.code << ": "
                    << finding.detail;
}

TEST(Kinds, AllThreeFitTheirSchema) {
  const wire::SchemaSet schemas = wire::SchemaSet::embedded();
  for (const char* name : {"incident", "request", "wish"}) {
    const std::string text = test::read_file(directory + "/" + name + ".json");
    const auto fits = schemas.validate_text("kind", text);
    EXPECT_TRUE(fits.has_value()) << name << ": " << (fits ? "" : fits.error().message);
  }
}

TEST(Kinds, IncidentHasEveryRowOfTheTransitionTable) {
  const auto kinds = wire::load_kinds(directory);
  ASSERT_TRUE(kinds.has_value());
  const KindSpec* incident = kinds->find("incident");
  ASSERT_NE(incident, nullptr);

  for (int row = 2; row <= 29; ++row)  // row 1 is the acceptance itself
    EXPECT_TRUE(std::ranges::any_of(
        incident->actions,
        [&](const ActionSpec& action) { return action.row == std::to_string(row); }))
        << "row " << row;
}

/// The conditions that domain.md section 3 names; a kind that forgets one is no longer ours.
TEST(Kinds, KeepTheConditionsOfTheTransitionTable) {
  const std::vector<std::pair<std::string, std::string>> needed{
      {"merge", "mergeable"},
      {"appeal", "not_appealed"},
      {"reject", "not_the_rejecter"},
      {"file", "standard_known"},
      {"claim", "place_free"},
      {"claim", "registered_here"},
      {"claim", "skill_fits"},
      {"claim", "claims_below_max"},
      {"claim", "claims_unrestricted"},
      {"give_up", "reason_if_late"},
      {"return", "inside_stage"},
      {"return", "not_ruled"},
      {"rule", "may_rule"},
      {"handle", "after_evidence"},
      {"pass_check", "not_own_work"},
      {"fail_check", "not_own_work"},
      {"reopen", "inside_reopen_window"},
      {"appeal_reopen", "reopen_refused"},
      {"uphold_appeal", "at_level"},
      {"withdraw", "not_safety"},
      {"overdue_appeal", "not_overdue_appealed"},
      {"request_suspension", "not_suspended_before"},
      {"request_suspension", "until_allowed"},
      {"approve_suspension", "endorsed"},
      {"approve_suspension", "not_overdue"},
      {"approve_extension", "endorsed"},
      {"approve_extension", "extensions_left"},
      {"approve_extension", "not_overdue"}};
  const auto kinds = wire::load_kinds(directory);
  ASSERT_TRUE(kinds.has_value());
  for (const KindSpec& kind : kinds->all())
    for (const ActionSpec& action : kind.actions)
      for (const auto& [name, guard] : needed) {
        if (action.name != name) continue;
        EXPECT_TRUE(std::ranges::any_of(action.guards,
                                        [&](const Term& term) { return term.word == guard; }))
            << kind.name << " " << name << " without " << guard;
      }
}

/// domain.md section 0: a request is handled as an incident, and residents ask for help in it too.
TEST(Kinds, TakeTheCategoriesThatTheDomainGivesThem) {
  const auto kinds = wire::load_kinds(directory);
  ASSERT_TRUE(kinds.has_value());
  const auto taken = [&](const char* kind) {
    std::string all;
    for (const char* of : {"incident", "request", "wish"})
      if (kinds->find(kind)->takes_category_of(of)) all += std::string(of) + " ";
    return all;
  };

  EXPECT_EQ(taken("incident"), "incident ");
  EXPECT_EQ(taken("request"), "incident request wish ");
  EXPECT_EQ(taken("wish"), "wish ");
  EXPECT_EQ(kinds->labels_taking("incident"), "“事件 / 部件问题”、“诉求”");
}

TEST(Kinds, ReadsTermsPermitsAndDefaults) {
  const auto kind = wire::parse_kind(
      minimal(R"x("to": "closed", "who": ["triager@subtree"], "guards": ["at_level(2)"])x"),
      "tiny.json");

  ASSERT_TRUE(kind.has_value()) << kind.error().message;
  EXPECT_EQ(kind->version, 1);
  EXPECT_EQ(kind->initial, "received");
  const ActionSpec& action = kind->actions.front();
  EXPECT_EQ(action.trigger, Trigger::person);
  EXPECT_TRUE(action.needs_version);
  EXPECT_EQ(action.guards, (std::vector<Term>{{"at_level", {"2"}}}));
  EXPECT_EQ(format_permit(action.who.front()), "triager@subtree");
}

TEST(Kinds, NamesLineAndPointerOfABadPermit) {
  const FieldError error = first_error(minimal(R"("to": "closed", "who": ["king@subtree"])"));

  EXPECT_EQ(error.pointer, "tiny.json:11 /actions/0/who/0");
  EXPECT_EQ(error.code, "permit");
}

TEST(Kinds, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(first_error(minimal(R"("whom": ["@anyone"])")).code, "unknown_member");
  EXPECT_EQ(first_error(minimal(R"("who": ["@anyone"], "guards": ["Bad Word"])")).code, "term");
  EXPECT_EQ(first_error(minimal(R"("who": ["@anyone"], "trigger": "mood")")).code, "trigger");
  EXPECT_EQ(first_error(minimal(R"("who": "@anyone")")).code, "type");
  EXPECT_EQ(first_error(R"({"label": "x"})").code, "required");
  EXPECT_EQ(first_error(R"({"kind": "a",)").code, "syntax");
  EXPECT_EQ(first_error(R"({"kind": "a", "kind": "b"})").code, "duplicate_member");
}

TEST(Kinds, NamesLineAndColumnOfWhatIsNotJson) {
  const FieldError error = first_error("{\n  \"kind\": \"a\",\n  oops\n}");

  EXPECT_EQ(error.pointer, "tiny.json:3:3");
  EXPECT_EQ(error.detail.find("byte"), std::string::npos);
}

TEST(Kinds, NamesTheLineOfWhatTheCheckFinds) {
  const auto errors = wire::check_kind_text(
      minimal(R"("to": "closd", "row": "5", "who": ["triager@subtree"])"), "kinds/tiny.json");

  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "kinds/tiny.json:11");
  EXPECT_NE(errors[0].detail.find("did you mean `closed`?"), std::string::npos);
}

TEST(Kinds, CollectsAllErrorsOfAFile) {
  const auto kind = wire::parse_kind(
      minimal(R"("who": ["nobody@subtree"], "guards": ["NO"], "extra": 1)"), "tiny.json");

  ASSERT_FALSE(kind.has_value());
  EXPECT_EQ(kind.error().fields.size(), 3U);
}

TEST(Kinds, MissingDirectoryIsNotFound) {
  const auto kinds = wire::load_kinds("/nonexistent/kinds");

  ASSERT_FALSE(kinds.has_value());
  EXPECT_EQ(kinds.error().code, Errc::not_found);
}

TEST(Kinds, DrawingShowsEveryStateAndMove) {
  const auto kinds = wire::load_kinds(directory);
  ASSERT_TRUE(kinds.has_value());
  for (const KindSpec& kind : kinds->all()) {
    const std::string drawing = draw_kind(kind);

    EXPECT_NE(drawing.find("stateDiagram-v2"), std::string::npos);
    EXPECT_EQ(drawing, draw_kind(kind));
    for (const StateSpec& state : kind.states)
      EXPECT_NE(drawing.find("| `" + state.name + "` |"), std::string::npos) << state.name;
    for (const ActionSpec& action : kind.actions)
      EXPECT_NE(drawing.find("`" + action.name + "`"), std::string::npos) << action.name;
  }
}

TEST(JsonPosition, FindsTheLineOfNestedValues) {
  const std::string text = "{\n \"a\": [1,\n  {\"b~/c\": \"x\\\"y\"}],\n \"d\": {\n  \"e\": 2}\n}";

  EXPECT_EQ(wire::line_of_pointer(text, ""), 1U);
  EXPECT_EQ(wire::line_of_pointer(text, "/a/1"), 3U);
  EXPECT_EQ(wire::line_of_pointer(text, "/a/1/b~0~1c"), 3U);
  EXPECT_EQ(wire::line_of_pointer(text, "/d/e"), 5U);
  EXPECT_EQ(wire::line_of_pointer(text, "/d/missing"), 4U);
  EXPECT_EQ(wire::line_of_pointer(text, "/a/9"), 2U);
}

}  // namespace
}  // namespace gongzhi
