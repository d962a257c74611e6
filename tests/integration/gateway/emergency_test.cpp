// Dangers: whom to call stands in the list of categories and in the receipt.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

std::string report_of(const std::string& category, const std::string& title) {
  return R"({"kind":"incident","category":")" + category + R"(","title":")" + title +
         R"(","description":"刚刚看到。","location":{"lon":111.0,"lat":35.02}})";
}

TEST(Emergency, StandsInTheListOfCategories) {
  Api nobody(demo());
  const Answered list = nobody.get("/categories");

  std::string gas, litter;
  for (std::size_t i = 0; i < list.body.size("/items"); ++i) {
    const std::string at = "/items/" + std::to_string(i);
    if (list.at(at + "/code") == "E0502") gas = list.at(at + "/emergency/numbers/0");
    if (list.at(at + "/code") == "E0110") litter = list.at(at + "/emergency");
  }
  EXPECT_EQ(gas, "119");
  EXPECT_EQ(litter, "null");
}

TEST(Emergency, StandsInTheReceiptByCategoryOrByWords) {
  Api nobody(demo());

  EXPECT_EQ(nobody.post("/cases", report_of("N0101", "电梯停了")).at("/emergency/numbers/0"),
            "119");
  EXPECT_EQ(nobody.post("/cases", report_of("", "南门有人持刀打架")).at("/emergency/numbers/0"),
            "110");
  EXPECT_EQ(
      nobody.post("/cases", report_of("E0110", "有人晕倒在垃圾旁")).at("/emergency/numbers/0"),
      "120");
  EXPECT_EQ(nobody.post("/cases", report_of("E0110", "垃圾成堆")).at("/emergency"), "null");
}

TEST(Emergency, StaysInTheReceiptOfARepeat) {
  Api nobody(demo());
  const HttpFields key{{"Idempotency-Key", fresh_key()}};

  const Answered first = nobody.post("/cases", report_of("", "楼道里有煤气味"), key);
  const Answered again = nobody.post("/cases", report_of("", "楼道里有煤气味"), key);

  EXPECT_THAT(first.at("/emergency/text"), HasSubstr("119"));
  EXPECT_EQ(again.http.body, first.http.body);
}

}  // namespace
}  // namespace gongzhi::test
