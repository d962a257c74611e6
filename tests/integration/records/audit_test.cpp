// The audit trail as somebody finds it who may write into the database: whatever they do to a row,
// it is found (security.md S30, reliability.md R53).
#include "records/audit.hpp"

#include <gmock/gmock.h>

#include <set>

#include "records/verify.hpp"
#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

using records::AuditRow;
using ::testing::HasSubstr;

class Trail : public RecordsTest {
 protected:
  /// Rows 1 to `count` of a partition, one a minute.
  void add(int count, int partition = 0, const std::string& actor = "sec-1") {
    const auto transaction = must(store().begin());
    for (int i = 0; i < count; ++i) {
      AuditRow row;
      row.partition = partition;
      row.at = monday() + std::chrono::minutes(minute_++);
      row.entry.actor.user = actor;
      row.entry.role = "community_secretary";
      row.entry.act = i % 2 == 0 ? "login" : "reveal";
      row.entry.subject = "26112307-0000" + std::to_string(i);
      row.entry.origin = {"10.0.0.9", "trace"};
      must(transaction->add_audit(row));
    }
    must(transaction->commit());
  }
  std::vector<AuditHead> heads() { return must(store().audit_heads()); }

  /// What verification says; empty when it verifies.
  std::string found(const records::AuditEvidence& evidence = {}) {
    return records::verify_audit(store().connection(), evidence).difference;
  }
  /// Its tail is cut at `n`, and the head in the table made to fit, as a careful thief does.
  void cut_to(int n) {
    const std::string row = std::to_string(n);
    tamper("DELETE FROM audit WHERE n > " + row);
    tamper("UPDATE audit_heads SET n = " + row +
           ", hash = (SELECT hash FROM audit WHERE partition = 0 AND n = " + row + ")");
  }

 private:
  int minute_ = 0;
};

class S30 : public Trail {};
class R53 : public Trail {};

TEST_F(S30, ARowSaysWhoWhenWhereWhatAndWithWhichResult) {
  add(2);

  const auto page = must(reader()->audit({.act = "reveal"}));

  ASSERT_EQ(page.rows.size(), 1U);
  const AuditRow& row = page.rows[0];
  EXPECT_EQ(row.entry.actor.user, "sec-1");
  EXPECT_EQ(row.entry.role, "community_secretary");
  EXPECT_EQ(row.entry.origin.address, "10.0.0.9");
  EXPECT_EQ(row.entry.origin.trace_id, "trace");
  EXPECT_EQ(row.entry.result, AuditResult::done);
  EXPECT_EQ(row.at, monday() + std::chrono::minutes(1));
  EXPECT_EQ(row.hash.size(), 64U);
}

TEST_F(S30, PagesGoBackInTimeWithoutARowTwiceOrMissing) {
  add(5);
  add(5, 7);
  std::vector<std::string> seen;
  records::AuditQuery query;
  query.limit = 3;

  do {
    const auto page = must(reader()->audit(query));
    for (const AuditRow& row : page.rows) seen.push_back(row.hash);
    query.cursor = page.next;
  } while (!query.cursor.empty());

  EXPECT_EQ(seen.size(), 10U);
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), 10U);
  query.cursor = "1.2.x";
  EXPECT_EQ(reader()->audit(query).error().code, Errc::invalid);
}

