// Asking about cases: pictures, reports, reading, acting, personal data.
#include "tests/contract/api/survey.hpp"
#include "tests/support/pictures/pictures.hpp"

namespace gongzhi::test {
namespace {

const std::string acts = "post /cases/{number}/actions/{action}";
const std::string reveals = "post /cases/{number}/reveal";
const std::string withdrawals = "post /cases/{number}/withdraw-consent";
const std::string erasures = "post /cases/{number}/erase";

}  // namespace

void Survey::upload() {
  const HttpFields jpeg{{"Content-Type", "image/jpeg"}};
  const std::string route = "post /uploads";
  note(route, staff_.post("/uploads", jpeg_file(quadrants(60, 40)), jpeg));
  note(route, staff_.post("/uploads", "", jpeg));
  note(route, staff_.post("/uploads", "<svg/>", jpeg));
  note(route, staff_.post("/uploads", png_bomb(9'000, 9'000), jpeg));
  note(route, nobody_.post("/uploads", "x",
                           {{"Content-Type", "image/jpeg"}, {"Authorization", "Bearer nonsense"}}));
}

void Survey::report() {
  const std::string picture = seen_.front().answer.at("/id");
  const std::string good = report_body(
      "incident", "E0110", R"(,"attachments":[{"id":")" + picture + R"(","as":"before"}])");
  note("post /cases", staff_.post("/cases", good));
  number_ = seen_.back().answer.at("/number");
  // A picture of somebody else would keep the case in triage.
  note("post /cases", nobody_.post("/cases", report_body("incident", "E0110")));
  const HttpFields key{{"Idempotency-Key", fresh_key()}};
  note("post /cases", staff_.post("/cases", good, key));
  note("post /cases", staff_.post("/cases", report_body("incident", "E0111"), key));
  note("post /cases", staff_.post("/cases", "{"));
  note("post /cases", auditor_.post("/cases", good));
  note("post /cases", nobody_.post("/cases", good, {{"Authorization", "Bearer nonsense"}}));
  note("post /cases", staff_.post("/cases", std::string(70'000, ' ')));
  note("post /cases", staff_.post("/cases", good, {{"Content-Type", "text/plain"}}));
  const std::string batch = R"({"items":[)" + good + "," + report_body("parade", "") + "]}";
  note("post /cases:batch", staff_.post("/cases:batch", batch));
  note("post /cases:batch", staff_.post("/cases:batch", R"({"items":[]})"));
  note("post /cases:batch", nobody_.post("/cases:batch", batch, {{"Authorization", "Bearer x"}}));
  note("post /cases:batch", staff_.post("/cases:batch", std::string(1'100'000, ' ')));
  note("post /cases:batch", staff_.post("/cases:batch", batch, {{"Content-Type", "text/plain"}}));
}

void Survey::read(const std::string& number) {
  get_twice("/cases", "/cases?limit=1&count=true");
  get_twice("/cases/{number}", "/cases/" + number);
  const std::string picture = attachment_of(number);
  for (const char* end : {"", "/thumbnail"})
    get_twice("/cases/{number}/attachments/{id}" + std::string(end), picture + end);
  get("/cases/{number}/timeline", "/cases/" + number + "/timeline?limit=1");
  get("/cases/nearby", "/cases/nearby?lon=111&lat=35.02&category=E0110");
  for (const char* path : {"/tasks", "/board", "/categories", "/kinds", "/orgs", "/openapi.json"})
    get_twice(path, path);
  get("/me", "/me");
  note("get /audit", auditor_.get("/audit?limit=1"));
  get("/audit", "/audit");
  note("get /me", member_.get("/me"));
  get("/search", "/search?q=%E5%9E%83%E5%9C%BE");
  note("get /me", nobody_.get("/me"));
  note("get /live", nobody_.get("/live"));
  Api listener(platform_, "secretary-001");
  note("get /live", listener.get("/live"));
}

std::string Survey::attachment_of(const std::string& number) {
  const std::string id = staff_.get("/cases/" + number).at("/attachments/0/id");
  return "/cases/" + number + "/attachments/" + id;
}

void Survey::act(const std::string& number) {
  Api department(platform_, "dept-sanitation");
  note(acts, department.post("/cases/" + number + "/actions/sign", "{}"));
  note(acts, department.act(number, "sign", "{}", {{"If-Match", "\"0\""}}));
  note(acts, department.act(number, "sign"));
  const std::string id = seen_.back().answer.at("/outcome");
  note("get /outcomes/{id}", department.get("/outcomes/" + id));
  note(acts, department.act(number, "sign"));
  note(acts, department.act(number, "handle", "["));
  note(acts, department.act(number, "handle", R"({"mood":"good"})"));
  note(acts, department.act(number, "handle", std::string(70'000, ' ')));
  note(acts, department.act(number, "handle", "{}", {{"Content-Type", "text/plain"}}));
  note(acts, department.act(number, "file"));
  note(acts, nobody_.post("/cases/" + number + "/actions/sign", "{}"));
  note(acts, staff_.act("26112307-99999", "sign", "{}", {{"If-Match", "\"1\""}}));
  const Halted worker(platform_, DemoPlatform::Part::worker);
  note(acts, department.act(number, "comment", R"({"text":"在路上"})"));
  note("get /outcomes/{id}", department.get("/outcomes/" + seen_.back().answer.at("/id")));
}

/// Personal data: shown in plain, asked for by the reporter, withdrawn, erased.
void Survey::ask_about_people() {
  const Answered receipt = nobody_.post(
      "/cases", report_body("incident", "E0110", R"(,"contact":{"phone":"13800001234"})"));
  const std::string number = receipt.at("/number");
  const std::string base = "/cases/" + number;
  const HttpFields key{{"X-Case-Key", receipt.at("/key")}};
  staff_.wait_for_state(number, "sign");
  reveal(base);
  const std::string withdraw = R"({"purpose":"contact"})";
  own(key, base, "withdraw-consent", withdraw);
  note(withdrawals, nobody_.post(base + "/withdraw-consent", withdraw, key));
  note(withdrawals, nobody_.post(base + "/withdraw-consent", R"({"purpose":"all"})", key));
  note(erasures, nobody_.post(base + "/erase", "", key));
  HttpFields versioned = key;
  versioned.emplace_back("If-Match", nobody_.get(base, key).http.field("etag"));
  note(acts, nobody_.post(base + "/actions/withdraw", "{}", versioned));
  own(key, base, "erase", "");
  HttpFields no_key = key;
  no_key.emplace_back("Idempotency-Key", "");
  note(erasures, nobody_.post(base + "/erase", "", no_key));
  for (const char* path : {"/access-log", "/copy"}) {
    note("get /cases/{number}" + std::string(path), nobody_.get(base + path, key));
    note("get /cases/{number}" + std::string(path), staff_.get(base + path));
  }
}

void Survey::reveal(const std::string& base) {
  const std::string path = base + "/reveal";
  const std::string why = R"({"fields":["contact_phone"],"reason":"联系上报人核实"})";
  const HttpFields used{{"Idempotency-Key", fresh_key()}};
  note(reveals, staff_.post(path, why, used));
  note(reveals, staff_.post(path, R"({"fields":["address"],"reason":"到现场核实"})", used));
  note(reveals, staff_.post(path, R"({"fields":[]})"));
  note(reveals, Api(platform_, "dept-sanitation").post(path, why));
  note(reveals, member_.post("/cases/26112307-99999/reveal", why));
  note(reveals, staff_.post(path, std::string(70'000, ' ')));
  note(reveals, staff_.post(path, why, {{"Content-Type", "text/plain"}}));
  note(reveals, nobody_.post(path, why));
  const Halted worker(platform_, DemoPlatform::Part::worker);
  note(reveals, staff_.post(path, why));
}

/// What the reporter does with the receipt's key, and what others get for it.
void Survey::own(const HttpFields& key, const std::string& base, const std::string& word,
                 const std::string& body) {
  const std::string operation = "post /cases/{number}/" + word;
  const std::string path = base + "/" + word;
  HttpFields used = key;
  used.emplace_back("Idempotency-Key", fresh_key());
  note(operation, nobody_.post(path, body, used));
  const std::string other = word == "erase" ? "withdraw-consent" : "erase";
  note("post /cases/{number}/" + other,
       nobody_.post(base + "/" + other, R"({"purpose":"contact"})", used));
  note(operation, staff_.post(path, body));
  note(operation, nobody_.post(path, body));
  note(operation, nobody_.post(path, std::string(70'000, ' '), key));
  if (word == "erase") return;
  HttpFields text = key;
  text.emplace_back("Content-Type", "text/plain");
  note(operation, nobody_.post(path, body, text));
}

}  // namespace gongzhi::test
