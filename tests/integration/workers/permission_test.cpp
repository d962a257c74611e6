// The worker asks permission again when it applies (security.md S07): whoever lost a right between
// accept and apply is refused, and their report is not lost.
#include <gmock/gmock.h>

#include "records/accounts.hpp"
#include "tests/integration/workers/applier_rig.hpp"
#include "tests/support/files.hpp"
#include "workers/bundle.hpp"

namespace gongzhi {
namespace {

using test::ApplierRig;

struct Recheck : testing::Test {
  /// The county's users with one word changed in the line of `user`, imported in partition 0.
  workers::Incoming import_users(const std::string& user, const std::string& what,
                                 const std::string& by) {
    std::string users = test::read_file(GONGZHI_SOURCE_DIR "/config/demo/yanhu/users.csv");
    const auto line = users.find("\n" + user + ",") + 1;
    const auto at = users.find(what, line);
    EXPECT_LT(at, users.find('\n', line)) << what << " is not in the line of " << user;
    users.replace(at, what.size(), by);
    return import({{"users.csv", users}});
  }
  workers::Incoming import(const workers::BundleFiles& files) {
    EXPECT_TRUE(workers::stage_bundle(rig.dir().imports(), files));
    Message message;
    message.id = rig.keyring().derived_id("test import", std::to_string(++imports));
    message.actor.system = "import";
    message.body = ImportBundle{workers::bundle_hash(files), "test"};
    return rig.incoming(message, {.partition = 0, .seq = imports + 1});
  }
  Outcome outcome_of(const workers::Incoming& incoming) {
    const auto row = rig.reader()->find_outcome(incoming.message.id);
    EXPECT_TRUE(row && *row);
    return row && *row ? (*row)->outcome : Outcome{};
  }
  records::AuditRow last_of(const std::string& user) {
    const auto page = rig.reader()->audit({.actor = user});
    EXPECT_TRUE(page && !page->rows.empty()) << "no row of " << user;
    return page && !page->rows.empty() ? page->rows.front() : records::AuditRow{};
  }

