// The numbers of a board. The county's come from counters and from the index of open cases; those
// of a smaller scope from the rows its list of open cases shows, of which there are few.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "records/case_list.hpp"
#include "records/case_reading.hpp"
#include "records/reader.hpp"

namespace gongzhi::records {
namespace {

constexpr int open_rows_max = 50000;  // of a scope smaller than the county
constexpr std::size_t counts_max = 50;
constexpr int items_limit = 50;

// ---- The county

const Query<Columns<Integer>, Columns<Text, Text, Integer>> sum_open{
    "board_open",
    "SELECT dimension, value, SUM(n) FROM open_counts"
    " WHERE (:any_privacy = 1 OR is_private = 0) GROUP BY dimension, value"};

using CountPromised = Query<Columns<Integer, Integer, Integer>, Columns<Integer>>;
const CountPromised count_promised{
    "board_promised",
    "SELECT COUNT(*) FROM cases WHERE closed = 0 AND promised >= :from AND promised < :until"
    " AND (:any_privacy = 1 OR is_private = 0)"};

// Rows, counted here by all three dimensions: a GROUP BY of each would read the same rows again.
const Query<Columns<Integer, Integer>, Columns<Text, Text, Text>> select_overdue{
    "board_overdue",
    "SELECT state, category, grid FROM cases WHERE closed = 0 AND promised < :now"
    " AND (:any_privacy = 1 OR is_private = 0)"};

const Query<Columns<Text, Integer, Integer>, Columns<Integer>> select_waiting{
    "board_waiting",
    "SELECT id FROM cases WHERE closed = 0 AND state = :state"
    " AND (:any_privacy = 1 OR is_private = 0) ORDER BY accepted_at, id LIMIT :limit"};

// ---- What happened today

using SumDay = Query<Columns<Integer>, Columns<Integer, Integer>>;
using SumDayOf = Query<Columns<Integer, Text>, Columns<Integer, Integer>>;
const SumDay day_of_county{
    "board_day_of_county",
    "SELECT CAST(COALESCE(SUM(received), 0) AS BIGINT), CAST(COALESCE(SUM(closed), 0) AS BIGINT)"
    " FROM daily WHERE day = :day"};
const SumDayOf day_of_township{
    "board_day_of_township",
    "SELECT CAST(COALESCE(SUM(received), 0) AS BIGINT), CAST(COALESCE(SUM(closed), 0) AS BIGINT)"
    " FROM daily WHERE day = :day AND org IN (SELECT id FROM orgs WHERE parent = :township)"};
const SumDayOf day_of_community{
    "board_day_of_community",
    "SELECT CAST(COALESCE(SUM(received), 0) AS BIGINT), CAST(COALESCE(SUM(closed), 0) AS BIGINT)"
    " FROM daily WHERE day = :day AND org = :community"};

using CountSince = Query<Columns<Text, Integer>, Columns<Integer>>;
const CountSince received_by_lead{
    "board_received_by_lead",
    "SELECT COUNT(*) FROM cases WHERE lead = :lead AND lead <> '' AND accepted_at >= :since"};
const CountSince received_in_grid{
    "board_received_in_grid",
    "SELECT COUNT(*) FROM cases WHERE grid = :grid AND accepted_at >= :since"};
const CountSince received_from{
    "board_received_from",
    "SELECT COUNT(*) FROM cases WHERE reporter = :reporter AND reporter_kind <> 'system'"
    " AND accepted_at >= :since"};
const CountSince closed_by_lead{
    "board_closed_by_lead",
    "SELECT COUNT(*) FROM cases WHERE closed = 1 AND lead = :lead AND closed_at >= :since"};
const CountSince closed_in_grid{
    "board_closed_in_grid",
    "SELECT COUNT(*) FROM cases WHERE closed = 1 AND grid = :grid AND closed_at >= :since"};

using Counts = std::unordered_map<std::string, BoardCount>;

struct MostOpen {
  std::vector<BoardCount> shown;
  std::int64_t more = 0;
};

MostOpen most_open_first(Counts counts) {
  std::vector<BoardCount> sorted;
  for (auto& [key, count] : counts) {
    count.key = key;
    if (count.open > 0) sorted.push_back(std::move(count));
  }
  std::ranges::sort(sorted, [](const BoardCount& a, const BoardCount& b) {
    return std::tie(b.open, a.key) < std::tie(a.open, b.key);
  });
  const std::size_t shown = std::min(sorted.size(), counts_max);
  const auto more = static_cast<std::int64_t>(sorted.size() - shown);
  sorted.resize(shown);
  return {std::move(sorted), more};
}

struct CountsByDimension {
  Counts state, category, grid;
};

class BoardBuilder {
 public:
  BoardBuilder(Connection& connection, const BoardQuery& query)
      : connection_(connection),
        query_(query),
        any_privacy_(query.scope.with_private ? 1 : 0),
        items_(std::clamp(query.items_max, 0, items_limit)) {}

