#include "records/world_tables.hpp"

#include <utility>

namespace gongzhi::records {

WorldTables world_tables(ConfigurationRows rows) {
  WorldTables tables;
  tables.directory = {std::move(rows.orgs), std::move(rows.users), std::move(rows.grids),
                      std::move(rows.areas)};
  tables.categories = std::move(rows.categories);
  tables.standards = std::move(rows.standards);
  tables.rules = std::move(rows.rules);
  tables.calendar = std::move(rows.calendar);
  tables.permissions = std::move(rows.permissions);
  tables.arrangements = std::move(rows.arrangements);
  for (PolicyRow& row : rows.policy) tables.policy[row.name] = std::move(row.value);
  return tables;
}

ConfigurationChange change_of(const WorldTables& tables,
                              const std::set<std::string, std::less<>>& names) {
  ConfigurationChange change;
  if (names.contains("orgs")) change.orgs = tables.directory.orgs;
  if (names.contains("grids"))
    change.grids = GridRows{tables.directory.grids, tables.directory.areas};
  if (names.contains("categories")) change.categories = tables.categories;
  if (names.contains("standards")) change.standards = tables.standards;
  if (names.contains("routing")) change.rules = tables.rules;
  if (names.contains("calendar")) change.calendar = tables.calendar;
  if (names.contains("emergency")) change.emergency = tables.arrangements.emergency;
  if (names.contains("templates")) change.templates = tables.arrangements.templates;
  if (names.contains("duty")) change.duty = tables.arrangements.duty;
  if (names.contains("absences")) change.absences = tables.arrangements.absences;
  return change;
}

}  // namespace gongzhi::records
