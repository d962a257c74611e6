// Replacing and loading the tables of the configuration.
#include "records/configuration.hpp"

#include <map>

#include "records/arrangement_columns.hpp"
#include "records/configuration_columns.hpp"
#include "records/polygon_text.hpp"
#include "records/transaction.hpp"

namespace gongzhi::records {
namespace {

const Query<Columns<>, Columns<Integer, Text>> select_version{
    "select_config_version", "SELECT version, label FROM config_version WHERE one = 1"};

const Query<Columns<Integer, Text>> raise_version{
    "raise_config_version",
    "UPDATE config_version SET version = version + 1, at = :at, label = :label WHERE one = 1"};

template <class Row>
struct Table {
  explicit Table(const std::string& table)
      : clear("clear_" + table, "DELETE FROM " + table),
        insert("insert_" + table, insert_into<Row>(table)),
        select("select_" + table,
               "SELECT " + column_list<Row>() + " FROM " + table + " ORDER BY rank") {}

  Query<Columns<>> clear;
  Query<Row> insert;
  Query<Columns<>, Row> select;
};

const Table<OrgColumns> org_table{"orgs"};
const Table<UserColumns> user_table{"users"};
const Table<GridColumns> grid_table{"grids"};
const Table<CategoryColumns> category_table{"categories"};
const Table<StandardColumns> standard_table{"standards"};
const Table<RuleColumns> rule_table{"routing_rules"};
const Table<DayColumns> day_table{"calendar_days"};
const Table<PolicyColumns> policy_table{"policy"};
const Table<PermissionColumns> permission_table{"permissions"};
const Table<EmergencyColumns> emergency_table{"emergencies"};
const Table<TemplateColumns> template_table{"reply_templates"};
const Table<DutyColumns> duty_table{"duty_shifts"};
const Table<AbsenceColumns> absence_table{"absences"};

const Query<KindColumns> insert_kind{"insert_kind", insert_into<KindColumns>("kinds")};
const Query<Columns<>, KindColumns> select_kinds{
    "select_kinds",
    "SELECT " + column_list<KindColumns>() + " FROM kinds ORDER BY rank, name, version"};
const Query<Columns<Text, Integer>, Columns<Text>> select_kind{
    "select_kind", "SELECT body FROM kinds WHERE name = :name AND version = :version"};

template <class Row, class Item>
Result<void> replace_rows(Connection& connection, const Table<Row>& table,
                          const std::optional<std::vector<Item>>& items) {
  if (!items) return {};
  connection.prepare(table.clear).run();
  auto& insert = connection.prepare(table.insert);
  for (std::size_t i = 0; i < items->size(); ++i) {
    insert.in.rank = static_cast<Integer>(i);
    const Result<void> filled = fill(insert.in, (*items)[i]);
    if (filled.has_error()) return filled.error();
    insert.run();
  }
  return {};
}

Result<void> replace_grids(Connection& connection, const std::optional<GridRows>& rows) {
  if (!rows) return {};
  std::map<std::string, const GridArea*, std::less<>> areas;
  for (const GridArea& area : rows->areas) areas.emplace(area.code.text(), &area);
  connection.prepare(grid_table.clear).run();
  auto& insert = connection.prepare(grid_table.insert);
  for (std::size_t i = 0; i < rows->grids.size(); ++i) {
    const GridInfo& grid = rows->grids[i];
    const auto area = areas.extract(grid.code);
    insert.in = {static_cast<Integer>(i),
                 grid.code,
                 grid.name,
                 grid.community,
                 grid.worker,
                 grid.deputy,
                 area ? area.key() : Text{},
                 area ? format_polygons(area.mapped()->parts) : Text{}};
    insert.run();
  }
  if (areas.empty()) return {};
  return fail(Errc::invalid, "An area has no grid.", areas.begin()->first);
}

Result<void> add_kinds(Connection& connection, const std::optional<std::vector<KindRow>>& kinds) {
  if (!kinds) return {};
  for (std::size_t i = 0; i < kinds->size(); ++i) {
    const KindRow& kind = (*kinds)[i];
    const auto known = connection.prepare(select_kind).with(kind.name, kind.version).first();
    if (known && std::get<0>(known->values) == kind.body) continue;
    if (known) {
      return fail(Errc::conflict,
                  "This version of the kind is in use; give the changed one a new version.",
                  kind.name + " " + std::to_string(kind.version));
    }
    auto& insert = connection.prepare(insert_kind);
    insert.in.rank = static_cast<Integer>(i);
    const Result<void> filled = fill(insert.in, kind);
    if (filled.has_error()) return filled.error();
    insert.run();
  }
  return {};
}

Result<void> replace_tables(Connection& connection, const ConfigurationChange& change) {
  // The first error counts; each step is skipped after one.
  Result<void> done = replace_rows(connection, org_table, change.orgs);
  if (done) done = replace_rows(connection, user_table, change.users);
  if (done) done = replace_grids(connection, change.grids);
  if (done) done = replace_rows(connection, category_table, change.categories);
  if (done) done = replace_rows(connection, standard_table, change.standards);
  if (done) done = replace_rows(connection, rule_table, change.rules);
  if (done) done = replace_rows(connection, day_table, change.calendar);
  if (done) done = add_kinds(connection, change.kinds);
  if (done) done = replace_rows(connection, policy_table, change.policy);
  if (done) done = replace_rows(connection, permission_table, change.permissions);
  if (done) done = replace_rows(connection, emergency_table, change.emergency);
  if (done) done = replace_rows(connection, template_table, change.templates);
  if (done) done = replace_rows(connection, duty_table, change.duty);
  if (done) done = replace_rows(connection, absence_table, change.absences);
  return done;
}

Error corrupt(std::string_view table) {
  return fail(Errc::corrupt, "The record store does not verify.", std::string(table));
}

template <class Row, class Item>
bool read_rows(Connection& connection, const Query<Columns<>, Row>& query,
               std::vector<Item>& items) {
  bool is_good = true;
  connection.prepare(query).rows(
      [&](const Row& row) { is_good = read(row, items.emplace_back()) && is_good; });
  return is_good;
}

Result<void> read_grids(Connection& connection, ConfigurationRows& rows) {
  std::optional<Error> broken;
  connection.prepare(grid_table.select).rows([&](const GridColumns& row) {
    read(row, rows.grids.emplace_back());
    if (row.area_code.empty()) return;
    const Result<UnitGridCode> code = UnitGridCode::parse(row.area_code);
    Result<std::vector<AreaPolygon>> parts = parse_polygons(row.polygon);
    if (code.has_error() || parts.has_error()) {
      broken = corrupt("grids: " + row.code);
      return;
    }
    rows.areas.push_back({*code, row.community, std::move(*parts)});
  });
  if (broken) return *broken;
  return {};
}

Result<ConfigurationRows> read_all(Connection& connection) {
  ConfigurationRows rows;
  if (const auto version = connection.prepare(select_version).first()) {
    rows.version = std::get<0>(version->values);
    rows.label = std::get<1>(version->values);
  }
  if (!read_rows(connection, org_table.select, rows.orgs)) return corrupt("orgs");
  if (!read_rows(connection, user_table.select, rows.users)) return corrupt("users");
  if (!read_rows(connection, category_table.select, rows.categories)) return corrupt("categories");
  if (!read_rows(connection, standard_table.select, rows.standards)) return corrupt("standards");
  if (!read_rows(connection, rule_table.select, rows.rules)) return corrupt("routing_rules");
  if (!read_rows(connection, day_table.select, rows.calendar)) return corrupt("calendar_days");
  if (!read_rows(connection, select_kinds, rows.kinds)) return corrupt("kinds");
  if (!read_rows(connection, policy_table.select, rows.policy)) return corrupt("policy");
  if (!read_rows(connection, permission_table.select, rows.permissions))
    return corrupt("permissions");
  ArrangementTables& more = rows.arrangements;
  if (!read_rows(connection, emergency_table.select, more.emergency)) return corrupt("emergencies");
  if (!read_rows(connection, template_table.select, more.templates)) return corrupt("templates");
  if (!read_rows(connection, duty_table.select, more.duty)) return corrupt("duty_shifts");
  if (!read_rows(connection, absence_table.select, more.absences)) return corrupt("absences");
  const Result<void> grids = read_grids(connection, rows);
  if (grids.has_error()) return grids.error();
  return rows;
}

}  // namespace

Result<std::int64_t> replace(Transaction& transaction, const ConfigurationChange& change,
                             Instant at) {
  Connection& connection = transaction.connection();
  return translated(connection, [&]() -> Result<std::int64_t> {
    const Result<void> done = replace_tables(connection, change);
    if (done.has_error()) return done.error();
    connection.prepare(raise_version).with(to_ms(at), change.label).run();
    return load_config_version(connection);
  });
}

Result<ConfigurationRows> load_configuration(Connection& connection) {
  return translated(connection, [&]() -> Result<ConfigurationRows> {
    if (connection.in_transaction()) return read_all(connection);
    const ReadSnapshot snapshot(connection);
    return read_all(connection);
  });
}

Result<std::int64_t> load_config_version(Connection& connection) {
  return translated(connection, [&]() -> Result<std::int64_t> {
    const auto row = connection.prepare(select_version).first();
    return row ? std::get<0>(row->values) : 0;
  });
}

}  // namespace gongzhi::records