  ApplierRig rig;
  std::uint64_t imports = 0;
};

using S07 = Recheck;

TEST_F(S07, AnActionWhoseActorLostTheRoleMeanwhileIsRefusedAndAudited) {
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  rig.apply({rig.report("a", {.seq = 1})});
  const auto version = rig.case_of(number).version;
  const auto comment =
      rig.act(number, "secretary-001", "comment", {{"text", std::string("请尽快")}}, {.seq = 2});

  rig.apply({import_users("secretary-001", "active", "inactive")});
  rig.apply({comment});

  EXPECT_EQ(outcome_of(comment).status, OutcomeStatus::refused);
  EXPECT_EQ(outcome_of(comment).reason, "no_such_case");
  EXPECT_EQ(rig.case_of(number).version, version) << "not applied";
  const records::AuditRow row = last_of("secretary-001");
  EXPECT_EQ(row.entry.result, AuditResult::refused);
  EXPECT_EQ(row.entry.subject, number.text());
  EXPECT_EQ(row.entry.act, "case.action");
}

TEST_F(S07, AnActionThatTheTableNoLongerGrantsIsRefused) {
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  rig.apply({rig.report("a", {.seq = 1})});
  std::string table = test::read_file(GONGZHI_SOURCE_DIR "/config/permissions.csv");
  const std::string row = "case.act,community_secretary,anyone,,\n";
  ASSERT_NE(table.find(row), std::string::npos);
  table.erase(table.find(row), row.size());
  const auto comment =
      rig.act(number, "secretary-001", "comment", {{"text", std::string("请尽快")}}, {.seq = 2});

  rig.apply({import({{"permissions.csv", table}})});
  rig.apply({comment});

  EXPECT_EQ(outcome_of(comment).code, Errc::forbidden);
  EXPECT_EQ(last_of("secretary-001").entry.reason, outcome_of(comment).reason);
  rig.reopen();
  EXPECT_EQ(rig.applier().world()->permissions.of(Role::community_secretary, case_act).relation,
            Reach::nothing)
      << "kept in the record";
}

TEST_F(S07, AReportWhoseSenderLostTheRightBecomesACaseInTriageFlaggedAndAudited) {
  const CaseNumber number = ApplierRig::number_at({.seq = 1});
  const auto report = rig.report("a", {.seq = 1});  // of resident-001

  rig.apply({import_users("resident-001", "active", "inactive")});
  rig.apply({report});

  const Case item = rig.case_of(number);
  EXPECT_EQ(item.state, "triage");
  EXPECT_THAT(item.flag, testing::HasSubstr("sender_lost_right"));
  const records::AuditRow row = last_of("resident-001");
  EXPECT_EQ(row.entry.reason, "sender_lost_right");
  EXPECT_EQ(row.entry.subject, number.text());
}

TEST_F(S07, NobodyIsMovedBeyondThePartOfTheCountyThatOneManages) {
  const auto asked = [&](const char* by, const char* act, const char* whom, Values input) {
    Message message;
    message.id = rig.keyring().derived_id("test act", std::to_string(++imports));
    message.actor.user = by;
    message.body = Administration{act, whom, std::move(input), {}};
    auto incoming = rig.incoming(message, {.partition = 0, .seq = imports + 1});
    rig.apply({incoming});
    return outcome_of(incoming).reason;
  };
  const Values county{{"org", std::string("140802")}};
  const Values away{{"community", std::string("140802001002")}};

  EXPECT_EQ(asked("secretary-001", "user.roles", "grid-001", county), "not_permitted");
  EXPECT_EQ(asked("secretary-001", "user.change", "member-001", away), "not_permitted");
  EXPECT_EQ(asked("secretary-001", "user.roles", "grid-002", county), "not_permitted");
  EXPECT_EQ(asked("county-admin", "user.change", "member-001", away), "");
  const records::AuditRow row = last_of("secretary-001");
  EXPECT_EQ(row.entry.act, "user.roles");
  EXPECT_EQ(row.entry.result, AuditResult::refused);
}

TEST_F(S07, ATableWithErrorsIsNotImported) {
  const auto bad = import(
      {{"permissions.csv", "action,role,relation,private\ncase.see,system_admin,anyone,\n"}});

  rig.apply({bad});

  EXPECT_EQ(outcome_of(bad).status, OutcomeStatus::refused);
}

using S14 = Recheck;

TEST_F(S14, AnImportThatChangesARoleEndsWhatThePersonIsSignedInWith) {
  records::Connection& connection = rig.applier().store().connection();
  {
    auto transaction = rig.applier().store().begin().value();
    records::Account account;
    account.user = account.login = "triager-001";
    ASSERT_TRUE(records::save_account(*transaction, account));
    records::TokenRow own{"0123456789abcdef", "triager-001", "h", "last", "read", "",
                          "triager-001",      test::monday()};
    records::TokenRow machine = own;
    machine.id = "fedcba9876543210";
    machine.created_by = "security-admin";
    ASSERT_TRUE(records::add_token(*transaction, own));
    ASSERT_TRUE(records::add_token(*transaction, machine));
    ASSERT_TRUE(transaction->commit());
  }

  rig.apply({import_users("triager-001", "triager,", "dispatcher,")});

  const auto account =
      records::find_account(connection, records::AccountKey::user, "triager-001").value();
  ASSERT_TRUE(account);
  EXPECT_EQ(account->session_epoch, 2);
  const auto tokens = records::list_tokens(connection, "triager-001").value();
  ASSERT_EQ(tokens.size(), 2U);
  for (const auto& token : tokens)
    EXPECT_EQ(token.revoked_at != Instant{}, token.created_by == "triager-001") << token.id;
  const auto page = rig.reader()->audit({.act = "user.roles"});
  ASSERT_TRUE(page);
  ASSERT_EQ(page->rows.size(), 1U) << "nobody else is another";
  EXPECT_EQ(page->rows[0].entry.subject, "triager-001");
  EXPECT_EQ(page->rows[0].entry.actor.system, "import");
  for (const char* word : {"\"role\":\"dispatcher\"", "\"role_before\":\"triager\""})
    EXPECT_NE(page->rows[0].facts.find(word), std::string::npos) << page->rows[0].facts;
}

}  // namespace
}  // namespace gongzhi