TEST_F(S30, AMillionRefusalsWouldBeCheap) {
  const auto began = std::chrono::steady_clock::now();

  add(5'000);

  const auto each = (std::chrono::steady_clock::now() - began) / 5'000;
  RecordProperty("ns_a_row", std::to_string(each.count()));
  EXPECT_LT(each, std::chrono::microseconds(500)) << "a row is a row, not a commit";
  EXPECT_EQ(found(), "");
}

TEST_F(R53, WhatWasWrittenVerifies) {
  add(5);
  add(3, 7);
  const auto kept = heads();

  EXPECT_EQ(found({kept}), "");
  EXPECT_EQ(must(records::verify(reader()->connection(), {kept})).audit_rows, 8);
}

TEST_F(R53, AnyEditedColumnIsFound) {
  add(3);
  for (const char* column : {"at", "actor_kind", "actor", "role", "act", "subject", "result",
                             "reason", "address", "trace_id", "times", "facts"}) {
    const std::string name(column);
    tamper("CREATE TEMP TABLE was AS SELECT * FROM audit WHERE n = 2");
    tamper("UPDATE audit SET " + name + " = '9' WHERE n = 2");

    EXPECT_EQ(found(), "partition 0 row 2: its content does not match its hash") << name;

    tamper("UPDATE audit SET " + name + " = (SELECT " + name + " FROM was) WHERE n = 2");
    tamper("DROP TABLE was");
  }
  EXPECT_EQ(found(), "");
}

TEST_F(R53, ADeletedRowIsFoundAlsoTheFirst) {
  add(4);
  tamper("DELETE FROM audit WHERE n = 2");
  EXPECT_EQ(found(), "partition 0 row 2: it is missing");

  tamper("DELETE FROM audit WHERE n = 1");
  EXPECT_EQ(found(), "partition 0 row 1: it is missing");
}

TEST_F(R53, ReorderedRowsAreFound) {
  add(4);
  tamper("UPDATE audit SET n = 99 WHERE n = 2");
  tamper("UPDATE audit SET n = 2 WHERE n = 3");
  tamper("UPDATE audit SET n = 3 WHERE n = 99");

  EXPECT_EQ(found(), "partition 0 row 2: it does not follow the row before it");
}

TEST_F(R53, AnAddedRowIsFound) {
  add(2);
  tamper(
      "INSERT INTO audit SELECT partition, 3, at, actor_kind, actor, role, act, subject, result,"
      " reason, address, trace_id, times, facts, hash, 'abc' FROM audit WHERE n = 2");

  EXPECT_THAT(found(), HasSubstr("row 3"));
}

TEST_F(R53, ACutTailIsFoundByTheHeadInTheRecord) {
  add(4);
  tamper("DELETE FROM audit WHERE n = 4");

  EXPECT_EQ(found(), "partition 0 row 4: the chain ends before its head");
}

TEST_F(R53, ACutTailWhoseHeadWasMadeToFitIsFoundByTheKeptHead) {
  add(4);
  const auto kept = heads();
  cut_to(2);

  EXPECT_EQ(found(), "") << "the record alone cannot know";
  EXPECT_EQ(found({kept}), "partition 0 row 4: a head kept outside the record names it");
}

TEST_F(R53, ACutTailThatGrewAgainIsFoundByTheKeptHead) {
  add(4);
  const auto kept = heads();
  cut_to(2);
  add(5, 0, "somebody-else");

  EXPECT_EQ(found({kept}),
            "partition 0 row 4: it is not the row of the head kept outside the record");
}

TEST_F(R53, AWholeChainThatIsGoneIsFoundByTheKeptHead) {
  add(4);
  const auto kept = heads();
  tamper("DELETE FROM audit");
  tamper("DELETE FROM audit_heads");

  EXPECT_EQ(found(), "");
  EXPECT_EQ(found({kept}), "partition 0 row 4: a head kept outside the record names it");
}

TEST_F(R53, VerifyOfTheWholeRecordFindsItToo) {
  add(3);
  tamper("UPDATE audit SET actor = 'x' WHERE n = 3");

  const auto result = must(records::verify(reader()->connection()));

  ASSERT_TRUE(result.difference);
  EXPECT_EQ(result.difference->where, "audit partition 0 row 3");
}

TEST_F(S30, OldRowsGoInStepsAndTheRestStillVerifies) {
  add(10);
  add(2, 7);
  const auto early = heads();
  add(10);
  const Instant before = monday() + std::chrono::minutes(12);

  EXPECT_EQ(must(store().prune_audit(before, 4)), 5) << "four of one chain, one of the other";
  EXPECT_EQ(must(store().prune_audit(before, 100)), 6);
  EXPECT_EQ(must(store().prune_audit(before, 100)), 0);

  EXPECT_EQ(count("audit"), 11) << "the newest row of a chain stays";
  EXPECT_EQ(found({early, before}), "") << "a head of a row whose time was over is accepted";
  EXPECT_EQ(found({early, monday()}), "partition 0 row 10: it was removed before its time");
  add(1);
  EXPECT_EQ(found({heads()}), "");
}

TEST_F(S30, RowsThatWereNotToGoYetAreMissedThoughTheStartWasMoved) {
  add(6);
  const auto kept = heads();
  tamper("DELETE FROM audit");
  tamper("UPDATE audit_heads SET first_n = 7, first_prev = hash");

  EXPECT_EQ(found(), "");
  EXPECT_EQ(found({kept, monday()}), "partition 0 row 6: it was removed before its time");
}

}  // namespace
}  // namespace gongzhi::test