  Result<BoardNumbers> build() {
    if (query_.scope.kind == Scope::Kind::nothing) return std::move(board_);
    if (query_.scope.kind == Scope::Kind::county) {
      count_county();
    } else {
      count_rows();
    }
    count_today();
    for (const std::string& state : query_.waiting_states) {
      const auto found = counts_.state.find(state);
      if (found != counts_.state.end()) board_.waiting += found->second.open;
    }
    board_.by_state = most_open_first(std::move(counts_.state)).shown;
    auto [categories, categories_more] = most_open_first(std::move(counts_.category));
    auto [grids, grids_more] = most_open_first(std::move(counts_.grid));
    board_.by_category = std::move(categories);
    board_.by_category_more = categories_more;
    board_.by_grid = std::move(grids);
    board_.by_grid_more = grids_more;
    return read_items();
  }

 private:
  bool is_waiting(const std::string& state) const {
    return std::ranges::find(query_.waiting_states, state) != query_.waiting_states.end();
  }

  Integer promised_between(std::int64_t from, std::int64_t until) {
    const auto row = connection_.prepare(count_promised).with(from, until, any_privacy_).first();
    return row ? std::get<0>(row->values) : 0;
  }

  void count_overdue() {
    connection_.prepare(select_overdue)
        .with(to_ms(query_.now), any_privacy_)
        .rows([&](const auto& row) {
          const auto& [state, category, grid] = row.values;
          ++counts_.state[state].overdue;
          ++counts_.category[category].overdue;
          ++counts_.grid[grid].overdue;
          ++board_.overdue;
        });
  }

  void count_county() {
    connection_.prepare(sum_open).with(any_privacy_).rows([&](const auto& row) {
      const auto& [dimension, value, open] = row.values;
      if (dimension == "state") {
        counts_.state[value].open = open;
        board_.open += open;
      } else if (dimension == "category") {
        counts_.category[value].open = open;
      } else {
        counts_.grid[value].open = open;
      }
    });
    count_overdue();
    const Instant now = query_.now;
    board_.due_soon = promised_between(to_ms(now), to_ms(now + query_.soon));
    pick_county_items();
  }

  void pick_county_items() {
    CaseFilter filter;
    filter.scope = query_.scope;
    const std::int64_t now = to_ms(query_.now);
    const ListOrder order = ListOrder::urgency;
    for (const ListedRow& row : list_rows(connection_, filter, {order, begin_of(order), items_})) {
      if (row.sort < now) overdue_.push_back(row.id);
    }
    // From the last place before `now`.
    for (const ListedRow& row : list_rows(connection_, filter, {order, {now, 0}, items_})) {
      if (row.sort < to_ms(query_.now + query_.soon)) due_soon_.push_back(row.id);
    }
    for (const std::string& state : query_.waiting_states) {
      const auto left = items_ - std::ssize(waiting_);
      if (left <= 0) break;
      connection_.prepare(select_waiting)
          .with(state, any_privacy_, static_cast<Integer>(left))
          .rows([&](const auto& row) { waiting_.push_back(std::get<0>(row.values)); });
    }
  }

