// Words, JSON answers and exit statuses; kinds that are wrong; where the shipped tables are found.
#include <gtest/gtest.h>

#include "tests/integration/cli/program.hpp"
#include "tests/support/files.hpp"
#include "wire/json.hpp"

namespace gongzhi::cli {
namespace {

namespace fs = std::filesystem;

const std::string shipped = GONGZHI_SOURCE_DIR "/config";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The shipped wish, whose state `sign` is called otherwise now; its actions do not know.
std::string wish_renamed() {
  return replaced(test::read_file(shipped + "/kinds/wish.json"), "{\"name\": \"sign\"",
                  "{\"name\": \"signed\"");
}

TEST(Words, NameWhatIsNotKnown) {
  const Said said = gongzhi("serv");

  EXPECT_EQ(said.status, 2);
  EXPECT_TRUE(said.holds("no command `serv`")) << said.output;
  EXPECT_TRUE(said.holds("did you mean `serve`?"));
  EXPECT_TRUE(gongzhi("kinds nonsense").holds("no command `kinds nonsense`"));
  EXPECT_EQ(gongzhi("--help").status, 0);
}

TEST(Words, AnswerInJsonWhereAsked) {
  const auto version = wire::parse_json(gongzhi("version --json").output);
  ASSERT_TRUE(version);
  EXPECT_EQ(wire::text_member(*version, "name"), "gongzhi");

  const auto drawn = wire::parse_json(gongzhi("kinds draw wish --json").output);
  ASSERT_TRUE(drawn);
  EXPECT_TRUE(wire::text_member(*drawn, "mermaid").starts_with("stateDiagram-v2"));

  const Said checked = gongzhi("check --json");
  const auto check = wire::parse_json(checked.output);
  ASSERT_TRUE(check) << checked.output;
  EXPECT_EQ(checked.status, 0);
  EXPECT_TRUE(wire::true_member(*check, "ok"));
  EXPECT_NE(wire::find_array(*check, "warnings"), nullptr);
}

TEST(Words, AnswerOneForAnUnknownIdAndTwoForWrongUse) {
  EXPECT_EQ(gongzhi("kinds draw nonsense").status, 1);
  EXPECT_EQ(gongzhi("replay x.jsonl --to nowhere").status, 2);
  EXPECT_EQ(gongzhi("token").status, 2);
}

TEST(KindsCheck, TellsARenamedStateOnceWithLineAndWayOut) {
  const TempFolder folder;
  const std::string file = folder.file("kinds/wish.json", wish_renamed());

  const Said said = gongzhi("kinds check '" + fs::path(file).parent_path().string() + "'");

  EXPECT_EQ(said.status, 1);
  EXPECT_TRUE(said.output.starts_with(file + ":")) << said.output;
  EXPECT_TRUE(said.holds("`sign` is not a state of this kind; did you mean `signed`?"));
  EXPECT_EQ(std::count(said.output.begin(), said.output.end(), '\n'), 1) << said.output;
}

TEST(KindsCheck, TellsABrokenFileOnceWithLineAndColumn) {
  const TempFolder folder;
  const std::string file = folder.file("wish.json", "{\n  \"kind\": oops\n}\n");

  const Said said = gongzhi("kinds check '" + fs::path(file).parent_path().string() + "'");

  EXPECT_EQ(said.status, 1);
  EXPECT_TRUE(said.output.starts_with(file + ":2:")) << said.output;
  EXPECT_EQ(std::count(said.output.begin(), said.output.end(), '\n'), 1) << said.output;
}

TEST(Check, TakesACountysOwnFolder) {
  const TempFolder folder;
  folder.file("kinds/wish.json", wish_renamed());

  const Said wrong = gongzhi("check --json '" + (folder / "").string() + "'");
  const Said right = gongzhi("check '" + shipped + "/demo/yanhu'");

  EXPECT_EQ(wrong.status, 1);
  const auto json = wire::parse_json(wrong.output);
  ASSERT_TRUE(json) << wrong.output;
  const wire::Json* errors = wire::find_array(*json, "errors");
  ASSERT_NE(errors, nullptr);
  ASSERT_EQ(errors->Size(), 1U) << wrong.output;
  EXPECT_TRUE(wire::text_member((*errors)[0], "place").starts_with("kinds/wish.json:"));
  EXPECT_EQ(right.status, 0) << right.output;
}

TEST(Check, WarnsOfGroundBetweenTheGridsThatNoneHas) {
  const TempFolder folder;
  const fs::path demo = fs::path(shipped) / "demo/yanhu";
  for (const char* file : {"orgs.csv", "users.csv"})
    folder.file(file, test::read_file((demo / file).string()));
  // The first grid draws back from the edge that it shares with the second.
  folder.file("grids.geojson", replaced(test::read_file((demo / "grids.geojson").string()),
                                        "[110.981832,35.016115]", "[110.980832,35.016115]"));
  const std::string where = "'" + (folder / "").string() + "'";
  const std::string warning = ", between 1408020010010001, 1408020010010002 (";

  const Said checked = gongzhi("check " + where);
  const Said tried =
      gongzhi("import --dry-run --data '" + (folder / "data").string() + "' " + shipped +
              "/kinds " + shipped + "/categories.csv " + shipped + "/standards.csv " + shipped +
              "/routing.csv " + shipped + "/calendars " + where);

  EXPECT_EQ(checked.status, 0) << checked.output;
  EXPECT_TRUE(checked.holds("warn   no grid has ")) << checked.output;
  EXPECT_TRUE(checked.holds(warning)) << checked.output;
  EXPECT_EQ(tried.status, 0) << tried.output;
  EXPECT_TRUE(tried.holds(warning)) << tried.output;
  EXPECT_FALSE(gongzhi("check").holds("no grid has")) << "the demo county is tiled";
}

TEST(ShippedTables, AreThoseBesideTheProgram) {
  const TempFolder folder;
  fs::create_directories(folder / "bin");
  const std::string program = (folder / "bin/gongzhi").string();
  fs::copy_file(GONGZHI_BINARY, program);

  const Said without = gongzhi("kinds check", program);
  fs::create_directories(folder / "share/gongzhi");
  fs::copy(shipped, folder / "share/gongzhi/config", fs::copy_options::recursive);
  const Said with = gongzhi("kinds check", program);

  EXPECT_EQ(without.status, 1) << without.output;
  EXPECT_TRUE(without.holds("set GONGZHI_CONFIG_DIR"));
  EXPECT_EQ(with.status, 0) << with.output;
}

}  // namespace
}  // namespace gongzhi::cli
