// Personal data over HTTP: sealed where it rests, masked where it is shown (security.md P01–P08).
#include <gmock/gmock.h>

#include "tests/integration/gateway/demo.hpp"
#include "tests/support/files.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

namespace fs = std::filesystem;

const std::string phone = "13712345678";
const std::string identity_number = "11010519491231002X";
const std::string reporter_name = "尉迟恭敬德";
const std::string behalf_name = "赫连老太太";
const std::string house = "幸福小区七号楼909室";

std::string with_person(const std::string& more = {}) {
  return R"(,"address":")" + house + R"(","on_behalf_of":")" + behalf_name +
         R"(","contact":{"name":")" + reporter_name + R"(","phone":"137-1234-5678"},)" +
         R"("identity_number":")" + identity_number + R"(","notice_version":"2026-11")" + more;
}

struct Receipt {
  std::string number;
  HttpFields key;
};

Receipt reported(const std::string& body, const std::string& user = {}) {
  Api api(demo(), user);
  const Answered answer = api.post("/cases", body);
  EXPECT_EQ(answer.status(), 201) << answer;
  return {answer.at("/number"), {{"X-Case-Key", answer.at("/key")}}};
}

Answered wait_until_applied(const std::string& number, const HttpFields& key) {
  Api api(demo());
  std::optional<Answered> seen;
  EXPECT_TRUE(wait_until([&] {
    seen = api.get("/cases/" + number, key);
    return seen->status() == 200 && seen->at("/state") != "received";
  })) << *seen;
  return *seen;
}

// As `strings | grep` over every file of the data directory.
std::vector<std::string> files_with(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(demo().data()))
    if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos)
      found.push_back(entry.path().filename().string());
  return found;
}

TEST(P01, AResidentReportsWithoutNameTelephoneOrIdentityNumber) {
  const Receipt receipt = reported(report_body("incident", "E0110"));

  const Answered seen = wait_until_applied(receipt.number, receipt.key);

  EXPECT_EQ(seen.at("/contact"), "null");
}

TEST(P04, NothingThatWasSentOfAPersonIsFoundInAnyFile) {
  const Receipt receipt = reported(report_body("incident", "E0110", with_person()));
  wait_until_applied(receipt.number, receipt.key);

  for (const std::string& text :
       {phone, std::string("137-1234-5678"), identity_number, reporter_name, behalf_name, house})
    EXPECT_THAT(files_with(text), testing::IsEmpty()) << text;
  EXPECT_THAT(files_with(receipt.number), testing::Not(testing::IsEmpty()))
      << "the search itself finds what is there";
  EXPECT_EQ(demo().log_end().find(phone), std::string::npos);
}

TEST(P03, EveryAnswerIsMaskedAlsoWhileTheReportWaits) {
  const Receipt receipt = reported(report_body("incident", "E0110", with_person()));
  const Answered early = Api(demo()).get("/cases/" + receipt.number, receipt.key);
  const Answered later = wait_until_applied(receipt.number, receipt.key);

  for (const Answered& seen : {early, later}) {
    EXPECT_EQ(seen.at("/contact/name"), "尉迟*") << seen;
    EXPECT_EQ(seen.at("/contact/phone"), "137****5678");
    EXPECT_EQ(seen.at("/contact/identity_number"), "110***********002X");
    EXPECT_EQ(seen.at("/on_behalf_of"), "赫*");
    EXPECT_EQ(seen.at("/address"), "幸福小区***");
  }
}

TEST(P03, TheHandlingBodyLearnsNothingOfTheReporterUnlessTheyAgreed) {
  const Receipt silent = reported(report_body("incident", "E0110", with_person()));
  const Receipt open =
      reported(report_body("incident", "E0110", with_person(R"(,"contact_ok_for_handler":true)")));
  Api department(demo(), sanitation);
  Api desk(demo(), triager);
  desk.wait_for_state(silent.number, "sign");
  desk.wait_for_state(open.number, "sign");

  EXPECT_EQ(department.get("/cases/" + silent.number).at("/contact"), "null");
  EXPECT_EQ(department.get("/cases/" + silent.number).at("/on_behalf_of"), "null");
  EXPECT_EQ(department.get("/cases/" + open.number).at("/contact/phone"), "137****5678");
  EXPECT_EQ(desk.get("/cases/" + silent.number).at("/contact/phone"), "137****5678");
}

