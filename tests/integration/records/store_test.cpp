// What the writer promises: exactly once, versions, fences, nothing left of what was not committed.
#include <gmock/gmock.h>

#include "tests/integration/records/fixture.hpp"

namespace gongzhi::test {
namespace {

using records::OutboxRow;
using records::PositionMove;
using records::Standing;
using records::StoredCase;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Store : public RecordsTest {};

TEST_F(Store, RefusesTheSameMessageTwice) {
  insert({make_case(1)});

  const auto transaction = must(store().begin());
  const auto again = transaction->insert_inbox(report_row(make_case(1).item));

  ASSERT_TRUE(again.has_error());
  EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(Store, AnswersARepeatWithTheFirstOutcome) {
  insert({make_case(1)});
  auto refused = report_row(make_case(2).item);
  refused.type = "case.action";
  refused.outcome = {
      OutcomeStatus::refused, Errc::conflict, "already_claimed", "已被认领", number_of(1), 4};
  auto transaction = must(store().begin());
  must(transaction->insert_inbox(refused));
  must(transaction->commit());
  transaction.reset();

  const std::vector ids{id_of(number_of(1)), id_of(number_of(2)), id_of(99)};
  transaction = must(store().begin());
  const auto found = must(transaction->find_inbox(ids));

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at(ids[0]).outcome.status, OutcomeStatus::applied);
  EXPECT_EQ(found.at(ids[0]).fingerprint, std::string(64, 'f'));
  const Outcome& outcome = found.at(ids[1]).outcome;
  EXPECT_EQ(outcome.status, OutcomeStatus::refused);
  EXPECT_EQ(outcome.code, Errc::conflict);
  EXPECT_EQ(outcome.reason, "already_claimed");
  EXPECT_EQ(outcome.message, "已被认领");
  EXPECT_EQ(outcome.number, number_of(1));
  EXPECT_EQ(outcome.version, 4);
  EXPECT_EQ(found.at(ids[1]).type, "case.action");
}

TEST_F(Store, GivesACaseBackAsItWasStored) {
  StoredCase stored = make_case(5);
  Case& item = stored.item;
  item.claims = {{"m1", monday()}, {"m2", monday() + hours(1)}};
  item.candidates = {"m3", "m1"};
  item.followers = {{"res1", ""}, {"", "device-hash"}};
  item.parent = number_of(4);
  item.on_behalf_of = "res2";
  item.is_private = true;
  item.returns = 2;
  item.whistle = true;
  item.pool_until = monday() + hours(2);
  insert({stored, make_case(6)});

  const auto transaction = must(store().begin());
  const std::vector<std::int64_t> keys{make_case(6).item.number.key(), item.number.key(), 12345};
  const auto loaded = must(transaction->load_cases(keys));

  ASSERT_EQ(loaded.size(), 2U);
  const Case& back = loaded[0].item;
  EXPECT_EQ(back.number, item.number);
  EXPECT_EQ(back.title, item.title);
  EXPECT_EQ(back.description, item.description);
  EXPECT_EQ(back.address, item.address);
  EXPECT_EQ(back.location, item.location);
  EXPECT_EQ(back.reporter, item.reporter);
  EXPECT_EQ(back.source, Source::grid_worker);
  EXPECT_EQ(back.on_behalf_of, "res2");
  EXPECT_EQ(back.accepted_at, item.accepted_at);
  EXPECT_EQ(back.observed_at, item.observed_at);
  EXPECT_EQ(back.assists, item.assists);
  ASSERT_EQ(back.claims.size(), 2U);
  EXPECT_EQ(back.claims[1].user, "m2");
  EXPECT_EQ(back.claims[1].at, monday() + hours(1));
  EXPECT_EQ(back.candidates, item.candidates);
  ASSERT_EQ(back.followers.size(), 2U);
  EXPECT_EQ(back.followers[1].device, "device-hash");
  EXPECT_EQ(back.parent, number_of(4));
  EXPECT_EQ(back.route.rule, "r1");
  EXPECT_EQ(back.pool_until, item.pool_until);
  EXPECT_EQ(back.next_timer, item.next_timer);
  EXPECT_FALSE(back.stage_due.has_value());
  EXPECT_TRUE(back.is_private);
  EXPECT_TRUE(back.whistle);
  EXPECT_EQ(back.returns, 2);
  EXPECT_EQ(loaded[0].detail, stored.detail);
  EXPECT_EQ(loaded[0].standing, Standing::open);
  EXPECT_EQ(loaded[1].item.number, number_of(6));
}

TEST_F(Store, WritesOnlyOverTheExpectedVersion) {
  insert({make_case(1)});
  const StoredCase done = closed(make_case(1), monday() + hours(3));

  const auto transaction = must(store().begin());
  const auto stale = transaction->update_case(done, 2, monday() + hours(3));
  const auto fresh = transaction->update_case(done, 1, monday() + hours(3));

  ASSERT_TRUE(stale.has_error());
  EXPECT_EQ(stale.error().code, Errc::conflict);
  EXPECT_TRUE(fresh.has_value());
}

TEST_F(Store, ReplacesWhatChangedAndKeepsTheRest) {
  StoredCase stored = make_case(1);
  stored.item.candidates = {"m1", "m2"};
  insert({stored});
  stored.item.version = 2;
  stored.item.candidates.clear();
  stored.item.claims = {{"m1", monday()}};
  stored.item.community = "com2";
  stored.item.title = "楼下垃圾(更正)";
  stored.item.assists = {"com2-rc", "env"};
  update(stored, monday() + hours(1), entry("relocate", "sign", "sign"));

  const auto back = must(reader()->find_case(stored.item.number)).value().stored;

  EXPECT_THAT(back.item.candidates, IsEmpty());
  ASSERT_EQ(back.item.claims.size(), 1U);
  EXPECT_EQ(back.item.community, "com2");
  EXPECT_EQ(back.item.title, "楼下垃圾(更正)");
  EXPECT_EQ(back.item.description, stored.item.description);
  EXPECT_THAT(back.item.assists, ElementsAre("com2-rc", "env"));
  EXPECT_EQ(back.item.version, 2);
}

TEST_F(Store, LeavesNothingOfATransactionThatWasDropped) {
  must(store().take_ownership("w1", 16, monday()));
  {
    const auto transaction = must(store().begin());
    const StoredCase stored = make_case(1);
    must(transaction->insert_inbox(report_row(stored.item)));
    must(transaction->insert_case(stored));
    const auto row = entry("create", "", "sign", "电话里说的");
    must(transaction->append_timeline(
        {7, stored.item.number.key(), 1, monday(), std::span(&row, 1)}));
    must(transaction->add_outbox({0, "", "notice", 7, "m1", "{}", monday()}));
    must(transaction->move_position({7, 1, 1, monday()}));
  }

  for (const char* table : {"inbox", "cases", "case_assists", "timeline", "timeline_notes",
                            "outbox", "open_counts", "daily", "chain_heads"}) {
    EXPECT_EQ(count(table), 0) << table;
  }
  EXPECT_EQ(must(store().positions()).at(7).seq, 0U);

  insert({make_case(1)});  // the chain begins at its beginning
  EXPECT_EQ(must(reader()->timeline(number_of(1).key(), 0, 10)).at(0).n, 100U);
}

TEST_F(Store, RefusesToCommitATextWithoutItsEntry) {
  const auto transaction = must(store().begin());
  must(transaction->insert_case(make_case(1)));

  const auto committed = transaction->commit();

  ASSERT_TRUE(committed.has_error());
  EXPECT_EQ(committed.error().code, Errc::internal);
}

TEST_F(Store, MovesAPositionOnlyForwardAndOnlyForItsOwner) {
  const std::int64_t old_epoch = must(store().take_ownership("w1", 16, monday()));
  const std::int64_t epoch = must(store().take_ownership("w2", 16, monday() + minutes(1)));
  ASSERT_GT(epoch, old_epoch);

  const auto transaction = must(store().begin());
  const auto zombie = transaction->move_position({3, old_epoch, 5, monday()});
  const auto zombie_holds = transaction->hold_position({3, old_epoch, 5, monday()});
  const auto forward = transaction->move_position({3, epoch, 5, monday()});
  const auto repeated = transaction->move_position({3, epoch, 5, monday()});
  const auto backward = transaction->move_position({3, epoch, 4, monday()});
  const auto holds = transaction->hold_position({3, epoch, 5, monday() + minutes(9)});
  must(transaction->commit());

  for (const auto& refused : {zombie, zombie_holds, repeated, backward}) {
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Errc::conflict);
  }
  EXPECT_TRUE(forward.has_value());
  EXPECT_TRUE(holds.has_value());
  EXPECT_EQ(must(store().positions()).at(3).seq, 5U);
  EXPECT_EQ(must(store().positions()).at(3).at, monday() + minutes(9));
}

TEST_F(Store, KeepsPositionsThroughATakeover) {
  const std::int64_t epoch = must(store().take_ownership("w1", 16, monday()));
  {
    const auto transaction = must(store().begin());
    must(transaction->move_position({3, epoch, 41, monday()}));
    must(transaction->commit());
  }
  must(store().take_ownership("w2", 16, monday()));

  EXPECT_EQ(must(store().positions()).at(3).seq, 41U);
  EXPECT_EQ(must(store().positions()).size(), 16U);
}

TEST_F(Store, SaysBusyWhileAnotherWriterHoldsTheLock) {
  const auto other = must(records::Store::open(config(), monday()));
  const auto held = must(other->begin());

  const auto refused = store().begin();

  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Errc::busy);
}

