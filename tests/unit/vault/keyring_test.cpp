// Keyed hashes, receipt keys and tokens: stable over restarts, different between installations.
#include "vault/keyring.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "vault/bytes.hpp"

namespace gongzhi::vault {
namespace {

class KeyringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "keyring-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  Keyring load(const std::string& name) { return Keyring::load_or_create(dir_ / name).value(); }

  std::filesystem::path dir_;
};

TEST_F(KeyringTest, GivesTheSameAnswersAfterARestart) {
  const Keyring first = load("a");
  const Keyring again = load("a");

  EXPECT_EQ(first.message_id("u1", "key"), again.message_id("u1", "key"));
  EXPECT_EQ(first.receipt_key(first.message_id("u1", "key")),
            again.receipt_key(first.message_id("u1", "key")));
  EXPECT_EQ(again.token_user(first.issue_token("grid-001")), "grid-001");
}

TEST_F(KeyringTest, BindsAnUploadToItsUploaderAndItsSize) {
  const Keyring ring = load("a");
  const std::string id = ring.upload_id("user:u1", "picture", 2560, 1707);

  EXPECT_EQ(id.size(), 64U);
  EXPECT_EQ(id.substr(24, 8), "0a0006ab");
  EXPECT_EQ(id, ring.upload_id("user:u1", "picture", 2560, 1707));
  EXPECT_NE(id, ring.upload_id("user:u2", "picture", 2560, 1707));
  EXPECT_NE(id, load("b").upload_id("user:u1", "picture", 2560, 1707));
  EXPECT_TRUE(ring.upload_is_of(id, "user:u1"));
  EXPECT_FALSE(ring.upload_is_of(id, "user:u2"));
  EXPECT_FALSE(ring.upload_is_of("", "user:u1"));
  for (std::size_t at = 0; at < id.size(); ++at) {
    std::string other = id;
    other[at] = other[at] == '0' ? '1' : '0';
    EXPECT_FALSE(ring.upload_is_of(other, "user:u1")) << at;
  }
}

TEST_F(KeyringTest, AnotherInstallationGivesOtherAnswers) {
  const Keyring a = load("a"), b = load("b");

  EXPECT_NE(a.message_id("u1", "key"), b.message_id("u1", "key"));
  EXPECT_EQ(b.token_user(a.issue_token("grid-001")), "");
  EXPECT_FALSE(b.envelope_mac_matches("text", a.envelope_mac("text")));
}

TEST_F(KeyringTest, KeepsWhoAndKeyApart) {
  const Keyring ring = load("a");

  EXPECT_NE(ring.message_id("ab", "c"), ring.message_id("a", "bc"));
  EXPECT_NE(ring.message_id("u1", "k"), ring.derived_id("u1", "k"));
}

TEST_F(KeyringTest, DetectsOneChangedBitOfAnEnvelope) {
  const Keyring ring = load("a");
  const std::string mac = ring.envelope_mac("envelope");

  EXPECT_TRUE(ring.envelope_mac_matches("envelope", mac));
  EXPECT_FALSE(ring.envelope_mac_matches("envelopf", mac));
  EXPECT_FALSE(ring.envelope_mac_matches("envelope", mac.substr(1)));
  EXPECT_FALSE(ring.envelope_mac_matches("envelope", ""));
}

TEST_F(KeyringTest, AcceptsAReceiptKeyAsPeopleTypeIt) {
  const Keyring ring = load("a");
  const MessageId id = ring.message_id("u1", "key");
  std::string typed = ring.receipt_key(id);
  ASSERT_EQ(typed.size(), 20U);
  for (char& c : typed) c = static_cast<char>(std::tolower(c));
  typed.insert(5, "-");

  EXPECT_TRUE(ring.receipt_key_matches(id, typed));
  EXPECT_FALSE(ring.receipt_key_matches(ring.message_id("u2", "key"), typed));
}

TEST_F(KeyringTest, RefusesAlteredTokens) {
  const Keyring ring = load("a");
  std::string token = ring.issue_token("u1");
  token.back() = token.back() == '0' ? '1' : '0';

  EXPECT_EQ(ring.token_user(token), "");
  EXPECT_EQ(ring.token_user("gz1."), "");
  EXPECT_EQ(ring.token_user("gz1.x"), "");
  EXPECT_EQ(ring.token_user(""), "");
}

TEST_F(KeyringTest, RefusesAKeyFileThatOthersMayRead) {
  (void)load("a");
  ASSERT_EQ(::chmod((dir_ / "a" / "master.key").c_str(), 0444), 0);

  const auto ring = Keyring::load_or_create(dir_ / "a");

  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error().code, Errc::forbidden);
}

TEST_F(KeyringTest, RefusesACutKeyFileInsteadOfMakingANewOne) {
  std::filesystem::create_directories(dir_ / "a");
  std::ofstream(dir_ / "a" / "master.key") << "short";

  const auto ring = Keyring::load_or_create(dir_ / "a");

  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error().code, Errc::corrupt);
}

TEST(Base32, MatchesKnownTexts) {
  EXPECT_EQ(to_base32(std::string_view("\x00", 1)), "00");
  EXPECT_EQ(to_base32("\xff"), "ZW");
  EXPECT_EQ(to_base32("foobar"), "CSQPYRK1E8");
  EXPECT_EQ(normalise_base32("csqp-yrkl e8"), "CSQPYRK1E8");
}

}  // namespace
}  // namespace gongzhi::vault
