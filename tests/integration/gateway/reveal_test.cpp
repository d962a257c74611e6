// Personal data in plain: for a reason, with a row that the person can read; and what they may ask
// of it themselves (security.md P02, P03, P05, P06, P07).
#include <gmock/gmock.h>

#include <cstdio>

#include "records/reader.hpp"
#include "tests/integration/gateway/demo.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

const std::string why =
    R"({"fields":["contact_phone","contact_name"],"reason":"联系上报人核实地点"})";

struct Mine {
  std::string number;
  HttpFields key;
};

Mine report_with_contact(const std::string& more = {}) {
  Api api(demo());
  const Answered answer = api.post(
      "/cases",
      report_body(
          "incident", "E0110",
          R"(,"contact":{"name":"呼延灼","phone":"13587654321"},"notice_version":"2026-11")" +
              more));
  EXPECT_EQ(answer.status(), 201) << answer;
  const Mine mine{answer.at("/number"), {{"X-Case-Key", answer.at("/key")}}};
  Api(demo(), triager).wait_for_state(mine.number, "sign");
  return mine;
}

std::size_t audit_rows(const std::string& act, const std::string& user) {
  records::DatabaseConfig config;
  config.file = demo().data() / "store" / "gongzhi.db";
  auto reader = records::Reader::open(config);
  if (!reader) return 0;
  records::AuditQuery query;
  query.act = act;
  query.actor = user;
  query.limit = 1000;
  return (*reader)->audit(query)->rows.size();
}

TEST(P03, ARevealNeedsAReasonAndLeavesARowThatThePersonReads) {
  const Mine mine = report_with_contact();
  Api desk(demo(), triager);
  const std::string path = "/cases/" + mine.number;

  const Answered no_reason = desk.post(path + "/reveal", R"({"fields":["contact_phone"]})");
  EXPECT_EQ(no_reason.status(), 400) << no_reason;
  const Answered shown = desk.post(path + "/reveal", why);

  ASSERT_EQ(shown.status(), 200) << shown;
  EXPECT_EQ(shown.at("/fields/contact_phone"), "13587654321");
  EXPECT_EQ(shown.at("/fields/contact_name"), "呼延灼");
  EXPECT_EQ(shown.at("/fields/address"), "(none)") << "not asked for";
  const Answered log = Api(demo()).get(path + "/access-log", mine.key);
  ASSERT_EQ(log.body.size("/items"), 1U) << log;
  EXPECT_EQ(log.at("/items/0/role"), "triager");
  EXPECT_EQ(log.at("/items/0/reason"), "联系上报人核实地点");
  EXPECT_THAT(log.at("/items/0/name"), testing::EndsWith("*"));
  EXPECT_NE(log.at("/items/0/org"), "null");
  EXPECT_EQ(log.body.size("/items/0/fields"), 2U);
}

TEST(P03, WhoMayNotKnowTheReporterIsNotShownThem) {
  const Mine mine = report_with_contact();
  const std::string path = "/cases/" + mine.number + "/reveal";

  EXPECT_EQ(Api(demo(), sanitation).post(path, why).status(), 403) << "the handling body";
  EXPECT_EQ(Api(demo(), elsewhere).post(path, why).status(), 404);
  EXPECT_EQ(Api(demo(), resident).post(path, why).status(), 404);
  EXPECT_EQ(Api(demo()).post(path, why).status(), 401);
  EXPECT_EQ(Api(demo()).get("/cases/" + mine.number + "/access-log", mine.key).body.size("/items"),
            0U);
}

