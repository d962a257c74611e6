// Files of a county are read whole or not at all, and each mistake is told with its place and the
// fix.
#include "wire/tables.hpp"

#include <gtest/gtest.h>

#include "wire/csv.hpp"
#include "wire/geojson.hpp"
#include "wire/text_encoding.hpp"

namespace gongzhi::wire {
namespace {

std::vector<std::vector<std::string>> fields_of(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  const auto parsed = parse_csv(text, "f.csv");
  EXPECT_TRUE(parsed.has_value()) << parsed.error().message;
  if (parsed.has_value())
    for (const CsvRow& row : *parsed) rows.push_back(row.fields);
  return rows;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, ReadsQuotesAndLineEnds) {
  EXPECT_EQ(fields_of("\xEF\xBB\xBF"
                      "a,b\r\n\"x,\"\"y\"\"\",\"line1\r\nline2\"\n\n,\r\"\",z"),
            (Rows{{"a", "b"}, {"x,\"y\"", "line1\r\nline2"}, {"", ""}, {"", "z"}}));
  EXPECT_EQ(fields_of(""), Rows{});
  EXPECT_EQ(fields_of("a,"), (Rows{{"a", ""}}));
}

TEST(Csv, KnowsThePlaceOfEachField) {
  const auto rows = parse_csv("井盖,b\n\"x\ny\",c\nz,d", "f.csv");
  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ((*rows)[0].columns[1], 4u);  // characters, not bytes
  EXPECT_EQ((*rows)[1].line, 2u);
  EXPECT_EQ((*rows)[1].lines[1], 3u);
  EXPECT_EQ((*rows)[2].line, 4u);
}

TEST(Csv, NamesThePlaceOfAMistake) {
  const auto pointer = [](std::string_view text) {
    const auto rows = parse_csv(text, "f.csv");
    return rows.has_error() ? rows.error().fields.front().pointer : "accepted";
  };
  EXPECT_EQ(pointer("a,b\n1,\"open\n\n"), "f.csv:2:3");
  EXPECT_EQ(pointer("a,b\n1,x\"y\n"), "f.csv:2:4");
  EXPECT_EQ(pointer("a,b\n1,\"x\"y\n"), "f.csv:2:6");
  EXPECT_EQ(pointer(std::string_view("a\0b", 3)), "f.csv:1:2");
}

TEST(Csv, NamesWhereAQuoteOpenedThatNobodyCloses) {
  const std::string text = "a,b\n1,\"open\n" + std::string(40'000, 'x') + "\n";
  const auto too_long = parse_csv(text, "f.csv");
  ASSERT_TRUE(too_long.has_error());
  EXPECT_EQ(too_long.error().fields.front().pointer, "f.csv:2:3");
  EXPECT_EQ(too_long.error().fields.front().code, "quote");
  const auto closed_late = parse_csv("a,b\n1,\"open\n2,x\n3,\"y\"\n", "f.csv");
  ASSERT_TRUE(closed_late.has_error());
  EXPECT_EQ(closed_late.error().fields.front().pointer, "f.csv:2:3");
  EXPECT_NE(closed_late.error().fields.front().detail.find("f.csv:4:4"), std::string::npos)
      << closed_late.error().fields.front().detail;
}

TEST(Csv, IsBounded) {
  EXPECT_EQ(parse_csv("a\na\na\n", "f", {100, 2, 5, 10}).error().code, Errc::too_large);
  EXPECT_EQ(parse_csv("1,2,3,4,5,6", "f", {100, 2, 5, 10}).error().code, Errc::too_large);
  EXPECT_EQ(parse_csv("01234567890", "f", {100, 2, 5, 10}).error().code, Errc::too_large);
  EXPECT_EQ(parse_csv(std::string(101, 'a'), "f", {100, 2, 5, 500}).error().code, Errc::too_large);
}

TEST(Csv, WritesWhatItReads) {
  const Rows rows{{"a", "x,y", "q\"q"}, {"", "line\nline", " "}, {""}};
  std::string text;
  for (const auto& row : rows) append_csv_row(text, row);
  EXPECT_EQ(fields_of(text), rows);
}

TEST(Csv, WritesNoFormulas) {
  std::string text;
  append_csv_row(text, {"=1+1", "@SUM(A1)", "+86", "-3.5", "-A1"});
  EXPECT_EQ(text, "'=1+1,'@SUM(A1),'+86,-3.5,'-A1\r\n");
}

TEST(TextEncoding, ReadsWhatChineseExcelWrites) {
  EXPECT_EQ(to_utf8("\xBE\xAE\xB8\xC7,a", "f").value(), "井盖,a");
  EXPECT_EQ(to_utf8("\xEF\xBB\xBF井盖", "f").value(), "井盖");
  EXPECT_EQ(to_utf8("井盖", "f").value(), "井盖");
  EXPECT_EQ(to_utf8("\x81\x30\x84\x36", "f").value(), "\xC2\xA5");  // four-byte GB18030
}

TEST(TextEncoding, ComposesCharacters) {
  EXPECT_EQ(to_utf8("e\xCC\x81", "f").value(), "\xC3\xA9");
}

TEST(TextEncoding, RefusesOtherBytes) {
  EXPECT_TRUE(to_utf8("\xFF\xFE"
                      "a\0",
                      "f")
                  .has_error());
  const auto broken = to_utf8("abc\xBE\xAE\xFF\xFF", "f.csv");
  ASSERT_TRUE(broken.has_error());
  EXPECT_EQ(broken.error().fields.front().pointer, "f.csv");
}

std::vector<std::string> places_of(const Error& error) {
  std::vector<std::string> places;
  for (const FieldError& field : error.fields) places.push_back(field.pointer + " " + field.code);
  return places;
}

TEST(Tables, ReadOrganisations) {
  const auto table = parse_orgs({"orgs.csv",
                                 "id,name,level,kind,parent,area_code,dept,phone\n"
                                 "140802,盐湖区委,county,county_committee,,140802,,0359\n"
                                 "d-1, 环卫 ,functional,department,140802,140802,sanitation,\n"});
  ASSERT_TRUE(table.has_value()) << table.error().message;
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[1].name, "环卫");
  EXPECT_EQ(table->rows[1].kind, OrgKind::department);
  EXPECT_EQ(table->rows[1].dept, "sanitation");
  EXPECT_EQ(table->places.of("/orgs/1/parent"), "orgs.csv:3:32");
  EXPECT_EQ(table->places.of("/orgs/9/parent"), "/orgs/9/parent");
}

TEST(Tables, CollectEveryMistakeAndReadNothing) {
  const auto table = parse_orgs({"orgs.csv",
                                 "id,name,level,kind,parent,area_code\n"
                                 ",甲,county,county_committee,,140802\n"
                                 "b,,planet,department,,12\n"});
  ASSERT_TRUE(table.has_error());
  EXPECT_EQ(places_of(table.error()),
            (std::vector<std::string>{"orgs.csv:2:1 required", "orgs.csv:3:3 required",
                                      "orgs.csv:3:4 choice", "orgs.csv:3:23 area_code"}));
}

TEST(Tables, ListTheWordsThatWouldFit) {
  const auto table = parse_users({"users.csv", "id,name,role,org\nk-1,王,king,o\n"});
  ASSERT_TRUE(table.has_error());
  const std::string detail = table.error().fields.front().detail;
  EXPECT_NE(detail.find("`king` is not a known role; known are resident, grid_worker, "),
            std::string::npos)
      << detail;
  EXPECT_TRUE(detail.ends_with("auditor, api_client")) << detail;
}

TEST(Tables, CheckTheHeader) {
  const auto missing = parse_orgs({"o.csv", "id,name,level,kind,parent\n"});
  ASSERT_TRUE(missing.has_error());
  EXPECT_NE(missing.error().message.find("`area_code` is missing"), std::string::npos);
  EXPECT_TRUE(parse_orgs({"o.csv", "id,name,level,kind,parent,area_code,colour\n"}).has_error());
  EXPECT_TRUE(parse_orgs({"o.csv", "id,id,name,level,kind,parent,area_code\n"}).has_error());
  EXPECT_TRUE(parse_orgs({"o.csv", ""}).has_error());
  const auto fields = parse_orgs({"o.csv", "id,name,level,kind,parent,area_code\na,b\n"});
  ASSERT_TRUE(fields.has_error());
  EXPECT_EQ(fields.error().fields.front().pointer, "o.csv:2:1");
}

TEST(Tables, StopCountingAtAHundred) {
  std::string text = "date,kind\n";
  for (int i = 0; i < 250; ++i) text += "2025-01-01,party\n";
  const auto table = parse_calendar({"cn.csv", text});
  ASSERT_TRUE(table.has_error());
  EXPECT_EQ(table.error().fields.size(), table_errors_max);
  EXPECT_NE(table.error().message.find("249 more"), std::string::npos);
}

TEST(Tables, ReadUsersInGb18030) {
  const auto table =
      parse_users({"users.csv",
                   "id,name,role,org,phone,skills,free_hours,unit,community,grids,status\r\n"
                   "m-1,\xBE\xAE\xB8\xC7,member,,199,a;b,sat_morning,u-1,c-1,g1;g2,active\r\n"
                   "m-2,x,grid_worker,o,,,,,,,inactive\r\n"});
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->rows[0].name, "井盖");
  EXPECT_EQ(table->rows[0].skills, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table->rows[0].grids, (std::vector<std::string>{"g1", "g2"}));
  EXPECT_FALSE(table->rows[1].active);
}

TEST(Tables, ReadCategoriesAndStandards) {
  const auto categories =
      parse_categories({"c.csv",
                        "code,type,class,subclass,name_en,kind,claimable,private,safety,duplicate_"
                        "radius_m,claim_skills,keywords\n"
                        "E0110,event,市容,垃圾,Refuse,incident,no,否,yes,20,patrol,垃圾；外溢\n"});
  ASSERT_TRUE(categories.has_value()) << categories.error().message;
  EXPECT_TRUE(categories->rows[0].safety);
  EXPECT_FALSE(categories->rows[0].is_private);
  EXPECT_EQ(categories->rows[0].keywords, (std::vector<std::string>{"垃圾", "外溢"}));
  EXPECT_EQ(categories->rows[0].duplicate_radius_m, 20);

  const auto standards =
      parse_standards({"s.csv",
                       "id,category,condition,closing,limit,responsible,supervising,photo_after,"
                       "responsible_org_kinds\n"
                       "E-1,E0110,破损,修好,2紧急工作时,环卫,,yes,a;b\nE-2,E0110,x,y,soon,z,,,\n"});
  ASSERT_TRUE(standards.has_error());
  EXPECT_EQ(places_of(standards.error()), std::vector<std::string>{"s.csv:3:15 invalid"});
}

TEST(Tables, ReadRouting) {
  const std::string header =
      "order,id,effective_from,effective_to,area_prefix,category,urgency,time_of_day,source,lead,"
      "assists,"
      "pool,check,certainty,note\n";
  const auto table = parse_routing(
      {"r.csv",
       header + "10,R-1,2025-01-01,,1408,E01*,urgent,off,any,dept:a|@street,dept:b;@property,yes,"
                "sampled,certain,x\n20,R-2,,,,,,,resident,@branch,,no,,likely,\n"});
  ASSERT_TRUE(table.has_value()) << table.error().message;
  const RoutingRule& rule = table->rows[0];
  EXPECT_EQ(rule.order, 10);
  EXPECT_EQ(rule.effective_from, parse_date("2025-01-01").value());
  EXPECT_EQ(rule.urgency, RuleUrgency::urgent);
  EXPECT_EQ(rule.time_of_day, TimeOfDay::off);
  EXPECT_FALSE(rule.source.has_value());
  EXPECT_EQ(rule.assists, (std::vector<std::string>{"dept:b", "@property"}));
  EXPECT_TRUE(rule.pool);
  EXPECT_EQ(rule.check, CheckPolicy::sampled);
  EXPECT_EQ(rule.certainty, Certainty::certain);
  EXPECT_EQ(table->rows[1].source, Source::resident);

  const auto broken =
      parse_routing({"r.csv", header + "1.5,R,2025-02-30,,,,,,moon,,,maybe,,sure,\n"});
  ASSERT_TRUE(broken.has_error());
  EXPECT_EQ(broken.error().fields.size(), 6u);
}

TEST(Tables, ReadCalendars) {
  const auto table =
      parse_calendar({"cn.csv", "date,kind,name_zh\n2025-01-26,make_up_workday,春节\n"});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->rows[0].kind, DayKind::make_up_workday);
}

