// The files of an import: which are taken, what is wrong is named with its place, staging is exact.
#include "workers/bundle.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace gongzhi::workers {
namespace {

namespace fs = std::filesystem;

struct Bundle : testing::Test {
  Bundle() {
    std::string name = (fs::temp_directory_path() / "gongzhi-bundle-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    directory = name;
  }
  ~Bundle() override { fs::remove_all(directory); }
  fs::path write(const std::string& name, const std::string& bytes) {
    fs::create_directories((directory / name).parent_path());
    std::ofstream(directory / name) << bytes;
    return directory / name;
  }
  static std::vector<fs::path> shipped() {
    const fs::path config = fs::path(GONGZHI_SOURCE_DIR) / "config";
    return {config / "categories.csv", config / "standards.csv", config / "routing.csv",
            config / "calendars",      config / "kinds",         config / "demo" / "yanhu"};
  }
  fs::path directory;
};

TEST_F(Bundle, OfTheDemoCountyBuildsAWorld) {
  const auto files = load_bundle(shipped());
  ASSERT_TRUE(files) << files.error().message;

  const auto read = read_bundle(*files, {});

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->world->version, 1);
}

TEST_F(Bundle, NamesFileAndLineOfWhatIsWrong) {
  auto files = load_bundle(shipped()).value();
  files["users.csv"] += "nobody,无名,no_such_role,140802,,,,,,,active\n";

  const auto read = read_bundle(files, {});

  ASSERT_FALSE(read);
  const Error error = read.error();
  ASSERT_FALSE(error.fields.empty());
  EXPECT_EQ(error.fields[0].pointer.find("users.csv:402:"), 0u) << error.fields[0].pointer;
}

/// Line `line` of the text, from 1.
std::string line_of(const std::string& text, int line) {
  std::istringstream lines(text);
  std::string found;
  for (int i = 0; i < line; ++i) std::getline(lines, found);
  return found;
}

TEST_F(Bundle, RefusesGridsThatClaimTheSameGround) {
  auto files = load_bundle(shipped()).value();
  std::string& grids = files["grids.geojson"];
  const std::string third = line_of(grids, 4);
  const std::string fourth = line_of(grids, 5);
  const auto shape_of = [](const std::string& feature) {
    return feature.substr(feature.find("\"geometry\""));
  };
  const std::string copied = third.substr(0, third.find("\"geometry\"")) + shape_of(fourth);
  grids.replace(grids.find(third), third.size(), copied);

  const auto read = read_bundle(files, {});

  ASSERT_FALSE(read);
  const Error error = read.error();
  ASSERT_EQ(error.fields.size(), 1u) << error.message;
  EXPECT_EQ(error.fields[0].code, "overlap");
  EXPECT_EQ(error.fields[0].pointer.find("grids.geojson:5:"), 0u) << error.fields[0].pointer;
  for (const char* word : {"1408020010010003", "1408020010010004", " m2 around 11"})
    EXPECT_NE(error.fields[0].detail.find(word), std::string::npos) << error.fields[0].detail;
}

TEST_F(Bundle, NamesTheFeatureOfABrokenReferenceAndTheRowOfAPolicy) {
  auto files = load_bundle(shipped()).value();
  std::string& grids = files["grids.geojson"];
  grids.replace(grids.find("\"grid-001\""), 10, "\"grid-xxx\"");
  const auto broken = read_bundle(files, {});
  ASSERT_FALSE(broken);
  const Error unknown = broken.error();
  EXPECT_TRUE(std::ranges::any_of(unknown.fields, [](const FieldError& field) {
    return field.pointer.starts_with("grids.geojson:2:") && field.code == "unknown_user";
  })) << unknown.fields[0].pointer;

  files = load_bundle(shipped()).value();
  files["policy.csv"] = "name,value\nreturns_max,2\ndraw_sed,x\n";
  const auto policy = read_bundle(files, {});
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().fields[0].pointer, "policy.csv:3:10");
}

TEST_F(Bundle, LeavesOtherFilesOfAFolderOutAndRefusesThemByName) {
  write("orgs.csv", "id\n");
  const auto stranger = write("notes.txt", "hello");

  EXPECT_EQ(load_bundle({directory}).value().size(), 1u);
  EXPECT_EQ(load_bundle({stranger}).error().code, Errc::invalid);
}

TEST_F(Bundle, RefusesAFileThatIsGivenTwiceAndAnEmptyFolder) {
  const auto file = write("a/orgs.csv", "id\n");
  fs::create_directories(directory / "empty");

  EXPECT_EQ(load_bundle({file, directory}).error().code, Errc::invalid);
  EXPECT_EQ(load_bundle({directory / "empty"}).error().code, Errc::not_found);
}

TEST_F(Bundle, ComesBackFromStagingAsItWasOrNotAtAll) {
  const BundleFiles files{{"orgs.csv", "id\n"}, {"kinds/x.json", "{}"}};
  ASSERT_TRUE(stage_bundle(directory, files));
  ASSERT_TRUE(stage_bundle(directory, files)) << "again is harmless";

  EXPECT_EQ(load_staged(directory, bundle_hash(files)).value(), files);
  std::ofstream(directory / bundle_hash(files) / "orgs.csv") << "id\nx\n";
  EXPECT_EQ(load_staged(directory, bundle_hash(files)).error().code, Errc::corrupt);
  EXPECT_EQ(load_staged(directory, "../../etc").error().code, Errc::invalid);
}

TEST_F(Bundle, HashTellsNamesAndBorders) {
  EXPECT_NE(bundle_hash({{"a", "bc"}}), bundle_hash({{"ab", "c"}}));
  EXPECT_NE(bundle_hash({{"a", "b"}, {"c", ""}}), bundle_hash({{"a", ""}, {"c", "b"}}));
}

}  // namespace
}  // namespace gongzhi::workers
