// Reads CSV byte by byte so that every mistake has a place, and writes it safely (csv.hpp).
#include "wire/csv.hpp"

#include <algorithm>

#include "wire/json.hpp"

namespace gongzhi::wire {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, std::string_view file, const CsvLimits& limits)
      : text_(text), file_(file), limits_(limits) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  Result<std::vector<CsvRow>> read() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      if (skip_line_end()) continue;
      if (rows.size() == limits_.rows_max) return over("too many rows");
      CsvRow row;
      row.line = line_;
      auto read = read_row(row);
      if (read.has_error()) return read.error();
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  Error complain(std::string code, std::string detail) const {
    return invalid_field(place(), std::move(code), std::move(detail));
  }

  Error over(std::string detail) const {
    Error error = complain("too_large", std::move(detail));
    error.code = Errc::too_large;
    return error;
  }

  std::string place() const {
    return file_ + ":" + std::to_string(line_) + ":" + std::to_string(column_);
  }

  void step() {
    // Only the first byte of a character moves the column.
    if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) ++column_;
    ++at_;
  }

  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

  bool skip_line_end() {
    if (!at_line_end()) return false;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
    column_ = 1;
    return true;
  }

  Result<void> read_row(CsvRow& row) {
    while (true) {
      if (row.fields.size() == limits_.fields_max) return over("too many columns in one row");
      row.lines.push_back(line_);
      row.columns.push_back(column_);
      row.fields.emplace_back();
      std::string& field = row.fields.back();
      const bool is_quoted = at_ < text_.size() && text_[at_] == '"';
      auto read = is_quoted ? read_quoted(field) : read_bare(field);
      if (read.has_error()) return read;
      if (at_ == text_.size() || skip_line_end()) return {};
      step();  // the comma
    }
  }

  Result<void> append(std::string& field) {
    if (text_[at_] == '\0')
      return complain("nul", "a NUL byte; this is not a text file - save it again as CSV");
    if (field.size() == limits_.field_bytes_max) return over("a field is too long");
    field.push_back(text_[at_]);
    return {};
  }

  Result<void> read_bare(std::string& field) {
    for (; at_ < text_.size() && text_[at_] != ',' && !at_line_end(); step()) {
      if (text_[at_] == '"')
        return complain(
            "quote", "a quote inside a field; put the field in quotes and double the inner ones");
      if (auto appended = append(field); appended.has_error()) return appended;
    }
    return {};
  }

  Result<void> read_quoted(std::string& field) {
    const std::string opened = place();
    const std::size_t opened_line = line_;
    step();
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        step();
        if (at_ == text_.size() || text_[at_] == ',' || at_line_end()) return {};
        if (text_[at_] != '"') return text_behind(opened, opened_line);
      }
      // What is too long in quotes is nearly always a quote that nobody closed.
      if (field.size() == limits_.field_bytes_max) {
        Error error = invalid_field(opened, "quote",
                                    "this quote is not closed within " +
                                        std::to_string(limits_.field_bytes_max) + " bytes");
        error.code = Errc::too_large;
        return error;
      }
      if (auto appended = append(field); appended.has_error()) return appended;
      if (at_line_end()) {
        if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n')
          field.push_back('\n');
        skip_line_end();
      } else {
        step();
      }
    }
    return invalid_field(opened, "quote", "this quote is never closed");
  }

  /// A quote closes in the middle of a text: when it opened lines before, that one is the mistake.
  Error text_behind(const std::string& opened, std::size_t opened_line) const {
    constexpr auto why = "text behind a closing quote; double the quotes that belong to the text";
    if (opened_line == line_) return complain("quote", why);
    return invalid_field(opened, "quote",
                         "the quote opened here is closed only at " + place() + ", with " + why);
  }

  std::string_view text_;
  std::string file_;
  const CsvLimits& limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') <= 1;
}

bool looks_like_formula(std::string_view text) {
  constexpr std::string_view starters = "=+-@\t\r";
  return !text.empty() && starters.find(text.front()) != std::string_view::npos &&
         !is_plain_number(text);
}

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text, std::string_view file,
                                      const CsvLimits& limits) {
  if (text.size() > limits.bytes_max)
    return fail(Errc::too_large, std::string(file) + " is too large");
  return CsvReader(text, file, limits).read();
}

void append_csv_row(std::string& out, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.push_back(',');
    const std::string text = (looks_like_formula(fields[i]) ? "'" : "") + fields[i];
    // A lone empty field would be an empty line, which readers skip.
    const bool is_lone_empty = text.empty() && fields.size() == 1;
    if (!is_lone_empty && text.find_first_of(",\"\r\n") == std::string::npos) {
      out += text;
      continue;
    }
    out.push_back('"');
    for (const char c : text) {
      if (c == '"') out.push_back('"');
      out.push_back(c);
    }
    out.push_back('"');
  }
  out += "\r\n";
}

}  // namespace gongzhi::wire
