// Reading messages, and the requests made of them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "cli/replay_items.hpp"
#include "cli/replay_report.hpp"
#include "workers/bundle.hpp"

namespace gongzhi::cli {
namespace {

std::string written(const std::string& text) {
  const auto file =
      std::filesystem::path(testing::TempDir()) /
      (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".jsonl");
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

const ReplayCounty& demo_county() {
  static const ReplayCounty county = [] {
    const std::filesystem::path config = std::filesystem::path(GONGZHI_SOURCE_DIR) / "config";
    const auto files = workers::load_bundle({config / "categories.csv", config / "standards.csv",
                                             config / "routing.csv", config / "calendars",
                                             config / "kinds", config / "demo" / "yanhu"});
    auto read = workers::read_bundle(*files, {});
    return ReplayCounty{read->world, read->change.grids->areas};
  }();
  return county;
}

TEST(ReplayMessages, ReadsTitleTextAndTime) {
  const auto messages =
      load_messages({written("\xef\xbb\xbf{\"title\":\"路灯不亮\",\"text\":\"三盏\\n不亮\",\"at\":"
                             "\"2018-05-17T08:32:04+08:00\",\"up\":3}"
                             "\r\n\n{\"title\":\"井盖\",\"text\":\"\"}\n")});

  ASSERT_TRUE(messages);
  ASSERT_EQ(messages->size(), 2U);
  EXPECT_EQ((*messages)[0].text, "三盏\n不亮");
  EXPECT_EQ((*messages)[0].at, parse_rfc3339("2018-05-17T08:32:04+08:00").value());
  EXPECT_EQ((*messages)[1].line, 3);
  EXPECT_EQ((*messages)[1].at, std::nullopt);
}

TEST(ReplayMessages, NamesFileAndLineOfEveryWrongOne) {
  const std::string file = written(
      "{\"title\":\"a\",\"text\":\"b\"}\n{\"title\":\"a\"}\nnot json\n[]\n"
      "{\"title\":\"a\",\"text\":\"b\",\"at\":\"yesterday\"}\n{\"title\":\"\",\"text\":\"b\"}\n");

  const auto messages = load_messages({file});

  ASSERT_FALSE(messages);
  const Error error = messages.error();
  ASSERT_EQ(error.fields.size(), 5U);
  EXPECT_EQ(error.fields[0].pointer, file + ":2");
  EXPECT_EQ(error.fields[0].code, "text");
  EXPECT_EQ(error.fields[1].code, "json");
  EXPECT_EQ(error.fields[2].code, "object");
  EXPECT_EQ(error.fields[3].code, "at");
  EXPECT_EQ(error.fields[4].pointer, file + ":6");
}

TEST(ReplayMessages, RefusesAMissingAndAnEmptyFile) {
  EXPECT_EQ(load_messages({"/no/such/file"}).error().code, Errc::not_found);
  EXPECT_EQ(load_messages({written("\n \n")}).error().code, Errc::invalid);
}

TEST(ReplayItems, AreTheSameForTheSameSeed) {
  const auto messages = load_messages({std::string(GONGZHI_SOURCE_DIR) + "/bench/messages.jsonl"});
  ASSERT_TRUE(messages);

  const auto first = make_items(*messages, demo_county(), 7);
  const auto again = make_items(*messages, demo_county(), 7);
  const auto other = make_items(*messages, demo_county(), 8);

  ASSERT_EQ(first.size(), messages->size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].key, again[i].key);
    EXPECT_EQ(first[i].body, again[i].body);
    EXPECT_NE(first[i].key, other[i].key);
    EXPECT_NE(first[i].body, other[i].body);
  }
}

TEST(ReplayItems, KeepTheKeyWhereverTheFileLies) {
  ReplayMessage here{"a/m.jsonl", 1, "{}", "t", "x", std::nullopt};
  ReplayMessage there = here;
  there.file = "/b/m.jsonl";
  ReplayMessage next = here;
  next.line = 2;

  const auto items = make_items({here, there, next}, demo_county(), 1);

  EXPECT_EQ(items[0].key, items[1].key);
  EXPECT_NE(items[0].key, items[2].key);
  EXPECT_GE(items[0].key.size(), 22U) << "somebody without an account needs an unguessable key";
}

TEST(ReplayItems, SpreadOverTheGrids) {
  std::vector<ReplayMessage> messages;
  for (int line = 1; line <= 600; ++line)
    messages.push_back({"m", line, std::to_string(line), "t", "x", std::nullopt});

  const auto items = make_items(std::move(messages), demo_county(), 1);

  std::set<std::string> places;
  for (const ReplayItem& item : items)
    places.insert(item.body.substr(item.body.find("\"location\"")));
  EXPECT_GT(places.size(), 590U);
}

TEST(ReplayItems, LeaveTheCategoryEmptyWhenTheWordsSayNothing) {
  ReplayMessage vague{"m", 1, "1", "你好", "请问一下", std::nullopt};
  ReplayMessage clear{"m", 2, "2", "污水井盖丢失", "门口污水井盖不见了，污水井盖", std::nullopt};

  const auto items = make_items({vague, clear}, demo_county(), 1);

  EXPECT_TRUE(items[0].unsure);
  EXPECT_NE(items[0].body.find("\"category\":\"\""), std::string::npos);
  EXPECT_FALSE(items[1].unsure);
}

TEST(ReplayReport, TakesPercentilesOfUnsortedTimes) {
  std::vector<std::int64_t> times;
  for (std::int64_t i = 100; i >= 1; --i) times.push_back(i);

  EXPECT_EQ(percentile(times, 50), 50);
  EXPECT_EQ(percentile(times, 99), 99);
  EXPECT_EQ(percentile({7}, 99), 7);
  EXPECT_EQ(percentile({}, 99), 0);
}

}  // namespace
}  // namespace gongzhi::cli
