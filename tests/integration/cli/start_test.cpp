// What `serve` and its neighbours say when they cannot start, or when there is nothing to serve.
#include <gtest/gtest.h>

#include "tests/integration/cli/program.hpp"
#include "tests/support/damaged_record.hpp"
#include "tests/support/demo_platform.hpp"
#include "tests/support/private_redis.hpp"

namespace gongzhi::cli {
namespace {

using std::chrono::seconds;

std::string data_in(const TempFolder& folder) {
  return " --data '" + (folder / "data").string() + "'";
}

void expect_port_refused(const char* settings) {
  const test::DemoPlatform platform(settings);
  const TempFolder folder;
  const std::string config = folder.file("gongzhi.toml", settings);

  const Said second = gongzhi("serve --listen 127.0.0.1:" + std::to_string(platform.port()) +
                              " --demo --config '" + config + "'" + data_in(folder));

  EXPECT_EQ(second.status, 1) << second.output;
  EXPECT_TRUE(second.holds("Address already in use")) << second.output;
  EXPECT_TRUE(second.holds("choose another address with --listen"));
  EXPECT_FALSE(second.holds("ready http://"));
}

TEST(Serve, RefusesAPortThatAnotherInstallationHolds) {
  expect_port_refused("");
}

TEST(Serve, RefusesAPortThatTheThreadsOfAnotherInstallationShare) {
  expect_port_refused("[gateway]\nthreads = 3\n");
}

TEST(Serve, RefusesARedisThatIsNotDurableAtOnce) {
  const test::PrivateRedis redis({.config = {"appendfsync everysec"}});
  const TempFolder folder;
  const std::string config =
      folder.file("gongzhi.toml", "[queue]\naddress = \"unix:" + redis.socket() + "\"\n");

  const Said said = gongzhi("serve --demo --config '" + config + "'" + data_in(folder));

  EXPECT_EQ(said.status, 1) << said.output;
  EXPECT_TRUE(said.holds("set in redis.conf: `appendfsync always` (now: everysec)")) << said.output;
  EXPECT_LT(said.took, seconds(5));
}

TEST(Worker, EndsWithTheLineToChangeWhenItsRedisIsNotDurable) {
  const test::PrivateRedis redis({.config = {"appendfsync everysec"}});
  const TempFolder folder;
  const std::string config =
      folder.file("gongzhi.toml", "[queue]\naddress = \"unix:" + redis.socket() + "\"\n");

  const Said said = gongzhi("worker --config '" + config + "'" + data_in(folder));

  EXPECT_EQ(said.status, 1) << said.output;
  EXPECT_TRUE(said.holds("appendfsync always")) << said.output;
  EXPECT_LT(std::count(said.output.begin(), said.output.end(), '\n'), 12) << said.output;
}

TEST(Worker, EndsWithTheWayOutWhenItsRecordIsDamaged) {
  const test::PrivateRedis redis;
  const TempFolder folder;
  const std::string options =
      " --config '" +
      folder.file("gongzhi.toml", "[queue]\naddress = \"unix:" + redis.socket() + "\"\n") + "'" +
      data_in(folder);
  const std::string config = GONGZHI_SOURCE_DIR "/config";
  std::string files;
  for (const char* file : {"categories.csv", "standards.csv", "routing.csv", "emergency.csv",
                           "calendars", "kinds", "demo/yanhu"})
    files += " '" + config + "/" + file + "'";
  const Said imported = gongzhi("import" + files + options);
  ASSERT_EQ(imported.status, 0) << imported.output;
  test::damage(folder / "data/store/gongzhi.db", "inbox");

  // It reads the tail of the queue again, and asks the inbox whether it knows the import.
  const Said first = gongzhi("worker" + options);
  const Said again = gongzhi("worker" + options);

  for (const Said& said : {first, again}) {
    EXPECT_EQ(said.status, 1) << said.output;
    EXPECT_TRUE(said.holds("gongzhi: The record's file is damaged")) << said.output;
    EXPECT_TRUE(said.holds("Restore the record from a backup")) << said.output;
    EXPECT_FALSE(said.holds("dead letters")) << said.output;
  }
}

TEST(Serve, EndsWithItsReasonWhenTheRedisOfTheSettingsIsAway) {
  const TempFolder folder;
  const std::string config =
      folder.file("gongzhi.toml", "[queue]\naddress = \"unix:/nonexistent/redis.sock\"\n");

  const Said said = gongzhi("serve --demo --config '" + config + "'" + data_in(folder));

  EXPECT_EQ(said.status, 1) << said.output;
  EXPECT_TRUE(said.holds("unix:/nonexistent/redis.sock, cannot be used")) << said.output;
  EXPECT_TRUE(said.holds("No such file or directory")) << said.output;
  EXPECT_LT(said.took, seconds(15));
}

TEST(Check, LooksAtTheRedisOfTheSettings) {
  test::PrivateRedis weak({.config = {"appendfsync everysec"}});
  const TempFolder folder;
  const std::string config =
      folder.file("weak.toml", "[queue]\naddress = \"unix:" + weak.socket() + "\"\n");

  const Said said = gongzhi("check --config '" + config + "'");

  EXPECT_EQ(said.status, 1);
  EXPECT_TRUE(said.holds("`appendfsync always` (now: everysec)")) << said.output;
  EXPECT_EQ(weak.ask("FUNCTION LIST"), "") << "a check changes nothing there";
}

TEST(Serve, RefusesAWrongAddressBeforeAnythingStarts) {
  const TempFolder folder;

  const Said said = gongzhi("serve --demo --listen foo" + data_in(folder));

  EXPECT_EQ(said.status, 2) << said.output;
  EXPECT_TRUE(said.holds("not foo"));
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST(Serve, SaysWhenNothingIsConfiguredAndIsReadyAfterTheImport) {
  const TempFolder folder;
  Running serve("serve --listen 127.0.0.1:0" + data_in(folder));

  ASSERT_TRUE(serve.says("nothing is configured; run: gongzhi import DIR --data"));
  const std::string config = GONGZHI_SOURCE_DIR "/config/";
  const Said imported = gongzhi("import " + config + "categories.csv " + config + "standards.csv " +
                                config + "routing.csv " + config + "calendars " + config +
                                "kinds " + config + "demo/yanhu" + data_in(folder));

  EXPECT_EQ(imported.status, 0) << imported.output;
  EXPECT_TRUE(serve.says("ready http://127.0.0.1:"));
}

TEST(Serve, StopsWithoutAWarningAndTellsItsAdminPort) {
  const TempFolder folder;
  Running serve("serve --demo --listen 127.0.0.1:0" + data_in(folder));
  ASSERT_TRUE(serve.says("ready http://"));

  const std::string& said = serve.stop();

  EXPECT_EQ(said.find("\"warn"), std::string::npos) << said;
  EXPECT_EQ(said.find("stopped"), std::string::npos) << said;
  EXPECT_NE(said.find("admin listener"), std::string::npos);
}

TEST(Migrate, AsksToStopThePlatformFirst) {
  const test::DemoPlatform platform;

  const Said said = gongzhi("migrate --data '" + platform.data().string() + "'");

  EXPECT_EQ(said.status, 1);
  EXPECT_TRUE(said.holds("stop the platform first")) << said.output;
}

TEST(QueueStatus, SaysThatThePlatformIsNotRunning) {
  const TempFolder folder;
  ASSERT_EQ(gongzhi("migrate" + data_in(folder)).status, 0);

  const Said said = gongzhi("queue status" + data_in(folder));

  EXPECT_EQ(said.status, 1);
  EXPECT_TRUE(said.holds("the platform is not running; start it with: gongzhi serve"))
      << said.output;
  EXPECT_LT(said.took, seconds(3));
}

}  // namespace
}  // namespace gongzhi::cli
