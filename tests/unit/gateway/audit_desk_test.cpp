// The desk never grows without bound, whoever knocks: repetitions are counted, the rest is dropped
// and said to be. How it tells is in tests/integration/gateway/audit_test.cpp.
#include "gateway/audit_desk.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace gongzhi::gateway {
namespace {

AuditEntry refusal(const std::string& address) {
  AuditEntry entry;
  entry.act = "login";
  entry.result = AuditResult::refused;
  entry.reason = "wrong_password";
  entry.origin.address = address;
  return entry;
}

TEST(S30, AFloodOfOneRefusalIsCountedAndNothingIsLost) {
  asio::io_context context{1};
  AuditDesk desk(context.get_executor());

  for (int i = 0; i < 100'000; ++i) desk.note(refusal("10.0.0.9"));

  EXPECT_EQ(desk.lost(), 0U);
}

TEST(S30, AFloodFromManyAddressesIsCountedTogether) {
  asio::io_context context{1};
  AuditDesk desk(context.get_executor());

  for (int i = 0; i < 100'000; ++i) desk.note(refusal("10.0.0." + std::to_string(i)));

  EXPECT_EQ(desk.lost(), 0U) << "beyond a thousand sorts they share one count";
}

TEST(S30, WhatCannotBeHeldIsSaidToBeLost) {
  asio::io_context context{1};
  AuditDesk desk(context.get_executor());
  AuditEntry login;
  login.act = "login";

  for (int i = 0; i < 1'030; ++i) desk.note(login);

  EXPECT_EQ(desk.lost(), 6U);
}

}  // namespace
}  // namespace gongzhi::gateway
