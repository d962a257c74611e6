// Bad input at the door (issue "Bad input"): 4xx problem+json that names the field and the reason,
// and nothing stored.
#include <algorithm>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

std::string stuffed(const std::string& member) {
  return R"({"kind":"incident","category":"E0110","title":"t","description":"d",)" + member + "}";
}

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

struct BadBody {
  const char* name;
  std::string body;
  int status;
  const char* pointer;  // of the first error; empty = the text as a whole
  const char* code;     // of the first error; "(none)" = there is no list
};

void PrintTo(const BadBody& bad, std::ostream* out) {
  *out << bad.name;
}

class BadBodies : public testing::TestWithParam<BadBody> {};

TEST_P(BadBodies, AreRefusedByNameAndNothingIsStored) {
  const BadBody& bad = GetParam();
  Api api(demo(), resident);
  Api admin(demo(), "county-admin");
  const std::string count = admin.get("/cases?count=true&limit=1").at("/total");
  const auto appended = demo().appended();

  const Answered answer = api.post("/cases", bad.body);

  EXPECT_EQ(answer.status(), bad.status) << answer;
  EXPECT_EQ(answer.http.field("content-type"), "application/problem+json; charset=utf-8");
  EXPECT_EQ(answer.at("/status"), std::to_string(bad.status));
  EXPECT_EQ(answer.at("/errors/0/code"), bad.code) << answer;
  if (std::string(bad.code) != "(none)") {
    EXPECT_EQ(answer.at("/errors/0/pointer"), bad.pointer) << answer;
    EXPECT_GT(answer.at("/errors/0/detail").size(), 5U) << answer;
  }
  EXPECT_GT(answer.at("/detail").size(), 5U);
  EXPECT_EQ(demo().appended(), appended);
  EXPECT_EQ(admin.get("/cases?count=true&limit=1").at("/total"), count);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadBodies,
    testing::Values(
        BadBody{"nothing", "", 400, "", "empty"},
        BadBody{"no_json", "kind=incident", 400, "", "syntax"},
        BadBody{"cut_off", R"({"kind":"incident")", 400, "", "syntax"},
        BadBody{"rest_behind", report_body("incident", "E0110") + "{}", 400, "", "trailing"},
        BadBody{"byte_order_mark", "\xEF\xBB\xBF" + report_body("incident", "E0110"), 400, "",
                "bom"},
        BadBody{"list", "[]", 400, "", "type"},
        BadBody{"title_is_number",
                R"({"kind":"incident","category":"E0110","title":5,"description":"d"})", 400,
                "/title", "type"},
        BadBody{"title_missing", R"({"kind":"incident","category":"E0110","description":"d"})", 400,
                "/title", "required"},
        BadBody{"title_blank",
                R"({"kind":"incident","category":"E0110","title":" ","description":"d"})", 400,
                "/title", "pattern"},
        BadBody{"title_too_long",
                R"({"kind":"incident","category":"E0110","description":"d","title":")" +
                    std::string(201, 'x') + "\"}",
                400, "/title", "maxLength"},
        BadBody{"unknown_member", stuffed(R"("status":"closed")"), 400, "/status",
                "additionalProperties"},
        BadBody{"reporter_forged", stuffed(R"("reporter":"secretary-001")"), 400, "/reporter",
                "additionalProperties"},
        BadBody{"unknown_kind", report_body("parade", "E0110"), 422, "/kind", "unknown"},
        BadBody{"unknown_category", report_body("incident", "E9999"), 422, "/category", "unknown"},
        BadBody{"standard_of_another", report_body("incident", "E0110", R"(,"standard":"C0101-1")"),
                422, "/standard", "unknown"},
        BadBody{"unknown_field", report_body("incident", "E0110", R"(,"fields":{"mood":"bad"})"),
                422, "/fields/mood", "unknown_input"},
        BadBody{"field_of_wrong_type",
                report_body("incident", "E0110", R"(,"fields":{"self_handled":"yes"})"), 422,
                "/fields/self_handled", "type"},
        BadBody{"category_of_another_kind", report_body("incident", "N0104"), 422, "/category",
                "kind"},
        BadBody{"self_handled_without_a_word",
                report_body("incident", "E0110", R"(,"fields":{"self_handled":true})"), 422,
                "/fields/before", "required"},
        BadBody{"outside_the_county", stuffed(R"("location":{"lon":116.4,"lat":39.9})"), 422,
                "/location", "outside"},
        BadBody{"off_the_earth", stuffed(R"("location":{"lon":181,"lat":35})"), 400,
                "/location/lon", "maximum"},
        BadBody{"unknown_datum", stuffed(R"("location":{"lon":111,"lat":35,"crs":"mars"})"), 400,
                "/location/crs", "enum"},
        BadBody{"observed_tomorrow", stuffed(R"("observed_at":"2100-01-01T00:00:00Z")"), 400,
                "/observed_at", "future"},
        BadBody{"not_ones_channel", report_body("incident", "E0110", R"(,"source":"hotline")"), 422,
                "/source", "role"},
        BadBody{"too_deep", stuffed(R"("fields":{"a":)" + nested(40) + "}"), 400, "", "depth"},
        BadBody{"very_deep", nested(20'000), 400, "", "depth"},
        BadBody{"doubled_member", stuffed(R"("title":"again")"), 400, "/title", "duplicate_member"},
        BadBody{"not_utf8", stuffed("\"address\":\"\xFF\xFE\""), 400, "", "encoding"},
        BadBody{"overlong_utf8", stuffed("\"address\":\"\xC0\xAF\""), 400, "", "encoding"},
        BadBody{"lone_surrogate", stuffed(R"("address":"\uD800")"), 400, "", "encoding"},
        BadBody{"nul_byte", stuffed(std::string("\"address\":\"a\0b\"", 15)), 400, "", "nul"},
        BadBody{"nul_escaped", stuffed(R"("address":"a\u0000b")"), 400, "/address", "character"},
        BadBody{"huge_number", stuffed(R"("location":{"lon":1e400,"lat":35})"), 400, "",
                "number_range"},
        BadBody{"oversize",
                R"({"kind":"incident","category":"E0110","title":"t","description":")" +
                    std::string(70'000, 'x') + "\"}",
                413, "", "(none)"}),
    [](const auto& tested) { return std::string(tested.param.name); });

struct BadKey {
  const char* name;
  std::string key;
};

class BadKeys : public testing::TestWithParam<BadKey> {};

TEST_P(BadKeys, AreRefusedAndNothingIsStored) {
  const auto appended = demo().appended();
  Api api(demo());

  const Answered answer =
      api.post("/cases", report_body("incident", "E0110"), {{"Idempotency-Key", GetParam().key}});

  EXPECT_EQ(answer.status(), 400) << answer;
  EXPECT_EQ(demo().appended(), appended);
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadKeys,
    testing::Values(BadKey{"empty", ""}, BadKey{"quoted_nothing", "\"\""},
                    BadKey{"too_long", std::string(256, 'k')},
                    BadKey{"blank", "a key with blanks in it, long enough"},
                    BadKey{"bare_cr", "a-key-that-is-long\renough-to-pass"},
                    BadKey{"line_feed", "a-key-that-is-long\nX: enough-to-pass"},
                    BadKey{"guessable", "short"}, BadKey{"not_ascii", "钥匙钥匙钥匙钥匙钥匙钥匙"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(BadInput, AnotherContentTypeIsRefused) {
  Api api(demo(), resident);
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", ""})
    EXPECT_EQ(
        api.post("/cases", report_body("incident", "E0110"), {{"Content-Type", type}}).status(),
        415)
        << type;
}

TEST(BadInput, InputsOfActionsAreCheckedToo) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);

  EXPECT_EQ(api.act(number, "sign", "{").status(), 400);
  EXPECT_EQ(api.act(number, "sign", R"({"person":{"a":1}})").status(), 400);
  EXPECT_EQ(api.act(number, "sign", R"({"persona":"x"})").status(), 422);
  EXPECT_EQ(api.act(number, "sign", R"({"person":"nobody-at-all"})").status(), 422);
  EXPECT_EQ(api.act(number, "sign", "{}", {{"If-Match", "yesterday"}}).status(), 400);
  EXPECT_EQ(api.act(number, "dance").status(), 404);
  EXPECT_EQ(api.act("26112307-99999", "sign", "{}", {{"If-Match", "\"1\""}}).status(), 404);
  EXPECT_EQ(api.get("/cases/" + number).at("/state"), "sign");
}

TEST(BadInput, InputsOfActionsAreNamedOneByOne) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);
  const auto appended = demo().appended();

  const Answered zh =
      api.act(number, "return", R"({"reason_code":"not_mine","mood":"bad","text":7})");
  const Answered en = api.post(
      "/cases/" + number + "/actions/return", R"({"reason_code":"not_mine"})",
      {{"If-Match", api.get("/cases/" + number).http.field("etag")}, {"Accept-Language", "en"}});

  EXPECT_EQ(zh.status(), 422) << zh;
  EXPECT_TRUE(zh.body.lists_with("/errors", "pointer", "/mood")) << zh;
  EXPECT_TRUE(zh.body.lists_with("/errors", "code", "choice")) << zh;
  EXPECT_TRUE(zh.body.lists_with("/errors", "pointer", "/reason_code")) << zh;
  EXPECT_NE(zh.http.body.find("只能是 "), std::string::npos) << zh;
  EXPECT_NE(en.http.body.find("must be one of "), std::string::npos) << en;
  EXPECT_NE(en.http.body.find("not_our_duty"), std::string::npos) << en;
  EXPECT_EQ(demo().appended(), appended);
  EXPECT_EQ(api.act(number, "return", "{}", {{"If-Match", "\"0\""}}).status(), 412);
}

