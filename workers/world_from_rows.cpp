#include "workers/world_from_rows.hpp"

#include <utility>

#include "records/world_tables.hpp"
#include "wire/kinds.hpp"

namespace gongzhi::workers {

Result<WorldTables> tables_from_rows(records::ConfigurationRows rows) {
  const std::vector<records::KindRow> kinds = std::move(rows.kinds);
  WorldTables tables = records::world_tables(std::move(rows));
  for (const records::KindRow& row : kinds) {
    auto kind = wire::parse_kind(row.body, row.name + ".json");
    if (!kind) return kind.error();
    tables.kinds.push_back(std::move(*kind));
  }
  return tables;
}

Result<WorldPtr> world_from_rows(records::ConfigurationRows rows) {
  if (rows.version == 0) return WorldPtr{};
  const std::int64_t version = rows.version;
  auto tables = tables_from_rows(std::move(rows));
  if (!tables) return tables.error();
  return build_world(*std::move(tables), version);
}

}  // namespace gongzhi::workers
