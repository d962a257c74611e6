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

TEST(Emergency, StandsFirstOnThePageOfTheReceiptWhileTheCaseIsOpen) {
  Api nobody(demo());
  const Answered receipt = nobody.post("/cases", report_of("E0110", "有人晕倒在垃圾旁"));
  const std::string number = receipt.at("/number");
  const HttpFields cookie{{"Cookie", "__Host-case=" + number + "." + receipt.at("/key")}};
  const HttpFields key{{"X-Case-Key", receipt.at("/key")}};

  const HttpAnswer page = HttpClient(demo().port()).get("/t/" + number, cookie);

  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_LT(page.body.find("<a href=\"tel:120\">120</a>"), page.body.find("<h1>")) << page.body;
  EXPECT_EQ(nobody.get("/cases/" + number, key).at("/emergency/numbers/0"), "120");
  Api(demo(), dispatcher).wait_for_state(number, "sign");
  HttpFields versioned = key;
  versioned.emplace_back("If-Match", nobody.get("/cases/" + number, key).http.field("etag"));
  ASSERT_EQ(nobody.post("/cases/" + number + "/actions/withdraw", "{}", versioned).status(), 200);
  EXPECT_EQ(nobody.get("/cases/" + number, key).at("/emergency"), "null") << "it is over";
  EXPECT_EQ(HttpClient(demo().port()).get("/t/" + number, cookie).body.find("tel:"),
            std::string::npos);
}

TEST(Emergency, IsSaidFirstWhereTheReportIsRefused) {
  Api nobody(demo());
  const std::string body = R"({"kind":"parade","category":"","title":"南门着火",)"
                           R"("description":"楼道着火，有人被困。"})";
  const std::string wrong = R"({"kind":"incident","category":"E9999","title":"南门着火",)"
                            R"("description":"楼道着火。"})";

  EXPECT_THAT(nobody.post("/cases", wrong).at("/detail"), HasSubstr("119"));
  EXPECT_THAT(nobody.post("/cases", body).at("/detail"), HasSubstr("119"));
  EXPECT_THAT(nobody.post("/cases", wrong, {{"Accept-Language", "en"}}).at("/detail"),
              HasSubstr("119"));
}

}  // namespace
}  // namespace gongzhi::test