TEST(P01, ATelephoneOrIdentityNumberThatIsNoneIsNamed) {
  Api api(demo());
  const Answered no_phone =
      api.post("/cases", report_body("incident", "E0110", R"(,"contact":{"phone":"12345"})"));
  EXPECT_EQ(no_phone.status(), 422) << no_phone;
  EXPECT_EQ(no_phone.at("/errors/0/pointer"), "/contact/phone");
  EXPECT_EQ(no_phone.http.body.find("12345"), std::string::npos);
  const Answered no_identity = api.post(
      "/cases", report_body("incident", "E0110", R"(,"identity_number":"110105194912310021")"));
  EXPECT_EQ(no_identity.at("/errors/0/pointer"), "/identity_number") << no_identity;
}

TEST(P04, ARepeatOfAReportWithAPersonIsTheSameReport) {
  Api api(demo());
  const std::string body = report_body("incident", "E0110", with_person());
  const std::string key = fresh_key();
  const Answered first = api.post("/cases", body, {{"Idempotency-Key", key}});
  const Answered second = api.post("/cases", body, {{"Idempotency-Key", key}});
  EXPECT_EQ(second.at("/number"), first.at("/number"));
  const Answered other =
      api.post("/cases", report_body("incident", "E0110"), {{"Idempotency-Key", key}});
  EXPECT_EQ(other.at("/reason"), "key_reused") << other;
}

TEST(P04, ANewAddressIsSealedTooAndMasked) {
  const std::string number = signed_for_later();
  Api desk(demo(), dispatcher);
  const std::string street = "槐安北路六百六十六号";

  const Answered moved = desk.act(number, "relocate", R"({"address":")" + street + R"("})");

  ASSERT_EQ(moved.status(), 200) << moved;
  EXPECT_EQ(desk.get("/cases/" + number).at("/address"), "槐安北路***");
  EXPECT_THAT(files_with(street), testing::IsEmpty());
}

TEST(PrivateCategories, AreSeenByFewerPeopleAlsoInSearchNearbyAndOnBoards) {
  const Receipt receipt = reported(
      R"({"kind":"request","category":"D0102","title":"赡养纠纷求助甲乙丙","description":"家庭纠纷",)"
      R"("location":{"lon":111.0,"lat":35.02}})");
  wait_until_applied(receipt.number, receipt.key);
  const std::string search = "/search?q=%E7%94%B2%E4%B9%99%E4%B8%99";
  Api desk(demo(), triager);
  EXPECT_TRUE(wait_until(
      [&] { return desk.get(search).body.lists_with("/items", "number", receipt.number); }, 30s))
      << "the index stays politely behind";

  for (const std::string& user : {grid_worker, sanitation, elsewhere, resident}) {
    Api other(demo(), user);
    EXPECT_EQ(other.get("/cases/" + receipt.number).status(), 404) << user;
    EXPECT_EQ(other.get("/cases/" + receipt.number + "/timeline").status(), 404) << user;
    EXPECT_EQ(other.get(search).body.size("/items"), 0U) << user;
    EXPECT_EQ(other.get("/board").http.body.find(receipt.number), std::string::npos) << user;
    EXPECT_EQ(other.get("/cases?limit=100").http.body.find(receipt.number), std::string::npos);
  }
  EXPECT_EQ(desk.get("/cases/nearby?lon=111.0&lat=35.02&category=D0102").body.size("/items"), 0U)
      << "not even for those who may see it: nearby is what residents are shown";
}

}  // namespace
}  // namespace gongzhi::test
