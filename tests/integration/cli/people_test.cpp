// The people of the county on the command line: shown, changed, their work handed over.
#include <gtest/gtest.h>

#include "tests/integration/cli/program.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::cli {
namespace {

const std::string config = GONGZHI_SOURCE_DIR "/config";

struct People : testing::Test {
  People() {
    std::string files;
    for (const char* file : {"categories.csv", "standards.csv", "routing.csv", "emergency.csv",
                             "calendars", "kinds", "demo/yanhu"})
      files += " '" + config + "/" + file + "'";
    EXPECT_EQ(gongzhi("import" + files + data).status, 0);
  }
  Said users(const std::string& words) { return gongzhi("users " + words + data); }

  TempFolder folder;
  std::string data = " --data '" + (folder / "data").string() + "'";
};

TEST_F(People, AreChangedAndShownWithAMaskedTelephone) {
  EXPECT_EQ(users("change member-001 --name 张改名 --phone 137-8765-4321 --skill patrol").status,
            0);

  const Said shown = users("show member-001");

  EXPECT_NE(shown.output.find("张改名"), std::string::npos) << shown.output;
  EXPECT_NE(shown.output.find("137****4321"), std::string::npos) << shown.output;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "data"))
    if (entry.is_regular_file())
      EXPECT_EQ(test::read_file(entry.path()).find("13787654321"), std::string::npos)
          << entry.path();
  EXPECT_NE(users("change member-001").status, 0) << "nothing was said";
  EXPECT_NE(users("change member-001 --phone nonsense").status, 0);
  EXPECT_NE(users("show nobody").status, 0);
}

TEST_F(People, AreToldWhyARoleDoesNotFit) {
  const Said refused = users("roles grid-001 --role committee_member");
  const Said given = users("roles committee-001 --role property_staff");

  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.output.find("is no grid_worker"), std::string::npos) << refused.output;
  EXPECT_EQ(given.status, 0) << given.output;
  EXPECT_NE(users("show committee-001").output.find("property_staff"), std::string::npos);
}

TEST_F(People, HandOverTheirGridsWhenTheyLeave) {
  EXPECT_EQ(users("create grid-900 --name 接手 --role grid_worker --org 140802001001 "
                  "--community 140802001001")
                .status,
            0);
  const Said disabled = users("disable grid-001");
  EXPECT_NE(disabled.output.find("hand-over grid-001"), std::string::npos) << disabled.output;

  const Said handed = users("hand-over grid-001 --to grid-900 --leaves");

  EXPECT_EQ(handed.status, 0) << handed.output;
  EXPECT_NE(users("show grid-900").output.find("1408020010010001"), std::string::npos);
  EXPECT_NE(users("work grid-001").output.find("0 grids"), std::string::npos);
}

}  // namespace
}  // namespace gongzhi::cli