TEST(P02, AnAgreementIsShownToTheHandlerUntilItIsWithdrawn) {
  const Mine mine = report_with_contact(R"(,"contact_ok_for_handler":true)");
  const std::string path = "/cases/" + mine.number;
  Api department(demo(), sanitation);
  EXPECT_EQ(department.post(path + "/reveal", why).at("/fields/contact_phone"), "13587654321");

  const Answered withdrawn =
      Api(demo()).post(path + "/withdraw-consent", R"({"purpose":"handler"})", mine.key);

  ASSERT_EQ(withdrawn.status(), 200) << withdrawn;
  EXPECT_EQ(department.get(path).at("/contact"), "null");
  EXPECT_EQ(department.post(path + "/reveal", why).status(), 403);
  const Answered again =
      Api(demo()).post(path + "/withdraw-consent", R"({"purpose":"handler"})", mine.key);
  EXPECT_EQ(again.at("/reason"), "nothing_to_withdraw") << again;
  const Answered copy = Api(demo()).get(path + "/copy", mine.key);
  EXPECT_EQ(copy.body.size("/consents"), 2U) << "one row for each purpose";
  EXPECT_TRUE(copy.body.lists_with("/consents", "notice_version", "2026-11"));
}

TEST(P05, FiftyLooksAreFiftyRowsAndAnAlarmAndAHundredAreTheLimit) {
  const Mine mine = report_with_contact();
  Api desk(demo(), dispatcher);
  int shown = 0;
  Answered last = desk.post("/cases/" + mine.number + "/reveal", why);
  for (; last.status() == 200 && shown < 150; ++shown)
    last = desk.post("/cases/" + mine.number + "/reveal", why);

  EXPECT_EQ(shown, 100);
  EXPECT_EQ(last.status(), 429) << last;
  EXPECT_EQ(last.at("/reason"), "too_many_reveals");
  EXPECT_NE(last.http.field("retry-after"), "");
  EXPECT_EQ(Api(demo()).get("/cases/" + mine.number + "/access-log", mine.key).body.size("/items"),
            100U);
  EXPECT_EQ(audit_rows("personal.bulk", dispatcher), 1U);
  EXPECT_EQ(audit_rows("personal.reveal", dispatcher), 101U) << "the refused look is a row as well";
}

TEST(P03, AKeyOfYesterdaysLookShowsNothingOnceTheAgreementIsWithdrawn) {
  const Mine mine = report_with_contact(R"(,"contact_ok_for_handler":true)");
  const std::string path = "/cases/" + mine.number;
  Api department(demo(), sanitation);
  const HttpFields same{{"Idempotency-Key", "a-look-of-its-own-0001"}};
  ASSERT_EQ(department.post(path + "/reveal", why, same).status(), 200);
  EXPECT_EQ(department.post(path + "/reveal", why, same).status(), 200) << "an answer was lost";
  EXPECT_EQ(Api(demo()).get(path + "/access-log", mine.key).body.size("/items"), 1U);

  Api(demo()).post(path + "/withdraw-consent", R"({"purpose":"handler"})", mine.key);

  EXPECT_EQ(department.post(path + "/reveal", why, same).status(), 403);
}

// What the command prints.
std::string run(const std::string& words) {
  const std::string command = std::string(GONGZHI_BINARY) + " personal " + words + " --data " +
                              demo().data().string() + " 2>&1";
  std::string printed;
  FILE* pipe = ::popen(command.c_str(), "r");
  for (char buffer[4096]; pipe && std::fgets(buffer, sizeof buffer, pipe);) printed += buffer;
  if (pipe) ::pclose(pipe);
  return printed;
}

TEST(P08, WhoWasTouchedInATimeIsListedByOneCommand) {
  const Mine mine = report_with_contact();
  ASSERT_EQ(Api(demo(), secretary).post("/cases/" + mine.number + "/reveal", why).status(), 200);
  const std::string of_case = " --case " + mine.number;

  const std::string listed = run("access --from 2020-01-01 --to 2999-12-31" + of_case);

  EXPECT_THAT(listed, testing::HasSubstr(mine.number));
  EXPECT_THAT(listed, testing::HasSubstr(secretary));
  EXPECT_THAT(listed, testing::HasSubstr("联系上报人核实地点"));
  EXPECT_THAT(listed, testing::Not(testing::HasSubstr("13587654321")));
  EXPECT_EQ(run("access --to 2020-01-01" + of_case), "");
  EXPECT_EQ(run("access --user nobody" + of_case), "");
  EXPECT_THAT(run("access --from yesterday"), testing::HasSubstr("gongzhi"));
}

