// The recipes: one per action, by the part of a case's life in which it stands.
#include "tests/unit/wire/lifecycle_recipes.hpp"

#include "wire/kinds.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

/// A case in the middle of its life, in which most guards hold.
Case case_in(const KindSpec& kind, const std::string& state, Instant now) {
  Case item;
  item.number = {business_day(now), 7, 77};
  item.kind = kind.name;
  item.kind_version = kind.version;
  item.version = 3;
  item.reporter.user = "res1";
  item.accepted_at = now - 1h;
  item.state = state;
  item.category = "C0101";
  item.standard = "C0101-1";
  item.title = "井盖缺失";
  item.location = test::in_g1;
  item.grid = test::g1;
  item.community = "com1";
  item.township = "t1";
  item.owner = "com1";
  item.lead = "com1-pm";
  item.holder = "prop1";
  item.verifier = "ver1";
  item.route = {"default", "测试"};
  item.check_policy = "always";
  item.handling = start_clock({LimitKind::work_days, 5}, now, WorkCalendar()).value();
  item.stage_since = now;
  item.stage_due = now + 1h;
  item.stage_run = 4;
  item.closing_ticked = true;
  if (kind.is_final(state)) item.closed_at = now - 1h;
  return item;
}

/// A second case to merge with or link to.
CaseNumber other_number(Instant now) {
  return {business_day(now), 7, 50};
}

void with_claim(Case& item) {
  item.places = 1;
  item.claims = {{"m1", item.stage_since}};
  item.claims_counted = true;
  item.holder = "m1";
}
void two_claims(Case& item) {
  with_claim(item);
  item.places = 2;
  item.claims.push_back({"m2", item.stage_since});
}
void one_of_two(Case& item) {
  with_claim(item);
  item.places = 2;
}
void open_pool(Case& item) {
  item.places = 1;
  item.holder.clear();
}
void asked(Case& item, const char* what, bool endorsed) {
  item.pending.what = what;
  item.pending.by = "prop1";
  item.pending.org_approved = endorsed;
  item.pending.endorsed_by = endorsed ? "prop2" : "";
  item.pending.until = item.stage_since + 48h;
}
void returned_twice(Case& item) {
  item.returns = 2;
  item.returned_by = {"env", "muni"};
}
void in_ruling(Case& item) {
  item.returned_by = {"env", "muni", "com1-pm"};
  item.proposed_org = "law";
}
void overdue(Case& item) {
  item.handling.due = item.stage_since - 1min;
}
void whistled(Case& item) {
  item.whistle = true;
  item.whistle_orgs = {"law", "env"};
  item.whistle_reported = {"env"};
  item.assists = {"law", "env"};
}

Values v(const char* name, const char* value) {
  return {{name, std::string(value)}};
}

Values return_input() {
  return {{"reason_code", std::string("not_our_duty")},
          {"proposed_org", std::string("env")},
          {"evidence", std::string("依据")}};
}

using Recipes = std::map<std::string, Recipe>;

void triage_recipes(Recipes& all, const std::string& other) {
  all["request_field_check"] = {"triager1"};
  all["report_field_check"] = {
      "gw1", {{"finding", std::string("exist")}, {"photos", Strings{std::string(64, 'a')}}}};
  all["request_info"] = {"triager1", v("question", "在哪里？")};
  all["provide_info"] = {"res1", v("text", "三号楼")};
  all["reject"] = {"triager1", v("reason_code", "not_exist")};
  all["appeal"] = {"res1", v("reason", "确有其事")};
  all["merge"] = {"triager1", v("parent", other.c_str())};
  all["file"] = {"triager1"};
}

void dispatch_recipes(Recipes& all) {
  all["unfile"] = {"dispatcher1", v("reason", "类别不对")};
  all["dispatch"] = {"dispatcher1", v("lead", "muni")};
  all["open_pool"] = {"dispatcher1"};
  all["claim"] = {"m1", {}, open_pool};
  all["claim>"] = {"m2", {}, one_of_two};
  all["request_claim"] = {"m3", {}, open_pool};
  all["approve_claim"] = {"sec1", v("person", "m3"), [](Case& item) {
                            open_pool(item);
                            item.claim_requests = {"m3"};
                          }};
  all["give_up>pool"] = {"m1", {}, with_claim};
  all["give_up>"] = {"m1", {}, two_claims};
  all["sign"] = {"prop1"};
  all["return>dispatch"] = {"prop1", return_input()};
  all["return>ruling"] = {"prop1", return_input(), returned_twice};
  all["rule"] = {"sec1", {{"org", std::string("law")}, {"reason", std::string("职责")}}, in_ruling};
}

void doing_recipes(Recipes& all) {
  all["request_suspension"] = {
      "prop1", {{"until", std::string("2026-12-01")}, {"reason", std::string("等料")}}};
  all["endorse_suspension"] = {"prop2", {}, [](Case& c) { asked(c, "suspension", false); }};
  all["approve_suspension"] = {"dispatcher1", {}, [](Case& c) { asked(c, "suspension", true); }};
  all["refuse_suspension"] = {"dispatcher1", v("reason", "不宜"),
                              [](Case& c) { asked(c, "suspension", true); }};
  all["resume"] = {"prop1"};
  all["request_extension"] = {"prop1", v("reason", "雨天")};
  all["endorse_extension"] = {"prop2", {}, [](Case& c) { asked(c, "extension", false); }};
  all["approve_extension"] = {"dispatcher1", {}, [](Case& c) { asked(c, "extension", true); }};
  all["refuse_extension"] = {"prop2", v("reason", "不宜"),
                             [](Case& c) { asked(c, "extension", false); }};
  all["handle"] = {"prop1", v("text", "已复位")};
  all["self_handle"] = {"gw1",
                        {{"before", std::string("移位")}, {"after", std::string("已复位")}},
                        [](Case& item) { item.reporter.user = "gw1"; }};
  all["rework"] = {"prop2", v("reason", "不彻底")};
  all["request_check"] = {"dispatcher1"};
  all["pass_check"] = {"ver1"};
  all["fail_check"] = {"ver1", v("reason", "没有复位")};
  all["unable_check"] = {"ver1", v("reason", "进不去")};
  all["confirm>closed"] = {"res1", {{"solved", true}}};
  all["confirm>reopen_req"] = {"res1", {{"solved", false}}};
}