TEST(BadInput, SaysThatAnEmptyCategoryMeansUnsure) {
  Api api(demo(), resident);
  const HttpFields english{{"Accept-Language", "en"}};
  const std::string missing = R"({"kind":"incident","title":"t","description":"d"})";
  const std::string unknown = report_body("incident", "E9999");

  for (const std::string& body : {missing, unknown}) {
    EXPECT_NE(api.post("/cases", body).at("/errors/0/detail").find("不确定"), std::string::npos);
    EXPECT_NE(api.post("/cases", body, english).at("/errors/0/detail").find("unsure"),
              std::string::npos);
  }
}

TEST(BadInput, IsToldInOneLanguage) {
  Api api(demo(), secretary);
  const HttpFields english{{"Accept-Language", "en"}};
  const auto is_ascii = [](const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };

  for (const char* path :
       {"/outcomes/xyz", "/cases?limit=0", "/cases?limit=a", "/board?org=nowhere",
        "/cases?cursor=x", "/orgs?kind=castle", "/cases/nearby?lon=x"}) {
    EXPECT_TRUE(is_ascii(api.get(path, english).at("/detail"))) << path;
    EXPECT_FALSE(is_ascii(api.get(path).at("/detail"))) << path;
    EXPECT_EQ(api.get(path).at("/detail").find('('), std::string::npos) << path;
  }
  EXPECT_NE(api.get("/cases?q=\xE5\x9E\x83").at("/detail").find("路径"), std::string::npos);
  EXPECT_TRUE(is_ascii(api.get("/cases?q=\xE5\x9E\x83", english).at("/detail")));
  Api nobody(demo());
  EXPECT_NE(nobody.get("/board").at("/detail").find("X-Case-Key"), std::string::npos);
}

