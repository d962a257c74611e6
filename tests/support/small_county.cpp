// The tables of the small county.
#include "tests/support/small_county.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace gongzhi::test {
namespace {

Org org(std::string id, OrgLevel level, OrgKind kind, std::string parent, std::string area = {}) {
  Org body;
  body.name = "单位" + id;
  body.id = std::move(id);
  body.level = level;
  body.kind = kind;
  body.parent = std::move(parent);
  body.area_code = std::move(area);
  return body;
}

Org dept(std::string id, std::string code) {
  Org body = org(std::move(id), OrgLevel::functional, OrgKind::department, "c");
  body.dept = std::move(code);
  return body;
}

std::vector<Org> orgs() {
  using enum OrgKind;
  constexpr auto body = OrgLevel::functional;
  return {org("c", OrgLevel::county, county_committee, "", "140802"),
          org("t1", OrgLevel::township, township_committee, "c", "140802001"),
          org("t2", OrgLevel::township, township_committee, "c", "140802002"),
          org("com1", OrgLevel::community, community_committee, "t1", "140802001001"),
          org("com2", OrgLevel::community, community_committee, "t1", "140802001002"),
          org("vil1", OrgLevel::community, village_branch, "t2", "140802002201"),
          org("com1-rc", body, residents_committee, "com1"),
          org("com1-oc", body, owners_committee, "com1"),
          org("com1-pm", body, property, "com1"),
          org("com2-rc", body, residents_committee, "com2"),
          org("com2-pm", body, property, "com2"),
          org("vil1-vc", body, village_committee, "vil1"),
          org("vil1-sc", body, supervision_committee, "vil1"),
          org("vil1-co", body, cooperative, "vil1"),
          dept("env", "sanitation"),
          dept("muni", "municipal"),
          dept("law", "enforcement"),
          org("unit1", body, resident_unit, "c"),
          org("voffice", body, OrgKind::department, "t1")};
}

User user(std::string id, Role role, std::string works_in) {
  User person;
  person.name = "人员" + id;
  person.id = std::move(id);
  person.role = role;
  person.org = std::move(works_in);
  return person;
}

User walker(std::string id, std::string community, std::vector<std::string> grids) {
  User person = user(std::move(id), Role::grid_worker, community);
  person.community = std::move(community);
  person.grids = std::move(grids);
  return person;
}

User living_in(std::string id, Role role, std::string community,
               std::vector<std::string> skills = {}) {
  User person = user(std::move(id), role, role == Role::member ? "unit1" : "");
  if (role == Role::member) person.unit = "unit1";
  person.community = std::move(community);
  person.skills = std::move(skills);
  return person;
}

std::vector<User> users() {
  using enum Role;
  return {user("sec1", community_secretary, "com1"),
          user("sec2", community_secretary, "com2"),
          user("bsec1", branch_secretary, "vil1"),
          user("tsec1", community_secretary, "t1"),
          user("triager1", triager, "com1"),
          user("triager2", triager, "com1"),
          user("triager0", triager, "c"),
          user("dispatcher1", dispatcher, "t1"),
          user("dispatcher0", dispatcher, "c"),
          walker("gw1", "com1", {g1}),
          walker("gw2", "com1", {g2}),
          walker("gw3", "com2", {g3}),
          walker("gw4", "vil1", {g4}),
          user("prop1", property_staff, "com1-pm"),
          user("prop2", property_staff, "com1-pm"),
          user("prop3", property_staff, "com2-pm"),
          user("env1", dept_handler, "env"),
          user("env2", dept_handler, "env"),
          user("muni1", dept_handler, "muni"),
          user("law1", dept_handler, "law"),
          user("cm1", committee_member, "com1-rc"),
          user("cm2", committee_member, "com2-rc"),
          user("cmv", committee_member, "vil1-vc"),
          living_in("m1", member, "com1"),
          living_in("m2", member, "com1", {"care"}),
          living_in("m3", member, "com1"),
          living_in("m4", member, "com2"),
          living_in("res1", resident, "com1"),
          living_in("res2", resident, "com1"),
          living_in("res4", resident, "vil1"),
          user("ver1", verifier, "voffice"),
          user("ver2", verifier, "voffice"),
          user("ver3", verifier, "voffice"),
          user("insp", inspector, "c"),
          user("sup", supervisor, "c"),
          user("admin", county_admin, "c"),
          user("auditor", auditor, "c")};
}

GridInfo grid(const std::string& code, std::string community, std::string worker,
              std::string deputy) {
  return {code, "网格" + code.substr(12), std::move(community), std::move(worker),
          std::move(deputy)};
}

GridArea square(const std::string& code, std::string community, double west) {
  constexpr double south = 35.0;
  constexpr double side = 0.01;
  GridArea area;
  area.code = UnitGridCode::parse(code).value();
  area.community = std::move(community);
  area.parts = {AreaPolygon{.outer = {{west, south},
                                      {west + side, south},
                                      {west + side, south + side},
                                      {west, south + side},
                                      {west, south}}}};
  return area;
}

Directory directory() {
  Directory::Tables tables;
  tables.orgs = orgs();
  tables.users = users();
  tables.grids = {grid(g1, "com1", "gw1", "gw2"), grid(g2, "com1", "gw2", "gw1"),
                  grid(g3, "com2", "gw3", ""), grid(g4, "vil1", "gw4", "")};
  tables.areas = {square(g1, "com1", 111.00), square(g2, "com1", 111.01),
                  square(g3, "com2", 111.02), square(g4, "vil1", 111.03)};
  auto built = Directory::build(std::move(tables));
  EXPECT_TRUE(built.has_value()) << (built ? "" : built.error().message);
  return std::move(built).value();
}

Category category(std::string code, std::string name, std::string kind) {
  Category entry;
  entry.code = std::move(code);
  entry.type = "event";
  entry.class_name = "市容环境";
  entry.keywords = {name};
  entry.name = std::move(name);
  entry.kind = std::move(kind);
  return entry;
}

Standard standard(std::string id, std::string limit) {
  Standard row;
  row.category = id.substr(0, id.find('-'));
  row.id = std::move(id);
  row.condition = "条件";
  row.closing = "已处理";
  row.limit = parse_limit(limit).value();
  return row;
}

Catalogue catalogue() {
  std::vector<Category> categories{category("E0110", "暴露生活垃圾", "incident"),
                                   category("E0113", "道路破损", "incident"),
                                   category("E0192", "垃圾满溢", "incident"),
                                   category("E0201", "非法小广告", "incident"),
                                   category("E0496", "占用消防通道", "incident"),
                                   category("C0101", "上水井盖", "incident"),
                                   category("N0104", "物业服务投诉", "request"),
                                   category("S0102", "独居探访", "request"),
                                   category("W0101", "微心愿", "wish")};
  for (Category& entry : categories) {
    entry.safety = entry.code == "E0496";
    entry.is_private = entry.code == "S0102";
    entry.claimable = entry.code == "W0101" || entry.code == "S0102";
  }
  std::vector<Standard> standards{standard("E0110-1", "4小时"),       standard("E0113-1", "5天"),
                                  standard("E0192-1", "4小时"),       standard("E0201-1", "1天"),
                                  standard("E0496-1", "2工作时"),     standard("C0101-1", "5天"),
                                  standard("C0101-2", "2紧急工作时"), standard("N0104-1", "3天"),
                                  standard("S0102-1", "1天"),         standard("W0101-1", "7天")};
  for (Standard& row : standards) row.photo_after = row.category == "E0113";
  return Catalogue::build(std::move(categories), std::move(standards)).value();
}

RoutingRule rule(std::string category_code, std::string lead, Certainty certainty) {
  static int order = 0;
  order += 10;
  RoutingRule row;
  row.order = order;
  row.id = "R-" + category_code.substr(0, category_code.find('*'));
  row.category = std::move(category_code);
  row.lead = std::move(lead);
  row.certainty = certainty;
  return row;
}

RoutingTable routing() {
  using enum Certainty;
  const std::string committee = "@residents_committee|@village_committee";
  std::vector<RoutingRule> rules{rule("E0110", "dept:sanitation", certain),
                                 rule("E0113", "dept:municipal", certain),
                                 rule("E0192", "dept:sanitation", certain),
                                 rule("E0201", "@property|@village_committee", certain),
                                 rule("E0496", "@property|@village_committee", certain),
                                 rule("N0104", "@property|@village_committee", likely),
                                 rule("S0102", committee, certain),
                                 rule("W*", committee, certain)};
  rules[0].assists = {"@property"};
  rules[2].check = CheckPolicy::sampled;
  rules[3].check = CheckPolicy::skip;
  rules[6].pool = true;
  rules[7].pool = true;
  auto table = RoutingTable::build(std::move(rules));
  EXPECT_TRUE(table.has_value()) << (table ? "" : table.error().message);
  return std::move(table).value();
}

}  // namespace

Instant monday_morning() {
  return parse_rfc3339("2026-11-23T09:00:00+08:00").value();
}

WorldPtr make_small_county(KindSet kinds) {
  return std::make_shared<const World>(World{.version = 1,
                                             .directory = directory(),
                                             .catalogue = catalogue(),
                                             .kinds = std::move(kinds),
                                             .routing = routing(),
                                             .calendar = WorkCalendar(),
                                             .stages = StageLimits(),
                                             .policy = Policy()});
}

CreateCase report(std::string kind, std::string category_code) {
  CreateCase body;
  body.kind = std::move(kind);
  body.category = std::move(category_code);
  body.title = "三号楼东侧垃圾成堆";
  body.description = "昨天起没有清运";
  body.location = in_g1;
  body.source = Source::resident;
  return body;
}

}  // namespace gongzhi::test
