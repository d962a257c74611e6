// Header, cells and the list of mistakes of one CSV file (table_reader.hpp).
#include "wire/table_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "wire/text_encoding.hpp"

namespace gongzhi::wire {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view wide_semicolon = "\xEF\xBC\x9B";  // ；

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ',';
    text += word;
  }
  return text;
}

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TableReader::TableReader(const TableFile& file, const Columns& columns) : file_(file.name) {
  const auto take_over = [&](const Error& error) {
    problems_ = error.fields;
    if (problems_.empty()) add(file_, std::string(name(error.code)), error.message);
  };
  const auto text = to_utf8(file.bytes, file_);
  if (text.has_error()) {
    take_over(text.error());
    return;
  }
  auto rows = parse_csv(*text, file_);
  if (rows.has_error()) {
    take_over(rows.error());
    return;
  }
  rows_ = *std::move(rows);
  read_header(columns);
}

void TableReader::read_header(const Columns& columns) {
  if (rows_.empty()) {
    add(file_ + ":1:1", "header",
        "the file is empty; the first line must be " + joined(columns.required));
    return;
  }
  const CsvRow header = std::move(rows_.front());
  rows_.erase(rows_.begin());
  const auto where = [&](std::size_t i) {
    return file_ + ":" + std::to_string(header.lines[i]) + ":" + std::to_string(header.columns[i]);
  };
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string column(trim(header.fields[i]));
    if (!contains(columns.required, column) && !contains(columns.optional, column))
      add(where(i), "header",
          "unknown column `" + column + "`; known are " + joined(columns.required) +
              (columns.optional.empty() ? "" : "," + joined(columns.optional)));
    if (std::find(header_.begin(), header_.end(), column) != header_.end())
      add(where(i), "header", "column `" + column + "` stands here twice; remove one");
    header_.push_back(column);
  }
  for (const std::string_view column : columns.required)
    if (std::find(header_.begin(), header_.end(), column) == header_.end())
      add(where(0), "header",
          "column `" + std::string(column) + "` is missing; add it to the first line");
  if (failed()) return rows_.clear();
  for (const CsvRow& row : rows_)
    if (row.fields.size() != header_.size())
      add(file_ + ":" + std::to_string(row.line) + ":1", "fields",
          "this row has " + std::to_string(row.fields.size()) + " fields, the header has " +
              std::to_string(header_.size()) + "; put fields that contain a comma in quotes");
  if (failed()) rows_.clear();
}

std::size_t TableReader::index_of(std::string_view column) const {
  const auto it = std::find(header_.begin(), header_.end(), column);
  return static_cast<std::size_t>(it - header_.begin());
}

std::string TableReader::text(std::string_view column) const {
  const std::size_t i = index_of(column);
  return i == header_.size() ? std::string() : std::string(trim(rows_[row_].fields[i]));
}

std::string TableReader::required_text(std::string_view column) {
  std::string value = text(column);
  if (value.empty())
    complain(column, "required", "`" + std::string(column) + "` must not be empty");
  return value;
}

std::optional<std::string> TableReader::unless_empty(std::string_view column) const {
  std::string value = text(column);
  if (value.empty()) return std::nullopt;
  return value;
}

std::vector<std::string> TableReader::list(std::string_view column) const {
  std::string cell = text(column);
  for (auto at = cell.find(wide_semicolon); at != std::string::npos; at = cell.find(wide_semicolon))
    cell.replace(at, wide_semicolon.size(), ";");
  std::vector<std::string> parts;
  std::string_view rest = cell;
  while (!rest.empty()) {
    const auto end = rest.find(';');
    if (const auto part = trim(rest.substr(0, end)); !part.empty()) parts.emplace_back(part);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return parts;
}

bool TableReader::yes_or_no(std::string_view column) {
  const std::string value = text(column);
  if (value == "yes" || value == "true" || value == "1" || value == "是") return true;
  if (!value.empty() && value != "no" && value != "false" && value != "0" && value != "否")
    complain(column, "choice", "`" + value + "` is neither yes nor no; write yes or no");
  return false;
}

double TableReader::number(std::string_view column, double smallest, double largest) {
  const std::string cell = text(column);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size() || !(value >= smallest) ||
      !(value <= largest)) {
    complain(column, "number",
             "`" + cell + "` is not a number from " + std::to_string(std::lround(smallest)) +
                 " to " + std::to_string(std::lround(largest)));
    return smallest;
  }
  return value;
}

void TableReader::complain(std::string_view column, std::string code, std::string detail) {
  add(place(row_, column), std::move(code), std::move(detail));
}

void TableReader::complain(std::string_view column, const Error& error) {
  complain(column, std::string(name(error.code)), error.message);
}

std::string TableReader::place(std::size_t row, std::string_view column) const {
  const std::size_t i = index_of(column);
  const CsvRow& found = rows_[row];
  const bool is_known = i < found.columns.size();
  return file_ + ":" + std::to_string(is_known ? found.lines[i] : found.line) + ":" +
         std::to_string(is_known ? found.columns[i] : 1);
}

void TableReader::add(std::string place, std::string code, std::string detail) {
  if (problems_.size() == table_errors_max) {
    ++unlisted_;
    return;
  }
  problems_.push_back({std::move(place), std::move(code), std::move(detail)});
}

Error TableReader::take_error() {
  Error error = fail(Errc::invalid, problems_.front().pointer + ": " + problems_.front().detail);
  const std::size_t more = problems_.size() - 1 + unlisted_;
  if (more > 0) error.message += " (and " + std::to_string(more) + " more)";
  error.fields = std::move(problems_);
  return error;
}

}  // namespace gongzhi::wire
