// The authority of our own: what it signs is accepted by others, lasts, and its key stays with us.
#include "vault/certificate.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "vault/secret_file.hpp"

namespace gongzhi::vault {
namespace {

using std::chrono::hours;

const Instant now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
const std::vector<std::string> names{"office.lan", "192.168.7.5", "localhost", "::1"};

class LocalAuthorityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "authority-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  LocalAuthority load(std::vector<std::string> of = names) {
    return LocalAuthority::load_or_create(dir_, of, now).value();
  }
  bool openssl_accepts(const LocalAuthority& authority, const std::string& question) {
    const std::string command = "openssl verify -x509_strict -purpose sslserver -CAfile '" +
                                authority.certificate_file().string() + "' " + question + " '" +
                                authority.server_file().string() + "' > /dev/null 2>&1";
    return std::system(command.c_str()) == 0;  // NOLINT(cert-env33-c): our own words
  }
  static mode_t mode_of(const std::filesystem::path& file) {
    struct stat info {};
    return ::stat(file.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
  }

  std::filesystem::path dir_;
};

TEST_F(LocalAuthorityTest, SignsWhatOpenSslAcceptsForItsNamesAndNoOther) {
  const LocalAuthority authority = load();
  ASSERT_TRUE(authority.keep_server_certificate(names, now, Renewal::when_due).value());

  EXPECT_TRUE(openssl_accepts(authority, "-verify_hostname office.lan"));
  EXPECT_TRUE(openssl_accepts(authority, "-verify_ip 192.168.7.5"));
  EXPECT_TRUE(openssl_accepts(authority, "-verify_ip ::1"));
  EXPECT_FALSE(openssl_accepts(authority, "-verify_hostname other.lan"));
}

TEST_F(LocalAuthorityTest, CannotBeMisusedForTheSitesOfTheWorld) {
  const LocalAuthority authority = load();
  ASSERT_TRUE(
      authority.keep_server_certificate({"www.example.com"}, now, Renewal::now).has_value());

  EXPECT_FALSE(openssl_accepts(authority, "")) << "its names are limited to those of this house";
}

TEST_F(LocalAuthorityTest, KeepsItsKeysToItselfAndItsCertificateForAll) {
  const LocalAuthority authority = load();
  ASSERT_TRUE(authority.keep_server_certificate(names, now, Renewal::when_due));

  EXPECT_EQ(mode_of(authority.secret_file()), 0400U);
  EXPECT_EQ(mode_of(authority.server_file()), 0400U);
  EXPECT_EQ(mode_of(authority.certificate_file()), 0444U);
  EXPECT_EQ(read_certificate(authority.certificate_file()).value().fingerprint.size(), 95U);
}

TEST_F(LocalAuthorityTest, RenewsBeforeTheEndAndForNewNamesOnly) {
  const LocalAuthority authority = load();
  ASSERT_TRUE(authority.keep_server_certificate(names, now, Renewal::when_due).value());
  const Instant soon = now + LocalAuthority::server_lives - hours(24 * 29);

  EXPECT_FALSE(authority.keep_server_certificate(names, now, Renewal::when_due).value());
  EXPECT_FALSE(authority.keep_server_certificate({"office.lan"}, now, Renewal::when_due).value());
  EXPECT_TRUE(authority.keep_server_certificate(names, soon, Renewal::when_due).value());
  EXPECT_TRUE(authority.keep_server_certificate({"10.0.0.9"}, soon, Renewal::when_due).value());
}

TEST_F(LocalAuthorityTest, StaysTheSameAuthorityForTenYears) {
  const auto first = read_certificate(load().certificate_file()).value();
  const auto again = read_certificate(load({"else.lan"}).certificate_file()).value();

  EXPECT_EQ(first.fingerprint, again.fingerprint);
  EXPECT_GT(first.ends - now, hours(24 * 3650));
}

TEST_F(LocalAuthorityTest, RefusesANameThatWouldSayMoreThanAName) {
  EXPECT_EQ(LocalAuthority::load_or_create(dir_, {"a,DNS:b"}, now).error().code, Errc::invalid);
}

TEST(S40, ASecretThatOthersMayReadIsRefusedWithTheCommandThatHelps) {
  std::string pattern = (std::filesystem::temp_directory_path() / "secret-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path file = std::filesystem::path(pattern) / "password";
  std::ofstream(file) << "secret\nmore\n";
  ::chmod(file.c_str(), 0640);

  const auto open_to_group = read_password_file(file);
  ::chmod(file.c_str(), 0400);
  const auto closed = read_password_file(file);
  std::filesystem::remove_all(pattern);

  ASSERT_FALSE(open_to_group);
  EXPECT_EQ(open_to_group.error().code, Errc::forbidden);
  EXPECT_NE(open_to_group.error().detail.find("chmod 0400 "), std::string::npos);
  EXPECT_EQ(closed.value(), "secret");
}

}  // namespace
}  // namespace gongzhi::vault
