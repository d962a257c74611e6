// What a redis-server said last, without the picture it prints when it starts.
#include "runtime/private_redis.hpp"

#include <gtest/gtest.h>

namespace gongzhi::runtime {
namespace {

TEST(PrivateRedis, GivesTheLastLinesWithoutTheBanner) {
  const std::string log =
      "1:C old\n                _._\n  .-`` .-```.      Running in standalone mode\n\n"
      "1:M one\n1:M two\n1:M three\n1:M Bad file format\n";

  EXPECT_EQ(PrivateRedis::last_lines(log), "1:M one\n1:M two\n1:M three\n1:M Bad file format");
  EXPECT_EQ(PrivateRedis::last_lines(""), "");
}

}  // namespace
}  // namespace gongzhi::runtime
