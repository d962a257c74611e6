// Nothing of the platform goes out of the house (security.md P09), nothing but its door is
// reachable from outside, and nobody has an account by himself (P11). Asked in a network of its
// own, whose only way out ends in a descriptor of the test.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tests/integration/cli/program.hpp"
#include "tests/support/demo_platform.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/private_redis.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::cli {
namespace {

using testing::IsEmpty;
using testing::Not;

sockaddr address_of(const char* text) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  ::inet_pton(AF_INET, text, &in.sin_addr);
  sockaddr any{};
  std::memcpy(&any, &in, sizeof in);
  return any;
}

/// From here on this process and its children have a loopback, an address 10.77.0.1, and a default
/// route on which every packet is caught.
class OwnNetwork {
 public:
  OwnNetwork() {
    if (::unshare(CLONE_NEWNET) != 0) return;
    control_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    out_ = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    is_there_ = control_ >= 0 && out_ >= 0 && raise("lo") && make_way_out() && raise("out") &&
                add_default_route();
  }
  ~OwnNetwork() {
    if (out_ >= 0) ::close(out_);
    if (control_ >= 0) ::close(control_);
  }
  OwnNetwork(const OwnNetwork&) = delete;
  OwnNetwork& operator=(const OwnNetwork&) = delete;

  bool is_there() const { return is_there_; }

  /// Where to packets went since the last look. What IPv6 says of itself on a new interface is its
  /// own, and goes to groups.
  std::vector<std::string> left() const {
    std::vector<std::string> places;
    std::array<unsigned char, 2'048> packet{};
    for (ssize_t size = 0; (size = ::read(out_, packet.data(), packet.size())) > 0;) {
      const bool is_v4 = size >= 20 && packet[0] >> 4 == 4;
      const bool is_v6 = size >= 40 && packet[0] >> 4 == 6 && packet[24] != 0xff;
      std::array<char, INET6_ADDRSTRLEN> text{};
      if (is_v4) ::inet_ntop(AF_INET, &packet[16], text.data(), text.size());
      if (is_v6) ::inet_ntop(AF_INET6, &packet[24], text.data(), text.size());
      if (is_v4 || is_v6) places.emplace_back(text.data());
    }
    return places;
  }

 private:
  static ifreq named(const char* name) {
    ifreq request{};
    std::strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    return request;
  }
  bool raise(const char* name) const {
    ifreq request = named(name);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    return ::ioctl(control_, SIOCSIFFLAGS, &request) == 0;
  }
  bool make_way_out() const {
    ifreq request = named("out");
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (::ioctl(out_, TUNSETIFF, &request) != 0) return false;
    request = named("out");
    request.ifr_addr = address_of("10.77.0.1");
    return ::ioctl(control_, SIOCSIFADDR, &request) == 0;
  }
  bool add_default_route() const {
    std::array<char, 4> device{"out"};
    rtentry route{};
    route.rt_dst = address_of("0.0.0.0");
    route.rt_genmask = address_of("0.0.0.0");
    route.rt_flags = RTF_UP;
    route.rt_dev = device.data();
    return ::ioctl(control_, SIOCADDRT, &route) == 0;
  }

  int control_ = -1;
  int out_ = -1;
  bool is_there_ = false;
};

void send_a_packet_outside() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const sockaddr to = address_of("192.0.2.1");
  sockaddr_in in{};
  std::memcpy(&in, &to, sizeof in);
  in.sin_port = htons(53);
  EXPECT_EQ(::sendto(fd, "x", 1, 0, reinterpret_cast<const sockaddr*>(&in), sizeof in), 1);
  ::close(fd);
}

/// Addresses, as /proc writes them, on which anybody in this network listens beyond the loopback.
std::vector<std::string> listening_outside() {
  std::vector<std::string> found;
  for (const char* file : {"/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"}) {
    std::ifstream lines(file);
    std::string line;
    std::getline(lines, line);  // the heading
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      std::string number, local, remote, state;
      words >> number >> local >> remote >> state;
      const std::string address = local.substr(0, local.find(':'));
      const bool is_loopback =
          address == "0100007F" || address == "00000000000000000000000001000000";
      if (state == "0A" && !is_loopback) found.push_back(local);
    }
  }
  return found;
}

TEST(P09, NothingGoesOutOfTheHouse) {
  const OwnNetwork network;
  if (!network.is_there()) GTEST_SKIP() << "needs root for a network of its own";
  send_a_packet_outside();
  ASSERT_THAT(network.left(), Not(IsEmpty())) << "the watch itself sees what goes out";
  test::DemoPlatform platform;
  test::HttpClient client(platform.port());
  const std::string bearer = "Bearer " + platform.token("secretary-001");

  const test::HttpAnswer made =
      client.post("/api/v1/cases",
                  R"({"kind":"incident","category":"E0110","title":"看 http://192.0.2.1/a.png",)"
                  R"("description":"没人清","location":{"lon":111.0,"lat":35.02}})",
                  {{"Idempotency-Key", "0123456789012345678901234567"}});
  ASSERT_EQ(made.status, 201) << made.body;
  for (const char* path : {"/login", "/api/v1/kinds", "/api/v1/cases", "/api/v1/board"})
    EXPECT_EQ(client.get(path, {{"Authorization", bearer}}).status, 200) << path;
  EXPECT_THAT(platform.command("verify"), testing::HasSubstr("verifies"));

  EXPECT_THAT(network.left(), IsEmpty());
}

TEST(P11, OnlyTheDoorListensBeyondTheMachine) {
  const OwnNetwork network;
  if (!network.is_there()) GTEST_SKIP() << "needs root for a network of its own";
  const TempFolder folder;
  Running platform("serve --demo --tls local_ca --listen 0.0.0.0:0 --data '" +
                   (folder / "data").string() + "' < /dev/null");
  ASSERT_TRUE(platform.says("ready https://")) << platform.stop();

  EXPECT_THAT(listening_outside(), testing::SizeIs(1));
  EXPECT_THAT(network.left(), IsEmpty());
}

TEST(P11, NobodyHasAnAccountByThemselves) {
  const test::PrivateRedis redis;
  const TempFolder folder;
  const std::string options =
      " --config '" +
      folder.file("gongzhi.toml", "[queue]\naddress = \"unix:" + redis.socket() + "\"\n") +
      "' --data '" + (folder / "data").string() + "'";
  const std::string config = GONGZHI_SOURCE_DIR "/config/";
  std::string files;
  for (const char* file :
       {"categories.csv", "standards.csv", "routing.csv", "calendars", "kinds", "demo/yanhu"})
    files += " '" + config + file + "'";
  const Said imported = gongzhi("import" + files + options);
  ASSERT_EQ(imported.status, 0) << imported.output;

  const Said listed = gongzhi("users list" + options);

  EXPECT_TRUE(listed.holds("county-admin")) << listed.output;
  EXPECT_TRUE(listed.holds("no password"));
  EXPECT_FALSE(listed.holds(" ready ")) << listed.output;
}

}  // namespace
}  // namespace gongzhi::cli
