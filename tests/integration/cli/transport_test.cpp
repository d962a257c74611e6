// The door under TLS, and the secrets behind it, asked with the tools of others: openssl and curl
// against the real platform.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdlib>
#include <optional>

#include "runtime/ready_file.hpp"
#include "tests/integration/cli/program.hpp"
#include "tests/support/files.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/private_redis.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::cli {
namespace {

using namespace std::chrono_literals;
using test::read_file;

// What a shell prints and how it ends.
Said shell(const std::string& words) {
  const TempFolder folder;
  return gongzhi("'" + folder.file("words", words) + "'", "/bin/bash");
}

// The platform under TLS on a free port.
struct Secured {
  explicit Secured(const std::string& settings = "[gateway]\ntls = \"local_ca\"\n") {
    const std::string config = folder.file("gongzhi.toml", settings);
    data = folder / "data";
    running.emplace("serve --demo --listen 127.0.0.1:0 --config '" + config + "' --data '" +
                    data.string() + "' < /dev/null");
    if (!running->says("ready https://127.0.0.1:"))
      throw std::runtime_error("it does not serve TLS: " + running->stop());
    const auto dir = runtime::DataDir::open(data).value();
    const std::string listen = runtime::find_ready(dir, "gateway").value().at("listen");
    port = listen.substr(listen.rfind(':') + 1);
  }
  std::string authority() const { return (data / "secrets/tls/authority.crt").string(); }
  pid_t pid_of(const char* part) const {
    const auto dir = runtime::DataDir::open(data).value();
    return std::atoi(runtime::find_ready(dir, part).value().at("pid").c_str());
  }
  Said s_client(const std::string& words) const {
    return shell("sleep 0.3 | openssl s_client -connect 127.0.0.1:" + port + " " + words);
  }
  Said curl(const std::string& words) const {
    return shell("curl -sS -m 10 --cacert " + authority() + " " + words);
  }
  std::string url(const std::string& path) const { return "https://localhost:" + port + path; }

