// Boards: the numbers are what a recount of the cases gives, however they came about.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/integration/records/plain_case.hpp"

namespace gongzhi {
namespace {

using records::BoardNumbers;
using records::BoardQuery;
using records::Standing;
using records::StoredCase;
using namespace std::chrono_literals;

class Board : public test::RecordsTest {
 protected:
  /// Cases of two communities that are moved, relocated, closed and opened again at random.
  void live(unsigned seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
    for (std::uint64_t seq = 1; seq <= 60; ++seq) {
      StoredCase stored = test::plain_case(seq);
      stored.item.community = pick({"com1", "com2"});
      stored.item.is_private = random() % 5 == 0;
      stored.item.stage_due = now - 24h + std::chrono::hours(random() % 96);
      cases.push_back(stored);
    }
    insert(cases);
    for (int step = 0; step < 200; ++step) {
      StoredCase& stored = cases[random() % cases.size()];
      stored.item.state = pick({"triage", "sign", "doing", "checking", "closed", "pool"});
      stored.standing = stored.item.state == "closed" ? Standing::closed : Standing::open;
      stored.item.closed_at =
          stored.standing == Standing::closed ? std::optional(now) : std::optional<Instant>{};
      stored.item.category = pick({"E0110", "C0137", ""});
      stored.item.grid = pick({"1408020010010001", "1408020010010002"});
      stored.item.lead = pick({"env", "muni"});
      move(stored);
    }
  }

  void move(StoredCase& stored) {
    ++stored.item.version;
    update(stored, now, test::entry("act", {}, stored.item.state));
  }

  BoardNumbers board(Scope::Kind kind, const std::string& org, bool with_private) {
    BoardQuery query;
    query.scope.kind = kind;
    query.scope.org = org;
    query.scope.with_private = with_private;
    if (kind == Scope::Kind::grid) query.scope.grids = {org};
    query.now = now;
    const auto numbers = reader()->board(query);
    EXPECT_TRUE(numbers) << numbers.error().detail;
    return numbers ? *numbers : BoardNumbers{};
  }

  template <class Covers>
  void expect_recount(const BoardNumbers& numbers, Covers covers) {
    std::int64_t open = 0, overdue = 0, soon = 0, waiting = 0;
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> states, categories, grids;
    for (const StoredCase& stored : cases) {
      const Case& item = stored.item;
      if (stored.standing == Standing::closed || !covers(item)) continue;
      const bool is_late = *item.stage_due < now;
      ++open;
      overdue += is_late;
      soon += !is_late && *item.stage_due < now + 24h;
      waiting += item.state == "triage" || item.state == "sign" || item.state == "pool" ||
                 item.state == "dispatch";
      for (auto* count : {&states[item.state], &categories[item.category], &grids[item.grid]}) {
        ++count->first;
        count->second += is_late;
      }
    }
    EXPECT_EQ(numbers.open, open);
    EXPECT_EQ(numbers.overdue, overdue);
    EXPECT_EQ(numbers.due_soon, soon);
    EXPECT_EQ(numbers.waiting, waiting);
    expect_same(numbers.by_state, states);
    expect_same(numbers.by_category, categories);
    expect_same(numbers.by_grid, grids);
    EXPECT_EQ(numbers.overdue_items.size(), static_cast<std::size_t>(std::min(overdue, 10L)));
    EXPECT_EQ(numbers.due_soon_items.size(), static_cast<std::size_t>(std::min(soon, 10L)));
    EXPECT_EQ(numbers.waiting_items.size(), static_cast<std::size_t>(std::min(waiting, 10L)));
  }

  static void expect_same(
      const std::vector<records::BoardCount>& counts,
      const std::map<std::string, std::pair<std::int64_t, std::int64_t>>& recount) {
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> got;
    for (const records::BoardCount& count : counts) got[count.key] = {count.open, count.overdue};
    EXPECT_EQ(got, recount);
  }

  const Instant now = test::monday() + 6h;
  std::vector<StoredCase> cases;
};

TEST_F(Board, SaysHowManyGridsAndCategoriesItLeavesOut) {
  for (std::uint64_t seq = 1; seq <= 53; ++seq) {
    cases.push_back(test::plain_case(seq));
    cases.back().item.grid = "14080200100100" + std::to_string(10 + seq);
    cases.back().item.category = seq < 53 ? "E01" + std::to_string(10 + seq) : "";
  }
  insert(cases);

  for (const auto& [kind, org] :
       {std::pair{Scope::Kind::county, "c"}, std::pair{Scope::Kind::community, "com1"}}) {
    const BoardNumbers numbers = board(kind, org, true);
    EXPECT_EQ(numbers.by_grid.size(), 50U);
    EXPECT_EQ(numbers.by_grid_more, 3);
    EXPECT_EQ(numbers.by_category.size(), 50U);
    EXPECT_EQ(numbers.by_category_more, 3);
  }
}

TEST_F(Board, CountyNumbersEqualARecount) {
  live(1);
  expect_recount(board(Scope::Kind::county, "c", true), [](const Case&) { return true; });
  expect_recount(board(Scope::Kind::county, "c", false),
                 [](const Case& item) { return !item.is_private; });
}

TEST_F(Board, SmallerScopesEqualARecount) {
  live(2);
  expect_recount(board(Scope::Kind::community, "com1", false),
                 [](const Case& item) { return item.community == "com1" && !item.is_private; });
  expect_recount(board(Scope::Kind::township, "t1", true), [](const Case&) { return true; });
  expect_recount(board(Scope::Kind::body, "env", true),
                 [](const Case& item) { return item.lead == "env"; });
  expect_recount(board(Scope::Kind::grid, "1408020010010002", true),
                 [](const Case& item) { return item.grid == "1408020010010002"; });
}

TEST_F(Board, TodayCountsWhatCameInAndWhatWasClosed) {
  std::vector<StoredCase> all{test::plain_case(1), test::plain_case(2), test::plain_case(3)};
  all[2].item.accepted_at = test::monday() - 24h;
  insert(all);
  all[0].item.state = "closed";
  all[0].item.closed_at = now;
  all[0].standing = Standing::closed;
  move(all[0]);

  for (const BoardNumbers& numbers :
       {board(Scope::Kind::county, "c", true), board(Scope::Kind::community, "com1", true),
        board(Scope::Kind::body, "env", true),
        board(Scope::Kind::grid, "1408020010010001", true)}) {
    EXPECT_EQ(numbers.received_today, 2);
    EXPECT_EQ(numbers.closed_today, 1);
  }
}

TEST_F(Board, ARollbackLeavesTheNumbersAlone) {
  StoredCase stored = test::plain_case(1);
  insert({stored});
  {
    const auto transaction = store().begin();
    ASSERT_TRUE((*transaction)->insert_case(test::plain_case(2)));
  }

  EXPECT_EQ(board(Scope::Kind::county, "c", true).open, 1);
  EXPECT_EQ(board(Scope::Kind::county, "c", true).received_today, 1);
}

}  // namespace
}  // namespace gongzhi