std::string feature(std::string_view properties, std::string_view coordinates) {
  return R"({"type":"Feature","properties":)" + std::string(properties) +
         R"(,"geometry":{"type":"Polygon","coordinates":)" + std::string(coordinates) + "}}";
}

TableFile collection(const std::string& features) {
  return {"grids.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}"};
}

const std::string good_grid =
    R"({"code":"1408020010010001","name":"一网格","community":"c-1","worker":"g-1"})";
const std::string square = "[[[111,35],[111.1,35],[111.1,35.1],[111,35]]]";

TEST(GeoJson, ReadsGrids) {
  const auto table = parse_grids(collection(feature(good_grid, square)));
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->grids[0].worker, "g-1");
  EXPECT_EQ(table->grids[0].deputy, "");
  EXPECT_EQ(table->areas[0].code.text(), "1408020010010001");
  EXPECT_EQ(table->areas[0].parts[0].outer.size(), 4u);
  EXPECT_EQ(table->areas[0].parts[0].outer[1], (Location{111.1, 35}));
}

TEST(GeoJson, NamesFeatureAndPointer) {
  const auto table =
      parse_grids(collection(feature(good_grid, square) + ",\n" +
                             feature(R"({"code":"12","name":"x"})", "[[[111,35],[35,111]]]")));
  ASSERT_TRUE(table.has_error());
  EXPECT_EQ(
      places_of(table.error()),
      (std::vector<std::string>{"grids.geojson:2:32 /features/1/properties/community required",
                                "grids.geojson:2:40 /features/1/properties/code code",
                                "grids.geojson:2:111 /features/1/geometry/coordinates/0/1 place"}));
}

