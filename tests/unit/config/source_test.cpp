// The project's tables against the tables of the field that they were made from, where those are at
// hand beside the repository.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "governance/limit.hpp"
#include "tests/unit/config/shipped_tables.hpp"
#include "wire/tables.hpp"

namespace gongzhi {
namespace {

const std::string source_dir = GONGZHI_SOURCE_DIR "/../shared/data/";

/// Limits of each category, however often, in the words of format_limit().
using Limits = std::map<std::string, std::multiset<std::string>>;

Limits limits_of_the_field() {
  const std::string path = source_dir + "filing-standards.csv";
  const auto rows = wire::parse_csv(test::read_table(path).bytes, path).value();
  Limits limits;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto limit = parse_limit(rows[i].fields.at(6));
    EXPECT_TRUE(limit.has_value()) << "row " << i << ": " << rows[i].fields.at(6);
    if (limit) limits[rows[i].fields.at(0)].insert(format_limit(*limit));
  }
  return limits;
}

Limits limits_of_the_project() {
  Limits limits;
  for (const Standard& row :
       wire::parse_standards(test::read_table(test::config_dir + "standards.csv")).value().rows)
    limits[row.category].insert(format_limit(row.limit));
  return limits;
}

TEST(Source, EveryStandardOfTheFieldIsThereWithItsLimit) {
  if (!std::filesystem::exists(source_dir + "filing-standards.csv"))
    GTEST_SKIP() << "filing-standards.csv is not beside the repository";
  const Limits field = limits_of_the_field();
  const Limits project = limits_of_the_project();
  std::size_t standards = 0;
  // domain.md section 5 allows this one to be faster than the table of the field has it.
  const std::string raised = "E0496";
  for (const auto& [code, limits] : field) {
    standards += limits.size();
    ASSERT_TRUE(project.contains(code)) << code;
    if (code != raised) {
      EXPECT_EQ(project.at(code), limits) << code;
    }
  }
  EXPECT_EQ(standards, 519U);
  EXPECT_EQ(field.size(), 190U);
}

TEST(Source, TheCalendarHasTheDaysThatWerePublished) {
  if (!std::filesystem::exists(source_dir + "work-calendar.csv"))
    GTEST_SKIP() << "work-calendar.csv is not beside the repository";
  const auto days = [](const std::string& path) {
    std::map<std::string, DayKind> kinds;
    for (const CalendarRow& row : wire::parse_calendar(test::read_table(path)).value().rows)
      kinds.emplace(format_date(row.date), row.kind);
    return kinds;
  };
  const auto shipped = days(test::config_dir + "calendars/cn.csv");
  for (const auto& [date, kind] : days(source_dir + "work-calendar.csv")) {
    ASSERT_TRUE(shipped.contains(date)) << date;
    EXPECT_EQ(shipped.at(date), kind) << date;
  }
}

}  // namespace
}  // namespace gongzhi
