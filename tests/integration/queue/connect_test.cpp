// Which servers are accepted, and how a connection is made: TCP, password, database, durability,
// functions.
#include <fstream>
#include <thread>

#include "tests/integration/queue/queue_rig.hpp"

namespace gongzhi::queue {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A client alone, with what it told its owner.
struct Lonely {
  explicit Lonely(Settings settings)
      : client(io.get_executor(), std::move(settings),
               {.on_event = [this](const ClientEvent& event) { events.push_back(event); }}) {
    test::spawn(io, client.run());
  }
  ~Lonely() {
    client.stop();
    EXPECT_TRUE(test::drain(io));
  }
  Result<void> connect(Milliseconds limit = 5s) {
    return test::run(io, client.wait_connected(limit), 15s);
  }
  Result<Reply> ask(Command command) {
    return test::run(io, client.command(std::move(command), 2s));
  }

  asio::io_context io{1};
  std::vector<ClientEvent> events;
  Client client;
};

TEST(Client, ConnectsOverTcpWithPasswordAndDatabase) {
  test::PrivateRedis redis(
      {.config = {"requirepass secret"}, .tcp = test::PrivateRedis::Options::Tcp::yes});
  Settings settings = settings_for("");
  settings.port = redis.port();
  settings.password = "secret";
  settings.database = 3;
  Lonely lonely(settings);

  ASSERT_TRUE(lonely.connect()) << lonely.connect().error().detail;
  ASSERT_TRUE(lonely.ask(Command{"SET", "k", "v"}));

  const auto info = lonely.ask(Command{"INFO", "keyspace"});
  ASSERT_TRUE(info);
  EXPECT_NE(info->text.find("db3:keys=1"), std::string::npos);
  EXPECT_EQ(lonely.client.run_id().size(), 40u);
}

TEST(Client, ResolvesNames) {
  test::PrivateRedis redis({.tcp = test::PrivateRedis::Options::Tcp::yes});
  Settings settings = settings_for("");
  settings.host = "localhost";
  settings.port = redis.port();
  Lonely lonely(settings);

  EXPECT_TRUE(lonely.connect());
}

TEST(Client, KeepsTryingWithAWrongPasswordAndSaysWhy) {
  test::PrivateRedis redis({.config = {"requirepass secret"}});
  Settings settings = settings_for(redis.socket());
  settings.password = "wrong";
  Lonely lonely(settings);

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  EXPECT_EQ(connected.error().code, Errc::unavailable);
  EXPECT_NE(connected.error().detail.find("WRONGPASS"), std::string::npos);
  EXPECT_GE(lonely.events.size(), 2u);
  EXPECT_EQ(lonely.ask(Command{"PING"}).error().code, Errc::unavailable);
}

TEST(Client, RefusesAServerThatCouldLoseAcknowledgementsAndNamesTheLine) {
  test::PrivateRedis redis({.config = {"appendfsync everysec"}});
  Lonely lonely(settings_for(redis.socket()));

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  EXPECT_NE(connected.error().detail.find("`appendfsync always` (now: everysec)"),
            std::string::npos)
      << connected.error().detail;
}

TEST(Client, RefusesAServerWithoutAppendOnlyFileAndNamesEveryLine) {
  test::PrivateRedis redis({.config = {"appendonly no", "maxmemory-policy allkeys-lru"}});
  Lonely lonely(settings_for(redis.socket()));

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  const std::string detail = connected.error().detail;
  EXPECT_NE(detail.find("`appendonly yes` (now: no)"), std::string::npos) << detail;
  EXPECT_NE(detail.find("`maxmemory-policy noeviction`"), std::string::npos) << detail;
  EXPECT_NE(detail.find("queue.durability = \"relaxed\""), std::string::npos) << detail;
}

TEST(Client, TakesSuchAServerWhenDurabilityIsRelaxedByHand) {
  test::PrivateRedis redis({.config = {"appendfsync everysec"}});
  Settings settings = settings_for(redis.socket());
  settings.durability = Durability::relaxed;
  Lonely lonely(settings);

  EXPECT_TRUE(lonely.connect());
}

TEST(Client, AsksForTheRightToSeeTheConfiguration) {
  test::PrivateRedis redis({.config = {"user app on >pw ~* &* +@all -config"}});
  Settings settings = settings_for(redis.socket());
  settings.username = "app";
  settings.password = "pw";
  Lonely lonely(settings);

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  EXPECT_NE(connected.error().detail.find("+config|get"), std::string::npos)
      << connected.error().detail;
}

TEST(Client, WaitsWhileTheServerLoads) {
  test::PrivateRedis redis({.config = {"enable-debug-command local"}});
  Settings settings = settings_for(redis.socket());
  {
    Lonely writer(settings);
    ASSERT_TRUE(writer.connect());
    redis.ask("DEBUG POPULATE 20000");
    redis.ask("BGREWRITEAOF");
    while (redis.ask("INFO persistence").find("aof_rewrite_in_progress:1") != std::string::npos ||
           redis.ask("INFO persistence").find("aof_rewrite_scheduled:1") != std::string::npos)
      std::this_thread::yield();
  }
  // 20,000 keys at 50 µs each: about a second of loading.
  std::ofstream(redis.directory() / "redis.conf", std::ios::app)
      << "key-load-delay 50\nloading-process-events-interval-bytes 1024\n";
  redis.restart_without_waiting();
  Lonely lonely(settings);

  const bool loading = redis.ask("PING").starts_with("-LOADING");
  ASSERT_TRUE(lonely.connect(15s));

  EXPECT_TRUE(loading) << "the server was up before anybody could see it load";
  EXPECT_FALSE(redis.ask("PING").starts_with("-LOADING"));
}

TEST(Client, LeavesAReplica) {
  test::PrivateRedis redis;
  redis.ask("REPLICAOF 127.0.0.1 1");
  Lonely lonely(settings_for(redis.socket()));

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  EXPECT_NE(connected.error().detail.find("replica"), std::string::npos);
  redis.ask("REPLICAOF NO ONE");
  EXPECT_TRUE(lonely.connect());
}

TEST(Client, ReplacesAnOlderFunctionLibraryAndKeepsANewerOne) {
  test::PrivateRedis redis;
  const std::string head =
      "\"#!lua name=gongzhi\\nredis.register_function{function_name='gongzhi_version',"
      "callback=function() return '";
  const std::string tail = " other' end, flags={'no-writes'}}\"";
  for (const auto& [theirs, expected] : std::vector<std::pair<std::string, std::string>>{
           {"1.0", "ours"}, {"1.999", "1.999 other"}}) {
    ASSERT_EQ(redis.ask("FUNCTION LOAD REPLACE " + head + theirs + tail), "gongzhi");
    Lonely lonely(settings_for(redis.socket()));
    ASSERT_TRUE(lonely.connect());
    const auto version = lonely.ask(Command{"FCALL_RO", "gongzhi_version", "0"});
    ASSERT_TRUE(version);
    EXPECT_EQ(version->text == expected, expected != "ours") << version->text;
  }
}

TEST(Client, RefusesALibraryOfAnotherMajor) {
  test::PrivateRedis redis;
  redis.ask(
      "FUNCTION LOAD \"#!lua "
      "name=gongzhi\\nredis.register_function{function_name='gongzhi_version',"
      "callback=function() return '9.0 x' end, flags={'no-writes'}}\"");
  Lonely lonely(settings_for(redis.socket()));

  const auto connected = lonely.connect(200ms);

  ASSERT_FALSE(connected);
  EXPECT_NE(connected.error().detail.find("FUNCTION DELETE gongzhi"), std::string::npos);
}

TEST(Client, LoadsTheFunctionsAgainWhenSomebodyDeletedThem) {
  QueueRig rig;
  rig.open_gate();

  ASSERT_EQ(rig.redis.ask("FUNCTION FLUSH"), "+OK");
  const auto refused = rig.submit(submission("aa"));
  ASSERT_TRUE(rig.wait_for([&] { return rig.redis.ask("FCALL_RO gongzhi_version 0")[0] != '-'; }));
  rig.connect();

  EXPECT_EQ(refused.error().code, Errc::unavailable);
  EXPECT_TRUE(rig.submit(submission("aa")));
}

TEST(Client, TriesAgainWithPausesThatStayBounded) {
  Settings settings = settings_for("/nonexistent/redis.sock");
  settings.backoff_min = 5ms;
  settings.backoff_max = 50ms;
  Lonely lonely(settings);

  lonely.io.run_for(1s);

  EXPECT_GE(lonely.events.size(), 8u) << "it gave up";
  EXPECT_LE(lonely.events.size(), 200u) << "it spins";
  for (const ClientEvent& event : lonely.events) EXPECT_EQ(event.kind, ClientEvent::Kind::refused);
}

TEST(Client, EndsAtOnceWhenStoppedWhileNothingAnswers) {
  Settings settings = settings_for("/nonexistent/redis.sock");
  settings.backoff_min = 10s;
  settings.backoff_max = 20s;
  Lonely lonely(settings);
  EXPECT_FALSE(lonely.connect(50ms));

  const auto begin = std::chrono::steady_clock::now();
  lonely.client.stop();

  EXPECT_TRUE(test::drain(lonely.io, 5s));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
}

TEST(Client, ReconnectsAHalfOpenConnectionAfterTwoMissedPings) {
  test::PrivateRedis redis;
  Settings settings = settings_for(redis.socket());
  settings.ping_every = 50ms;
  settings.connect_limit = 200ms;
  settings.command_limit = 200ms;
  Lonely lonely(settings);
  ASSERT_TRUE(lonely.connect());

  redis.freeze();
  const auto lost = [&] {
    return lonely.events.size() >= 2 && lonely.events[1].kind == ClientEvent::Kind::lost;
  };
  const auto end = std::chrono::steady_clock::now() + 5s;
  lonely.io.restart();
  while (!lost() && std::chrono::steady_clock::now() < end) lonely.io.run_one_for(10ms);
  redis.thaw();

  ASSERT_TRUE(lost());
  EXPECT_NE(lonely.events[1].error.detail.find("PING"), std::string::npos);
  EXPECT_TRUE(lonely.connect());
  EXPECT_EQ(lonely.client.session(), 2u);
}

TEST(Client, StaysConnectedWhenIdleAsLongAsPingsAreAnswered) {
  test::PrivateRedis redis;
  Settings settings = settings_for(redis.socket());
  settings.ping_every = 20ms;
  Lonely lonely(settings);
  ASSERT_TRUE(lonely.connect());
  const auto calls = [&] { return redis.ask("INFO commandstats").find("cmdstat_ping:calls="); };

  lonely.io.restart();
  lonely.io.run_for(400ms);

  EXPECT_NE(calls(), std::string::npos);
  EXPECT_EQ(lonely.client.session(), 1u);
}

TEST(Replicas, MissingMakeASubmissionUnknownAndPresentOnesConfirmIt) {
  test::PrivateRedis redis({.tcp = test::PrivateRedis::Options::Tcp::yes});
  Settings settings = settings_for(redis.socket());
  settings.replicas_min = 1;
  settings.replica_wait = 50ms;
  asio::io_context io(1);
  Intake intake(io.get_executor(), settings);
  Feed feed(io.get_executor(), settings);
  test::spawn(io, intake.run());
  test::spawn(io, feed.run());
  ASSERT_TRUE(test::run(io, intake.wait_connected(5s)));
  ASSERT_TRUE(test::run(io, feed.wait_connected(5s)));
  ASSERT_TRUE(test::run(io, feed.open_gates({{.partition = 7}})));

  const auto alone = test::run(io, intake.submit(submission("aa")));
  test::PrivateRedis replica({.config = {"replicaof 127.0.0.1 " + std::to_string(redis.port())}});
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (replica.ask("INFO replication").find("master_link_status:up") == std::string::npos &&
         std::chrono::steady_clock::now() < end)
    std::this_thread::yield();
  auto both = test::run(io, intake.submit(submission("bb")));
  // The first answers of a replica that has just joined may take a second.
  while (!both && std::chrono::steady_clock::now() < end)
    both = test::run(io, intake.submit(submission("bb")));

  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().code, Errc::timeout);
  ASSERT_TRUE(both);
  EXPECT_EQ(replica.ask("XLEN {p7}:in"), "2");
  intake.stop();
  feed.stop();
  EXPECT_TRUE(test::drain(io));
}

}  // namespace
}  // namespace gongzhi::queue
