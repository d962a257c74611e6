// docs/security.md answers for every request on the list of the tester, and the tests that it and
// the pages beside it name are there.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const std::string source = GONGZHI_SOURCE_DIR "/";

/// A row of the table: | S01 | yes | what holds | `Suite.Test` … |
struct Row {
  std::string id, holds, what, tests;
};

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \n") - first + 1));
}

std::vector<Row> rows_of(const std::string& text) {
  static const std::regex id("[SPDR]\\d\\d");
  std::vector<Row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream parts(line.starts_with("|") ? line.substr(1) : "");
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
    if (!cells.empty() && std::regex_match(cells[0], id)) {
      cells.resize(4);
      rows.push_back({cells[0], cells[1], cells[2], cells[3]});
    }
  }
  return rows;
}

std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> words;
  for (auto at = text.find('`'); at != std::string::npos; at = text.find('`', at)) {
    const auto end = text.find('`', at + 1);
    if (end == std::string::npos) break;
    words.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return words;
}

/// `Suite.Test` and `Suite.*` of every TEST, TEST_F and TEST_P.
void add_tests(const std::string& code, Names& into) {
  for (auto at = code.find("\nTEST"); at != std::string::npos; at = code.find("\nTEST", at + 1)) {
    const auto open = code.find('(', at);
    const auto comma = code.find(',', open);
    const auto close = code.find(')', comma);
    if (close == std::string::npos) return;
    const std::string suite = trimmed(code.substr(open + 1, comma - open - 1));
    into.insert(suite + "." + trimmed(code.substr(comma + 1, close - comma - 1)));
    into.insert(suite + ".*");
  }
}

const Names& all_tests() {
  static const Names tests = [] {
    Names found;
    for (const auto& entry : fs::recursive_directory_iterator(source + "tests"))
      if (entry.path().extension() == ".cpp") add_tests(read_file(entry.path()), found);
    return found;
  }();
  return tests;
}

bool is_test(const std::string& word) {
  static const std::regex kind("^(unit|contract|integration|process)\\.");
  return all_tests().contains(std::regex_replace(word, kind, ""));
}

bool is_file(const std::string& word) {
  return word.find('/') != std::string::npos && fs::exists(source + word);
}

Names ids_of(const std::vector<Row>& rows) {
  Names ids;
  for (const Row& row : rows) ids.insert(row.id);
  return ids;
}

/// What a row names as its test and is none.
Names strangers(const std::vector<Row>& rows) {
  Names found;
  for (const Row& row : rows)
    for (const std::string& word : quoted(row.tests))
      if (!is_test(word) && !is_file(word)) found.insert(row.id + ": " + word);
  return found;
}

/// Of a whole page: what reads like the name of a test and is none.
Names strangers_on(const std::string& page) {
  static const std::regex test(
      "((unit|contract|integration|process)\\.)?[A-Z]\\w*\\.([A-Z]\\w*|\\*)");
  Names found;
  for (const std::string& word : quoted(page))
    if (std::regex_match(word, test) && !is_test(word)) found.insert(word);
  return found;
}

/// A row says whether it holds; what holds is shown by a test, what does not has a reason.
Names unanswered(const std::vector<Row>& rows) {
  Names found;
  for (const Row& row : rows) {
    const bool holds = row.holds == "yes" || row.holds == "partly";
    const bool is_open = row.holds == "no" || row.holds == "n/a";
    if ((!holds && !is_open) || row.what.empty() || (holds && quoted(row.tests).empty()))
      found.insert(row.id);
  }
  return found;
}

Names rows_asked_for() {
  Names rows{"D14", "D19", "D21", "D22", "D24", "R12", "R33", "R36",
             "R37", "R38", "R39", "R40", "R44", "R45", "R53"};
  const auto add = [&rows](char letter, int last) {
    for (int i = 1; i <= last; ++i)
      rows.insert(std::string(1, letter) + (i < 10 ? "0" : "") + std::to_string(i));
  };
  add('S', 42);
  add('P', 11);
  return rows;
}

TEST(SecurityRows, AreAllAnsweredFor) {
  const auto rows = rows_of(read_file(source + "docs/security.md"));

  EXPECT_EQ(ids_of(rows), rows_asked_for());
  EXPECT_EQ(rows.size(), rows_asked_for().size()) << "each once";
  EXPECT_THAT(unanswered(rows), testing::IsEmpty());
}

TEST(SecurityRows, NameTestsThatExist) {
  EXPECT_THAT(strangers(rows_of(read_file(source + "docs/security.md"))), testing::IsEmpty());
}

TEST(SecurityPages, NameTestsThatExist) {
  std::vector<fs::path> pages{source + "docs/security.md", source + "docs/backup.md"};
  for (const auto& entry : fs::directory_iterator(source + "docs/security"))
    pages.push_back(entry.path());

  for (const fs::path& page : pages)
    EXPECT_THAT(strangers_on(read_file(page)), testing::IsEmpty()) << page;
}

TEST(SecurityRows, AreMissedWhenTheyAreNotThere) {
  const auto rows = rows_of(
      "| row | holds | what | tests |\n| --- | --- | --- | --- |\n"
      "| S01 | yes | roles | `SecurityRows.AreAllAnsweredFor`, `tests/CMakeLists.txt` |\n"
      "| S02 | yes | reading | `S02.NobodyEverWroteThis` |\n"
      "| S03 | yes | writing | |\n"
      "| S04 | perhaps | nested | `SecurityRows.*` |\n"
      "| S26 | n/a | nothing is exported | |\n");

  EXPECT_EQ(ids_of(rows), (Names{"S01", "S02", "S03", "S04", "S26"}));
  EXPECT_EQ(strangers(rows), (Names{"S02: S02.NobodyEverWroteThis"}));
  EXPECT_EQ(unanswered(rows), (Names{"S03", "S04"}));
  EXPECT_EQ(strangers_on("see `integration.SecurityRows.*`, `S02.Nobody`, `README.md` and `a.B`"),
            (Names{"S02.Nobody"}));
}

}  // namespace
}  // namespace gongzhi::test
