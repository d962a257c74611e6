// What an operator is told before a Redis is adopted.
#include "workers/adoption.hpp"

#include <gtest/gtest.h>

namespace gongzhi::workers {
namespace {

std::string told(std::optional<std::string> theirs, Adoption::Part part) {
  std::string all;
  for (const std::string& line : what_is_lost({"ours", std::move(theirs), {part}}))
    all += line + "\n";
  return all;
}

TEST(Adoption, IsNeededUnlessTheGenerationsAgree) {
  EXPECT_TRUE((Adoption{"ours", std::nullopt, {}}).is_needed());
  EXPECT_TRUE((Adoption{"ours", "theirs", {}}).is_needed());
  EXPECT_FALSE((Adoption{"ours", "ours", {}}).is_needed());
}

TEST(Adoption, OfAnEmptyRedisNamesWhatIsAppliedAndAdmitsThatNobodyKnowsTheRest) {
  const std::string text = told(std::nullopt, {7, {41, {}}, 0, 0});

  EXPECT_NE(text.find("partition 7: applied up to 41"), std::string::npos) << text;
  EXPECT_NE(text.find("nobody can say how many"), std::string::npos) << text;
}

TEST(Adoption, OfAnOlderRedisNamesBothEnds) {
  const std::string text = told(std::nullopt, {7, {41, {}}, 30, 0});

  EXPECT_NE(text.find("applied up to 41, Redis knows 30"), std::string::npos) << text;
}

TEST(Adoption, NamesTheRangeWhereItIsKnown) {
  const std::string text = told(std::nullopt, {7, {41, {}}, 50, 4});

  EXPECT_NE(text.find("of 42 to 50, 4 are still there"), std::string::npos) << text;
}

TEST(Adoption, WarnsThatAnotherRecordWillLoseItsQueue) {
  EXPECT_NE(told("theirs", {7, {}, 0, 0}).find("another record store (theirs)"), std::string::npos);
}

}  // namespace
}  // namespace gongzhi::workers
