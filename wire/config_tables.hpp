// The tables of the configuration that are kept row by row: their names and columns, their rows as
// cells, and the CSV that an import reads back. The other way is tables.hpp and geojson.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "governance/build_world.hpp"

namespace gongzhi::wire {

/// One table. Users have their own acts and are none of these.
struct ConfigTable {
  std::string_view name;    // as in /config/{name}
  std::string_view file;    // as an import knows it
  std::string_view member;  // as the errors of build_world() call it
  std::string_view key;     // column that names the row
  std::vector<std::string_view> columns;
};
std::span<const ConfigTable> config_tables();
/// nullptr when no table is called that.
const ConfigTable* find_config_table(std::string_view name);

/// Cells in the order of ConfigTable::columns. A grid's polygon is its GeoJSON geometry.
using Cells = std::vector<std::string>;
std::vector<Cells> rows_of(const WorldTables& tables, const ConfigTable& table);

/// The cell of that column.
std::string_view cell_of(const ConfigTable& table, const Cells& cells, std::string_view column);

/// The body whose administration a row is; empty = the whole county.
std::string body_of(const WorldTables& tables, const ConfigTable& table, const Cells& cells);

/// The file that an import reads: CSV, for grids GeoJSON. Nothing is put before a cell that looks
/// like a formula, because the import would read it as part of the cell.
std::string write_table(const ConfigTable& table, const std::vector<Cells>& rows);

/// One line of CSV with CRLF.
std::string csv_line(const Cells& cells);

/// The GeoJSON geometry of a grid.
std::string geometry_of(const GridArea& area);

}  // namespace gongzhi::wire
