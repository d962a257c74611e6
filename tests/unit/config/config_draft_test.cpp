// Changes of the shipped configuration, tried out row by row: the checks of an import and its
// words, and tables that come back as they went.
#include "wire/config_draft.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/shipped_tables.hpp"
#include "wire/arrangement_tables.hpp"
#include "wire/geojson.hpp"
#include "wire/kinds.hpp"

namespace gongzhi::wire {
namespace {

using Row = std::map<std::string, std::string, std::less<>>;

WorldTables load_tables() {
  const std::string& config = test::config_dir;
  const std::string& demo = test::demo_dir;
  auto grids = parse_grids(test::read_table(demo + "grids.geojson")).value();
  const KindSet kinds = load_kinds(config + "kinds").value();
  WorldTables tables;
  tables.directory.orgs = parse_orgs(test::read_table(demo + "orgs.csv")).value().rows;
  tables.directory.users = parse_users(test::read_table(demo + "users.csv")).value().rows;
  tables.directory.grids = std::move(grids.grids);
  tables.directory.areas = std::move(grids.areas);
  tables.categories = parse_categories(test::read_table(config + "categories.csv")).value().rows;
  tables.standards = parse_standards(test::read_table(config + "standards.csv")).value().rows;
  tables.rules = parse_routing(test::read_table(config + "routing.csv")).value().rows;
  tables.calendar = parse_calendar(test::read_table(config + "calendars/cn.csv")).value().rows;
  tables.kinds.assign(kinds.all().begin(), kinds.all().end());
  auto& more = tables.arrangements;
  more.emergency = parse_emergency(test::read_table(config + "emergency.csv")).value().rows;
  more.templates = parse_templates(test::read_table(demo + "templates.csv")).value().rows;
  more.duty = parse_duty(test::read_table(demo + "duty.csv")).value().rows;
  return tables;
}

const WorldTables& shipped() {
  static const WorldTables tables = load_tables();
  return tables;
}

ConfigChange put(const std::string& table, Row row) {
  return {ConfigChange::What::put, table, {}, std::move(row)};
}

ConfigChange removed(const std::string& table, const std::string& id) {
  return {ConfigChange::What::remove, table, id, {}};
}

Row row_of(const std::string& table_name, const std::string& id) {
  const ConfigTable& table = *find_config_table(table_name);
  Row row;
  for (const Cells& cells : rows_of(shipped(), table))
    if (cell_of(table, cells, table.key) == id)
      for (std::size_t i = 0; i < cells.size(); ++i) row[std::string(table.columns[i])] = cells[i];
  return row;
}

Result<ConfigDraft> draft(const ConfigChange& change) {
  return draft_config(shipped(), {&change, 1}, 7);
}

std::string first_pointer(const Result<ConfigDraft>& drafted) {
  if (drafted) return "(no error)";
  const Error error = drafted.error();
  return error.fields.empty() ? error.message : error.fields.front().pointer;
}

TEST(ConfigDraft, KeepsTheCellsThatAChangeLeavesOut) {
  const auto draft = draft_config(
      shipped(), std::vector{put("routing", {{"id", "R-E0110"}, {"lead", "dept:enforcement"}})}, 1);

  ASSERT_TRUE(draft) << draft.error().message;
  Row wanted = row_of("routing", "R-E0110");
  wanted["lead"] = "dept:enforcement";
  const ConfigStep& step = draft->steps.front();
  for (std::size_t i = 0; i < step.after.size(); ++i)
    EXPECT_EQ(step.after[i], wanted[std::string(step.table->columns[i])]);
}

TEST(ConfigDraft, GivesAGridAnotherWorkerWithoutThePresentOneKeepingItsCode) {
  const std::string code = "1408020010010001";
  std::string other;
  for (const User& user : shipped().directory.users)
    if (user.role == Role::grid_worker && user.community == "140802001001" &&
        user.id != row_of("grids", code)["worker"])
      other = user.id;
  WorldTables present = shipped();
  if (other.empty()) {
    User made;
    made.id = other = "grid-900";
    made.name = "接手";
    made.role = Role::grid_worker;
    made.org = made.community = "140802001001";
    present.directory.users.push_back(made);
  }

  const auto draft =
      draft_config(present, std::vector{put("grids", {{"code", code}, {"worker", other}})}, 1);

  ASSERT_TRUE(draft) << draft.error().message;
  EXPECT_EQ(draft->world->directory.find_grid(code)->worker, other);
}

TEST(ConfigDraft, SaysWhichCellsANewRowStillNeeds) {
  const auto draft =
      draft_config(shipped(), std::vector{put("orgs", {{"id", "x1"}, {"name", "新办"}})}, 1);

  ASSERT_FALSE(draft);
  const Error error = draft.error();
  ASSERT_FALSE(error.fields.empty());
  for (const FieldError& field : error.fields) EXPECT_NE(field.code, "header") << field.detail;
}

TEST(ConfigDraft, PutsARuleInAndRoutesByIt) {
  Row rule = row_of("routing", "R-E0110");
  rule["lead"] = "dept:enforcement";

  const auto drafted = draft(put("routing", rule));

  ASSERT_TRUE(drafted) << first_pointer(drafted);
  EXPECT_EQ(drafted->world->version, 8);
  ASSERT_EQ(drafted->steps.size(), 1u);
  const ConfigTable& table = *find_config_table("routing");
  EXPECT_EQ(cell_of(table, drafted->steps[0].before, "lead"), "dept:sanitation");
  EXPECT_EQ(cell_of(table, drafted->steps[0].after, "lead"), "dept:enforcement");
  RouteInputs inputs;
  inputs.category = "E0110";
  inputs.community = "140802001001";
  inputs.township = "140802001";
  inputs.at = *parse_rfc3339("2026-11-23T09:00:00+08:00");
  const auto& world = *drafted->world;
  EXPECT_EQ(world.routing.route(inputs, world.directory, world.calendar).lead, "d-enforcement");
}

TEST(ConfigDraft, NamesTheCellThatIsWrong) {
  Row rule = row_of("routing", "R-E0110");
  rule["certainty"] = "perhaps";
  EXPECT_EQ(first_pointer(draft(put("routing", rule))), "/put/certainty");

  rule = row_of("routing", "R-E0110");
  rule["lead"] = "dept:nonsense";
  EXPECT_EQ(first_pointer(draft(put("routing", rule))), "/put/lead");

  rule["colour"] = "red";
  EXPECT_EQ(first_pointer(draft(put("routing", rule))), "/put/colour");
}

TEST(ConfigDraft, RefusesABodyThatOthersNeed) {
  const std::string pointer = first_pointer(draft(removed("orgs", "d-sanitation")));

  EXPECT_TRUE(pointer.starts_with("/users/")) << pointer;
}

TEST(ConfigDraft, SaysThatThereIsNoSuchRow) {
  const auto drafted = draft(removed("routing", "R-nonsense"));

  ASSERT_FALSE(drafted);
  EXPECT_EQ(drafted.error().code, Errc::not_found);
  EXPECT_EQ(first_pointer(drafted), "/remove");
}

TEST(ConfigDraft, KeepsThePolygonOfAGridThatIsRenamed) {
  const std::string code = shipped().directory.grids.front().code;
  Row grid = row_of("grids", code);
  grid["name"] = "改名的网格";
  grid.erase("polygon");

  const auto drafted = draft(put("grids", grid));

  ASSERT_TRUE(drafted) << first_pointer(drafted);
  EXPECT_EQ(drafted->world->directory.find_grid(code)->name, "改名的网格");
  EXPECT_EQ(drafted->tables.directory.areas.size(), shipped().directory.areas.size());
}

TEST(ConfigDraft, WarnsOfTheGapThatARemovedGridLeavesAndRefusesAnOverlap) {
  const auto& grids = shipped().directory.grids;
  const auto gap = draft(removed("grids", grids[1].code));
  // Grid 1 may be named by users; then that is what is said.
  if (gap) EXPECT_FALSE(gap->warnings.empty());

  Row second = row_of("grids", grids[1].code);
  second["polygon"] = row_of("grids", grids[0].code)["polygon"];
  EXPECT_TRUE(first_pointer(draft(put("grids", second))).starts_with("/put"));
}

TEST(ConfigDraft, TriesChangesOutTogether) {
  Row org = row_of("orgs", "d-sanitation");
  org["id"] = "d-new";
  org["dept"] = "newdept";
  Row rule = row_of("routing", "R-E0110");
  rule["lead"] = "dept:newdept";
  const std::vector<ConfigChange> both{put("orgs", org), put("routing", rule)};

  EXPECT_TRUE(draft_config(shipped(), both, 7));
  EXPECT_EQ(first_pointer(draft(both[1])), "/put/lead");

  const std::vector<ConfigChange> wrong{put("orgs", org), removed("routing", "R-nonsense")};
  EXPECT_EQ(first_pointer(draft_config(shipped(), wrong, 7)), "/changes/1/remove");
}

TEST(ConfigTables, ComeBackFromTheFileTheyWereWrittenTo) {
  for (const ConfigTable& table : config_tables()) {
    const auto rows = rows_of(shipped(), table);
    const TableFile file{std::string(table.file), write_table(table, rows)};
    WorldTables read;
    if (table.name == "orgs") read.directory.orgs = parse_orgs(file).value().rows;
    if (table.name == "grids") {
      auto grids = parse_grids(file).value();
      read.directory.grids = grids.grids;
      read.directory.areas = grids.areas;
    }
    if (table.name == "categories") read.categories = parse_categories(file).value().rows;
    if (table.name == "standards") read.standards = parse_standards(file).value().rows;
    if (table.name == "routing") read.rules = parse_routing(file).value().rows;
    if (table.name == "calendar") read.calendar = parse_calendar(file).value().rows;
    auto& more = read.arrangements;
    if (table.name == "emergency") more.emergency = parse_emergency(file).value().rows;
    if (table.name == "templates") more.templates = parse_templates(file).value().rows;
    if (table.name == "duty") more.duty = parse_duty(file).value().rows;
    if (table.name == "absences") more.absences = parse_absences(file).value().rows;

    EXPECT_EQ(rows_of(read, table), rows) << table.name;
    EXPECT_TRUE(table.name == "absences" || !rows.empty()) << table.name;
  }
}

TEST(ConfigChanges, TravelAsTextAndComeBack) {
  const ConfigChange change = put("grids", {{"code", "1"}, {"polygon", R"({"type":"x"})"}});

  const auto back = parse_config_change(write_config_change(change));

  ASSERT_TRUE(back);
  EXPECT_EQ(back->table, "grids");
  EXPECT_EQ(back->row, change.row);
  EXPECT_FALSE(parse_config_change(R"({"table":"orgs"})"));
  EXPECT_FALSE(parse_config_change(R"({"table":"orgs","remove":"x","put":{}})"));
}

}  // namespace
}  // namespace gongzhi::wire
