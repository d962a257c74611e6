// Repeats, versions and receipts (ux.md section 4): the same key is the same thing, whoever holds a
// receipt finds the case, nobody overwrites what they have not seen.
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"

namespace gongzhi::test {
namespace {

using testing::HasSubstr;

const std::string& incident() {
  static const std::string body = report_body("incident", "E0110");
  return body;
}

TEST(Idempotency, TheSameKeyGetsTheSameReceipt) {
  Api api(demo(), resident);
  const HttpFields key{{"Idempotency-Key", fresh_key()}};

  const Answered first = api.post("/cases", incident(), key);
  const Answered again = api.post("/cases", incident(), key);

  ASSERT_EQ(first.status(), 201) << first;
  EXPECT_EQ(again.status(), 201);
  EXPECT_EQ(again.http.body, first.http.body);
  EXPECT_EQ(again.http.field("location"), first.http.field("location"));
  EXPECT_NE(first.at("/promised/due"), "null");
}

TEST(Idempotency, AQuotedKeyIsTheSameAsABareOne) {
  Api api(demo(), resident);
  const std::string key = fresh_key();

  const Answered bare = api.post("/cases", incident(), {{"Idempotency-Key", key}});
  const Answered text = api.post("/cases", incident(), {{"Idempotency-Key", quoted(key)}});

  ASSERT_EQ(bare.status(), 201) << bare;
  EXPECT_EQ(text.at("/number"), bare.at("/number"));
}

TEST(Idempotency, TheSameKeyWithAnotherBodyIsRefused) {
  Api api(demo(), resident);
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  ASSERT_EQ(api.post("/cases", incident(), key).status(), 201);
  const auto appended = demo().appended();

  const Answered other = api.post("/cases", report_body("incident", "E0111"), key);

  EXPECT_EQ(other.status(), 422) << other;
  EXPECT_EQ(other.at("/reason"), "key_reused");
  EXPECT_EQ(demo().appended(), appended);
}

TEST(Idempotency, TheSameKeyOfAnotherPersonIsAnotherThing) {
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  Api one(demo(), resident);
  Api two(demo(), grid_worker);

  const Answered first = one.post("/cases", incident(), key);
  const Answered second = two.post("/cases", report_body("incident", "E0111"), key);

  ASSERT_EQ(first.status(), 201) << first;
  ASSERT_EQ(second.status(), 201) << second;
  EXPECT_NE(first.at("/number"), second.at("/number"));
}

TEST(Idempotency, ARepeatedActionGetsTheSameAnswerAndActsOnce) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);
  const HttpFields fields{{"Idempotency-Key", fresh_key()},
                          {"If-Match", api.get("/cases/" + number).http.field("etag")}};

  const Answered first = api.act(number, "sign", "{}", fields);
  // Judged before If-Match: the version it names is gone by now.
  const Answered again = api.act(number, "sign", "{}", fields);

  ASSERT_EQ(first.status(), 200) << first;
  EXPECT_EQ(again.status(), 200) << again;
  EXPECT_EQ(again.http.body, first.http.body);
  EXPECT_EQ(again.http.field("etag"), first.http.field("etag"));
  EXPECT_EQ(first.at("/state"), "doing");
}

TEST(Idempotency, AnActionsKeyWithAnotherBodyIsRefused) {
  const std::string number = signed_for_later();
  Api api(demo(), grid_worker);
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  ASSERT_EQ(api.act(number, "comment", R"({"text":"今天又多了"})", key).status(), 200);

  const Answered other = api.act(number, "comment", R"({"text":"别的话"})", key);

  EXPECT_EQ(other.status(), 422) << other;
  EXPECT_EQ(other.at("/reason"), "key_reused");
}

TEST(Idempotency, WithoutAKeyNothingIsTaken) {
  HttpClient client(demo().port());
  const std::string token = "Bearer " + demo().token(resident);

  const HttpAnswer answer = client.post("/api/v1/cases", incident(), {{"Authorization", token}});

  EXPECT_EQ(answer.status, 400);
  const Body body(answer.body);
  EXPECT_EQ(body.at("/errors/0/pointer"), "Idempotency-Key");
  EXPECT_EQ(body.at("/errors/0/code"), "required");
}

TEST(Versions, AnActionWithoutIfMatchIsRefusedExceptClaim) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);

  const Answered answer = api.post("/cases/" + number + "/actions/sign", "{}");

  EXPECT_EQ(answer.status(), 428) << answer;
  EXPECT_EQ(api.get("/cases/" + number).at("/state"), "sign");
}

TEST(Versions, AStaleVersionIsRefusedWhenApplied) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);

  const Answered answer = api.act(number, "sign", "{}", {{"If-Match", "\"0\""}});

  EXPECT_EQ(answer.status(), 412) << answer;
  EXPECT_EQ(answer.at("/reason"), "stale_version");
  EXPECT_EQ(api.get("/cases/" + number).at("/state"), "sign");
}

