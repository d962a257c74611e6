// A program that runs in a county cannot be told to break its promises.
#include "runtime/fault.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace gongzhi::runtime {
namespace {

#ifndef GONGZHI_FAULTS
static_assert(!faults_compiled_in);
static_assert(!fault("ack_before_queue"));
#endif

TEST(Fault, IsInTheProgramOnlyWhenItWasBuiltForTests) {
  std::ifstream in(GONGZHI_BINARY, std::ios::binary);
  if (!in) GTEST_SKIP() << GONGZHI_BINARY << " is not built";
  const std::string program{std::istreambuf_iterator<char>(in), {}};

  EXPECT_EQ(program.find("GONGZHI_FAULT") != std::string::npos, faults_compiled_in);
}

TEST(Fault, IsOffWhileNobodyAsksForIt) {
  EXPECT_FALSE(fault("ack_before_queue"));
  EXPECT_FALSE(fault(""));
}

}  // namespace
}  // namespace gongzhi::runtime
