// Limits as filing standards write them.
#include "governance/limit.hpp"

#include <gtest/gtest.h>

namespace gongzhi {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Limit parsed(std::string_view text) {
  const auto limit = parse_limit(text);
  EXPECT_TRUE(limit) << text << ": " << (limit ? "" : limit.error().message);
  return limit ? *limit : Limit{};
}

struct Spelling {
  std::string_view text;
  LimitKind kind;
  double amount;
  std::string_view note = "";
};

class LimitSpelling : public testing::TestWithParam<Spelling> {};

TEST_P(LimitSpelling, IsRead) {
  const Spelling& spelling = GetParam();

  const Limit limit = parsed(spelling.text);

  EXPECT_EQ(limit.kind, spelling.kind) << spelling.text;
  EXPECT_DOUBLE_EQ(limit.amount, spelling.amount) << spelling.text;
  EXPECT_EQ(limit.note, spelling.note) << spelling.text;
}

// All sixteen spellings of the real table of 519 standards come first.
INSTANTIATE_TEST_SUITE_P(
    AsPeopleWrite, LimitSpelling,
    testing::Values(
        Spelling{"1天", LimitKind::work_days, 1}, Spelling{"2天", LimitKind::work_days, 2},
        Spelling{"3天", LimitKind::work_days, 3}, Spelling{"4天", LimitKind::work_days, 4},
        Spelling{"5天", LimitKind::work_days, 5}, Spelling{"7天", LimitKind::work_days, 7},
        Spelling{"10天", LimitKind::work_days, 10}, Spelling{"15天", LimitKind::work_days, 15},
        Spelling{"2小时", LimitKind::work_hours, 2}, Spelling{"4小时", LimitKind::work_hours, 4},
        Spelling{"1紧急工作时", LimitKind::urgent_work_hours, 1},
        Spelling{"2紧急工作时", LimitKind::urgent_work_hours, 2},
        Spelling{"4紧急工作时", LimitKind::urgent_work_hours, 4},
        Spelling{"1紧急工作日", LimitKind::urgent_work_days, 1},
        Spelling{"2紧急工作日", LimitKind::urgent_work_days, 2},
        Spelling{"1紧急工作时制止", LimitKind::urgent_work_hours, 1, "制止"},
        Spelling{"4工作时", LimitKind::work_hours, 4}, Spelling{"5工作日", LimitKind::work_days, 5},
        Spelling{"5个工作日", LimitKind::work_days, 5},
        Spelling{"2 工作时", LimitKind::work_hours, 2},
        Spelling{"2紧急小时", LimitKind::urgent_work_hours, 2},
        Spelling{"紧急2小时", LimitKind::urgent_work_hours, 2},
        Spelling{"2小时（紧急）", LimitKind::urgent_work_hours, 2, "（紧急）"},
        Spelling{"３０分钟", LimitKind::work_hours, 0.5},
        Spelling{"30紧急分钟", LimitKind::urgent_work_hours, 0.5},
        Spelling{"0.5紧急工作时", LimitKind::urgent_work_hours, 0.5},
        Spelling{"\u3000１.５天 修复 ", LimitKind::work_days, 1.5, "修复"}));

TEST(Limit, RefusesWhatItCannotReadAndSaysWhatItExpected) {
  for (const std::string_view text :
       {"", " ", "天", "五天", "5", "5 周", "-1天", "0天", "0.0小时", "1..5天", "1.天", "1.2345天",
        "100000天", "367天", "8785紧急工作时", "1e3天", "紧急", "1紧急工作时制止，5天修复"}) {
    const auto limit = parse_limit(text);
    ASSERT_FALSE(limit) << text;
    EXPECT_EQ(limit.error().code, Errc::invalid);
    EXPECT_NE(limit.error().message.find("expected a number and a unit"), std::string::npos);
  }
  EXPECT_FALSE(parse_limit("1天" + std::string(300, 'x')));
}

TEST(Limit, CountsEightHoursAWorkDayAndTwentyFourAnUrgentOne) {
  EXPECT_EQ(counted(parsed("4小时")), hours{4});
  EXPECT_EQ(counted(parsed("5天")), hours{40});
  EXPECT_EQ(counted(parsed("2紧急工作时")), hours{2});
  EXPECT_EQ(counted(parsed("2紧急工作日")), hours{48});
  EXPECT_EQ(counted(parsed("10分钟")), minutes{10});
  EXPECT_EQ(counted(half(parsed("1天"))), hours{4});
  EXPECT_EQ(counted(half(parsed("3小时"))), minutes{90});
}

TEST(Limit, IsPrintedSoThatItParsesBack) {
  for (const std::string_view text :
       {"2紧急工作时", "4工作时", "5工作日", "1紧急工作日", "1紧急工作时制止", "0.5紧急工作时",
        "1.5工作时", "10分钟", "10紧急分钟", "0.25工作时", "366工作日"})
    EXPECT_EQ(format_limit(parsed(text)), text);
  for (const std::string_view text : {"5天", "4小时", "90分钟", "20紧急分钟"})
    EXPECT_EQ(parsed(format_limit(parsed(text))), parsed(text)) << text;
}

TEST(Limit, OrdersByHowMuchItPromises) {
  const auto strictest_first = {"30紧急分钟",  "1紧急工作时", "2紧急工作时", "1小时",
                                "2小时",       "4小时",       "1紧急工作日", "1天",
                                "2紧急工作日", "2天",         "5天",         "15天"};
  for (auto a = strictest_first.begin(); a != strictest_first.end(); ++a)
    for (auto b = strictest_first.begin(); b != strictest_first.end(); ++b)
      EXPECT_EQ(is_stricter(parsed(*a), parsed(*b)), a < b) << *a << " and " << *b;
  EXPECT_FALSE(is_stricter(parsed("8小时"), parsed("1天")));
  EXPECT_FALSE(is_stricter(parsed("1天"), parsed("8小时")));
}

TEST(Limit, NamesItsKinds) {
  EXPECT_EQ(name(LimitKind::urgent_work_days), "urgent_work_days");
  EXPECT_EQ(chinese_name(LimitKind::work_hours), "工作时");
  EXPECT_EQ(continuity(LimitKind::work_days), Continuity::work_time);
  EXPECT_EQ(continuity(LimitKind::urgent_work_hours), Continuity::continuous);
}

}  // namespace
}  // namespace gongzhi
