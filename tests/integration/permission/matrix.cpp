#include "tests/integration/permission/matrix.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/support/files.hpp"
#include "wire/csv.hpp"

namespace gongzhi::test {
namespace {

constexpr std::size_t first_column = 6;

Cell cell_of(const std::string& column, const std::string& text) {
  Cell cell{column};
  if (text == ".") return cell;
  cell.status = std::stoi(text);
  if (text.ends_with('+')) cell.shows = Cell::Shows::yes;
  if (text.ends_with('-')) cell.shows = Cell::Shows::no;
  return cell;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

std::vector<MatrixRow> read_matrix() {
  const std::string path = GONGZHI_SOURCE_DIR "/tests/integration/permission/authz.csv";
  const auto rows = wire::parse_csv(read_file(path), "authz.csv");
  if (!rows || rows->empty()) throw std::runtime_error("authz.csv cannot be read");
  const std::vector<std::string>& header = rows->front().fields;
  std::vector<MatrixRow> matrix;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const wire::CsvRow& row = (*rows)[i];
    const std::string where = "authz.csv:" + std::to_string(row.line);
    if (row.fields.size() != header.size()) throw std::runtime_error(where + ": too few cells");
    MatrixRow read{row.line,      row.fields[0], row.fields[1],           row.fields[2],
                   row.fields[3], row.fields[4], words_of(row.fields[5]), {}};
    for (std::size_t c = first_column; c < header.size(); ++c)
      read.cells.push_back(cell_of(header[c], row.fields[c]));
    matrix.push_back(std::move(read));
  }
  return matrix;
}

}  // namespace gongzhi::test
