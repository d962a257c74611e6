// A CSV file with a header as rows of named cells. Collects what is wrong, each with file, line,
// column and the fix.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "governance/error.hpp"
#include "wire/csv.hpp"

namespace gongzhi::wire {

/// A file's name, as it is shown, and its bytes, as they came.
struct TableFile {
  std::string name;
  std::string bytes;
};

inline constexpr std::size_t table_errors_max = 100;

class TableReader {
 public:
  struct Columns {
    std::vector<std::string_view> required;
    std::vector<std::string_view> optional = {};
  };

  /// Decodes (text_encoding.hpp), reads and checks the header: each required column once, no
  /// unknown one, and as many fields in each row as in the header. What is wrong is in take_error()
  /// later; a file that cannot be read at all has no rows.
  TableReader(const TableFile& file, const Columns& columns);

  std::size_t size() const { return rows_.size(); }
  /// Moves to a row; the cell functions below read it.
  void go_to(std::size_t row) { row_ = row; }

  /// The cell without blanks around it; empty when the column is absent.
  std::string text(std::string_view column) const;
  /// The same; an empty cell is an error.
  std::string required_text(std::string_view column);
  /// Parts of a cell, separated by `;` (or its full-width form).
  std::vector<std::string> list(std::string_view column) const;
  /// yes/no, true/false, 1/0, 是/否; empty = no.
  bool yes_or_no(std::string_view column);
  double number(std::string_view column, double smallest, double largest);
  std::optional<std::string> unless_empty(std::string_view column) const;

  /// Notes an error at a cell of the present row.
  void complain(std::string_view column, std::string code, std::string detail);
  /// Takes over an error of something parsed from that cell.
  void complain(std::string_view column, const Error& error);

  /// `file:line:column` of a cell.
  std::string place(std::size_t row, std::string_view column) const;

  bool failed() const { return !problems_.empty(); }
  /// Errc::invalid with all problems (at most table_errors_max). Only after failed().
  Error take_error();

 private:
  void read_header(const Columns& columns);
  void add(std::string place, std::string code, std::string detail);
  std::size_t index_of(std::string_view column) const;

  std::string file_;
  std::vector<std::string> header_;
  std::vector<CsvRow> rows_;
  std::size_t row_ = 0;
  std::vector<FieldError> problems_;
  std::size_t unlisted_ = 0;
};

}  // namespace gongzhi::wire
