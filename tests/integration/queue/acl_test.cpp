// The roles at Redis: each can do its work and nothing else, whoever speaks in its name.
#include "queue/acl.hpp"

#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>

#include "queue/announcements.hpp"
#include "queue/generation.hpp"
#include "queue/keys.hpp"
#include "tests/integration/queue/queue_rig.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::queue {
namespace {

using namespace std::chrono_literals;

// SHA-256 of "password".
constexpr std::string_view digest =
    "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";

test::PrivateRedis::Options guarded() {
  test::PrivateRedis::Options options;
  options.config = {std::string(acl_line_default_off), "user tester reset on nopass ~* &* +@all",
                    "enable-debug-command yes"};
  for (const Role role : roles) options.config.push_back(acl_line(role, digest));
  return options;
}

Settings settings_as(const test::PrivateRedis& redis, std::string_view user) {
  Settings settings = settings_for(redis.socket());
  settings.username = user;
  settings.password = "password";
  return settings;
}

// A Redis with all roles, and whoever asks as one of them.
struct Guarded {
  Guarded() : worker(io.get_executor(), settings_as(redis, "worker")) {
    test::spawn(io, worker.run());
    EXPECT_TRUE(run(worker.wait_connected(10s)));  // loads the functions
  }
  ~Guarded() {
    worker.stop();
    EXPECT_TRUE(test::drain(io));
  }

  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    return test::run(io, std::move(coroutine), 20'000ms);
  }
  Result<Reply> ask_as(std::string_view user, Command command) {
    Client client(io.get_executor(), settings_as(redis, user));
    const auto ended = test::spawn(io, client.run());
    const auto connected = run(client.wait_connected(5s));
    auto reply = connected ? run(client.command(std::move(command), 2s)) : connected.error();
    client.stop();
    while (!*ended) io.run_one_for(10ms);
    return reply;
  }
  // What was refused to anybody since the start.
  std::string refusals() {
    const auto log = ask_as("tester", Command{"ACL", "LOG"});
    std::string text;
    for (const Reply& row : log.value().elements)
      for (const Reply& part : row.elements) text += part.text + " ";
    return text;
  }

