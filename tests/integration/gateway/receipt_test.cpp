// Residents without accounts: the receipt's number and key are all they need, and the key is
// nowhere kept (issue "Residents without accounts"; security.md S18).
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"
#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

struct Receipt {
  std::string number, key;
  HttpFields fields() const { return {{"X-Case-Key", key}}; }
};

// On a connection without cookies, as every later visit here.
Receipt report(const std::string& category = "E0110") {
  Api api(demo());
  const Answered answer = api.post("/cases", report_body("incident", category));
  EXPECT_EQ(answer.status(), 201) << answer;
  return {answer.at("/number"), answer.at("/key")};
}

HttpFields with_version(Api& api, const Receipt& receipt, HttpFields fields) {
  fields.emplace_back("If-Match",
                      api.get("/cases/" + receipt.number, receipt.fields()).http.field("etag"));
  return fields;
}

Answered act(const Receipt& receipt, const std::string& action, const std::string& input = "{}") {
  Api api(demo());
  return api.post("/cases/" + receipt.number + "/actions/" + action, input,
                  with_version(api, receipt, receipt.fields()));
}

void bring_to_confirm(const std::string& number) {
  Api desk(demo(), dispatcher);
  Api department(demo(), sanitation);
  desk.wait_for_state(number, "sign");
  EXPECT_EQ(department.act(number, "sign").status(), 200);
  EXPECT_EQ(department
                .act(number, "handle",
                     R"({"result":"resolved","text":"已清运","no_evidence_reason":"手机没电"})")
                .status(),
            200);
  desk.wait_for_state(number, "handled");
  EXPECT_EQ(desk.act(number, "request_check").status(), 200);
  const std::string verifier = desk.wait_for_state(number, "checking").at("/verifier");
  EXPECT_EQ(Api(demo(), verifier).act(number, "pass_check", R"({"text":"现场干净"})").status(),
            200);
  desk.wait_for_state(number, "confirm");
}

TEST(Receipt, ItsKeyAloneConfirmsRatesAndAsksToReopen) {
  const Receipt receipt = report();
  bring_to_confirm(receipt.number);

  const Answered confirmed =
      act(receipt, "confirm", R"({"solved":true,"satisfaction":"satisfied"})");
  ASSERT_EQ(confirmed.status(), 200) << confirmed;
  const Answered reopened = act(receipt, "reopen", R"({"reason":"第二天又堆满了"})");
  EXPECT_EQ(reopened.status(), 200) << reopened;
}

TEST(Receipt, ItsKeyAloneAddsAndWithdraws) {
  const Receipt receipt = report();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");

  EXPECT_EQ(act(receipt, "urge").status(), 200);
  EXPECT_EQ(act(receipt, "comment", R"({"text":"今天更多了"})").status(), 200);
  EXPECT_EQ(act(receipt, "withdraw").status(), 200);
}

TEST(Receipt, ItsKeyAloneFollowsTheCaseAndAddsWhatIsAskedFor) {
  const Receipt receipt = report("");
  Api desk(demo(), triager);
  desk.wait_for_state(receipt.number, "triage");
  ASSERT_EQ(desk.act(receipt.number, "request_info", R"({"question":"在几号楼？"})").status(), 200);

  const Answered seen = Api(demo()).get("/cases/" + receipt.number, receipt.fields());
  EXPECT_EQ(seen.at("/state"), "need_info");
  EXPECT_TRUE(seen.body.lists("/allowed_actions", "provide_info")) << seen;
  const Answered steps =
      Api(demo()).get("/cases/" + receipt.number + "/timeline", receipt.fields());
  EXPECT_TRUE(steps.body.lists_with("/items", "action", "request_info")) << steps;
  EXPECT_EQ(act(receipt, "provide_info", R"({"text":"三号楼下"})").status(), 200);
  desk.wait_for_state(receipt.number, "triage");
}

TEST(Receipt, ItsKeyAloneAddsAPicture) {
  const Receipt receipt = report();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");
  Api visit(demo());
  const Answered picture =
      visit.post("/uploads", jpeg_file(quadrants(64, 48)), {{"Content-Type", "image/jpeg"}});
  ASSERT_EQ(picture.status(), 201) << picture;
  const std::string set = picture.http.field("set-cookie");
  HttpFields fields = receipt.fields();
  fields.emplace_back("Cookie", set.substr(0, set.find(';')));

  const Answered added =
      visit.act(receipt.number, "attach", R"({"files":[")" + picture.at("/id") + "\"]}",
                with_version(visit, receipt, fields));

  EXPECT_EQ(added.status(), 200) << added;
  EXPECT_EQ(visit.get("/cases/" + receipt.number, receipt.fields()).at("/attachments/0/id"),
            picture.at("/id"));
}

TEST(Receipt, ItsKeyAloneAppealsWhatWasRejected) {
  const Receipt receipt = report("");
  Api desk(demo(), triager);
  desk.wait_for_state(receipt.number, "triage");
  ASSERT_EQ(desk.act(receipt.number, "reject", R"({"reason_code":"not_exist"})").status(), 200);

  EXPECT_EQ(act(receipt, "appeal", R"({"reason":"垃圾还在"})").status(), 200);

  desk.wait_for_state(receipt.number, "triage");
}

// A caller of the hotline gets number and key from the dispatcher.
Receipt typed_by_dispatcher() {
  const Answered answer =
      Api(demo(), dispatcher)
          .post("/cases", report_body("incident", "E0110",
                                      R"(,"source":"hotline","contact":{"name":"呼延灼",)"
                                      R"("phone":"13587654321"},"notice_version":"2026-11")"));
  EXPECT_EQ(answer.status(), 201) << answer;
  return {answer.at("/number"), answer.at("/key")};
}

