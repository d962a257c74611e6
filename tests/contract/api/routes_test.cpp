// openapi.yaml and the gateway's table of routes say the same.
#include <gtest/gtest.h>

#include <set>

#include "gateway/router.hpp"
#include "tests/support/api.hpp"
#include "wire/openapi.hpp"

namespace gongzhi::test {
namespace {

std::set<std::string> documented() {
  std::set<std::string> operations;
  const Body api{std::string(wire::openapi_json())};
  for (const auto& path : wire::find_object(api.json(), "paths")->GetObject())
    for (const auto& method : path.value.GetObject())
      operations.insert(std::string(method.name.GetString()) + " " + path.name.GetString());
  return operations;
}

std::set<std::string> served() {
  std::set<std::string> operations;
  for (const gateway::Route& route : gateway::routes())
    operations.insert((route.method == gateway::Method::post ? "post " : "get ") +
                      std::string(route.path));
  return operations;
}

TEST(Routes, AreThoseOfOpenapiYaml) {
  EXPECT_EQ(served(), documented());
}

TEST(Routes, HaveNamesOfTheirOwn) {
  const Body api{std::string(wire::openapi_json())};
  std::set<std::string> names;
  std::size_t count = 0;
  for (const auto& path : wire::find_object(api.json(), "paths")->GetObject())
    for (const auto& method : path.value.GetObject()) {
      names.insert(wire::text_member(method.value, "operationId"));
      ++count;
    }
  EXPECT_EQ(names.size(), count);
}

}  // namespace
}  // namespace gongzhi::test
