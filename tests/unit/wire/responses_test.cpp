// Every answer fits its schema, and shows nobody what is not theirs.
#include "wire/responses.hpp"

#include <gtest/gtest.h>

#include "wire/json.hpp"
#include "wire/reference_responses.hpp"
#include "wire/schema.hpp"

namespace gongzhi::wire {
namespace {

const CaseNumber number = *parse_case_number("26112307-01234");
constexpr Instant accepted{Milliseconds{1'795'392'000'000}};

/// Empty when the answer fits the schema of that name.
std::string misfits(std::string_view schema, const std::string& answer) {
  static const SchemaSet schemas = SchemaSet::embedded();
  const auto document = parse_json(answer, file_limits);
  if (document.has_error()) return document.error().message + answer;
  const auto checked = schemas.validate(schema, *document, Language::en);
  std::string text;
  if (checked.has_error())
    for (const Error error = checked.error(); const FieldError& field : error.fields)
      text += field.pointer + " " + field.code + " " + field.detail + "\n";
  return text;
}

Case received_case() {
  Case item;
  item.number = number;
  item.kind = "incident";
  item.state = "received";
  item.title = "垃圾外溢";
  item.accepted_at = accepted;
  return item;
}

Case routed_case() {
  Case item = received_case();
  item.state = "doing";
  item.version = 4;
  item.category = "E0110";
  item.location = Location{111, 35.02};
  item.reporter.user = "resident-007";
  item.on_behalf_of = "楼上老人";
  item.owner = item.community = "140802001001";
  item.township = "140802001";
  item.grid = "1408020010010001";
  item.lead = "d-sanitation";
  item.assists = {"140802001001-wy"};
  item.holder = "dept-001";
  item.verifier = "verifier-001";
  item.candidates = {"member-001", "member-002"};
  item.places = 1;
  item.claims = {{"member-009", accepted}};
  item.followers = {{"resident-008", ""}};
  item.route = {"R-E0110", "类别 E0110"};
  item.handling.run = 1;
  item.handling.limit = *parse_limit("4工作时");
  item.handling.due = accepted + std::chrono::hours(4);
  item.handling.due_original = item.handling.due;
  item.pending = {"suspension", "等材料", accepted, false, "dept-001"};
  item.flag = "key_reused";
  item.fields = {{"floors", std::int64_t{6}}, {"open", true}};
  return item;
}

TEST(RenderCase, SaysNullForWhatIsNotKnownYet) {
  const Case item = received_case();
  const std::string answer = render_case({item});
  EXPECT_EQ(misfits("case", answer), "");
  for (const char* name : {"owner", "community", "grid", "lead", "assists", "candidates", "route",
                           "due", "allowed_actions"})
    EXPECT_NE(answer.find("\"" + std::string(name) + "\":null"), std::string::npos) << name;
}

TEST(RenderCase, ShowsARoutedCase) {
  const Case item = routed_case();
  CaseView view{
      item, std::vector<std::string>{"handle"}, "处置中", "任务处理", {}, {true, true, true}};
  view.names = {{"d-sanitation", "环卫"}};
  const std::string answer = render_case(view);
  EXPECT_EQ(misfits("case", answer), "");
  EXPECT_NE(answer.find(R"("candidates":["member-001","member-002"])"), std::string::npos);
  EXPECT_NE(answer.find(R"("route":{"rule":"R-E0110","why":"类别 E0110"})"), std::string::npos);
  EXPECT_NE(answer.find(R"("limit":"4工作时")"), std::string::npos);
}

TEST(RenderCase, HidesPeopleUnlessTold) {
  const Case item = routed_case();
  const std::string answer = render_case({item, std::vector<std::string>{}});
  EXPECT_EQ(misfits("case", answer), "");
  for (const char* secret : {"resident-007", "resident-008", "楼上老人", "dept-001", "verifier-001",
                             "member-001", "member-009", "等材料", "key_reused"})
    EXPECT_EQ(answer.find(secret), std::string::npos) << secret;
}

TEST(RenderCase, SuggestsCategoriesOrSaysNull) {
  const Case item = received_case();
  CaseView view{item};
  EXPECT_NE(render_case(view).find(R"("suggestion":null)"), std::string::npos);
  view.suggestion = {{"C0137", "路灯", 4.5, {"路灯不亮"}}};

  const std::string answer = render_case(view);

  EXPECT_EQ(misfits("case", answer), "");
  EXPECT_NE(
      answer.find(R"([{"category":"C0137","name":"路灯","score":4.5,"matched":["路灯不亮"]}])"),
      std::string::npos)
      << answer;
}

TEST(RenderReceipt, FitsItsSchema) {
  EXPECT_EQ(
      misfits("case_receipt",
              render_receipt(
                  {number, "MFRGGZDFMZTWQ2LKNNWG23TPOA", accepted, {accepted, accepted, {}}})),
      "");
}

TEST(RenderLists, FitTheirSchemas) {
  const CaseSummary line = summary_of(routed_case(), accepted + std::chrono::hours(5));
  EXPECT_TRUE(line.overdue);
  EXPECT_EQ(line.claimed, 1);
  EXPECT_EQ(line.holder, "");
  EXPECT_EQ(misfits("case_list", render_case_list({{line}, "c", 12})), "");
  EXPECT_EQ(misfits("case_list", render_case_list({})), "");
  EXPECT_EQ(misfits("tasks", render_tasks({{line}, {line}, {}, {line}, 1, 3})), "");

  BoardView board;
  board.scope = {"community", "140802001001", "槐安社区"};
  board.by_state = {{"doing", "处置中", 4, 1}};
  board.overdue_items = {line};
  EXPECT_EQ(misfits("board", render_board(board)), "");

  const std::vector<NearbyItem> nearby{
      {number, "标题", "E0110", "垃圾", "doing", "处置中", 3, 27.4, "一网格", 2}, {}};
  const std::string answer = render_nearby(nearby);
  EXPECT_EQ(misfits("nearby", answer), "");
  EXPECT_NE(answer.find("\"distance_m\":30"), std::string::npos);

  EXPECT_EQ(
      misfits("search_results",
              render_search(
                  {{{number, "incident", "", "doing", "t", "…t…", "", accepted}}, "", accepted})),
      "");
}

TEST(RenderTimeline, FitsItsSchema) {
  TimelineItem item;
  item.seq = 5;
  item.at = accepted;
  item.entry.action = "route";
  item.entry.facts = {{"rule", std::string("R-1")}, {"hops", std::int64_t{1}}};
  item.entry.note = "看过了";
  EXPECT_EQ(misfits("timeline", render_timeline({number, {item}, ""})), "");
}

TEST(RenderOutcome, FitsItsSchemaInEveryState) {
  const MessageId id = *parse_message_id("0123456789abcdef0123456789abcdef");
  Outcome outcome;
  outcome.number = number;
  outcome.version = 4;
  EXPECT_EQ(misfits("outcome", render_outcome({id, {}})), "");
  EXPECT_EQ(misfits("outcome", render_outcome({id, outcome})), "");
  EXPECT_EQ(misfits("action_result", render_action_result({id, outcome, "doing", {}})), "");

  outcome.status = OutcomeStatus::refused;
  outcome.code = Errc::conflict;
  outcome.reason = "already_claimed";
  outcome.message = "已被认领";
  const std::string refused = render_outcome({id, outcome});
  EXPECT_EQ(misfits("outcome", refused), "");
  EXPECT_NE(refused.find(R"("code":"conflict","reason":"already_claimed")"), std::string::npos);
}

TEST(RenderProblem, NamesFieldsAndHidesWhatIsForTheLog) {
  Error error = fail(Errc::invalid, "/title：缺少必填项", "secret detail");
  error.fields = {{"/title", "required", "缺少必填项"}};
  const std::string answer = render_problem({400, error, "/api/v1/cases", "t1"});
  EXPECT_EQ(misfits("problem", answer), "");
  EXPECT_NE(answer.find("\"pointer\":\"/title\""), std::string::npos);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

TEST(RenderProblem, TellsNothingAboutOurBugs) {
  const Error error = fail(Errc::internal, "SELECT broke", "detail");
  const std::string answer = render_problem({500, error, "", "t1", "", Language::en});
  EXPECT_EQ(misfits("problem", answer), "");
  EXPECT_EQ(answer.find("SELECT"), std::string::npos);
  EXPECT_NE(answer.find("Internal error"), std::string::npos);
}

TEST(RenderBatch, EmbedsReceiptsAndProblems) {
  const Error error = fail(Errc::invalid, "x");
  const std::vector<BatchAnswer> answers{
      {201, render_receipt({number, "MFRGGZDFMZTWQ2LKNNWG23TPOA", accepted, {}}), ""},
      {400, "", render_problem({400, error, "", "t"})}};
  EXPECT_EQ(misfits("batch_result", render_batch(answers)), "");
}

TEST(RenderReference, FitsItsSchemas) {
  Category category;
  category.code = "E0110";
  category.name = "垃圾";
  category.kind = "incident";
  Standard standard;
  standard.id = "E0110-1";
  standard.category = "E0110";
  standard.limit = *parse_limit("4工作时");
  const auto catalogue = Catalogue::build({category}, {standard});
  ASSERT_TRUE(catalogue.has_value());
  EXPECT_EQ(misfits("categories", render_categories(*catalogue, {}, 3)), "");

  const Org org{"140802", "盐湖区委", OrgLevel::county, OrgKind::county_committee, "",
                "140802", ""};
  const std::vector<const Org*> orgs{&org};
  EXPECT_EQ(misfits("orgs", render_orgs(orgs, "")), "");

  User user;
  user.id = "member-001";
  user.name = "某";
  user.role = Role::member;
  EXPECT_EQ(misfits("me", render_me({&user, "", {"member", "", ""}, {"incident"}, 1, 3})), "");
  EXPECT_EQ(misfits("me", render_me({})), "");
  EXPECT_EQ(misfits("live_event", render_live_event(number, 3, "doing")), "");
}

TEST(RenderReference, ShowsTheNewestKindsAndOnlyWhatPeopleDo) {
  KindSpec kind;
  kind.name = "incident";
  kind.label = "事件";
  kind.states = {StateSpec{.name = "doing", .label = "处置中"}};
  ActionSpec handle;
  handle.name = "handle";
  handle.from = {"doing"};
  handle.needs = {FieldSpec{.name = "result", .label = "结果"}};
  ActionSpec timer = handle;
  timer.name = "lapse";
  timer.trigger = Trigger::clock;
  kind.actions = {handle, timer};
  KindSpec newer = kind;
  newer.version = 2;
  const std::string answer = render_kinds(KindSet({kind, newer}), 1);
  EXPECT_EQ(misfits("kinds", answer), "");
  EXPECT_EQ(answer.find("lapse"), std::string::npos);
  EXPECT_EQ(answer.find("\"label\":\"事件\",\"version\":1"), std::string::npos);
}

}  // namespace
}  // namespace gongzhi::wire
