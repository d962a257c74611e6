// A desk in the small county on which stories are played, shared by the story tests.
#pragma once

#include <gtest/gtest.h>

#include "tests/unit/wire/lifecycle_recipes.hpp"

namespace gongzhi::test {

using Strings = std::vector<std::string>;

inline Values text(const std::string& name, const std::string& value) {
  return {{name, value}};
}

/// The inputs of a return that names `org`.
inline Values back_to(const std::string& org) {
  return {{"reason_code", std::string("not_our_duty")},
          {"proposed_org", org},
          {"evidence", std::string("依据")}};
}

struct Story : testing::Test {
  Desk desk{county_with_kinds()};

  const Case& at(const CaseNumber& number) { return desk.at(number); }
  /// Signs, handles and has it checked, by the department of environment.
  void work_off(const CaseNumber& number) {
    desk.must(number, "env1", "sign");
    desk.must(number, "env1", "handle", text("text", "已清运"));
    desk.must(number, "dispatcher1", "request_check");
    desk.must(number, at(number).verifier, "pass_check");
  }
};

}  // namespace gongzhi::test
