// The tables of the configuration on the command line: written out and read back, changed row by
// row, and rules tried out on the past.
#include <gtest/gtest.h>

#include "tests/integration/cli/program.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::cli {
namespace {

const std::string config = GONGZHI_SOURCE_DIR "/config";

std::string data_in(const TempFolder& folder) {
  return " --data '" + (folder / "data").string() + "'";
}

std::string import_demo(const TempFolder& folder) {
  std::string files;
  for (const char* file : {"categories.csv", "standards.csv", "routing.csv", "emergency.csv",
                           "calendars", "kinds", "demo/yanhu"})
    files += " '" + config + "/" + file + "'";
  return gongzhi("import" + files + data_in(folder)).output;
}

TEST(ConfigCommands, WriteOutWhatAnImportReadsBackUnchanged) {
  const TempFolder folder;
  const std::string data = data_in(folder);
  ASSERT_NE(import_demo(folder).find("version 1"), std::string::npos);
  const std::string out = (folder / "out").string();
  std::filesystem::create_directory(out);
  std::map<std::string, std::string> before;
  for (const char* table : {"orgs", "grids", "categories", "standards", "routing", "calendar",
                            "emergency", "templates", "duty", "absences"}) {
    before[table] = gongzhi(std::string("config list ") + table + data).output;
    const Said written =
        gongzhi(std::string("config export ") + table + data + " --to '" + out + "'");
    ASSERT_EQ(written.status, 0) << written.output;
  }

  const Said imported = gongzhi("import '" + out + "'" + data);

  ASSERT_EQ(imported.status, 0) << imported.output;
  EXPECT_TRUE(imported.holds("version 2")) << imported.output;
  for (const auto& [table, rows] : before)
    EXPECT_EQ(gongzhi("config list " + table + data).output, rows) << table;
}

TEST(ConfigCommands, PutARowAndTakeItOut) {
  const TempFolder folder;
  const std::string data = data_in(folder);
  ASSERT_NE(import_demo(folder).find("version 1"), std::string::npos);

  const Said put = gongzhi("config put routing id=R-E0110 lead=dept:enforcement" + data);
  ASSERT_EQ(put.status, 0) << put.output;
  EXPECT_TRUE(gongzhi("config list routing" + data)
                  .holds("R-E0110,2025-01-01,,,E0110,any,any,any,"
                         "dept:enforcement"));
  const Said wrong = gongzhi("config put routing id=R-E0110 lead=dept:nonsense" + data);
  EXPECT_EQ(wrong.status, 1);
  EXPECT_TRUE(wrong.holds("/put/lead")) << wrong.output;
  const Said removed = gongzhi("config remove routing R-E0110" + data);
  EXPECT_EQ(removed.status, 0) << removed.output;
  EXPECT_FALSE(gongzhi("config list routing" + data).holds("R-E0110,"));
  EXPECT_EQ(gongzhi("config list users" + data).status, 2);
}

TEST(WhatIfCommand, ComparesRulesOfAFileWithThosePresent) {
  const TempFolder folder;
  const std::string data = data_in(folder);
  ASSERT_NE(import_demo(folder).find("version 1"), std::string::npos);

  const Said same = gongzhi("route what-if --rules '" + config + "/routing.csv'" + data);

  EXPECT_EQ(same.status, 0) << same.output;
  EXPECT_TRUE(same.holds("0 of 0 cases")) << same.output;
  EXPECT_EQ(gongzhi("route what-if --rules /nowhere" + data).status, 1);
}

}  // namespace
}  // namespace gongzhi::cli