TEST(S06, AReceiptMakesNobodyTheMemberOfStaffWhoTypedIt) {
  const Receipt receipt = typed_by_dispatcher();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");
  Api caller(demo());
  const std::string path = "/cases/" + receipt.number;

  const Answered seen = caller.get(path, receipt.fields());

  ASSERT_EQ(seen.status(), 200) << seen;
  EXPECT_EQ(seen.at("/reporter"), "null");
  EXPECT_EQ(seen.at("/contact/name"), "呼延*");
  for (const char* action : {"recategorise", "dispatch", "add_assist", "note"})
    EXPECT_FALSE(seen.body.lists("/allowed_actions", action)) << action;
  EXPECT_THAT(caller.get(path + "/timeline", receipt.fields()).http.body,
              testing::Not(testing::HasSubstr(dispatcher)));
  EXPECT_EQ(caller
                .post(path + "/reveal", R"({"fields":["contact_phone"],"reason":"想看看电话号码"})",
                      receipt.fields())
                .status(),
            401);
}

TEST(S06, ACallerOfTheHotlineAddsUrgesAndWithdrawsByTheReceipt) {
  const Receipt receipt = typed_by_dispatcher();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");

  EXPECT_EQ(act(receipt, "comment", R"({"text":"就在南门右手边"})").status(), 200);
  EXPECT_EQ(Api(demo()).get("/cases/" + receipt.number + "/copy", receipt.fields()).status(), 200);
  const Answered withdrawn = act(receipt, "withdraw");
  EXPECT_EQ(withdrawn.status(), 200) << withdrawn;
  EXPECT_EQ(Api(demo()).post("/cases/" + receipt.number + "/erase", "", receipt.fields()).status(),
            200);
}

TEST(Receipt, WithoutItsKeyNothingIsDone) {
  Receipt receipt = report();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");
  receipt.key = "00000000000000000000";
  Api nobody(demo());
  const HttpFields wrong{{"X-Case-Key", receipt.key}, {"If-Match", "\"1\""}};

  for (const char* action : {"urge", "comment", "attach", "confirm", "reopen", "withdraw"})
    EXPECT_EQ(nobody.post("/cases/" + receipt.number + "/actions/" + action, "{}", wrong).status(),
              404)
        << action;
}

TEST(Receipt, ItsKeyIsKeptNowhere) {
  const Receipt receipt = report();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");
  HttpClient client(demo().port());
  client.get("/t/" + receipt.number + "." + receipt.key);

  for (const auto& entry : std::filesystem::recursive_directory_iterator(demo().data()))
    if (entry.is_regular_file())
      EXPECT_EQ(read_file(entry.path()).find(receipt.key), std::string::npos) << entry.path();
  EXPECT_EQ(demo().log_end().find(receipt.key), std::string::npos);
}

TEST(S18, TheReceiptLinkBecomesACookieAndAnAddressWithoutTheKey) {
  const Receipt receipt = report();
  Api(demo(), dispatcher).wait_for_state(receipt.number, "sign");
  HttpClient client(demo().port());

  const HttpAnswer link = client.get("/t/" + receipt.number + "." + receipt.key);

  EXPECT_EQ(link.status, 303);
  EXPECT_EQ(link.field("location"), "/t/" + receipt.number);
  const std::string& cookie = link.field("set-cookie");
  EXPECT_THAT(cookie, testing::StartsWith("__Host-case="));
  for (const char* word : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age="})
    EXPECT_THAT(cookie, testing::HasSubstr(word));
  const HttpAnswer page =
      client.get("/t/" + receipt.number, {{"Cookie", cookie.substr(0, cookie.find(';'))}});
  EXPECT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.field("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, testing::HasSubstr(receipt.number));
  EXPECT_THAT(page.body, testing::HasSubstr("南门旁垃圾成堆"));
  EXPECT_THAT(page.body, testing::HasSubstr("按规则派遣")) << "steps in the words of people";
  EXPECT_THAT(page.body, testing::Not(testing::HasSubstr(receipt.key)));
  EXPECT_THAT(page.body, testing::Not(testing::HasSubstr("<script")));
  const HttpAnswer bare = client.get("/t/" + receipt.number);  // without the cookie
  EXPECT_EQ(bare.status, 404);
  EXPECT_EQ(bare.field("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(client.get("/t/26112307-99999").body, bare.body) << "as for a number that is none";
  EXPECT_EQ(client.get("/t/" + receipt.number, {{"Cookie", "__Host-case=" + receipt.number + ".0"}})
                .status,
            404);
  EXPECT_EQ(client.get("/t/nonsense").status, 404);
  EXPECT_EQ(client.post("/t/" + receipt.number, "").status, 405);
}

TEST(S20, WhatAReporterWroteIsTextOnThePageOfTheReceipt) {
  std::string body = report_body("incident", "E0110");
  const std::string title = "南门旁垃圾成堆";
  body.replace(body.find(title), title.size(), "<marquee>南门\\u202Egnp");
  const Answered answer = Api(demo()).post("/cases", body);
  ASSERT_EQ(answer.status(), 201) << answer;
  HttpClient browser(demo().port());
  const HttpAnswer led = browser.get("/t/" + answer.at("/number") + "." + answer.at("/key"));
  const std::string set = led.field("set-cookie");

  const HttpAnswer page =
      browser.get("/t/" + answer.at("/number"), {{"Cookie", set.substr(0, set.find(';'))}});

  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_THAT(page.body, testing::HasSubstr("&lt;marquee&gt;南门gnp"));
  EXPECT_THAT(page.body, testing::Not(testing::HasSubstr("<marquee")));
}

}  // namespace
}  // namespace gongzhi::test
