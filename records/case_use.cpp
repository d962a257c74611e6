#include "records/case_use.hpp"

namespace gongzhi::records {
namespace {

using Use = Query<Columns<Text>, Columns<Integer, Nullable<Text>>>;
using UseTwice = Query<Columns<Text, Text>, Columns<Integer, Nullable<Text>>>;

const UseTwice use_of_org{
    "open_use_of_org",
    "SELECT COUNT(*), MIN(number) FROM cases WHERE closed = 0 AND (owner = :a OR lead = :b)"};
const Use use_of_grid{"open_use_of_grid",
                      "SELECT COUNT(*), MIN(number) FROM cases WHERE closed = 0 AND grid = :a"};
const Use use_of_category{
    "open_use_of_category",
    "SELECT COUNT(*), MIN(number) FROM cases WHERE closed = 0 AND category = :a"};
const Use use_of_standard{
    "open_use_of_standard",
    "SELECT COUNT(*), MIN(number) FROM cases WHERE closed = 0 AND standard = :a"};

struct RoutedColumns {
  Integer id = 0, accepted_at = 0;
  Text number, category, source;
  Integer urgent = 0;
  Text grid, community, township, route_rule, lead;

  template <class V>
  void each(V&& v) {
    v("id", id), v("accepted_at", accepted_at), v("number", number), v("category", category);
    v("source", source), v("urgent", urgent), v("grid", grid), v("community", community);
    v("township", township), v("route_rule", route_rule), v("lead", lead);
  }
};

const Query<Columns<Integer, Integer, Integer, Integer, Integer>, RoutedColumns> select_routed{
    "select_routed_cases", "SELECT " + column_list<RoutedColumns>() +
                               " FROM cases WHERE accepted_at >= :since AND accepted_at <= :at"
                               " AND (accepted_at < :at_again OR id < :id)"
                               " ORDER BY accepted_at DESC, id DESC LIMIT :most"};

OpenUse use_in(const std::optional<Columns<Integer, Nullable<Text>>>& row) {
  if (!row) return {};
  return {std::get<0>(row->values), std::get<1>(row->values).get().value_or("")};
}

}  // namespace

Result<OpenUse> open_use(Connection& connection, std::string_view table, const std::string& id) {
  return translated(connection, [&]() -> Result<OpenUse> {
    if (table == "orgs") return use_in(connection.prepare(use_of_org).with(id, id).first());
    if (table == "grids") return use_in(connection.prepare(use_of_grid).with(id).first());
    if (table == "categories") return use_in(connection.prepare(use_of_category).with(id).first());
    if (table == "standards") return use_in(connection.prepare(use_of_standard).with(id).first());
    return OpenUse{};
  });
}

Result<std::vector<RoutedCase>> routed_cases(Connection& connection, Instant since,
                                             const RoutedAfter& after, int limit) {
  return translated(connection, [&]() -> Result<std::vector<RoutedCase>> {
    std::vector<RoutedCase> found;
    auto& query = connection.prepare(select_routed);
    query.with(to_ms(since), to_ms(after.at), to_ms(after.at), after.key, Integer{limit});
    query.rows([&](const RoutedColumns& row) {
      found.push_back({row.number, from_ms(row.accepted_at), row.category, row.source,
                       row.urgent != 0, row.grid, row.community, row.township, row.route_rule,
                       row.lead, row.id});
    });
    return found;
  });
}

}  // namespace gongzhi::records