TEST(GeoJson, NamesLineAndColumnOfBrokenText) {
  const auto table = parse_grids({"g.geojson", "{\n  \"type\": oops\n}"});
  ASSERT_TRUE(table.has_error());
  EXPECT_EQ(table.error().fields.front().pointer, "g.geojson:2:11");
}

TEST(GeoJson, RefusesOtherFilesAndDatums) {
  EXPECT_TRUE(parse_grids({"g", R"({"type":"Feature"})"}).has_error());
  EXPECT_TRUE(parse_grids({"g", "not json"}).has_error());
  EXPECT_TRUE(parse_grids({"g",
                           R"({"type":"FeatureCollection","features":[],
                               "crs":{"properties":{"name":"EPSG:4547"}}})"})
                  .has_error());
}

TEST(GeoJson, FindsTheFeatureOfWhatIsFoundLater) {
  const TableFile file =
      collection("\n" + feature(good_grid, square) + ",\n" + feature(good_grid, square));
  EXPECT_EQ(grid_place(file, "/areas/1/parts/0"), "grids.geojson:3:117 /features/1/geometry");
  EXPECT_EQ(grid_place(file, "/grids/1/worker"),
            "grids.geojson:3:99 /features/1/properties/worker");
  EXPECT_EQ(grid_place(file, "/0/parts/0"), "grids.geojson:2:117 /features/0/geometry");
  EXPECT_EQ(grid_place(file, "/grids"), "grids.geojson /grids");
}

}  // namespace
}  // namespace gongzhi::wire
