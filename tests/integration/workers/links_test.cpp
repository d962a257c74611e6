// One-time links by the clock of the message that uses them (security.md S16).
#include <gmock/gmock.h>

#include "records/accounts.hpp"
#include "tests/integration/workers/applier_rig.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;

const std::string token_hash(64, 'a');
const std::string password_hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA";

/// Acts of the platform itself, one a message, at a minute after monday().
class Links {
 public:
  Outcome order(Administration act, const char* by, int minutes) {
    const std::uint64_t seq = rig_.position(0).seq + 1;
    Message message;
    message.id = rig_.keyring().message_id("act", std::to_string(seq));
    message.actor.system = by;
    message.body = std::move(act);
    rig_.apply(
        {rig_.incoming(std::move(message), {.partition = 0, .seq = seq, .minutes = minutes})});
    const auto row =
        rig_.reader()->find_outcome(rig_.keyring().message_id("act", std::to_string(seq)));
    return row && *row ? (*row)->outcome : Outcome{};
  }
  Outcome make(std::int64_t lives_minutes) {
    return order({"invitation.create",
                  "grid-001",
                  {{"token_hash", token_hash}, {"purpose", "reset"}, {"minutes", lives_minutes}}},
                 "cli", 0);
  }
  Outcome use(int minutes) {
    return order({"invitation.use", "", {{"token_hash", token_hash}, {"hash", password_hash}}},
                 "gateway", minutes);
  }
  std::string password() {
    const auto reader = rig_.reader();
    const auto account =
        records::find_account(reader->connection(), records::AccountKey::user, "grid-001");
    return account && *account ? (*account)->password : std::string("?");
  }

 private:
  ApplierRig rig_;
};

TEST(S16, ALinkIsGoodWithinItsTime) {
  Links links;
  ASSERT_EQ(links.make(10).status, OutcomeStatus::applied);

  EXPECT_EQ(links.use(9).status, OutcomeStatus::applied);

  EXPECT_EQ(links.password(), password_hash);
}

TEST(S16, ALinkOlderThanItsLifetimeIsRefused) {
  Links links;
  ASSERT_EQ(links.make(10).status, OutcomeStatus::applied);

  const Outcome late = links.use(11);

  EXPECT_EQ(late.status, OutcomeStatus::refused);
  EXPECT_EQ(late.reason, "bad_link");
  EXPECT_EQ(links.password(), "");
}

}  // namespace
}  // namespace gongzhi