  TempFolder folder;
  std::filesystem::path data;
  std::optional<Running> running;
  std::string port;
};

TEST(S37, TheDoorIsEncryptedWithAnAuthorityThatClientsCanInstall) {
  const Secured door;

  const Said page = door.curl(door.url("/api/v1/kinds"));
  const Said stranger = shell("curl -sS -m 10 " + door.url("/api/v1/kinds"));
  const Said shown = gongzhi("certificate show --data '" + door.data.string() + "'");
  const Said fingerprint =
      shell("openssl x509 -noout -fingerprint -sha256 -in " + door.authority());

  EXPECT_TRUE(page.holds("\"items\"")) << page.output;
  EXPECT_NE(stranger.status, 0) << "nobody trusts it who has not installed it";
  const auto digits = fingerprint.output.substr(fingerprint.output.find('=') + 1, 95);
  EXPECT_TRUE(shown.holds(digits)) << shown.output << fingerprint.output;
}

TEST(S37, OnlyNewVersionsAreSpokenWithoutCompressionRenegotiationOrTickets) {
  const Secured door;

  const Said old = door.s_client("-tls1_1 -cipher DEFAULT@SECLEVEL=0");
  const Said weak = door.s_client("-tls1_2 -cipher AES128-SHA:ECDHE-ECDSA-AES128-SHA");
  const Said second = door.s_client("-tls1_2 -alpn http/1.1 -CAfile " + door.authority());
  const Said third = door.s_client("-tls1_3 -CAfile " + door.authority());
  const Said other = door.s_client("-alpn h2");
  const Said again =
      shell("(echo R; sleep 0.5) | openssl s_client -tls1_2 -connect 127.0.0.1:" + door.port);

  EXPECT_TRUE(old.holds("alert protocol version")) << old.output;
  EXPECT_TRUE(weak.holds("alert handshake failure")) << weak.output;
  EXPECT_TRUE(second.holds("Verify return code: 0 (ok)")) << second.output;
  EXPECT_TRUE(second.holds("ALPN protocol: http/1.1"));
  EXPECT_TRUE(second.holds("Compression: NONE"));
  EXPECT_FALSE(second.holds("TLS session ticket:"));
  EXPECT_TRUE(third.holds("New, TLSv1.3")) << third.output;
  EXPECT_FALSE(third.holds("Post-Handshake New Session Ticket"));
  EXPECT_TRUE(other.holds("alert no application protocol")) << other.output;
  EXPECT_TRUE(again.holds("no renegotiation")) << again.output;
}

TEST(S37, BodiesRefusalsAndLiveUpdatesGoThroughTlsWhole) {
  const Secured door;
  const Said token = gongzhi("token grid-001 --data '" + door.data.string() + "'");
  const std::string bearer =
      "-H \"Authorization: Bearer " + token.output.substr(0, token.output.find('\n')) + "\" ";

  const Said big =
      door.curl("--data-binary @/bin/bash -H Content-Type:application/json -w %{http_code} " +
                door.url("/api/v1/cases"));
  const Said live = door.curl("-N -m 2 " + bearer + door.url("/api/v1/live"));
  const Said twice = door.curl("-w %{num_connects} " + door.url("/api/v1/kinds") + " " +
                               door.url("/api/v1/kinds"));

  EXPECT_TRUE(big.holds("413")) << big.output;
  EXPECT_TRUE(live.holds("retry: ")) << live.output;
  EXPECT_TRUE(twice.output.ends_with("0")) << "the second request needs no connection of its own";
}

TEST(S18, EveryAnswerUnderTlsPromisesHttpsForAYear) {
  const Secured door;
  const std::string promise = "Strict-Transport-Security: max-age=31536000; includeSubDomains";

  for (const char* path : {"/api/v1/kinds", "/api/v1/me", "/api/v1/nothing", "/nowhere", "/login",
                           "/login.css", "/t/nonsense"}) {
    const Said answer = door.curl("-i " + door.url(path));
    EXPECT_TRUE(answer.holds(promise)) << path << answer.output;
  }
  const Said broken = shell(
      "(printf 'GET / HTTP/9.9\\r\\n\\r\\n'; sleep 0.5) | openssl s_client -quiet -connect "
      "127.0.0.1:" +
      door.port);
  EXPECT_TRUE(broken.holds(promise)) << broken.output;
}

TEST(S16, ALinkMadeByACommandUnderTlsBeginsWithHttps) {
  const Secured door;

  const Said link = gongzhi("users reset grid-001 --data '" + door.data.string() + "'");

  EXPECT_TRUE(link.holds("https://127.0.0.1:" + door.port + "/invitation#")) << link.output;
}

TEST(S37, WhoeverDoesNotShakeHandsIsGoneInTimeAndPlainTextIsNotAnswered) {
  const Secured door("[gateway]\ntls = \"local_ca\"\nheader_timeout_ms = 500\n");
  const auto port = static_cast<std::uint16_t>(std::atoi(door.port.c_str()));

  const auto began = std::chrono::steady_clock::now();
  const std::string to_silence = test::HttpClient(port).send_and_read_all("\x16\x03\x01");
  const auto took = std::chrono::steady_clock::now() - began;
  const auto plain = test::HttpClient(port).get("/api/v1/kinds");

  EXPECT_TRUE(to_silence.empty());
  EXPECT_GT(took, 400ms);
  EXPECT_LT(took, 3s);
  EXPECT_EQ(plain.status, 0);
}

TEST(S37, TheProgramRefusesToListenBeyondLoopbackInTheClear) {
  const TempFolder folder;

  const Said said =
      gongzhi("serve --demo --listen 0.0.0.0:0 --data '" + (folder / "data").string() + "'");

  EXPECT_EQ(said.status, 2) << said.output;
  EXPECT_TRUE(said.holds("--tls local_ca")) << said.output;
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

// A certificate of somebody else, in two files.
void make_certificate(const TempFolder& folder, const std::string& name) {
  const Said made =
      shell("cd " + (folder / "").string() +
            " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
            "-days 2 -subj /CN=" +
            name +
            " -addext subjectAltName=DNS:localhost -keyout new.key -out new.crt && "
            "chmod 0400 new.key && mv -f new.key tls.key && mv -f new.crt tls.crt");
  ASSERT_EQ(made.status, 0) << made.output;
}

TEST(S40, ACertificateIsRotatedWithoutDowntimeAndABadOneChangesNothing) {
  const TempFolder files;
  make_certificate(files, "first");
  Secured door("[gateway]\ntls_certificate_file = \"" + (files / "tls.crt").string() +
               "\"\ntls_key_file = \"" + (files / "tls.key").string() + "\"\n");
  const auto subject = [&door] { return door.s_client("").output; };
  ASSERT_NE(subject().find("CN = first"), std::string::npos);

  make_certificate(files, "second");
  EXPECT_TRUE(test::wait_until([&] { return subject().find("CN = second") != std::string::npos; },
                               15s, 100ms));
  files.file("tls.crt", "nonsense");
  ::kill(door.pid_of("gateway"), SIGHUP);
  EXPECT_TRUE(door.running->says("the changed certificate cannot be used"));
  EXPECT_NE(subject().find("CN = second"), std::string::npos);
  ::chmod((files / "tls.key").c_str(), 0644);
  const Said open =
      gongzhi("gateway --listen 127.0.0.1:0 --config '" + (door.folder / "gongzhi.toml").string() +
              "' --data '" + (files / "data").string() + "'");

  EXPECT_NE(open.status, 0);
  EXPECT_TRUE(open.holds("chmod 0400")) << open.output;
}

TEST(S40, NoPartWritesCoreFilesOrCarriesSecretsInItsWordsOrSurroundings) {
  const Secured door;
  std::vector<std::string> secrets;
  for (const char* role : {"gateway", "worker", "operator"}) {
    const auto file = door.data / "secrets" / ("redis-" + std::string(role) + ".password");
    struct stat info {};
    ASSERT_EQ(::stat(file.c_str(), &info), 0) << file;
    EXPECT_EQ(info.st_mode & 0777, 0400U) << file;
    secrets.push_back(read_file(file).substr(0, 64));
    ASSERT_EQ(secrets.back().size(), 64U);
  }
  std::vector<std::string> pids;
  for (const char* part : {"gateway", "worker"}) pids.push_back(std::to_string(door.pid_of(part)));
  pids.push_back(std::to_string(std::atoi(read_file(door.data / "redis/redis.lock").c_str())));
  pids.push_back(std::to_string(std::atoi(read_file(door.data / "run/serve.lock").c_str())));

  for (const std::string& pid : pids) {
    const std::filesystem::path proc = "/proc/" + pid;
    const std::string limits = read_file(proc / "limits");
    const auto line = limits.find("Max core file size");
    ASSERT_NE(line, std::string::npos) << pid;
    EXPECT_EQ(limits.substr(line, 44).find_first_of("123456789u"), std::string::npos) << limits;
    for (const std::string& secret : secrets)
      for (const char* what : {"environ", "cmdline"})
        EXPECT_EQ(read_file(proc / what).find(secret), std::string::npos) << pid << " " << what;
  }
  EXPECT_EQ(read_file(door.data / "redis/redis.conf").find(secrets[0]), std::string::npos);
}

TEST(D24, ThePrivateRedisTakesNobodyWithoutAName) {
  const Secured door;
  const std::string socket = (door.data / "run/redis.sock").string();

  EXPECT_TRUE(test::ask_redis(socket, "PING").starts_with("-NOAUTH"));
  EXPECT_TRUE(test::ask_redis(socket, "FLUSHALL").starts_with("-NOAUTH"));
  const Said status = gongzhi("queue status --data '" + door.data.string() + "'");
  EXPECT_EQ(status.status, 0) << status.output;
}

// What checksec looks at. The release build carries more (cmake/compiler.cmake).
void expect_hardened(const std::string& program) {
  const Said head = shell("readelf -hW " + program);
  const Said segments = shell("readelf -lW " + program);
  const Said dynamic = shell("readelf -dW " + program);
  const Said symbols = shell("readelf --dyn-syms -W " + program);

  EXPECT_TRUE(head.holds("DYN (Position-Independent Executable")) << head.output;
  EXPECT_TRUE(segments.holds("GNU_RELRO"));
  const auto stack = segments.output.find("GNU_STACK");
  ASSERT_NE(stack, std::string::npos);
  const auto end = segments.output.find('\n', stack);
  EXPECT_EQ(segments.output.substr(stack, end - stack).find("RWE"), std::string::npos);
  EXPECT_EQ(segments.output.find(" RWE "), std::string::npos) << "writable code";
  EXPECT_TRUE(dynamic.holds("BIND_NOW") || dynamic.holds("NOW")) << dynamic.output;
  EXPECT_FALSE(dynamic.holds("RPATH") || dynamic.holds("RUNPATH"));
  EXPECT_TRUE(symbols.holds("__stack_chk_fail"));
}

TEST(S41, TheProgramIsHardened) {
  expect_hardened(GONGZHI_BINARY);
}

TEST(S41, TheReleaseChecksItsCopiesToo) {
  const std::string release = GONGZHI_SOURCE_DIR "/build/release/gongzhi";
  if (!std::filesystem::exists(release)) GTEST_SKIP() << "no release is built";

  expect_hardened(release);
  EXPECT_TRUE(shell("readelf --dyn-syms -W " + release).holds("_chk@"));
}

}  // namespace
}  // namespace gongzhi::cli
