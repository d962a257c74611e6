// docs/data-map.md names every column of the record and every property of the API (security.md
// P01).
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>

#include "governance/retention.hpp"
#include "tests/unit/config/shipped_tables.hpp"
#include "wire/csv.hpp"
#include "wire/json.hpp"

namespace gongzhi::test {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const std::string source = GONGZHI_SOURCE_DIR "/";

std::vector<fs::path> files_in(const std::string& folder, const std::string& start,
                               const std::string& end) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(source + folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.ends_with(end)) found.push_back(entry.path());
  }
  return found;
}

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

// `table.column` of everything that a migration creates, in the layout in which they are written.
Names columns_of_the_record() {
  static const std::regex begin("CREATE TABLE (\\w+) \\(");
  static const std::regex column("^  ([a-z]\\w*) ");
  static const std::regex added("ALTER TABLE (\\w+) ADD COLUMN (\\w+)");
  Names columns;
  for (const fs::path& file : files_in("records", "migration_0", ".cpp")) {
    const std::string text = read_file(file);
    for (const std::smatch& match : matches(text, added))
      columns.insert(match[1].str() + "." + match[2].str());
    std::istringstream lines(text);
    std::string table;
    for (std::string line; std::getline(lines, line);) {
      std::smatch match;
      if (std::regex_search(line, match, begin)) table = match[1];
      if (line.starts_with(")")) table.clear();
      if (!table.empty() && std::regex_search(line, match, column))
        columns.insert(table + "." + match[1].str());
    }
  }
  // Made and renamed to `timeline` in one migration.
  std::erase_if(columns, [](const std::string& name) { return name.starts_with("timeline_in_"); });
  return columns;
}

void add_properties(const wire::Json& json, Names& into) {
  if (json.IsArray())
    for (const auto& item : json.GetArray()) add_properties(item, into);
  if (!json.IsObject()) return;
  for (const auto& member : json.GetObject()) {
    if (std::string_view(member.name.GetString()) == "properties" && member.value.IsObject())
      for (const auto& property : member.value.GetObject()) into.insert(property.name.GetString());
    add_properties(member.value, into);
  }
}

Names properties_of_the_api() {
  Names properties;
  for (const fs::path& file : files_in("schemas", "", ".json")) {
    const auto document = wire::parse_json(read_file(file), wire::file_limits);
    EXPECT_TRUE(document) << file;
    if (document) add_properties(*document, properties);
  }
  return properties;
}

std::string part(const std::string& text, const std::string& begin, const std::string& end) {
  const auto at = text.find(begin);
  if (at == std::string::npos) return {};
  const auto from = at + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

Names first_cells(const std::string& table) {
  static const std::regex cell("\n\\| `([^`]+)` \\|");
  Names names;
  for (const std::smatch& match : matches(table, cell)) names.insert(match[1]);
  return names;
}

struct Map {
  Names columns, properties;
  Names personal_columns, personal_properties;
};

Map read_map() {
  const std::string text = read_file(source + "docs/data-map.md");
  Map map;
  map.personal_columns = first_cells(part(text, "that are personal\n", "\n## "));
  map.personal_properties = first_cells(part(text, "of the API that are personal\n", "\n## "));
  map.columns = map.personal_columns;
  map.properties = map.personal_properties;
  std::istringstream tables(part(text, "```columns\n", "```"));
  for (std::string line; std::getline(tables, line);) {
    const std::string table = line.substr(0, line.find(':'));
    std::istringstream words(line.substr(table.size() + 1));
    for (std::string word; words >> word;) map.columns.insert(table + "." + word);
  }
  std::istringstream words(part(text, "```properties\n", "```"));
  for (std::string word; words >> word;) map.properties.insert(word);
  return map;
}

TEST(P01, EveryColumnOfTheRecordStandsInTheDataMap) {
  EXPECT_EQ(columns_of_the_record(), read_map().columns);
}

TEST(P01, EveryPropertyOfTheApiStandsInTheDataMap) {
  EXPECT_EQ(properties_of_the_api(), read_map().properties);
}

TEST(P01, WhatSoundsLikeAPersonIsSaidToBePersonal) {
  static const std::regex sounds(
      "(.*\\.)?(phone|address|identity.*|contact|on_behalf_of|description|note|"
      "result_text|user_id|device|personal|reporter)$");
  const Map map = read_map();
  for (const std::string& name : map.columns)
    if (std::regex_match(name, sounds) && name != "routing_rules.note" &&
        name != "permissions.note")
      EXPECT_TRUE(map.personal_columns.contains(name)) << name;
  for (const std::string& name : map.properties)
    if (std::regex_match(name, sounds)) EXPECT_TRUE(map.personal_properties.contains(name)) << name;
}

TEST(P07, TheRetentionThatIsShippedIsTheOneThatHolds) {
  const auto rows = wire::parse_csv(read_file(config_dir + "retention.csv"), "retention.csv");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), retention_rules().size() + 1);
  for (std::size_t i = 0; i < retention_rules().size(); ++i) {
    const RetentionRule& rule = retention_rules()[i];
    const auto& fields = rows->at(i + 1).fields;
    EXPECT_EQ(fields.at(0), name(rule.what));
    EXPECT_EQ(fields.at(1), std::to_string(rule.months));
    EXPECT_EQ(fields.at(2), std::to_string(rule.months_at_least));
    EXPECT_EQ(fields.at(4), rule.legal_basis);
  }
}

}  // namespace
}  // namespace gongzhi::test
