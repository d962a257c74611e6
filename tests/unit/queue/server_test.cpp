// What a server says about itself: INFO, configuration, library version, refusals; pure.
#include <gtest/gtest.h>

#include "queue/durability.hpp"
#include "queue/functions.hpp"
#include "queue/info.hpp"
#include "queue/refusal.hpp"

namespace gongzhi::queue {
namespace {

TextMap durable() {
  return {{"appendonly", "yes"},
          {"appendfsync", "always"},
          {"no-appendfsync-on-rewrite", "no"},
          {"aof-load-truncated", "no"},
          {"maxmemory-policy", "noeviction"}};
}

TEST(Info, IsReadLineByLine) {
  const TextMap info =
      parse_info("# Server\r\nrun_id:abc\r\n\r\nexecutable:/a:b\r\nloading:0\nlast:x");

  EXPECT_EQ(info.size(), 4u);
  EXPECT_EQ(value_of(info, "run_id"), "abc");
  EXPECT_EQ(value_of(info, "executable"), "/a:b");
  EXPECT_EQ(value_of(info, "absent"), "");
  EXPECT_EQ(number_of(info, "run_id"), 0u);
}

TEST(Durability, AcceptsWhatKeepsItsAcknowledgements) {
  EXPECT_TRUE(check_durability(durable()));
}

TEST(Durability, NamesEachLineToChange) {
  const std::vector<std::pair<std::string, std::string>> wrong{{"appendonly", "no"},
                                                               {"appendfsync", "everysec"},
                                                               {"no-appendfsync-on-rewrite", "yes"},
                                                               {"aof-load-truncated", "yes"},
                                                               {"maxmemory-policy", "allkeys-lru"}};
  for (const auto& [name, value] : wrong) {
    TextMap config = durable();
    config[name] = value;

    const auto checked = check_durability(config);

    ASSERT_FALSE(checked) << name;
    EXPECT_EQ(checked.error().code, Errc::unavailable);
    EXPECT_NE(checked.error().detail.find("`" + name + " " + durable()[name] + "` (now: " + value),
              std::string::npos)
        << checked.error().detail;
  }
}

TEST(Durability, NeverBelievesWhatItCannotSee) {
  EXPECT_FALSE(check_durability({}));
  const Error fine = durability_unseen({{"aof_enabled", "1"}, {"maxmemory_policy", "noeviction"}});
  const Error off = durability_unseen({{"aof_enabled", "0"}, {"maxmemory_policy", "noeviction"}});
  EXPECT_NE(fine.detail.find("+config|get"), std::string::npos);
  EXPECT_EQ(fine.detail.find("appendonly yes"), std::string::npos);
  EXPECT_NE(off.detail.find("`appendonly yes`"), std::string::npos);
}

TEST(FunctionLibrary, IsReplacedWhenOlderOrBuiltFromOtherText) {
  EXPECT_EQ(compare_library("1.2 aa", "1.2 aa").value(), LibraryStep::keep);
  EXPECT_EQ(compare_library("1.1 aa", "1.2 bb").value(), LibraryStep::load);
  EXPECT_EQ(compare_library("1.2 aa", "1.2 bb").value(), LibraryStep::load);
}

TEST(FunctionLibrary, IsNeverReplacedByAnOlderOne) {
  EXPECT_EQ(compare_library("1.10 aa", "1.9 bb").value(), LibraryStep::keep);
}

TEST(FunctionLibrary, OfAnotherMajorIsRefusedWithWhatToDo) {
  for (const char* other : {"2.0 aa", "0.9 aa", "nonsense", ""}) {
    const auto step = compare_library(other, "1.0 bb");
    ASSERT_FALSE(step) << other;
    EXPECT_NE(step.error().detail.find("FUNCTION DELETE gongzhi"), std::string::npos);
  }
}

TEST(FunctionLibrary, CarriesTheDigestOfItsText) {
  const std::string version(functions_version());
  const std::string digest = version.substr(version.find(' ') + 1);

  EXPECT_EQ(digest.size(), 16u);
  EXPECT_NE(functions_source().find("local DIGEST = '" + digest + "'"), std::string_view::npos);
  EXPECT_TRUE(functions_source().starts_with("#!lua name=gongzhi\n"));
}

TEST(Refusals, OfAServerThatCannotNowAreUnavailable) {
  for (const char* text :
       {"OOM command not allowed when used memory > 'maxmemory'.",
        "MISCONF Errors writing to the AOF", "READONLY You can't write", "LOADING Redis is loading",
        "NOREPLICAS Not enough good replicas", "NOAUTH Authentication required.",
        "NOPERM this user", "MOVED 3999 127.0.0.1:6381", "ERR Function not found"}) {
    const Error error = refused_by_redis(text);
    EXPECT_EQ(error.code, Errc::unavailable) << text;
    EXPECT_NE(error.detail.find(text), std::string::npos);
    EXPECT_EQ(error.message.find("redis"), std::string::npos) << "internals shown to people";
  }
}

TEST(Refusals, OfDamagedDataAreCorruptAndTheRestIsABug) {
  EXPECT_EQ(refused_by_redis("WRONGTYPE Operation against a key").code, Errc::corrupt);
  EXPECT_EQ(refused_by_redis("DAMAGED {p1}:seq").code, Errc::corrupt);
  EXPECT_EQ(refused_by_redis("ERR wrong number of arguments").code, Errc::internal);
  EXPECT_EQ(refused_by_redis("").code, Errc::internal);
}

TEST(Refusals, SayWhenToLeaveAServer) {
  EXPECT_TRUE(wants_reconnect("READONLY You can't write against a read only replica."));
  EXPECT_TRUE(wants_reconnect("MOVED 1 host:1"));
  EXPECT_TRUE(wants_reconnect("ERR Function not found"));
  EXPECT_FALSE(wants_reconnect("OOM command not allowed"));
}

}  // namespace
}  // namespace gongzhi::queue
