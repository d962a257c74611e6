// A kind that the county adds while the platform runs: one file, no code (docs/adding-a-kind.md).
#include "tests/integration/kinds/county.hpp"
#include "tests/support/files.hpp"

namespace gongzhi {
namespace {

using test::Api;
using test::county;
using test::must;

TEST(AddedKind, LivesByItsFileAloneFromReportToRegistration) {
  const std::string said = county().command("import " + std::string(GONGZHI_SOURCE_DIR) +
                                            "/docs/examples/pet_registration.json");
  Api resident(county(), "resident-001");
  Api secretary(county(), "secretary-001");
  ASSERT_TRUE(test::wait_until([&] {
    return resident.get("/kinds").body.lists_with("/items", "name", "pet_registration");
  })) << said;

  const std::string number =
      resident.report(test::matter("pet_registration", "登记一只狗", R"({"species":"dog"})"));
  resident.wait_for_state(number, "review");
  const std::string until = R"({"valid_until":"2099-01-01"})";
  const auto early = secretary.act(number, "register", until);
  EXPECT_EQ(early.status(), 409) << early;
  must(resident, number, "add_vaccination", R"({"on":"2026-10-01","vaccine":"rabies"})");
  must(secretary, number, "register", until);

  const auto now = resident.wait_for_state(number, "registered");
  EXPECT_EQ(now.at("/sheets/vaccinations/0/vaccine"), "rabies");
  EXPECT_EQ(now.at("/fields/approved_by"), "secretary-001");
  EXPECT_EQ(now.at("/stage_due"), "2099-01-02T00:00:00+08:00");
  EXPECT_NE(county().command("verify").find("verifies"), std::string::npos);
}

TEST(AddedKind, IsRefusedWholeWhenItHasADeadEnd) {
  const auto file = county().data().parent_path() / "dead_end.json";
  std::string text =
      test::read_file(std::string(GONGZHI_SOURCE_DIR) + "/docs/examples/pet_registration.json");
  const std::string way_out = R"("from": ["registered"], "to": "expired")";
  text.replace(text.find(way_out), way_out.size(), R"("from": ["review"], "to": "expired")");
  std::ofstream(file) << text;

  const std::string said = county().command("import " + file.string());

  EXPECT_NE(said.find("no way leads from here"), std::string::npos) << said;
}

}  // namespace
}  // namespace gongzhi
