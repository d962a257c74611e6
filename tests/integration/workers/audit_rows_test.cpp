// What the worker writes into the audit trail: one row for each act and each refusal, in the same
// transaction, once.
#include <set>

#include "records/erase.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "tests/support/files.hpp"
#include "workers/acts_platform.hpp"
#include "workers/record_copies.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;

std::vector<records::AuditRow> rows_of(const ApplierRig& rig, const std::string& act) {
  records::AuditQuery query;
  query.act = act;
  auto page = rig.reader()->audit(query);
  return page ? page->rows : std::vector<records::AuditRow>{};
}

workers::Incoming act_of(const ApplierRig& rig, Administration act, Actor actor,
                         std::uint64_t seq) {
  Message message;
  message.id = rig.keyring().message_id("act", std::to_string(seq));
  message.actor = std::move(actor);
  message.body = std::move(act);
  return rig.incoming(std::move(message), {.partition = 0, .seq = seq});
}

Actor system(const char* name) {
  Actor actor;
  actor.system = name;
  return actor;
}

Outcome outcome_of(const ApplierRig& rig, std::uint64_t seq) {
  const auto row = rig.reader()->find_outcome(rig.keyring().message_id("act", std::to_string(seq)));
  return row && *row ? (*row)->outcome : Outcome{};
}

TEST(S30, AnUnknownActIsRefusedAndNoted) {
  ApplierRig rig;
  const std::uint64_t seq = rig.position(0).seq + 1;

  rig.apply({act_of(rig, {"moon.eat", "moon", {}, {"10.0.0.9", "t1"}}, system("cli"), seq)});

  EXPECT_EQ(outcome_of(rig, seq).reason, "unknown_act");
  const auto rows = rows_of(rig, "moon.eat");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].entry.result, AuditResult::refused);
  EXPECT_EQ(rows[0].entry.subject, "moon");
  EXPECT_EQ(rows[0].entry.origin.address, "10.0.0.9");
  rig.expect_verified();
}

TEST(S30, OnlyAGatewayTellsAndOnlyTheCommandLineNotesBackups) {
  ApplierRig rig;
  const std::uint64_t seq = rig.position(0).seq + 1;
  AuditEntry login;
  login.actor.user = "secretary-001";
  login.act = "login";
  Actor user;
  user.user = "secretary-001";

  rig.apply(
      {act_of(rig, note_of(login), user, seq),
       act_of(rig, note_of(login), system("gateway"), seq + 1),
       act_of(rig, {std::string(workers::platform_restore_act), ""}, user, seq + 2),
       act_of(rig, {std::string(workers::platform_restore_act), ""}, system("cli"), seq + 3)});

  EXPECT_EQ(outcome_of(rig, seq).code, Errc::forbidden);
  ASSERT_EQ(rows_of(rig, "login").size(), 1U);
  EXPECT_EQ(rows_of(rig, "login")[0].entry.actor.user, "secretary-001");
  const auto restores = rows_of(rig, "platform.restore");
  ASSERT_EQ(restores.size(), 2U);
  EXPECT_EQ(restores[0].entry.result, AuditResult::done);
  EXPECT_EQ(restores[1].entry.result, AuditResult::refused);
}

TEST(S30, WhoMayNotDoItAnyMoreIsRefusedAndNotedOnce) {
  ApplierRig rig;
  const ApplierRig::Place place{.partition = 7, .seq = 1};
  rig.apply({rig.report("a", place)});
  const auto sneaky = [&] {
    return rig.act(rig.number_at(place), "auditor", "sign", {}, {.partition = 7, .seq = 2});
  };

  rig.apply({sneaky()});
  rig.reopen();
  rig.apply({sneaky()});

  const auto rows = rows_of(rig, "case.action");
  ASSERT_EQ(rows.size(), 1U) << "what is read again is not noted again";
  EXPECT_EQ(rows[0].entry.actor.user, "auditor");
  EXPECT_EQ(rows[0].entry.subject, rig.number_at(place).text());
  EXPECT_EQ(rows[0].entry.result, AuditResult::refused);
  EXPECT_NE(rows[0].facts.find("sign"), std::string::npos);
  rig.expect_verified();
}

TEST(S30, AForgedEntryIsNotedOnce) {
  ApplierRig rig;
  queue::Entry entry;
  entry.id = {9, 0};
  entry.at = test::monday();
  entry.envelope = "{\"v\":1}";
  entry.mac = std::string(32, 'x');
  const auto forged = [&] {
    return workers::read_entry(7, entry, {rig.keyring(), rig.applier().generation()});
  };

  rig.apply({forged()});
  rig.reopen();
  rig.apply({forged()});

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM audit WHERE reason = 'bad_mac'"), 1);
  rig.expect_verified();
}

TEST(S30, AnImportIsNotedAlsoOneThatIsRefused) {
  ApplierRig rig;
  EXPECT_EQ(rows_of(rig, "import").size(), 1U) << "the demo county";
  Message message;
  message.id = rig.keyring().message_id("act", "import");
  message.actor.user = "secretary-001";
  message.body = ImportBundle{"abc", "mine"};

  rig.apply({rig.incoming(message, {.partition = 0, .seq = rig.position(0).seq + 1})});

  EXPECT_EQ(rig.ask("SELECT COUNT(*) FROM audit WHERE actor = 'secretary-001'"
                    " AND result = 'refused' AND reason = 'not_allowed'"),
            1);
}

class Copies : public ::testing::Test {
 protected:
  void keep(Instant now) {
    if (!copies_) copies_.emplace(settings_, rig_.dir(), rig_.keyring());
    const auto kept = copies_->keep(rig_.applier().store(), now);
    ASSERT_TRUE(kept) << kept.error().message;
  }
  workers::KeptHeads heads() {
    return workers::load_kept_heads(rig_.keyring(), rig_.dir().root() / "audit_heads.jsonl")
        .value();
  }
  void erase(const CaseNumber& number, Instant at) {
    auto transaction = rig_.applier().store().begin().value();
    ASSERT_TRUE(records::erase_personal_text(*transaction, {number.key(), "{}", at}));
    ASSERT_TRUE(transaction->commit());
  }

  ApplierRig rig_;
  runtime::Settings::Audit settings_;
  std::optional<workers::RecordCopies> copies_;
};

TEST_F(Copies, HeadsAreWrittenOnScheduleWhenTheyMoved) {
  const Instant now = test::monday();
  keep(now);
  EXPECT_EQ(heads().heads.size(), 1U);

  const std::uint64_t seq = rig_.position(0).seq + 1;
  rig_.apply({act_of(rig_, {"moon.eat", ""}, system("cli"), seq)});
  keep(now + std::chrono::minutes(59));
  EXPECT_EQ(heads().heads.size(), 1U) << "not due yet";
  keep(now + std::chrono::minutes(61));
  EXPECT_EQ(heads().heads.size(), 2U);
  keep(now + std::chrono::minutes(122));
  EXPECT_EQ(heads().heads.size(), 2U) << "nothing moved";

  const auto kept = heads();
  EXPECT_EQ(records::verify_audit(rig_.reader()->connection(), {kept.heads}).difference, "");
}

}  // namespace
}  // namespace gongzhi
