// Lists of cases: scopes, filters, orders and cursors, tasks and what is nearby.
#include <gtest/gtest.h>

#include <set>

#include "tests/integration/records/plain_case.hpp"

namespace gongzhi {
namespace {

using records::CasePage;
using records::CaseQuery;
using records::ListedCases;
using records::ListOrder;
using records::Standing;
using records::StoredCase;
using namespace std::chrono_literals;

class Lists : public test::RecordsTest {
 protected:
  /// The sequences of the cases that a query lists.
  std::vector<std::uint64_t> list(const CaseQuery& query) {
    const auto page = reader()->list_cases(query);
    EXPECT_TRUE(page) << page.error().detail;
    std::vector<std::uint64_t> seqs;
    if (page) {
      for (const StoredCase& stored : page->items) seqs.push_back(stored.item.number.seq);
    }
    return seqs;
  }

  static CaseQuery of_scope(Scope::Kind kind, std::string org = {}) {
    CaseQuery query;
    query.filter.scope.kind = kind;
    query.filter.scope.org = std::move(org);
    return query;
  }

  static CaseQuery of_county() {
    CaseQuery query = of_scope(Scope::Kind::county, "c");
    query.filter.scope.with_private = true;
    return query;
  }

  static void close(StoredCase& stored, Instant at) {
    stored.item.state = "closed";
    stored.standing = Standing::closed;
    stored.item.closed_at = at;
    stored.item.stage_due.reset();
    stored.item.next_timer.reset();
  }

  using Seqs = std::vector<std::uint64_t>;
};

TEST_F(Lists, NewestFirstOverPagesShowsEveryCaseOnce) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 25; ++seq) {
    cases.push_back(test::plain_case(seq, static_cast<int>(seq % 16)));
    if (seq > 10) cases.back().item.accepted_at = test::monday();  // equal times: the key decides
  }
  insert(cases);

  CaseQuery query = of_county();
  query.limit = 10;
  std::vector<std::int64_t> seen;
  int pages = 0;
  do {
    const auto page = reader()->list_cases(query);
    ASSERT_TRUE(page);
    for (const StoredCase& stored : page->items) seen.push_back(stored.item.number.key());
    query.cursor = page->next;
    ++pages;
  } while (!query.cursor.empty() && pages < 10);

  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen.size(), 25U);
  EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), 25U);
  EXPECT_EQ(seen.front(), cases[9].item.number.key());
}

TEST_F(Lists, UrgencyListsOpenCasesByTheirPromise) {
  std::vector<StoredCase> cases{test::plain_case(1), test::plain_case(2), test::plain_case(3)};
  cases[0].item.stage_due = test::monday() + 9h;
  cases[1].item.stage_due = test::monday() + 3h;
  close(cases[2], test::monday());
  insert(cases);

  CaseQuery query = of_county();
  query.order = ListOrder::urgency;
  query.limit = 1;
  const auto first = reader()->list_cases(query);
  ASSERT_TRUE(first);
  query.cursor = first->next;

  EXPECT_EQ(first->items.front().item.number.seq, 2U);
  EXPECT_EQ(list(query), Seqs{1});
}

TEST_F(Lists, OfWhatIsInspectedAgainHoldClosedCasesThatWereDrawn) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 6; ++seq) {
    cases.push_back(test::plain_case(seq));
    cases.back().item.reinspect = seq != 2;
    if (seq != 3) close(cases.back(), test::monday());  // 3 was opened again
  }
  cases[3].item.community = "com2";
  cases[4].item.lead = "muni";
  insert(cases);
  const auto drawn = [](CaseQuery query) {
    query.filter.reinspect = true;
    return query;
  };
  CaseQuery of_lead = of_county();
  of_lead.filter.lead = "muni";
  CaseQuery open = of_county();
  open.filter.which = ListedCases::open;

  EXPECT_EQ(list(drawn(of_county())), (Seqs{6, 5, 4, 1}));
  EXPECT_EQ(list(drawn(of_scope(Scope::Kind::community, "com1"))), (Seqs{6, 5, 1}));
  EXPECT_EQ(list(drawn(of_scope(Scope::Kind::township, "t1"))), (Seqs{6, 5, 4, 1}));
  EXPECT_EQ(list(drawn(of_scope(Scope::Kind::body, "env"))), (Seqs{6, 4, 1}));
  EXPECT_EQ(list(drawn(of_lead)), Seqs{5});
  EXPECT_EQ(list(drawn(open)), Seqs{});
  EXPECT_EQ(list(of_county()).size(), 6U);
}

TEST_F(Lists, KeepDrawsOfRecordsThatWereWrittenBeforeTheyHadAColumn) {
  std::vector<StoredCase> cases{test::plain_case(1), test::plain_case(2)};
  for (StoredCase& stored : cases) close(stored, test::monday());
  cases[0].detail = R"({"weight":1,"reinspect":true})";
  cases[1].detail = R"({"proposed_org":"\"reinspect\":true"})";
  insert(cases);
  for (const char* index :
       {"drawn_by_time", "drawn_by_township", "drawn_by_community", "drawn_by_lead"})
    tamper(std::string("DROP INDEX ") + index);
  tamper("ALTER TABLE cases DROP COLUMN reinspect");
  tamper("DELETE FROM migrations WHERE number = 4");

  reopen();
  CaseQuery query = of_county();
  query.filter.reinspect = true;

  EXPECT_EQ(list(query), Seqs{1});
}

