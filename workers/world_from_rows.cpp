#include "workers/world_from_rows.hpp"

#include <utility>

#include "wire/kinds.hpp"

namespace gongzhi::workers {

Result<WorldPtr> world_from_rows(records::ConfigurationRows rows) {
  if (rows.version == 0) return WorldPtr{};
  WorldTables tables;
  tables.directory = {std::move(rows.orgs), std::move(rows.users), std::move(rows.grids),
                      std::move(rows.areas)};
  tables.categories = std::move(rows.categories);
  tables.standards = std::move(rows.standards);
  tables.rules = std::move(rows.rules);
  tables.calendar = std::move(rows.calendar);
  for (const records::KindRow& row : rows.kinds) {
    auto kind = wire::parse_kind(row.body, row.name + ".json");
    if (!kind) return kind.error();
    tables.kinds.push_back(std::move(*kind));
  }
  tables.permissions = std::move(rows.permissions);
  for (records::PolicyRow& row : rows.policy) tables.policy[row.name] = std::move(row.value);
  return build_world(std::move(tables), rows.version);
}

}  // namespace gongzhi::workers
