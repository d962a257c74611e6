// Guessing is slow, and nobody is locked out (security.md S11).
#include <gmock/gmock.h>

#include "records/reader.hpp"
#include "tests/integration/accounts/visitor.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

std::vector<records::AuditRow> audited(const records::AuditQuery& query) {
  records::DatabaseConfig config;
  config.file = demo().data() / "store" / "gongzhi.db";
  return records::Reader::open(config).value()->audit(query)->rows;
}

int seconds_of(const Answered& answer) {
  return std::atoi(answer.http.field("retry-after").c_str());
}

TEST(S11, FromTheFifthFailureOnThereArePausesThatGrow) {
  Visitor guesser("127.0.5.1");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(guesser.sign_in("grid-011", "guess number " + std::to_string(i)).status(), 401);

  const Answered fifth = guesser.sign_in("grid-011", "guess number five");
  const Answered right = guesser.sign_in("grid-011");  // the right one, too early

  EXPECT_EQ(fifth.status(), 429);
  EXPECT_EQ(fifth.at("/reason"), "too_many_tries");
  EXPECT_EQ(seconds_of(fifth), 1);
  EXPECT_EQ(right.status(), 429);
  std::optional<Answered> sixth;
  EXPECT_TRUE(wait_until(
      [&] {
        sixth = guesser.sign_in("grid-011", "guess number six");
        return seconds_of(*sixth) >= 2;
      },
      6s, 300ms));
  // Whoever comes from elsewhere is not held up.
  Visitor owner("127.0.5.2");
  EXPECT_EQ(owner.sign_in("grid-011").status(), 200);
  // Nor is the account locked where it was guessed at: the pause ends.
  EXPECT_TRUE(wait_until([&] { return guesser.sign_in("grid-011").status() == 200; }, 10s, 500ms));
  EXPECT_TRUE(wait_until([] { return !audited({.actor = "grid-011", .act = "login"}).empty(); }));
}

TEST(S11, OnePasswordAtManyAccountsIsSeen) {
  Visitor sprayer("127.0.5.3");
  int stopped = 0;
  for (int i = 1; i <= 14; ++i)
    stopped +=
        sprayer.sign_in("member-1" + std::to_string(10 + i), "spring flowers 2026").status() == 429;

  EXPECT_GE(stopped, 3);
  EXPECT_TRUE(wait_until([] { return !audited({.act = "login.spraying"}).empty(); }));
  Visitor elsewhere("127.0.5.4");
  EXPECT_EQ(elsewhere.sign_in("member-111").status(), 200);
}

TEST(S11, WhoeverSignedInThereBeforeIsNotHeldUpByTheirSource) {
  Visitor regular("127.0.5.5");
  ASSERT_EQ(regular.sign_in("member-130").status(), 200);
  Visitor sprayer("127.0.5.5");
  for (int i = 1; i <= 12; ++i)
    sprayer.sign_in("member-1" + std::to_string(40 + i), "spring flowers 2026");
  ASSERT_EQ(sprayer.sign_in("member-160").status(), 429);

  EXPECT_EQ(regular.sign_in("member-130").status(), 200);
}

}  // namespace
}  // namespace gongzhi::test