  test::PrivateRedis redis{guarded()};
  boost::asio::io_context io{1};
  Feed worker;
};

TEST(D24, EachRoleCanDoItsWork) {
  Guarded house;
  Intake gateway(house.io.get_executor(), settings_as(house.redis, "gateway"));
  int heard = 0;
  Announcements ears(house.io.get_executor(), settings_as(house.redis, "gateway"),
                     "gongzhi:changes",
                     {.on_payload = [&heard](std::string) { ++heard; }, .on_gap = [] {}});
  test::spawn(house.io, gateway.run());
  test::spawn(house.io, ears.run());

  ASSERT_TRUE(house.run(gateway.wait_connected(10s)));
  ASSERT_TRUE(house.run(create_generation(house.worker.commands(), "g1")));
  ASSERT_TRUE(house.run(house.worker.open_gates({{.partition = 7, .applied_seq = 0}})));
  const auto receipt = house.run(gateway.submit(submission("0123456789abcdef")));
  EXPECT_TRUE(receipt) << receipt.error().detail;
  EXPECT_TRUE(house.run(gateway.submit(submission("0123456789abcdef"))));
  EXPECT_TRUE(house.run(house.worker.tails({7})));
  const auto read =
      house.run(house.worker.read({.after = {{7, {}}}, .count_max = 10, .block = 10ms}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size(), 1U);
  EXPECT_TRUE(test::wait_until(
      [&] {
        EXPECT_TRUE(house.run(house.worker.announce("gongzhi:changes", "x")));
        return heard > 0;
      },
      5s));
  EXPECT_TRUE(house.run(house.worker.trim(7, 2)));
  EXPECT_TRUE(house.run(house.worker.partition_states({7})));

  Feed person(house.io.get_executor(), settings_as(house.redis, "operator"));
  Intake sender(house.io.get_executor(), settings_as(house.redis, "operator"));
  test::spawn(house.io, person.run());
  test::spawn(house.io, sender.run());
  ASSERT_TRUE(house.run(person.wait_connected(10s)));
  ASSERT_TRUE(house.run(sender.wait_connected(10s)));
  EXPECT_TRUE(house.run(person.partition_states({7})));
  EXPECT_TRUE(house.run(person.commands().read_pressure()));
  EXPECT_TRUE(house.run(replace_generation(person.commands(), "g2")));
  EXPECT_TRUE(house.run(sender.submit(submission("fedcba9876543210"))));
  person.stop();
  sender.stop();
  gateway.stop();
  ears.stop();
  test::drain(house.io, 100ms);
  EXPECT_EQ(house.refusals(), "");
}

TEST(D24, NoRoleCanDoWhatItMustNot) {
  Guarded house;
  const std::vector<Command> nobody{Command{"CONFIG", "SET", "appendfsync", "no"},
                                    Command{"CONFIG", "REWRITE"},
                                    Command{"FLUSHALL"},
                                    Command{"FLUSHDB"},
                                    Command{"KEYS", "*"},
                                    Command{"SCAN", "0"},
                                    Command{"DEBUG", "SLEEP", "0"},
                                    Command{"SHUTDOWN", "NOSAVE"},
                                    Command{"EVAL", "return 1", "0"},
                                    Command{"FUNCTION", "FLUSH"},
                                    Command{"FUNCTION", "DELETE", "gongzhi"},
                                    Command{"ACL", "LIST"},
                                    Command{"ACL", "SETUSER", "x", "on"},
                                    Command{"MONITOR"},
                                    Command{"REPLICAOF", "evil", "6379"},
                                    Command{"MODULE", "LIST"},
                                    Command{"CLIENT", "KILL", "TYPE", "normal"},
                                    Command{"SAVE"},
                                    Command{"DEL", "{p7}:in"},
                                    Command{"GET", "else"},
                                    Command{"SET", "else", "1"},
                                    Command{"SUBSCRIBE", "else"}};
  for (const Role role : roles) {
    for (const Command& command : nobody) {
      const auto answer = house.ask_as(name_of(role), command);
      ASSERT_FALSE(answer) << name_of(role) << ": " << command.bytes();
      EXPECT_NE(answer.error().detail.find("NOPERM"), std::string::npos)
          << name_of(role) << ": " << command.bytes() << answer.error().detail;
    }
  }
}

TEST(D24, TheGatewayCannotTrimReadTheStreamsOrPretendToBeTheWorker) {
  Guarded house;

  for (const Command& command :
       {Command{"XTRIM", "{p7}:in", "MAXLEN", "0"}, Command{"XREAD", "STREAMS", "{p7}:in", "0"},
        Command{"FCALL", "gongzhi_trim", "1", "{p7}:in", "1"},
        Command{"FCALL", "gongzhi_open_gate", "3", "{p7}:in", "{p7}:seq", "{p7}:ready", "r", "0",
                "0"},
        Command{"PUBLISH", "gongzhi:changes", "x"}, Command{"SET", "gongzhi:gen", "other"},
        Command{"FUNCTION", "LOAD", "REPLACE", "#!lua name=gongzhi\n"}}) {
    const auto answer = house.ask_as("gateway", command);
    ASSERT_FALSE(answer) << command.bytes();
    EXPECT_NE(answer.error().detail.find("NOPERM"), std::string::npos) << answer.error().detail;
  }
}

TEST(D24, OnlyTheGatewayKeepsSessions) {
  Guarded house;

  for (const Command& command :
       {Command{"SET", "gz:ses:1", "x", "PX", "1000"}, Command{"SADD", "gz:own:a", "1"},
        Command{"PEXPIRE", "gz:own:a", "1000"}, Command{"SMEMBERS", "gz:own:a"},
        Command{"INCR", "gz:try:a"}, Command{"DEL", "gz:ses:1"}}) {
    const auto answer = house.ask_as("gateway", command);
    EXPECT_TRUE(answer) << answer.error().detail;
    EXPECT_FALSE(house.ask_as("worker", command)) << command.bytes();
  }
  EXPECT_FALSE(house.ask_as("gateway", Command{"DEL", "gongzhi:gen"}));
}

TEST(D24, NobodyGetsInWithoutANameOrWithAnotherPassword) {
  Guarded house;

  EXPECT_TRUE(house.redis.ask("PING").starts_with("-NOAUTH")) << house.redis.ask("PING");
  EXPECT_TRUE(house.redis.ask("AUTH worker wrong").starts_with("-WRONGPASS"));
  EXPECT_TRUE(house.redis.ask("AUTH default any").starts_with("-WRONGPASS"));
}

// Redis loads its append-only file as `default`: whoever may do nothing there forgets it all.
TEST(D24, WhatTheRolesQueuedIsThereAfterAKilledRedis) {
  Guarded house;
  Intake gateway(house.io.get_executor(), settings_as(house.redis, "gateway"));
  test::spawn(house.io, gateway.run());
  ASSERT_TRUE(house.run(gateway.wait_connected(10s)));
  ASSERT_TRUE(house.run(create_generation(house.worker.commands(), "g1")));
  ASSERT_TRUE(house.run(house.worker.open_gates({{.partition = 7, .applied_seq = 0}})));
  for (const char* key : {"0123456789abcdef", "fedcba9876543210"})
    ASSERT_TRUE(house.run(gateway.submit(submission(key))));

  house.redis.kill();
  house.redis.restart();

  EXPECT_EQ(house.redis.log_end().find("CRITICAL"), std::string::npos) << house.redis.log_end();
  const auto kept = [&]() -> std::size_t {
    const auto read =
        house.run(house.worker.read({.after = {{7, {}}}, .count_max = 10, .block = 10ms}));
    return read && !read->empty() ? read->front().entries.size() : 0;
  };
  EXPECT_TRUE(test::wait_until([&] { return kept() == 2; }, 10s));
  gateway.stop();
  test::drain(house.io, 100ms);
}

// Redis with TLS only, and a certificate for localhost.
struct Encrypted {
  Encrypted() {
    std::string name = (std::filesystem::temp_directory_path() / "redis-tls-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temp directory");
    folder = name;
    const std::string command =
        "cd '" + name +
        "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
        "-subj /CN=redis -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem "
        "> /dev/null 2>&1";
    // NOLINTNEXTLINE(cert-env33-c): our own words
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
    boost::asio::io_context io;
    const boost::asio::ip::tcp::acceptor free_one(io, {boost::asio::ip::address_v4::loopback(), 0});
    port = free_one.local_endpoint().port();
  }
  ~Encrypted() { std::filesystem::remove_all(folder); }

  test::PrivateRedis::Options options() const {
    return {.config = {"tls-port " + std::to_string(port), "tls-auth-clients no",
                       "tls-cert-file " + (folder / "cert.pem").string(),
                       "tls-key-file " + (folder / "key.pem").string(),
                       "tls-ca-cert-file " + (folder / "cert.pem").string()}};
  }
  Settings settings() const {
    Settings settings = settings_for("");
    settings.host = "localhost";
    settings.port = port;
    settings.tls = Tls::on;
    settings.tls_ca_file = (folder / "cert.pem").string();
    return settings;
  }

  std::filesystem::path folder;
  std::uint16_t port = 0;
};

Result<Reply> ping(const Settings& settings) {
  boost::asio::io_context io{1};
  Client client(io.get_executor(), settings);
  test::spawn(io, client.run());
  const auto connected = test::run(io, client.wait_connected(1s));
  auto reply = connected
                   ? test::run(io, client.command(Command{"ECHO", std::string(40'000, 'x')}, 2s))
                   : Result<Reply>(connected.error());
  client.stop();
  EXPECT_TRUE(test::drain(io));
  return reply;
}

TEST(S37, RedisIsSpokenToOverTlsWhenToldSo) {
  const Encrypted certificate;
  const test::PrivateRedis redis(certificate.options());

  const auto answer = ping(certificate.settings());

  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->text.size(), 40'000U);
}

TEST(S37, ARedisWithAnotherCertificateOrNameOrWithoutTlsIsNotSpokenTo) {
  const Encrypted certificate, other;
  const test::PrivateRedis redis(certificate.options());
  Settings stranger = certificate.settings();
  stranger.tls_ca_file = (other.folder / "cert.pem").string();
  Settings misnamed = certificate.settings();
  misnamed.host = "127.0.0.1";
  Settings plain = certificate.settings();
  plain.tls = Tls::off;

  EXPECT_NE(ping(stranger).error().detail.find("certificate verify failed"), std::string::npos);
  EXPECT_NE(ping(misnamed).error().detail.find("certificate verify failed"), std::string::npos);
  EXPECT_FALSE(ping(plain));
}

}  // namespace
}  // namespace gongzhi::queue
