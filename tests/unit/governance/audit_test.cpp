// A note for the audit trail survives its message, and nothing else is taken for one.
#include "governance/audit.hpp"

#include <gtest/gtest.h>

namespace gongzhi {
namespace {

AuditEntry refused_login() {
  AuditEntry entry;
  entry.actor.user = "u-7";
  entry.role = "triager";
  entry.act = "login";
  entry.subject = "u-7";
  entry.result = AuditResult::refused;
  entry.reason = "wrong_password";
  entry.origin = {"203.0.113.9", "0123456789abcdef"};
  entry.count = 4;
  entry.facts = {{"second_factor", false}};
  return entry;
}

TEST(Audit, ANoteComesBackAsItWas) {
  const AuditEntry entry = refused_login();

  const auto back = entry_of(note_of(entry));

  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->actor, entry.actor);
  EXPECT_EQ(back->role, entry.role);
  EXPECT_EQ(back->act, entry.act);
  EXPECT_EQ(back->subject, entry.subject);
  EXPECT_EQ(back->result, entry.result);
  EXPECT_EQ(back->reason, entry.reason);
  EXPECT_EQ(back->origin, entry.origin);
  EXPECT_EQ(back->count, entry.count);
  EXPECT_EQ(back->facts, entry.facts);
}

TEST(Audit, NobodyKnownIsTheGateway) {
  AuditEntry entry = refused_login();
  entry.actor = {};
  EXPECT_EQ(entry_of(note_of(entry))->actor.system, "gateway");
}

TEST(Audit, AnythingElseIsNoNote) {
  Administration other = note_of(refused_login());
  other.act = "user.create";
  EXPECT_TRUE(entry_of(other).has_error());
  Administration without = note_of(refused_login());
  without.input.erase(".result");
  EXPECT_TRUE(entry_of(without).has_error());
}

}  // namespace
}  // namespace gongzhi
