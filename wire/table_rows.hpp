// A table read row by row: what all parsers of configuration files share.
#pragma once

#include "wire/tables.hpp"

namespace gongzhi::wire {

/// The rows with their places, or all that is wrong with them.
template <class T>
Result<Table<T>> parse_table(const TableFile& file, const TableReader::Columns& columns,
                             T (*parse_row)(TableReader&)) {
  TableReader in(file, columns);
  Table<T> table;
  table.places.file = file.name;
  table.rows.reserve(in.size());
  for (std::size_t row = 0; row < in.size(); ++row) {
    in.go_to(row);
    table.rows.push_back(parse_row(in));
    auto& cells = table.places.cells.emplace_back();
    for (const auto* names : {&columns.required, &columns.optional})
      for (const std::string_view column : *names) cells.emplace(column, in.place(row, column));
  }
  if (in.failed()) return in.take_error();
  return table;
}

}  // namespace gongzhi::wire