TEST_F(Store, OpensTheFirstCaseByTheNumberOfARepeat) {
  insert({make_case(1)});
  {
    const auto transaction = must(store().begin());
    must(transaction->add_alias(number_of(9), number_of(1).key()));
    must(transaction->commit());
  }

  const auto found = must(reader()->find_case(number_of(9)));

  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(found->by_alias);
  EXPECT_EQ(found->stored.item.number, number_of(1));
  const auto transaction = must(store().begin());
  EXPECT_EQ(must(transaction->resolve_alias(number_of(9).key())), number_of(1).key());
  EXPECT_EQ(must(transaction->resolve_alias(number_of(8).key())), std::nullopt);
}

TEST_F(Store, HandsOutDueTimersEarliestFirstPerPartition) {
  insert({make_case(3), make_case(1), make_case(2), make_case(1, 8)});  // due 3 h after acceptance

  const auto due = must(store().due_timers(7, monday() + hours(3) + minutes(2), 256));

  EXPECT_THAT(due, ElementsAre(number_of(1).key(), number_of(2).key()));
  EXPECT_THAT(must(store().due_timers(7, monday() + hours(9), 1)), ElementsAre(number_of(1).key()));
  EXPECT_EQ(must(store().next_timer(8)), monday() + hours(3) + minutes(1));
  EXPECT_EQ(must(store().next_timer(9)), std::nullopt);
}

