// Which passwords are taken (security.md S10), and the small rules around accounts.
#include "governance/password_rules.hpp"

#include <gtest/gtest.h>

#include "governance/accounts.hpp"

namespace gongzhi {
namespace {

using Fault = PasswordFault;

Fault check(std::string_view password) {
  static const auto common = read_common_passwords("# a comment\nPassword1\niloveyou1314\n");
  const PasswordOwner owner{{"Secretary-001", "19900000001", "条山社区", "ab"}};
  return check_password(password, owner, {common, 0});
}

TEST(S10, SevenCharactersAreTooFewAndLongOnesAreTaken) {
  EXPECT_EQ(check("kv7wq2m"), Fault::too_short);
  EXPECT_EQ(check("kv7wq2mz"), Fault::none);
  EXPECT_EQ(check("槐花开满了七条街"), Fault::none);  // eight code points
  EXPECT_EQ(check("槐花开满七条街"), Fault::too_short);
  const std::string long_one = "the quick brown fox jumps over the lazy dog and then sleeps a lot";
  EXPECT_EQ(check(long_one.substr(0, 64)), Fault::none);
  EXPECT_EQ(check((long_one + long_one).substr(0, 128)), Fault::none);
  EXPECT_EQ(check((long_one + long_one).substr(0, 129)), Fault::too_long);
}

TEST(S10, CommonOnesAreRefusedInAnyCase) {
  EXPECT_EQ(check("PASSWORD1"), Fault::common);
  EXPECT_EQ(check("ILoveYou1314"), Fault::common);
  EXPECT_EQ(check("aaaaaaaaaaaa"), Fault::common);
  EXPECT_EQ(check("iloveyou1314 "), Fault::none);  // a blank at the end counts
}

TEST(S10, WhatOthersKnowOfThePersonIsRefused) {
  EXPECT_EQ(check("my-secretary-001!"), Fault::about_owner);
  EXPECT_EQ(check("x19900000001x"), Fault::about_owner);
  EXPECT_EQ(check("我爱条山社区2026"), Fault::about_owner);
  EXPECT_EQ(check("gongzhi-kv7wq2"), Fault::about_owner);
  EXPECT_EQ(check("共治平台好密码一个"), Fault::about_owner);
  EXPECT_EQ(check("crabs and absinthe"), Fault::none);  // "ab" is too short to mean anything
}

TEST(S10, NoCompositionIsAskedForUnlessACountyMust) {
  const PasswordRules rules{{}, 3};

  EXPECT_EQ(check("onlylowercaseletters"), Fault::none);
  EXPECT_EQ(check_password("onlylowercaseletters", {}, rules), Fault::few_classes);
  EXPECT_EQ(check_password("Lower4case", {}, rules), Fault::none);
}

TEST(S10, BytesThatAreNoTextAreRefused) {
  EXPECT_EQ(check("abcdefgh\xff"), Fault::not_text);
  EXPECT_EQ(check(std::string_view("abcdefgh\0x", 10)), Fault::not_text);
  EXPECT_EQ(check("abcdefgh\xe6\x9d"), Fault::not_text);
}

TEST(S11, PausesBeginAtTheFifthFailureAndGrowButEnd) {
  const GuessLimit limit;

  EXPECT_EQ(pause_after(4, limit), Milliseconds{0});
  EXPECT_EQ(pause_after(5, limit), std::chrono::seconds{1});
  EXPECT_EQ(pause_after(8, limit), std::chrono::seconds{8});
  EXPECT_EQ(pause_after(1'000'000, limit), std::chrono::minutes{15});
}

TEST(Accounts, NamesAreReadAsPeopleWriteThem) {
  EXPECT_EQ(parse_login("Sec.Li-01"), "sec.li-01");
  EXPECT_FALSE(parse_login("李书记"));
  EXPECT_FALSE(parse_login(""));
}

TEST(Accounts, ScopesOfATokenAreWords) {
  EXPECT_EQ(parse_token_scopes("read act"), (std::vector{TokenScope::read, TokenScope::act}));
  EXPECT_EQ(parse_token_scopes("")->size(), 4U);
  EXPECT_FALSE(parse_token_scopes("read everything"));
}

TEST(S15, SecretariesSupervisorsAndAdministratorsNeedASecondFactor) {
  for (const Role role :
       {Role::community_secretary, Role::branch_secretary, Role::supervisor, Role::county_admin,
        Role::system_admin, Role::security_admin, Role::auditor})
    EXPECT_TRUE(needs_second_factor(role)) << name(role);
  for (const Role role : {Role::grid_worker, Role::member, Role::resident, Role::triager})
    EXPECT_FALSE(needs_second_factor(role)) << name(role);
}

}  // namespace
}  // namespace gongzhi