TEST_F(Lists, RefusesACursorOfAnotherOrder) {
  insert(std::vector{test::plain_case(1), test::plain_case(2)});
  CaseQuery query = of_county();
  query.limit = 1;
  query.cursor = reader()->list_cases(query)->next;
  query.order = ListOrder::urgency;

  const auto page = reader()->list_cases(query);

  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Errc::invalid);
}

TEST_F(Lists, ScopesCoverWhatPermissionSays) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 9; ++seq) {
    cases.push_back(test::plain_case(seq));
    Case& item = cases.back().item;
    item.community = item.owner = "com2";
    item.township = "t2";
    item.lead = "muni";
    item.grid = "1408020010020001";
    item.reporter.user = "nobody";
  }
  cases[0].item.community = cases[0].item.owner = "com1";  // 1: in com1
  cases[1].item.township = "t1";                           // 2: known to lie in t1 only
  cases[1].item.community = "";
  cases[2].item.lead = "env";               // 3: led by env
  cases[3].item.assists = {"env"};          // 4: env assists
  cases[4].item.whistle_orgs = {"env"};     // 5: env was called
  cases[5].item.grid = "1408020010010001";  // 6: in grid g1
  cases[6].item.places = 1;                 // 7: claimable, in com1
  cases[6].item.community = "com1";
  cases[7].item.is_private = true;  // 8: private, in com1
  cases[7].item.community = "com1";
  cases[8].item.is_private = true;  // 9: private, led by env
  cases[8].item.lead = "env";
  insert(cases);

  CaseQuery grid = of_scope(Scope::Kind::grid);
  grid.filter.scope.grids = {"1408020010010001"};
  CaseQuery lead_body = of_scope(Scope::Kind::community, "com1");
  lead_body.filter.scope.lead_body = "env";

  EXPECT_EQ(list(of_scope(Scope::Kind::community, "com1")), (Seqs{7, 1}));
  EXPECT_EQ(list(of_scope(Scope::Kind::township, "t1")), (Seqs{2}));
  EXPECT_EQ(list(of_scope(Scope::Kind::body, "env")), (Seqs{5, 4, 3}));
  EXPECT_EQ(list(of_scope(Scope::Kind::member, "com1")), (Seqs{7}));
  EXPECT_EQ(list(grid), (Seqs{6}));
  EXPECT_EQ(list(lead_body), (Seqs{9, 7, 5, 3, 1}));
  EXPECT_EQ(list(of_scope(Scope::Kind::nothing)), Seqs{});
  EXPECT_EQ(list(of_scope(Scope::Kind::county)).size(), 7U);
  EXPECT_EQ(list(of_county()).size(), 9U);
}

TEST_F(Lists, WhatOneReportedHoldsChecksClaimsFollowsIsAlwaysIncluded) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 8; ++seq) {
    cases.push_back(test::plain_case(seq));
    cases.back().item.reporter.user = "nobody";
    cases.back().item.is_private = true;
  }
  cases[0].item.reporter.user = "m1";
  cases[1].item.holder = "m1";
  cases[2].item.verifier = "m1";
  cases[3].item.claims = {{"m1", test::monday()}};
  cases[4].item.candidates = {"m1"};
  cases[5].item.followers = {{"m1", ""}};  // follows a private one: not shown
  cases[6].item.followers = {{"m1", ""}};
  cases[6].item.is_private = false;
  insert(cases);
  CaseQuery own = of_scope(Scope::Kind::own);
  own.filter.scope.user = "m1";

  EXPECT_EQ(list(own), (Seqs{7, 5, 4, 3, 2, 1}));
  own.order = ListOrder::urgency;
  EXPECT_EQ(list(own), (Seqs{1, 2, 3, 4, 5, 7}));
}

TEST_F(Lists, ADeviceSeesItsOwnReports) {
  std::vector<StoredCase> cases{test::plain_case(1), test::plain_case(2)};
  cases[0].item.reporter = {};
  cases[0].item.reporter.device = "d1";
  insert(cases);
  CaseQuery own = of_scope(Scope::Kind::own);
  own.filter.scope.device = "d1";

  EXPECT_EQ(list(own), Seqs{1});
}

