// authz.csv: what every route answers to everybody, written by hand. A cell is a status, followed
// by `+` or `-` where the body must or must not hold what the column `shows` names; `.` = cannot
// be asked.
#pragma once

#include <string>
#include <vector>

namespace gongzhi::test {

struct Cell {
  std::string column;  // who asks
  int status = 0;      // 0 = not asked
  enum class Shows { unsaid, yes, no } shows = Shows::unsaid;
};

struct MatrixRow {
  std::size_t line = 0;
  std::string method;
  std::string route;  // as in gateway/router.cpp; `-` = none
  std::string ask;    // what is asked for, with placeholders ({case}, …)
  std::string body;   // a word, or JSON, with the same
  std::string shows;
  std::vector<std::string> relations;
  std::vector<Cell> cells;
};

/// Throws std::runtime_error with the line that cannot be read.
std::vector<MatrixRow> read_matrix();

}  // namespace gongzhi::test