TEST(Versions, WhatHasNotChangedIsNotSentAgain) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);
  const std::string tag = api.get("/cases/" + number).http.field("etag");

  EXPECT_EQ(api.get("/cases/" + number, {{"If-None-Match", tag}}).status(), 304);
  EXPECT_EQ(api.get("/cases/" + number, {{"If-None-Match", "\"0\""}}).status(), 200);
}

TEST(Receipts, AreNeverFollowedBy404) {
  Api api(demo(), resident);
  for (int i = 0; i < 50; ++i) {
    const std::string number = api.report(incident());
    EXPECT_EQ(api.get("/cases/" + number).status(), 200) << number;
  }
}

TEST(Receipts, ShowTheCaseAsReceivedWhileTheWorkerStands) {
  Api api(demo(), resident);
  const Halted worker(demo(), DemoPlatform::Part::worker);

  const std::string number = api.report(incident());
  const Answered shown = api.get("/cases/" + number);

  EXPECT_EQ(shown.status(), 200) << shown;
  EXPECT_EQ(shown.at("/state"), "received");
  EXPECT_EQ(shown.at("/owner"), "null");
  EXPECT_EQ(shown.at("/allowed_actions"), "null");
  EXPECT_EQ(api.get("/cases/" + number + "/timeline").body.size("/items"), 0U);
  Api stranger(demo(), "resident-002");
  EXPECT_EQ(stranger.get("/cases/" + number).status(), 404);
}

TEST(Receipts, TheirKeyOpensTheCaseWithoutLoginAndConfirmsIt) {
  Api nobody(demo());
  const Answered receipt = nobody.post("/cases", incident());
  ASSERT_EQ(receipt.status(), 201) << receipt;
  EXPECT_THAT(receipt.http.field("set-cookie"), HasSubstr("HttpOnly; Secure; SameSite=Lax"));
  const std::string path = "/cases/" + receipt.at("/number");
  const HttpFields key{{"X-Case-Key", receipt.at("/key")}};
  // Applied, and gone from the queue: the record alone knows the key.
  ASSERT_TRUE(wait_until([&] { return nobody.get(path, key).at("/state") == "sign"; }));
  for (int p = 0; p < 16; ++p) demo().ask_redis("XTRIM {p" + std::to_string(p) + "}:in MAXLEN 0");

  EXPECT_EQ(nobody.get(path, key).status(), 200);
  EXPECT_EQ(nobody.get(path, {{"X-Case-Key", "AAAA-BBBB-CCCC-DDDD"}}).status(), 404);
  EXPECT_EQ(nobody.get(path).status(), 401);
  const std::string device = receipt.http.field("set-cookie");
  const HttpFields cookie{{"Cookie", device.substr(0, device.find(';'))}};
  EXPECT_EQ(nobody.get(path, cookie).status(), 200);
  HttpFields act = key;
  act.emplace_back("If-Match", nobody.get(path, key).http.field("etag"));
  const Answered comment = nobody.post(path + "/actions/comment", R"({"text":"还在"})", act);
  EXPECT_EQ(comment.status(), 200) << comment;
}

TEST(Outcomes, AreAwaitedAndThenAskedFor) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);
  const std::string version = api.get("/cases/" + number).http.field("etag");
  std::string location;
  {
    const Halted worker(demo(), DemoPlatform::Part::worker);
    const Answered pending = api.act(number, "sign", "{}", {{"If-Match", version}});
    ASSERT_EQ(pending.status(), 202) << pending;
    EXPECT_EQ(pending.at("/status"), "pending");
    EXPECT_EQ(pending.http.field("retry-after"), "1");
    location = pending.http.field("location");
    ASSERT_TRUE(location.starts_with("/api/v1/outcomes/")) << location;
    const Answered still = api.get(location.substr(7));
    EXPECT_EQ(still.at("/status"), "pending") << still;
    EXPECT_NE(still.http.field("retry-after"), "");
  }

  ASSERT_TRUE(wait_until([&] { return api.get(location.substr(7)).at("/status") == "applied"; }));
  EXPECT_EQ(api.get(location.substr(7)).at("/number"), number);
  Api stranger(demo(), elsewhere);
  EXPECT_EQ(stranger.get(location.substr(7)).status(), 404);
}

TEST(Outcomes, TellARefusalInTheLanguageOfWhoeverAsks) {
  const std::string number = signed_for_later();
  Api api(demo(), sanitation);
  std::string path;
  {
    const Halted worker(demo(), DemoPlatform::Part::worker);
    const Answered pending = api.act(number, "sign", "{}", {{"If-Match", quoted("0")}});
    ASSERT_EQ(pending.status(), 202) << pending;
    path = "/outcomes/" + pending.at("/id");
  }
  ASSERT_TRUE(wait_until([&] { return api.get(path).at("/status") == "refused"; }));

  EXPECT_EQ(api.get(path).at("/message"), "该事项刚刚有了新的变化，请刷新后再操作");
  EXPECT_EQ(api.get(path, {{"Accept-Language", "en"}}).at("/message"),
            "the case has just changed; fetch it again, then decide");
}

}  // namespace
}  // namespace gongzhi::test