TEST_F(Lists, FiltersNarrowAndCombine) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 8; ++seq) cases.push_back(test::plain_case(seq));
  cases[1].item.state = "doing";
  cases[2].item.category = "C0137";
  cases[3].item.community = "com2";
  cases[4].item.lead = "muni";
  cases[5].item.kind = "wish";
  cases[6].item.holder = "env1";
  close(cases[7], test::monday());
  insert(cases);
  const auto filtered = [&](auto set) {
    CaseQuery query = of_county();
    set(query.filter);
    return list(query);
  };

  EXPECT_EQ(filtered([](auto& f) { f.state = "doing"; }), Seqs{2});
  EXPECT_EQ(filtered([](auto& f) { f.state = "doing", f.which = ListedCases::open; }), Seqs{2});
  EXPECT_EQ(filtered([](auto& f) { f.category = "C0137"; }), Seqs{3});
  EXPECT_EQ(filtered([](auto& f) { f.community = "com2"; }), Seqs{4});
  EXPECT_EQ(filtered([](auto& f) { f.lead = "muni"; }), Seqs{5});
  EXPECT_EQ(filtered([](auto& f) { f.kind = "wish"; }), Seqs{6});
  EXPECT_EQ(filtered([](auto& f) { f.holder = "env1"; }), Seqs{7});
  EXPECT_EQ(filtered([](auto& f) { f.which = ListedCases::closed; }), Seqs{8});
  EXPECT_EQ(filtered([](auto& f) { f.category = "C0137", f.community = "com2"; }), Seqs{});
  EXPECT_EQ(filtered([](auto& f) { f.township = "t1", f.which = ListedCases::open; }).size(), 7U);
  EXPECT_EQ(filtered([](auto& f) { f.reporter = "res1"; }).size(), 8U);
  EXPECT_EQ(filtered([](auto& f) { f.accepted_from = test::monday() + 7s; }), (Seqs{8, 7}));
  EXPECT_EQ(filtered([](auto& f) { f.accepted_until = test::monday() + 2s; }), Seqs{1});
}

TEST_F(Lists, AFilterDoesNotWidenAScope) {
  std::vector<StoredCase> cases{test::plain_case(1), test::plain_case(2)};
  cases[1].item.community = "com2";
  insert(cases);
  CaseQuery query = of_scope(Scope::Kind::community, "com1");
  query.filter.community = "com2";

  EXPECT_EQ(list(query), Seqs{});
}

TEST_F(Lists, OverdueIsPromisedBeforeTheMoment) {
  std::vector<StoredCase> cases{test::plain_case(1), test::plain_case(2)};
  cases[0].item.stage_due = test::monday();
  insert(cases);
  CaseQuery query = of_county();
  query.filter.overdue_at = test::monday() + 1ms;
  EXPECT_EQ(list(query), Seqs{1});

  query.filter.overdue_at = test::monday();
  EXPECT_EQ(list(query), Seqs{});
}

TEST_F(Lists, TasksAreWhatIsOfferedHeldAndToBeChecked) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 6; ++seq) cases.push_back(test::plain_case(seq));
  cases[0].item.candidates = {"m2", "m1"};
  cases[1].item.claims = {{"m1", test::monday()}};
  cases[2].item.holder = "m1";
  cases[3].item.verifier = "m1";
  cases[4].item.holder = "m1";
  close(cases[4], test::monday());
  insert(cases);

  const auto tasks = reader()->tasks("m1", test::monday());

  ASSERT_TRUE(tasks);
  ASSERT_EQ(tasks->offered.size(), 1U);
  EXPECT_EQ(tasks->offered[0].item.candidates, (std::vector<std::string>{"m2", "m1"}));
  ASSERT_EQ(tasks->held.size(), 2U);
  EXPECT_EQ(tasks->held[0].item.number.seq, 2U);
  EXPECT_EQ(tasks->held[1].item.number.seq, 3U);
  ASSERT_EQ(tasks->to_check.size(), 1U);
  EXPECT_EQ(tasks->to_check[0].item.number.seq, 4U);
}

TEST_F(Lists, NearbyFindsOpenAndJustClosedOfTheSameCategoryInTheBox) {
  std::vector<StoredCase> cases;
  for (std::uint64_t seq = 1; seq <= 6; ++seq) cases.push_back(test::plain_case(seq));
  cases[1].item.category = "C0137";
  cases[2].item.location = Location{112, 36};
  close(cases[3], test::monday() - 1h);
  close(cases[4], test::monday() - 25h);
  cases[5].item.location.reset();
  insert(cases);

  const auto found =
      reader()->nearby({"E0110", {111.004, 35.004}, {111.006, 35.006}, test::monday() - 24h, 0});

  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].item.number.seq, 4U);
  EXPECT_EQ((*found)[1].item.number.seq, 1U);
}

TEST_F(Lists, FindCaseFollowsAnAliasAndSaysSo) {
  const StoredCase stored = test::plain_case(1);
  insert({stored});
  const CaseNumber other{stored.item.number.day, 7, 99};
  {
    const auto transaction = store().begin();
    ASSERT_TRUE((*transaction)->add_alias(other, stored.item.number.key()));
    ASSERT_TRUE((*transaction)->commit());
  }

  const auto direct = reader()->find_case(stored.item.number);
  const auto alias = reader()->find_case(other);
  CaseNumber yesterday = stored.item.number;
  yesterday.day -= std::chrono::days(1);

  ASSERT_TRUE(direct && *direct && alias && *alias);
  EXPECT_FALSE((*direct)->by_alias);
  EXPECT_TRUE((*alias)->by_alias);
  EXPECT_EQ((*alias)->stored.item.number, stored.item.number);
  EXPECT_FALSE(*reader()->find_case(yesterday));
}

}  // namespace
}  // namespace gongzhi
