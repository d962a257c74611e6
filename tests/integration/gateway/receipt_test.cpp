// Residents without accounts: the receipt's number and key are all they need, and the key is
// nowhere kept (issue "Residents without accounts"; security.md S18).
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

struct Receipt {
  std::string number, key;
  HttpFields fields() const { return {{"X-Case-Key", key}}; }
};

// On a connection without cookies, as every later visit here.
Receipt report() {
  Api api(demo());
  const Answered answer = api.post("/cases", report_body("incident", "E0110"));
  EXPECT_EQ(answer.status(), 201) << answer;
  return {answer.at("/number"), answer.at("/key")};
}

Answered act(const Receipt& receipt, const std::string& action, const std::string& input = "{}") {
  Api api(demo());
  HttpFields fields = receipt.fields();
  fields.emplace_back("If-Match",
                      api.get("/cases/" + receipt.number, receipt.fields()).http.field("etag"));
  return api.post("/cases/" + receipt.number + "/actions/" + action, input, fields);
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

  EXPECT_EQ(act(receipt, "withdraw").status(), 404);
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
  EXPECT_THAT(page.body, testing::Not(testing::HasSubstr(receipt.key)));
  EXPECT_THAT(page.body, testing::Not(testing::HasSubstr("<script")));
  EXPECT_EQ(client.get("/t/" + receipt.number).status, 404) << "without the cookie";
  EXPECT_EQ(client.get("/t/" + receipt.number, {{"Cookie", "__Host-case=" + receipt.number + ".0"}})
                .status,
            404);
  EXPECT_EQ(client.get("/t/nonsense").status, 404);
  EXPECT_EQ(client.post("/t/" + receipt.number, "").status, 405);
}

}  // namespace
}  // namespace gongzhi::test
