// Statements of lists, and running them.
#include "records/case_list.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

namespace gongzhi::records {
namespace {

/// Every filter is a pair, "any" and the value: a placeholder stands in a text only once.
struct ListParameters {
  Text driver;
  Integer any_privacy = 0;
  Text any_state, state, any_category, category, any_grid, grid, any_community, community,
      any_township, township, any_lead, lead, any_owner, owner, any_kind, kind, any_holder, holder,
      any_reporter, reporter;
  Integer any_places = 0, any_draw = 0;
  Integer any_standing = 0, closed = 0;
  Integer any_promise = 0, promised_before = 0;
  Integer any_begin = 0, accepted_from = 0, any_end = 0, accepted_until = 0;
  Integer after_sort = 0, after_id = 0, limit = 0;

  template <class V>
  void each(V&& v) {
    v("driver", driver), v("any_privacy", any_privacy), v("any_state", any_state);
    v("state", state), v("any_category", any_category), v("category", category);
    v("any_grid", any_grid), v("grid", grid), v("any_community", any_community);
    v("community", community), v("any_township", any_township), v("township", township);
    v("any_lead", any_lead), v("lead", lead), v("any_owner", any_owner), v("owner", owner);
    v("any_kind", any_kind), v("kind", kind), v("any_holder", any_holder), v("holder", holder);
    v("any_reporter", any_reporter), v("reporter", reporter);
    v("any_places", any_places), v("any_draw", any_draw), v("any_standing", any_standing);
    v("closed", closed), v("any_promise", any_promise), v("promised_before", promised_before);
    v("any_begin", any_begin), v("accepted_from", accepted_from), v("any_end", any_end);
    v("accepted_until", accepted_until), v("after_sort", after_sort), v("after_id", after_id);
    v("limit", limit);
  }
};

using ListQuery = Query<ListParameters, ListedRow>;

struct DriverText {
  const char* name;
  const char* from;
  const char* where;  // must contain :driver
};

constexpr std::array<DriverText, driver_count> drivers{{
    {"time", "cases c", ":driver = ''"},
    {"drawn", "cases c", ":driver = '' AND c.reinspect = 1 AND c.closed = 1"},
    {"drawn_township", "cases c", "c.township = :driver AND c.reinspect = 1 AND c.closed = 1"},
    {"drawn_community", "cases c", "c.community = :driver AND c.reinspect = 1 AND c.closed = 1"},
    {"drawn_lead", "cases c", "c.lead = :driver AND c.reinspect = 1 AND c.closed = 1"},
    {"township", "cases c", "c.township = :driver"},
    {"community", "cases c", "c.community = :driver"},
    {"grid", "cases c", "c.grid = :driver"},
    {"category", "cases c", "c.category = :driver"},
    {"state", "cases c", "c.state = :driver"},
    {"lead", "cases c", "c.lead = :driver AND c.lead <> ''"},
    {"reporter", "cases c", "c.reporter = :driver AND c.reporter_kind <> 'system'"},
    {"holder", "cases c", "c.holder = :driver AND c.holder <> ''"},
    {"verifier", "cases c", "c.verifier = :driver AND c.verifier <> '' AND c.closed = 0"},
    {"appealed", "cases c", ":driver = '' AND c.reopen_appealed = 1"},
    {"body", "case_assists s CROSS JOIN cases c", "s.org = :driver AND c.id = s.case_id"},
    {"claimant", "case_claims s CROSS JOIN cases c", "s.user_id = :driver AND c.id = s.case_id"},
    {"candidate", "case_candidates s CROSS JOIN cases c",
     "s.user_id = :driver AND c.id = s.case_id"},
    {"follower", "case_followers s CROSS JOIN cases c",
     "s.user_id = :driver AND s.user_id <> '' AND c.id = s.case_id"},
    {"called", "case_assists s CROSS JOIN cases c",
     "s.org = :driver AND s.part = 'called' AND c.id = s.case_id"},
}};

// One term rather than fifteen: each term lowers SQLite's guess of how many rows there are, until
// it thinks that sorting costs less than the order of the index. COALESCE keeps the term in one
// piece.
constexpr const char* filters =
    " AND COALESCE((:any_privacy = 1 OR c.is_private = 0)"
    " AND (:any_state = '' OR c.state = :state)"
    " AND (:any_category = '' OR c.category = :category)"
    " AND (:any_grid = '' OR c.grid = :grid)"
    " AND (:any_community = '' OR c.community = :community)"
    " AND (:any_township = '' OR c.township = :township)"
    " AND (:any_lead = '' OR c.lead = :lead)"
    " AND (:any_owner = '' OR c.owner = :owner)"
    " AND (:any_kind = '' OR c.kind = :kind)"
    " AND (:any_holder = '' OR c.holder = :holder)"
    " AND (:any_reporter = '' OR c.reporter = :reporter)"
    " AND (:any_places = 1 OR c.places > 0)"
    " AND (:any_draw = 1 OR (c.reinspect = 1 AND c.closed = 1))"
    " AND (:any_standing = 1 OR c.closed = :closed)"
    " AND (:any_promise = 1 OR c.promised < :promised_before)"
    " AND (:any_begin = 1 OR c.accepted_at >= :accepted_from)"
    " AND (:any_end = 1 OR c.accepted_at < :accepted_until), FALSE)";

enum class Variant { newest, newest_open, urgent };
constexpr std::size_t variant_count = 3;

bool has_side_table(Driver driver) {
  return driver >= Driver::body;
}

bool is_of_body(Driver driver) {
  return driver == Driver::body || driver == Driver::called;
}

// `+ 0` keeps SQLite from walking all cases of a driver, newest first, in search of the few open
// ones: it reads the small index of the open ones and sorts. Where open cases are indexed by time
// there is nothing to sort.
bool sorts_open(Driver driver) {
  switch (driver) {
    case Driver::township:
    case Driver::community:
    case Driver::grid:
    case Driver::category:
    case Driver::lead:
    case Driver::holder: return true;
    default: return false;
  }
}

std::string list_sql(Driver driver, Variant variant) {
  const DriverText& text = drivers.at(static_cast<std::size_t>(driver));
  const std::string time = has_side_table(driver) ? "s.accepted_at" : "c.accepted_at";
  const std::string id = has_side_table(driver) ? "s.case_id" : "c.id";
  const std::string sort = variant == Variant::urgent ? "c.promised" : time;
  std::string sql = "SELECT c.id, " + sort + ", c.state, c.category, c.grid, c.is_private FROM " +
                    text.from + " WHERE " + text.where;
  if (variant != Variant::newest) sql += " AND c.closed = 0";
  if (variant != Variant::newest && is_of_body(driver)) sql += " AND s.closed = 0";
  sql += filters;
  if (variant == Variant::urgent) {
    sql += " AND (c.promised, c.id) > (:after_sort, :after_id) ORDER BY c.promised, c.id";
  } else if (variant == Variant::newest_open && sorts_open(driver)) {
    sql +=
        " AND (c.accepted_at + 0, c.id) < (:after_sort, :after_id)"
        " ORDER BY c.accepted_at + 0 DESC, c.id DESC";
  } else {
    sql += " AND (" + time + ", " + id + ") < (:after_sort, :after_id) ORDER BY " + time +
           " DESC, " + id + " DESC";
  }
  return sql + " LIMIT :limit";
}

std::string list_name(Driver driver, Variant variant) {
  constexpr std::array<const char*, variant_count> names{"newest", "newest_open", "urgent"};
  return std::string("list_") + names.at(static_cast<std::size_t>(variant)) + "_by_" +
         drivers.at(static_cast<std::size_t>(driver)).name;
}

template <std::size_t... I>
auto make_queries(std::index_sequence<I...>) {
  return std::array<ListQuery, sizeof...(I)>{ListQuery{
      list_name(static_cast<Driver>(I / variant_count), static_cast<Variant>(I % variant_count)),
      list_sql(static_cast<Driver>(I / variant_count),
               static_cast<Variant>(I % variant_count))}...};
}

const auto queries = make_queries(std::make_index_sequence<driver_count * variant_count>{});

const ListQuery& query_of(Driver driver, Variant variant) {
  return queries.at(static_cast<std::size_t>(driver) * variant_count +
                    static_cast<std::size_t>(variant));
}

ListedCases standing_of(const CaseFilter& filter, ListOrder order) {
  return order == ListOrder::urgency || filter.overdue_at ? ListedCases::open : filter.which;
}

void set(Text& any, Text& value, const Text& filter) {
  any = value = filter;
}

// A filter of the list and one of the branch may ask for the same column; false when they exclude
// each other.
bool set_both(Text& any, Text& value, const std::array<const Text*, 2>& filters_of) {
  const Text& first = *filters_of[0];
  const Text& second = *filters_of[1];
  set(any, value, first.empty() ? second : first);
  return first.empty() || second.empty() || first == second;
}

bool fill(ListParameters& in, const CaseFilter& filter, const ListBranch& branch) {
  in.driver = branch.key;
  in.any_privacy = branch.privacy == Privacy::shown ? 1 : 0;
  in.any_places = branch.only == ListBranch::Only::claimable ? 0 : 1;
  in.any_draw = filter.reinspect ? 0 : 1;
  set(in.any_owner, in.owner, branch.owner);
  set(in.any_kind, in.kind, filter.kind);
  set(in.any_holder, in.holder, filter.holder);
  set(in.any_reporter, in.reporter, filter.reporter);
  in.any_promise = filter.overdue_at ? 0 : 1;
  in.promised_before = filter.overdue_at ? to_ms(*filter.overdue_at) : 0;
  in.any_begin = filter.accepted_from ? 0 : 1;
  in.accepted_from = filter.accepted_from ? to_ms(*filter.accepted_from) : 0;
  in.any_end = filter.accepted_until ? 0 : 1;
  in.accepted_until = filter.accepted_until ? to_ms(*filter.accepted_until) : 0;
  return set_both(in.any_state, in.state, {&filter.state, &branch.state}) &&
         set_both(in.any_category, in.category, {&filter.category, &branch.category}) &&
         set_both(in.any_grid, in.grid, {&filter.grid, &branch.grid}) &&
         set_both(in.any_community, in.community, {&filter.community, &branch.community}) &&
         set_both(in.any_township, in.township, {&filter.township, &branch.township}) &&
         set_both(in.any_lead, in.lead, {&filter.lead, &branch.lead});
}

bool comes_before(const ListedRow& a, const ListedRow& b, ListOrder order) {
  if (order == ListOrder::urgency) return std::tie(a.sort, a.id) < std::tie(b.sort, b.id);
  return std::tie(a.sort, a.id) > std::tie(b.sort, b.id);
}

}  // namespace

ListPlace begin_of(ListOrder order) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (order == ListOrder::urgency) return {Limits::min(), Limits::min()};
  return {Limits::max(), Limits::max()};
}