  void count_rows() {
    CaseFilter filter;
    filter.scope = query_.scope;
    const ListOrder order = ListOrder::urgency;
    const std::int64_t now = to_ms(query_.now);
    const std::int64_t soon = to_ms(query_.now + query_.soon);
    const auto pick = [&](std::vector<std::int64_t>& keys, std::int64_t key) {
      if (std::ssize(keys) < items_) keys.push_back(key);
    };
    for (const ListedRow& row :
         list_rows(connection_, filter, {order, begin_of(order), open_rows_max})) {
      const bool is_overdue = row.sort < now;
      for (BoardCount* count :
           {&counts_.state[row.state], &counts_.category[row.category], &counts_.grid[row.grid]}) {
        ++count->open;
        count->overdue += is_overdue ? 1 : 0;
      }
      ++board_.open;
      if (is_overdue) {
        ++board_.overdue;
        pick(overdue_, row.id);
      } else if (row.sort < soon) {
        ++board_.due_soon;
        pick(due_soon_, row.id);
      }
      if (is_waiting(row.state)) pick(waiting_, row.id);
    }
  }

  void sum_day(const SumDayOf& query) {
    const auto row = connection_.prepare(query).with(today(), query_.scope.org).first();
    if (!row) return;
    std::tie(board_.received_today, board_.closed_today) = row->values;
  }

  Integer count_since(const CountSince& query, const std::string& key) {
    const Instant midnight = Instant{business_day(query_.now).time_since_epoch()} - business_offset;
    const auto row = connection_.prepare(query).with(key, to_ms(midnight)).first();
    return row ? std::get<0>(row->values) : 0;
  }

  Integer today() const { return business_day(query_.now).time_since_epoch().count(); }

  void count_today() {
    const Scope& scope = query_.scope;
    switch (scope.kind) {
      case Scope::Kind::nothing: return;
      case Scope::Kind::county: {
        const auto row = connection_.prepare(day_of_county).with(today()).first();
        if (row) std::tie(board_.received_today, board_.closed_today) = row->values;
        return;
      }
      case Scope::Kind::township: return sum_day(day_of_township);
      case Scope::Kind::community: return sum_day(day_of_community);
      case Scope::Kind::body:
        board_.received_today = count_since(received_by_lead, scope.org);
        board_.closed_today = count_since(closed_by_lead, scope.org);
        return;
      case Scope::Kind::grid:
        for (const std::string& grid : scope.grids) {
          board_.received_today += count_since(received_in_grid, grid);
          board_.closed_today += count_since(closed_in_grid, grid);
        }
        return;
      case Scope::Kind::own:
      case Scope::Kind::member:
        board_.received_today =
            count_since(received_from, scope.user.empty() ? scope.device : scope.user);
        return;
    }
  }

  Result<BoardNumbers> read_items() {
    const std::array<std::pair<const std::vector<std::int64_t>*, std::vector<StoredCase>*>, 3>
        lists{{{&overdue_, &board_.overdue_items},
               {&due_soon_, &board_.due_soon_items},
               {&waiting_, &board_.waiting_items}}};
    for (const auto& [keys, items] : lists) {
      Result<std::vector<StoredCase>> read = read_cases_in_order(connection_, *keys);
      if (read.has_error()) return read.error();
      *items = std::move(*read);
    }
    return std::move(board_);
  }

  Connection& connection_;
  const BoardQuery& query_;
  Integer any_privacy_;
  int items_;
  BoardNumbers board_;
  CountsByDimension counts_;
  std::vector<std::int64_t> overdue_, due_soon_, waiting_;
};

}  // namespace

Result<BoardNumbers> Reader::board(const BoardQuery& query) {
  return translated(*connection_, [&]() -> Result<BoardNumbers> {
    const ReadSnapshot snapshot(*connection_);
    return BoardBuilder(*connection_, query).build();
  });
}

}  // namespace gongzhi::records
