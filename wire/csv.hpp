// Comma-separated values (RFC 4180), with the place of every field so that an error can name it.
// Reads UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"

namespace gongzhi::wire {

/// `fields[i]` begins in column `columns[i]` (counted in characters from 1) of line `lines[i]`;
/// `line` is where the row begins, counted from 1.
struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> fields;
  std::vector<std::size_t> lines;
  std::vector<std::size_t> columns;
};

struct CsvLimits {
  std::size_t bytes_max = 64 * 1024 * 1024;
  std::size_t rows_max = 1'000'000;
  std::size_t fields_max = 64;          // in one row
  std::size_t field_bytes_max = 32768;  // as much as a cell of Excel holds
};

/// Reads all rows; CRLF, LF or CR ends one, empty lines are skipped, a byte order mark is skipped.
/// Errc::invalid with one FieldError whose pointer is `file:line:column` for an open quote, text
/// behind a closing quote, a quote inside a bare field or a NUL; Errc::too_large over a limit.
Result<std::vector<CsvRow>> parse_csv(std::string_view text, std::string_view file,
                                      const CsvLimits& limits = {});

/// Appends one row with CRLF. Fields are quoted where they must be. A field that a spreadsheet
/// would take for a formula (`=`, `+`, `-`, `@`, tab or CR first, unless it is a plain number) gets
/// an apostrophe before it.
void append_csv_row(std::string& out, const std::vector<std::string>& fields);

}  // namespace gongzhi::wire