std::vector<ListedRow> list_branch(Connection& connection, const CaseFilter& filter,
                                   const ListBranch& branch, const ListRange& range) {
  const ListedCases standing = standing_of(filter, range.order);
  Variant variant = Variant::newest;
  if (range.order == ListOrder::urgency) {
    variant = Variant::urgent;
  } else if (standing == ListedCases::open || branch.only == ListBranch::Only::open) {
    variant = Variant::newest_open;
  }
  auto& statement = connection.prepare(query_of(branch.driver, variant));
  std::vector<ListedRow> rows;
  if (!fill(statement.in, filter, branch)) return rows;
  statement.in.any_standing = standing == ListedCases::closed ? 0 : 1;
  statement.in.closed = 1;
  statement.in.after_sort = range.after.sort;
  statement.in.after_id = range.after.id;
  statement.in.limit = range.limit;
  statement.rows([&](const ListedRow& row) { rows.push_back(row); });
  return rows;
}

std::vector<ListedRow> list_rows(Connection& connection, const CaseFilter& filter,
                                 const ListRange& range) {
  std::vector<ListedRow> rows;
  const std::vector<ListBranch> branches = branches_of(filter);
  for (const ListBranch& branch : branches) {
    std::vector<ListedRow> more = list_branch(connection, filter, branch, range);
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  if (branches.size() > 1) {
    std::ranges::sort(rows, [&](const ListedRow& a, const ListedRow& b) {
      return comes_before(a, b, range.order);
    });
    const auto doubled = std::ranges::unique(rows, {}, &ListedRow::id);  // equal ids sort equally
    rows.erase(doubled.begin(), doubled.end());
  }
  if (std::ssize(rows) > range.limit) rows.resize(static_cast<std::size_t>(range.limit));
  return rows;
}

}  // namespace gongzhi::records