TEST(BadInput, QueriesKnowTheirParameters) {
  Api api(demo(), secretary);
  const auto code = [&](const std::string& path) { return api.get(path).at("/errors/0/code"); };

  EXPECT_EQ(code("/cases?sort=name"), "unknown");
  EXPECT_EQ(code("/cases?limit=5&limit=6"), "doubled");
  EXPECT_EQ(code("/cases?limit=0"), "range");
  EXPECT_EQ(code("/cases?limit=101"), "range");
  EXPECT_EQ(code("/cases?overdue=maybe"), "type");
  EXPECT_EQ(code("/cases?accepted_from=monday"), "time");
  EXPECT_EQ(code("/cases?cursor=abcd.efgh"), "cursor");
  EXPECT_EQ(code("/cases?kind=%FF%FE"), "encoding");
  EXPECT_EQ(code("/cases?kind=%ED%A0%80"), "encoding");
  EXPECT_EQ(code("/cases?kind=%00"), "encoding");
  EXPECT_EQ(code("/cases/nearby?lon=x&lat=35&category=E0110"), "type");
  EXPECT_EQ(code("/cases/nearby?lon=111&lat=95&category=E0110"), "range");
  EXPECT_EQ(code("/cases/nearby?lon=111&lat=35"), "required");
  EXPECT_EQ(code("/board?org=nowhere"), "unknown");
  EXPECT_EQ(api.get("/outcomes/xyz").status(), 400);
}

}  // namespace
}  // namespace gongzhi::test