void end_recipes(Recipes& all) {
  all["reopen"] = {"res1", v("reason", "又坏了")};
  all["accept_reopen"] = {"sec1"};
  all["refuse_reopen"] = {"sec1", v("reason", "另行解决")};
  all["appeal_reopen"] = {"res1", v("reason", "不同意"), [](Case& c) { c.reopen_refused = true; }};
  all["uphold_appeal"] = {"tsec1", {}, [](Case& c) { c.appeal_open = true; }};
  all["dismiss_appeal"] = {"tsec1", v("reason", "已解决"), [](Case& c) { c.appeal_open = true; }};
  all["withdraw"] = {"res1"};
  all["whistle"] = {"sec1",
                    {{"reason_code", std::string("key_work")},
                     {"orgs", Strings{"law"}},
                     {"level", std::string("2")}}};
  all["report_in"] = {"law1", {}, whistled};
  all["grade_report_in"] = {
      "sec1", {{"org", std::string("env")}, {"grade", std::int64_t{4}}}, whistled};
  all["overdue_appeal"] = {
      "prop1", {{"reason", std::string("暴雨")}, {"evidence", std::string("通告")}}, overdue};
  all["endorse_exemption"] = {"dispatcher1", {}, [](Case& c) { asked(c, "exemption", false); }};
  all["approve_exemption"] = {"triager1", {}, [](Case& c) { asked(c, "exemption", true); }};
  all["refuse_exemption"] = {"triager1", v("reason", "不足"),
                             [](Case& c) { asked(c, "exemption", true); }};
}

void act_recipes(Recipes& all, const std::string& other) {
  all["comment"] = {"res1", v("text", "辛苦了")};
  all["note"] = {"sec1", v("text", "注意安全")};
  all["attach"] = {"res1", {{"files", Strings{std::string(64, '0')}}}};
  all["follow"] = {"res2"};
  all["first_contact"] = {"prop1", v("way", "phone")};
  all["relocate"] = {"sec1", v("address", "三号楼")};
  all["recategorise"] = {"sec1", v("category", "E0113")};
  all["reassign"] = {"prop1", v("person", "prop2")};
  all["add_assist"] = {"prop1", v("org", "muni")};
  all["urge"] = {"res1"};
  all["link"] = {"triager1", v("number", other.c_str())};
  all["hand_over"] = {"prop1", v("person", "prop2")};
  all["hand_over@field_check"] = {"sec1", v("person", "gw2")};
  all["hand_over>checking"] = {"sec1", v("reason", "请假")};
}

}  // namespace

WorldPtr county_with_kinds() {
  static const WorldPtr world =
      make_small_county(wire::load_kinds(GONGZHI_SOURCE_DIR "/config/kinds").value());
  return world;
}

std::map<std::string, Recipe> recipes(Instant now) {
  const std::string other = other_number(now).text();
  Recipes all;
  triage_recipes(all, other);
  dispatch_recipes(all);
  doing_recipes(all);
  end_recipes(all);
  act_recipes(all, other);
  return all;
}

std::vector<Move> moves(Trigger trigger) {
  std::vector<Move> all;
  for (const KindSpec& kind : county_with_kinds()->kinds.all())
    for (std::size_t i = 0; i < kind.actions.size(); ++i)
      if (kind.rules == KindSpec::Rules::item && kind.actions[i].trigger == trigger)
        for (const std::string& state : kind.actions[i].from) all.push_back({kind.name, i, state});
  return all;
}

Recipe recipe_of(const Move& move) {
  static const auto all = recipes(monday_morning());
  const auto here = all.find(move.act().name + "@" + move.state);
  if (here != all.end()) return here->second;
  const auto precise = all.find(move.act().name + ">" + move.act().to);
  return precise != all.end() ? precise->second : all.at(move.act().name);
}

std::string name_of(const Move& move) {
  const std::string to = move.act().to.empty() ? "stays" : move.act().to;
  return move.kind + "_" + move.act().name + "_" + move.state + "_" + to + "_" +
         std::to_string(move.action);
}

Arranged::Arranged(const Move& move, void (*arrange)(Case&)) {
  Case item = case_in(move.spec(), move.state, desk.now);
  arrange(item);
  number = item.number;
  for (const Claim& claim : item.claims) desk.loads[claim.user].open_claims = 1;
  desk.loads["m3"].lapses_90d = 2;
  desk.put(std::move(item));
  Case other = case_in(*county_with_kinds()->kinds.find("incident"), "sign", desk.now);
  other.number = other_number(desk.now);
  desk.put(std::move(other));
}

Arranged::Arranged(const Move& move) : Arranged(move, recipe_of(move).arrange) {
  // The second alternative of `unable_check` differs in nothing but what happened before.
  const bool is_twin = &move.act() != move.spec().find_action(move.act().name, move.state);
  if (move.act().name != "unable_check" || !is_twin) return;
  Case again = item();
  again.check_unable = 1;
  desk.put(std::move(again));
}

Outcome Arranged::run(const Move& move, const Recipe& recipe) {
  return desk.act(number, recipe.actor, move.act().name, recipe.input);
}

}  // namespace gongzhi::test