TEST_F(Store, DeliversOutboxRowsOnceAndForgetsThemLater) {
  std::int64_t first = 0;
  {
    const auto transaction = must(store().begin());
    first = must(transaction->add_outbox({0, "abc", "followup", 3, "n", "{}", monday()}));
    must(transaction->add_outbox({0, "", "notice", 0, "m1", "{}", monday()}));
    must(transaction->commit());
  }
  {
    const auto transaction = must(store().begin());
    must(transaction->mark_delivered(first, monday() + hours(1)));
    const auto again = transaction->mark_delivered(first, monday() + hours(1));
    EXPECT_EQ(again.error().code, Errc::not_found);
    must(transaction->commit());
  }

  const std::vector<OutboxRow> waiting = must(store().pending_outbox(0, 10));

  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].target, "m1");
  EXPECT_EQ(must(reader()->outbox_waiting()), 1);
  EXPECT_EQ(must(store().prune_outbox(monday() + hours(1), 10)), 0);
  EXPECT_EQ(must(store().prune_outbox(monday() + hours(2), 10)), 1);
  EXPECT_EQ(count("outbox"), 1);
}

TEST_F(Store, IsNamedOnceAndReadyAfterwards) {
  EXPECT_EQ(must(store().identity()), std::nullopt);
  EXPECT_EQ(store().mark_ready().error().code, Errc::conflict);
  records::StoreIdentity identity;
  identity.generation = std::string(32, 'a');
  identity.partitions = 16;
  identity.created_at = monday();
  must(store().create_identity(identity));
  EXPECT_EQ(store().create_identity(identity).error().code, Errc::conflict);
  must(store().mark_ready());
  reopen();

  const auto kept = must(store().identity());

  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->generation, identity.generation);
  EXPECT_EQ(kept->state, records::StoreIdentity::State::ready);
  EXPECT_EQ(kept->partitions, 16);
  EXPECT_EQ(must(reader()->generation()), identity.generation);
}

}  // namespace
}  // namespace gongzhi::test
