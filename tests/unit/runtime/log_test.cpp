// One line of valid JSON per event, whatever people put into it.
#include "runtime/log.hpp"

#include <gtest/gtest.h>

namespace gongzhi::runtime {
namespace {

TEST(EscapeForLog, KeepsOneEventOnOneLine) {
  EXPECT_EQ(escape_for_log("a\r\nb\x1b[31m\"\\"), "a\\u000d\\u000ab\\u001b[31m\\\"\\\\");
  EXPECT_EQ(escape_for_log("x\xE2\x80\xA8y"), "x\\u2028y");
  EXPECT_EQ(escape_for_log("x\xE2\x80\xAEy"), "x\\u202ey");
  EXPECT_EQ(escape_for_log("x\xE2\x81\xA6y"), "x\\u2066y");
  EXPECT_EQ(escape_for_log("x\xC2\x9B"
                           "31my"),
            "x\\u009b31my");
}

TEST(EscapeForLog, KeepsChineseAndReplacesBrokenBytes) {
  EXPECT_EQ(escape_for_log("共治"), "共治");
  EXPECT_EQ(escape_for_log("\xff\xc0\xaf"), "\\ufffd\\ufffd\\ufffd");
  EXPECT_EQ(escape_for_log("\xed\xa0\x80"), "\\ufffd\\ufffd\\ufffd");
}

TEST(EscapeForLog, CutsLongTexts) {
  EXPECT_LE(escape_for_log(std::string(100'000, 'a')).size(), 2'000U);
}

TEST(Log, WritesOneJsonLineWithItsFields) {
  ::testing::internal::CaptureStderr();
  start_log("test", LogLevel::info);
  log_info("started", {{"port", 8080}, {"name", "共\"治"}, {"load", 0.5}});
  log(LogLevel::debug, "not shown");
  const std::string out = ::testing::internal::GetCapturedStderr();

  EXPECT_NE(out.find(R"("level":"info","part":"test","msg":"started")"
                     R"(,"port":8080,"name":"共\"治","load":0.500})"),
            std::string::npos)
      << out;
  EXPECT_EQ(out.find("not shown"), std::string::npos);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
}

}  // namespace
}  // namespace gongzhi::runtime