TEST(P04, ANumberFindsItsCasesExactly) {
  const Mine mine = report_with_contact();

  EXPECT_THAT(run("find --phone 135-8765-4321"), testing::HasSubstr(mine.number));
  EXPECT_EQ(run("find --phone 13587654322"), "no case\n");
}

TEST(P07, TheCommandErasesForAReporterWhoAsksInPerson) {
  const Mine mine = report_with_contact();
  Api api(demo());
  EXPECT_THAT(run("erase --case " + mine.number), testing::Not(testing::HasSubstr("erased\n")));
  HttpFields with_version = mine.key;
  with_version.emplace_back("If-Match",
                            api.get("/cases/" + mine.number, mine.key).http.field("etag"));
  api.post("/cases/" + mine.number + "/actions/withdraw", "{}", with_version);

  EXPECT_EQ(run("erase --case " + mine.number), "erased\n");

  EXPECT_EQ(api.get("/cases/" + mine.number, mine.key).at("/title"), "");
  EXPECT_THAT(run("find --phone 13587654321"), testing::Not(testing::HasSubstr(mine.number)));
}

TEST(P06, TheReporterGetsACopyOfEverythingAndNobodyElseDoes) {
  const Mine mine = report_with_contact(R"(,"address":"幸福小区7号楼")");
  const std::string path = "/cases/" + mine.number + "/copy";

  const Answered copy = Api(demo()).get(path, mine.key);

  ASSERT_EQ(copy.status(), 200) << copy;
  EXPECT_EQ(copy.at("/fields/contact_phone"), "13587654321");
  EXPECT_EQ(copy.at("/fields/address"), "幸福小区7号楼");
  EXPECT_EQ(copy.at("/title"), "南门旁垃圾成堆");
  EXPECT_GT(copy.body.size("/timeline"), 0U);
  EXPECT_TRUE(wait_until([] { return audit_rows("personal.copy", "") > 0; }));
  EXPECT_EQ(Api(demo(), triager).get(path).status(), 404);
  EXPECT_EQ(Api(demo()).get(path, {{"X-Case-Key", "00000000000000000000"}}).status(), 404);
}

TEST(P07, AReporterErasesAClosedCaseAndNotAnOpenOne) {
  const std::size_t rows_before = audit_rows("personal.erase", "");
  const Mine mine = report_with_contact(R"(,"address":"幸福小区7号楼")");
  const std::string path = "/cases/" + mine.number;
  Api api(demo());
  const Answered open = api.post(path + "/erase", "", mine.key);
  EXPECT_EQ(open.status(), 409) << open;
  EXPECT_EQ(open.at("/reason"), "case_open");

  HttpFields with_version = mine.key;
  with_version.emplace_back("If-Match", api.get(path, mine.key).http.field("etag"));
  const Answered withdrawn = api.post(path + "/actions/withdraw", "{}", with_version);
  ASSERT_EQ(withdrawn.status(), 200) << withdrawn;
  const Answered erased = api.post(path + "/erase", "", mine.key);

  ASSERT_EQ(erased.status(), 200) << erased;
  const Answered seen = api.get(path, mine.key);
  EXPECT_EQ(seen.at("/title"), "");
  EXPECT_EQ(seen.at("/address"), "null");
  EXPECT_EQ(seen.at("/contact"), "null");
  EXPECT_EQ(api.get(path + "/copy", mine.key).at("/fields"), "{}");
  EXPECT_EQ(audit_rows("personal.erase", ""), rows_before + 2);
}

}  // namespace
}  // namespace gongzhi::test
