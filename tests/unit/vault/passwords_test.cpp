// Hashes of passwords, codes of the second factor, and what is sealed.
#include "vault/passwords.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "vault/keyring.hpp"
#include "vault/one_time_codes.hpp"

namespace gongzhi::vault {
namespace {

TEST(S09, APasswordIsStoredAsArgon2idOfAtLeastNineteenMebibytes) {
  const std::string hash = hash_password("correct horse battery", {1, 1}).value();

  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(password_matches(hash, "correct horse battery"));
  EXPECT_FALSE(password_matches(hash, "correct horse battery "));
  EXPECT_NE(hash, hash_password("correct horse battery", {1, 1}).value());
}

TEST(S09, AHashOfAnotherCostIsMadeAnewAtLogin) {
  const std::string hash = hash_password("correct horse battery", {19'456, 2}).value();

  EXPECT_FALSE(needs_rehash(hash, {19'456, 2}));
  EXPECT_TRUE(needs_rehash(hash, {19'456, 3}));
  EXPECT_TRUE(needs_rehash(hash, {32'768, 2}));
  EXPECT_TRUE(needs_rehash("plain", {19'456, 2}));
}

// RFC 6238 appendix B, the last six digits of its eight.
TEST(S15, CodesAreThoseOfRfc6238) {
  const std::string secret = "12345678901234567890";
  const std::vector<std::pair<std::int64_t, std::string>> vectors{{59, "287082"},
                                                                  {1'111'111'109, "081804"},
                                                                  {1'111'111'111, "050471"},
                                                                  {1'234'567'890, "005924"},
                                                                  {2'000'000'000, "279037"},
                                                                  {20'000'000'000, "353130"}};
  for (const auto& [seconds, code] : vectors)
    EXPECT_EQ(totp_code(secret, totp_step(from_ms(seconds * 1000))), code) << seconds;
}

TEST(S15, ACodeCountsOneStepAroundAndOnce) {
  const std::string secret = new_totp_secret();

  for (const std::int64_t step : {99, 100, 101})
    EXPECT_EQ(find_totp_step(secret, totp_code(secret, step), 100, 0), step);
  for (const std::int64_t step : {98, 102})
    EXPECT_FALSE(find_totp_step(secret, totp_code(secret, step), 100, 0));
  EXPECT_FALSE(find_totp_step(secret, totp_code(secret, 100), 100, 100));
  EXPECT_FALSE(find_totp_step(secret, "", 100, 0));
  EXPECT_FALSE(find_totp_step(secret, "12345678", 100, 0));
}

TEST(S15, TheSharedSecretIsShownAsAuthenticatorsTakeIt) {
  EXPECT_EQ(shown_secret("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(otpauth_uri("12345678901234567890", "共治", "sec-1"),
            "otpauth://totp/%E5%85%B1%E6%B2%BB:sec-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=%E5%85%B1%E6%B2%BB&algorithm=SHA1&digits=6&period=30");
}

TEST(S15, RecoveryCodesAreTenDifferentOnes) {
  const auto codes = new_recovery_codes();

  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
  EXPECT_EQ(codes.front().size(), 19U);
}

TEST(S15, ASecretIsReadOnlyWhereItWasSealedAndUnchanged) {
  std::string pattern = (std::filesystem::temp_directory_path() / "keyring-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::filesystem::path dir = pattern;
  const Keyring ring = Keyring::load_or_create(dir / "a").value();
  const Keyring other = Keyring::load_or_create(dir / "b").value();
  std::string sealed = ring.seal_second_factor("12345678901234567890");

  EXPECT_EQ(ring.open_second_factor(sealed).value(), "12345678901234567890");
  EXPECT_EQ(sealed.find("12345678901234567890"), sealed.npos);
  EXPECT_FALSE(other.open_second_factor(sealed));
  sealed.back() = sealed.back() == '0' ? '1' : '0';
  EXPECT_FALSE(ring.open_second_factor(sealed));
  EXPECT_FALSE(ring.open_second_factor("sf1."));
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace gongzhi::vault
